// What becomes of the discovery that the broker holds from GivTCP, or from an earlier run of ours:
// which topics, unique ids and devices are kept to the letter, and which topics are cleared.
//
// Source: spec/clients.md §3.3 rules 1-7. Home Assistant hangs histories on these names: one that
// is overwritten in place keeps everything, any other loses something. What is not provably ours is
// never cleared and never overwritten. Pure; any thread.
#pragma once

#include "givtcp/render/discovery.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace giv::render {

// One retained message below the discovery prefix. Anybody may have sent it.
struct HeldConfig {
    std::string topic;
    std::string payload;
};

struct Clearing {
    std::string topic;
    std::string why;  // for people

    friend bool operator==(const Clearing&, const Clearing&) = default;
};

enum class Fate : std::uint8_t {
    fresh,     // the broker does not hold it
    recalled,  // the broker does not hold it any more: as we called it before
    adopted,   // overwritten in place
    waits,     // held or not: the plant has not said a value of it yet
    blocked,   // its name is taken by somebody else's: it is not announced
};

std::string_view words(Fate fate);

struct PlannedEntity {
    EntityName name;
    std::string config_topic;
    Fate fate = Fate::fresh;
    std::string why;  // for people; empty for an ordinary one
};

// After a clearing Home Assistant takes entities and devices away one by one, and for a moment what
// is announced goes with them (research/home-assistant.md 5 "Registry").
inline constexpr std::chrono::seconds settled_after{3};

struct AdoptionPlan {
    std::vector<Clearing> clear;  // first: an empty retained message each, and settled_after
    Identities identities;        // then what announcements() makes with these is published
    bool is_open = false;  // something will be cleared once the plant has said more of itself
    std::vector<PlannedEntity> entities;  // the same for people, in the order of announcements()
};

// The topic filter of everything that GivTCP, any version, and we announce for inverters.
std::string config_filter(const DiscoveryOptions& options);

// `remembered` is what the last plan made of it: its names go on where the broker holds none any
// more. Nothing is cleared before the snapshot is complete: until then a key that is not there may
// come.
AdoptionPlan plan_adoption(
    const Snapshot& snapshot,
    const DiscoveryOptions& options,
    std::span<const HeldConfig> held,
    const Identities& remembered = {}
);

// As text for the store, so that the next start need not wait for the broker; and back: nothing for
// text that is not one of ours.
std::string to_text(const Identities& identities);
std::optional<Identities> identities_from(std::string_view kept);

}  // namespace giv::render
