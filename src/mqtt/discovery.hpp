// Discovery for Home Assistant: all plants', and the one look at what the broker holds that they
// share. Loop thread; time is an argument.
//
// Source: spec/clients.md §3.3 rules 2 and 9, §3.5. What is said is each plant's business:
// plant_discovery.hpp.
#pragma once

#include "exchange/log.hpp"
#include "mqtt/birth.hpp"
#include "mqtt/mqtt_settings.hpp"
#include "mqtt/plant_discovery.hpp"
#include "mqtt/retained_configs.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace giv::mqtt {

// What announcements need to know and the broker's settings do not say.
struct DiscoveryFacts {
    std::vector<int> instances;  // of all plants, the first one's first
    bool seed_profile = false;   // rates are percent
    bool read_only = false;
    std::string version;
};

struct DiscoveryWorld {
    IdentityMemory memory;

    // Subscribes to filters(), and to the config filters as if for the first time: the broker sends
    // again what it holds.
    std::function<void()> look;
    std::function<double()> chance;  // from 0 to 1
    Log log;
};

// A plant's options, as the settings have them.
render::DiscoveryOptions discovery_options(
    const MqttSettings& settings, const DiscoveryFacts& facts, int plant
);

class Discovery {
 public:
    // A broker that loses messages, or does not take the subscription, is looked at again and
    // again: who does not know what it holds makes doubles. The log hears of it after so many.
    static constexpr int looks_until_told = 3;
    static constexpr auto look_again_after = std::chrono::seconds{60};  // from then on

    Discovery(MqttSettings settings, DiscoveryFacts facts, DiscoveryWorld world);

    // What has to be heard: that Home Assistant starts, and, after the first look, what is
    // announced.
    std::vector<std::string> filters() const;
    const std::vector<std::string>& config_filters() const { return config_filters_; }

    void accept(int plant, const SnapshotPtr& snapshot, Instant now);

    // Whether a message on this topic is for us.
    bool is_about(const std::string& topic) const;
    void hear(const Message& message, Instant now);

    // The broker has taken the subscription to this filter.
    void subscribed(const std::string& filter, Instant now);

    // Messages went lost before anybody could tell of which topic.
    void lost_messages();

    void connected();
    void disconnected();

    // About once a second.
    void tick(Instant now);

    // Offers what is due until the client says "later". False: it did.
    bool publish(const Publish& offer, Instant now);

    // The plant's entities are known to Home Assistant, and so it may be said to be online.
    bool is_announced(int plant, Instant now) const;

    // True once after Home Assistant has started: then all else is to be said again, too.
    bool is_born(Instant now);

    // Something was announced since this was asked last: what the broker does not keep has not been
    // seen by the new entities.
    bool has_announced() { return std::exchange(has_announced_, false); }

 private:
    PlantDiscovery& plant_of(int instance);
    void look_if_wanted(Instant now);
    void look(Instant now);
    void look_again(Instant now);
    void finish_look(Instant now);

    // set once
    const MqttSettings settings_;
    const DiscoveryFacts facts_;
    const DiscoveryWorld world_;
    const std::string birth_topic_;
    const std::vector<std::string> config_filters_;

    // loop thread
    std::map<int, PlantDiscovery> plants_;
    RetainedConfigs retained_;
    Birth birth_;
    int looks_ = 0;       // in vain
    Instant not_before_;  // of the next look
    bool has_looked_ = false;
    bool connected_ = false;
    bool has_announced_ = false;
};

}  // namespace giv::mqtt
