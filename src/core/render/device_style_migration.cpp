// How what the broker holds becomes what is announced now, where the style is another one.
//
// Order is all of it: an entity that is announced at two topics is dropped, and one that is cleared
// before Home Assistant was told that it moves is forgotten (research/home-assistant.md 5).
#include "core/render/discovery_config.hpp"
#include "core/render/held_entity.hpp"

#include "givtcp/render/device_style.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace giv::render {
namespace {

using Topics = std::set<std::string>;

class Migration {
 public:
    Migration(
        DiscoveryStyle style,
        std::span<const HeldConfig> held,
        std::span<const Announcement> announcements,
        const DiscoveryOptions& options
    )
        : style_(style),
          held_(held),
          announcements_(announcements),
          options_(&options),
          serial_(announcements.front().serial) {}

    MigrationPlan plan(const AdoptionPlan& adoption) && {
        for (const auto& [topic, why] : adoption.clear)
            gone_.insert(topic);
        sort_devices();
        announce();
        note_what_moves();
        move_entities();
        move_devices();
        clear_first(adoption);
        if (style_ == DiscoveryStyle::entity) plan_.announce.clear();
        return std::move(plan_);
    }

 private:
    // Ours, with what is left of each; the others by topic alone.
    void sort_devices() {
        for (auto& device : held_devices(held_, serial_, *options_)) {
            if (!device.is_ours) {
                if (!is_named_like_ours(device)) foreign_.insert(device.topic);
                continue;
            }
            auto left = device;
            std::erase_if(left.components, [this](const HeldComponent& one) {
                return gone_.contains(one.single.topic);
            });
            if (!left.components.empty()) {
                left_topics_.insert(left.topic);
                left_.push_back(std::move(left));
            }
            ours_.push_back(std::move(device));
        }
    }

    // Its states come from elsewhere: the root topic was another then. As in adoption, to overwrite
    // such a one is no loss for anybody.
    static bool is_named_like_ours(const HeldDevice& device) {
        return std::ranges::none_of(device.components, [](const HeldComponent& one) {
            return one.single.topic.empty();
        });
    }

    void announce() {
        for (auto& one : device_announcements(announcements_, *options_, left_)) {
            if (style_ == DiscoveryStyle::device && foreign_.contains(one.topic)) {
                plan_.blocked.push_back(one.topic);
            } else {
                plan_.announce.push_back(std::move(one));
            }
        }
    }

    bool is_announced(const std::string& topic) const { return announced(topic) != nullptr; }

    const DeviceAnnouncement* announced(const std::string& topic) const {
        const auto found = std::ranges::find(plan_.announce, topic, &DeviceAnnouncement::topic);
        return found == plan_.announce.end() ? nullptr : &*found;
    }

    void note_what_moves() {
        for (const auto& one : announcements_) {
            if (!one.due) continue;
            const bool is_sent =
                style_ == DiscoveryStyle::entity ||
                is_announced(device_topic(one.identity.identifiers, serial_, *options_));
            if (is_sent) sent_.insert({one.name.platform, one.identity.unique_id});
        }
    }

    void move(const std::string& topic) {
        plan_.announce_migration.push_back(topic);
        plan_.clear_afterwards.push_back(topic);
    }

    // Two of them may be the same entity: neither is left.
    void move_entities() {
        if (style_ == DiscoveryStyle::entity) return;
        Topics moving;
        for (const auto& one : held_) {
            const auto config =
                discovery_config(one.topic, one.payload, options_->discovery_prefix);
            if (!config || !sent_.contains({config->platform, config->unique_id})) continue;
            if (held_entity(*config, serial_, *options_)) moving.insert(one.topic);
        }
        for (const auto& topic : moving)
            move(topic);
    }

    void move_devices() {
        for (const auto& device : ours_) {
            if (remove_what_is_gone(device)) continue;
            const bool stays = style_ == DiscoveryStyle::device && is_announced(device.topic);
            const bool moves =
                std::ranges::any_of(device.components, [this](const HeldComponent& one) {
                    return sent_.contains({one.is.platform, one.unique_id});
                });
            if (moves && !stays) move(device.topic);
        }
    }

    // True if nothing of the device is left.
    bool remove_what_is_gone(const HeldDevice& device) {
        const auto* now = announced(device.topic);
        if (!left_topics_.contains(device.topic) &&
            (now == nullptr || style_ == DiscoveryStyle::entity)) {
            plan_.clear_first.push_back({device.topic, "nothing of this device is left"});
            return true;
        }
        if (now == nullptr) return false;
        std::vector<Component> before;
        for (const auto& one : device.components)
            before.push_back(one.is);
        auto payload = removing(*now, before);
        if (!payload.empty()) plan_.removals.push_back({device.topic, std::move(payload)});
        return false;
    }

    // What is announced by itself, and does not move.
    void clear_first(const AdoptionPlan& adoption) {
        Topics there;
        for (const auto& one : held_)
            there.insert(one.topic);
        for (const auto& topic : plan_.clear_afterwards)
            there.erase(topic);
        for (const auto& one : adoption.clear)
            if (there.contains(one.topic)) plan_.clear_first.push_back(one);
    }

    DiscoveryStyle style_;
    std::span<const HeldConfig> held_;
    std::span<const Announcement> announcements_;
    const DiscoveryOptions* options_;
    std::string serial_;

    Topics gone_;                   // by adoption; a component's is where it would be by itself
    std::vector<HeldDevice> ours_;  // as they are held
    std::vector<HeldDevice> left_;  // without what is gone
    Topics left_topics_;
    Topics foreign_;
    std::set<std::pair<Platform, std::string>> sent_;  // unique ids that are announced now
    MigrationPlan plan_;
};

}  // namespace

MigrationPlan plan_migration(
    DiscoveryStyle style,
    std::span<const HeldConfig> held,
    const AdoptionPlan& adoption,
    std::span<const Announcement> announcements,
    const DiscoveryOptions& options
) {
    if (announcements.empty()) return {};
    return Migration{style, held, announcements, options}.plan(adoption);
}

}  // namespace giv::render
