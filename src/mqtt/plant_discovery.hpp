// What Home Assistant is told of one plant, and when: what the broker holds is looked at first,
// what has no successor is cleared, then all is announced. Pure: time, the client's answers and
// what the broker holds are arguments. Loop thread.
//
// Source: spec/clients.md §3.3. What is kept and what is cleared is render/adoption.hpp's business.
#pragma once

#include "exchange/log.hpp"
#include "mqtt/inbox.hpp"
#include "mqtt/publication.hpp"

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/render/adoption.hpp"
#include "givtcp/render/device_style.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace giv::mqtt {

// What outlives the process: how entities are called.
struct IdentityMemory {
    std::function<render::Identities(const std::string& serial)> recall;
    std::function<void(const std::string& serial, const render::Identities&)> keep;
};

class PlantDiscovery {
 public:
    // A plant that does not tell all of itself is announced in part, after this.
    static constexpr auto patience = std::chrono::seconds{30};

    // Home Assistant needs a second or two for hundreds of announcements.
    static constexpr auto taken_in_after = std::chrono::seconds{3};

    // What Home Assistant removes so soon after a clearing of ours, it removes by mistake.
    static constexpr auto aftermath = std::chrono::seconds{60};

    PlantDiscovery(
        render::DiscoveryStyle style,
        render::DiscoveryOptions options,
        IdentityMemory memory,
        Log log
    );

    void accept(const SnapshotPtr& snapshot, Instant now);

    // The broker should be looked at, for this plant.
    bool wants_look(Instant now) const;
    void looked(std::span<const render::HeldConfig> held);

    // Offers what is due until the client says "later". False: it did.
    bool publish(const Publish& offer, Instant now);

    // All that could be said has been, in this run of the daemon, and Home Assistant has had the
    // time to take it in, or knows it from the last: what is said of the plant now meets no entity
    // as somebody else described it.
    bool is_announced(Instant now) const;

    // Somebody, maybe ourselves, published on a config topic.
    void hear(const Message& message, Instant now);

    // All of it is due again: Home Assistant has started.
    void say_again();

    // The broker may have forgotten everything.
    void disconnected();

 private:
    enum class Look : std::uint8_t { none, in_part, whole };

    struct Due {
        std::string topic;
        std::string payload;
    };

    void meet(const std::string& serial, Instant now);
    void make_due();
    void make_due(std::string topic, std::string payload);
    bool make_room(const Publish& offer, Instant now);
    bool migrate(const Publish& offer);
    bool announce(const Publish& offer);
    bool clear_afterwards(const Publish& offer, Instant now);
    void tell(const render::AdoptionPlan& plan, const render::MigrationPlan& migration) const;
    bool is_whole() const;
    bool knows_what_to_say() const;

    // set once
    const render::DiscoveryStyle style_;
    const render::DiscoveryOptions options_;
    const IdentityMemory memory_;
    const Log log_;

    // loop thread
    std::string serial_;
    Instant met_at_;
    SnapshotPtr snapshot_;
    render::AnnouncedShape shape_;
    std::optional<render::Identities> identities_;  // nothing: not known yet
    Look look_ = Look::none;
    bool has_looked_ = false;       // in this run, at this inverter
    std::deque<Due> to_make_room_;  // what is cleared, and what leaves its device
    std::deque<std::string> to_migrate_;
    std::deque<std::string> to_clear_afterwards_;
    std::vector<render::DeviceAnnouncement> devices_;  // all of them, in device style
    std::optional<Instant> hold_until_;
    std::optional<Instant> cleared_at_;
    bool is_open_ = false;   // AdoptionPlan::is_open
    bool is_stale_ = false;  // `due_` does not follow from the newest snapshot
    std::deque<Due> due_;
    std::map<std::string, std::size_t> said_;  // topic to its payload's hash
    std::set<std::string> unwanted_;           // topics that the user removed
    bool is_remembered_ = false;               // what is said was said before, in another run
    std::optional<Instant> announced_at_;      // first, of this inverter
};

}  // namespace giv::mqtt
