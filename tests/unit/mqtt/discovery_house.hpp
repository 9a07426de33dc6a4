// A house with a broker that keeps what it is told and says it back, for the tests of discovery: a
// second passes at a time.
#pragma once

#include "mqtt/discovery.hpp"
#include "support/discovered.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::mqtt {

struct House {
    explicit House(MqttSettings settings = {}, DiscoveryFacts facts = {.instances = {1}})
        : discovery{std::move(settings), std::move(facts), world()} {
        discovery.connected();
    }

    DiscoveryWorld world() {
        return {
            .memory =
                {.recall = [this](const std::string& serial) { return remembered[serial]; },
                 .keep = [this](
                             const std::string& serial, const render::Identities& names
                         ) { remembered[serial] = names; }},
            .look = [this] { asked = true; },
            .chance = [this] { return chance; },
            .log =
                [this](LogLevel level, std::string_view text) {
                    if (level == LogLevel::warning) warnings.emplace_back(text);
                },
        };
    }

    Offer offer(const Publication& publication) {
        if (room == 0) return Offer::later;
        --room;
        said.push_back(publication);
        echoes.push_back({publication.topic, publication.payload});
        if (!publication.retain) return Offer::accepted;
        if (publication.payload.empty())
            broker.erase(publication.topic);
        else
            broker[publication.topic] = publication.payload;
        return Offer::accepted;
    }

    bool publish() {
        return discovery.publish([this](const auto& one) { return offer(one); }, now);
    }

    void broker_answers() {
        for (const auto& echo : std::exchange(echoes, {}))
            discovery.hear(echo, now);
        if (!std::exchange(asked, false)) return;
        ++looks;
        if (is_deaf) return;
        for (const auto& filter : discovery.config_filters())
            discovery.subscribed(filter, now);
        for (const auto& [topic, payload] : broker)
            discovery.hear({topic, payload, true}, now);
        if (std::exchange(losses_to_come, std::max(losses_to_come - 1, 0)) > 0)
            discovery.lost_messages();
    }

    void second() {
        now += std::chrono::seconds{1};
        broker_answers();
        discovery.tick(now);
        publish();
    }

    void seconds(int count) {
        for (int i = 0; i < count; ++i)
            second();
    }

    bool is_announced() const { return discovery.is_announced(1, now); }

    void accept(const SnapshotPtr& snapshot) { discovery.accept(1, snapshot, now); }

    // Topics of what was published since the last look; of what was cleared with a minus.
    std::vector<std::string> news() {
        std::vector<std::string> topics;
        for (const auto& one : std::exchange(said, {}))
            topics.push_back((one.payload.empty() ? "-" : "") + one.topic);
        return topics;
    }

    Instant now = testing::seen_at;
    std::map<std::string, render::Identities> remembered;
    std::map<std::string, std::string> broker;
    std::vector<Publication> said;
    std::vector<Message> echoes;
    std::vector<std::string> warnings;
    std::size_t room = std::numeric_limits<std::size_t>::max();
    double chance = 0;
    bool asked = false;
    bool is_deaf = false;  // the broker does not take the subscription
    int losses_to_come = 0;
    int looks = 0;
    Discovery discovery;
};

}  // namespace giv::mqtt
