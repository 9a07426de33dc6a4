#include "givtcp/render/adoption.hpp"

#include "core/render/discovery_config.hpp"
#include "core/render/entity.hpp"
#include "core/render/entity_identity.hpp"
#include "core/render/held_entity.hpp"
#include "core/render/sensor_classes.hpp"
#include "core/render/stamps.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace giv::render {
namespace {

// Its key in src/core/plant/problems.cpp.
constexpr std::string_view packs_unexpected = "pack_count";

// No house has as many; what comes after is not looked at.
constexpr std::size_t most_configs = 20'000;

struct Known {
    std::string topic;
    DiscoveryConfig config;
    std::optional<HeldEntity> ours;
};

// By topic, so that the same set makes the same plan in whatever order it came.
using KnownByTopic = std::map<std::string, Known>;

// What the broker holds. Messages that can't be read are of somebody, too.
struct Held {
    KnownByTopic known;
    std::set<std::string> unreadable;  // topics
};

Held read(
    std::span<const HeldConfig> configs, std::string_view serial, const DiscoveryOptions& options
) {
    Held held;
    for (const auto& one : configs.first(std::min(configs.size(), most_configs))) {
        auto config = discovery_config(one.topic, one.payload, options.discovery_prefix);
        if (!config) {
            held.unreadable.insert(one.topic);
            continue;
        }
        auto ours = held_entity(*config, serial, options);
        held.known.insert_or_assign(
            one.topic, Known{one.topic, *std::move(config), std::move(ours)}
        );
    }
    return held;
}

// Best first.
using Candidates = std::map<EntityName, std::vector<const Known*>>;

Candidates by_name(const KnownByTopic& known) {
    Candidates candidates;
    for (const auto& [topic, one] : known) {
        if (one.ours) candidates[one.ours->name].push_back(&one);
    }
    for (auto& [name, list] : candidates) {
        std::ranges::stable_sort(list, [](const Known* a, const Known* b) {
            return a->ours->rank > b->ours->rank;
        });
    }
    return candidates;
}

class Planner {
 public:
    Planner(
        const Snapshot& snapshot,
        const DiscoveryOptions& options,
        std::span<const HeldConfig> held,
        const Identities& remembered
    )
        : snapshot_(&snapshot),
          options_(options),
          serial_(snapshot.serial()),
          remembered_(&remembered),
          held_(read(held, serial_, options)),
          candidates_(by_name(held_.known)) {
        for (const auto& [topic, one] : held_.known)
            by_unique_id_.insert({{one.config.platform, one.config.unique_id}, &one});
    }

    AdoptionPlan plan() && {
        wanted_ = announcements(*snapshot_, options_);
        adopt();
        clear_what_has_no_successor();
        settle_layout();
        for (const auto& one : wanted_)
            add(one);
        // What is not here today may come back: a pack that was repaired, say.
        for (const auto& [name, identity] : *remembered_)
            if (!identity.withheld) plan_.identities.insert({name, identity});
        return std::move(plan_);
    }

 private:
    // ---- what is kept ---------------------------------------------------------------------------

    void adopt() {
        for (const auto& one : wanted_) {
            const auto found = candidates_.find(one.name);
            if (found == candidates_.end()) continue;
            const auto& best = *found->second.front();
            if (options_.prefix_is_shared && is_anothers_too(best)) {
                for (const auto* held : found->second)
                    clear(held->topic, "its unique id is another plant's");
                continue;
            }
            plan_.identities[one.name] = kept(one, best);
            const auto& identifiers = plan_.identities[one.name].identifiers;
            note_device(one, identifiers);
            if (one.due)
                clear_doubles(best, found->second);
            else
                plan_.is_open = plan_.is_open || found->second.size() > 1;
        }
    }

    // Home Assistant knows one of two with the same unique id: the one that came first.
    bool is_anothers_too(const Known& known) const {
        const auto [first, last] =
            by_unique_id_.equal_range({known.config.platform, known.config.unique_id});
        return std::any_of(first, last, [](const auto& one) { return !one.second->ours; });
    }

    // GivTCP 2 had a device for each value that stands in no section: nothing joins such a one.
    void note_device(const Announcement& one, const std::vector<std::string>& identifiers) {
        const std::vector<std::string> its_own{section_device(serial_, one.name.key)};
        if (identifiers != its_own) devices_.insert({{one.name.owner, one.section}, identifiers});
    }

    static EntityIdentity kept(const Announcement& wanted, const Known& known) {
        EntityIdentity identity = wanted.identity;
        identity.config_topic = known.topic;
        identity.unique_id = known.config.unique_id;
        if (!known.config.identifiers.empty()) identity.identifiers = known.config.identifiers;
        const auto& theirs = known.config.sensor_class;
        const bool says_its_unit = !theirs.unit.empty() || known.config.has_blank_unit;
        if (wanted.quantity && says_its_unit && is_as_true(*wanted.quantity, theirs))
            identity.sensor_class = theirs;
        identity.adopted = true;
        identity.hidden = known.config.hidden;
        return identity;
    }

    // The topic as it would be if the discovery prefix had always been the one of now.
    std::string below_prefix(const std::string& topic, Platform platform) const {
        const auto rest = '/' + std::string{words(platform)} + '/' + std::string{config_node} + '/';
        const auto at = topic.rfind(rest);
        return at == std::string::npos ? "" : options_.discovery_prefix + topic.substr(at);
    }

    // What we called it before; an entity that the user registered then is known by that.
    std::optional<EntityIdentity> recalled(const Announcement& wanted) const {
        const auto found = remembered_->find(wanted.name);
        if (found == remembered_->end() || found->second.withheld) return std::nullopt;
        auto identity = found->second;
        identity.config_topic = below_prefix(identity.config_topic, wanted.name.platform);
        if (identity.config_topic.empty()) return std::nullopt;
        if (!why_taken(identity, wanted.name.platform).empty()) return std::nullopt;
        return identity;
    }

    // ---- what is cleared ------------------------------------------------------------------------

    void clear(const std::string& topic, std::string why) {
        if (!snapshot_->complete || !cleared_.insert(topic).second) return;
        plan_.clear.push_back({topic, std::move(why)});
    }

    void clear_doubles(const Known& best, const std::vector<const Known*>& all) {
        for (const auto* one : all) {
            if (one == &best) continue;
            const bool same = one->config.unique_id == best.config.unique_id;
            clear(
                one->topic,
                (same ? "the same entity as at " : "an older name of what is at ") + best.topic
            );
        }
    }

    void clear_what_has_no_successor() {
        std::set<EntityName> names;
        for (const auto& one : wanted_)
            names.insert(one.name);
        for (const auto& [name, list] : candidates_) {
            if (names.contains(name)) continue;
            const auto why = why_gone(name);
            plan_.is_open = plan_.is_open || why.empty();
            for (const auto* one : list)
                if (!why.empty()) clear(one->topic, why);
        }
    }

    // Empty: it has a successor, or a part, that is not there yet.
    std::string why_gone(const EntityName& name) const {
        const auto successor = std::ranges::find_if(wanted_, [&](const Announcement& one) {
            return one.name.key == name.key && one.name.owner == name.owner;
        });
        if (successor != wanted_.end()) {
            if (!successor->due) return {};
            return "it is a " + std::string{words(successor->name.platform)} + " now";
        }
        if (!is_published_anywhere(name)) return "nothing publishes it";
        if (snapshot_->searches < proof_of_absence) return {};
        if (!is_of_this_plant(name.owner))
            return may_come_back(name.owner) ? "" : "the plant has no " + name.owner;
        return "the plant does not have it";
    }

    // A pack that we knew, or that its owner expects, is silent rather than gone; unless another is
    // in its place.
    bool may_come_back(const std::string& owner) const {
        const auto expects_more = [](const Problem& one) { return one.key == packs_unexpected; };
        if (std::ranges::any_of(snapshot_->problems, expects_more)) return true;
        std::set<std::string> knew;
        for (const auto& [name, identity] : *remembered_)
            if (name.owner != serial_ && !is_ambiguous(name.owner)) knew.insert(name.owner);
        const auto here =
            std::ranges::count(snapshot_->parts, Subject::pack, &PartSnapshot::subject);
        return knew.contains(owner) && static_cast<std::size_t>(here) < knew.size();
    }

    // Of any plant, and as what it is here.
    bool is_published_anywhere(const EntityName& name) const {
        const auto is_it = [&](const Point& one) {
            if (one.key() != name.key) return false;
            const auto platforms = platforms_of(one, options_);
            return std::ranges::find(platforms, name.platform) != platforms.end();
        };
        return std::ranges::any_of(points(), is_it) ||
               std::ranges::find(stamps(), name.key, &Stamp::key) != stamps().end();
    }

    bool is_of_this_plant(std::string_view owner) const {
        if (owner == serial_) return true;
        return std::ranges::any_of(
                   snapshot_->parts, [&](const PartSnapshot& part) { return part.id == owner; }
               ) ||
               std::ranges::any_of(wanted_, [&](const Announcement& one) {
                   return one.name.owner == owner;
               });
    }

    // ---- what is new ----------------------------------------------------------------------------

    // An install that has a device per section keeps to that.
    void settle_layout() {
        const std::vector<std::string> root{root_device(serial_)};
        const auto has_sections = [&](const Identities& identities) {
            return std::ranges::any_of(identities, [&](const auto& one) {
                return one.first.owner == serial_ && one.second.identifiers != root;
            });
        };
        if (has_sections(plan_.identities) || has_sections(*remembered_))
            options_.layout = DeviceLayout::sections;
    }

    // Beside what is kept of the same section or part.
    EntityIdentity made_for(const Announcement& wanted) const {
        const auto& name = wanted.name;
        auto identity = wanted.identity;
        if (name.owner == serial_)
            identity = fresh_identity(name, wanted.section, serial_, options_);
        const auto beside = devices_.find({name.owner, wanted.section});
        if (beside != devices_.end() && !wanted.section.empty())
            identity.identifiers = beside->second;
        if (const auto seed = seed_name(name)) {
            identity.unique_id = seed->unique_id;
            identity.identifiers = seed->identifiers;
        }
        // Its states come from elsewhere, and so it is not ours by the test; but it says that we
        // made it: the root topic was another then.
        const auto at = held_.known.find(identity.config_topic);
        if (at != held_.known.end() && at->second.config.is_by_us &&
            at->second.config.unique_id == identity.unique_id) {
            const auto& theirs = at->second.config.identifiers;
            if (!theirs.empty()) identity.identifiers = theirs;
            identity.adopted = true;
            identity.hidden = at->second.config.hidden;
        }
        return identity;
    }

    // Of the inverter's own: packs had none of their own in the seed.
    std::optional<EntityIdentity> seed_name(const EntityName& name) const {
        if (name.owner != serial_) return std::nullopt;
        const auto topic = options_.discovery_prefix + '/' + std::string{words(name.platform)} +
                           '/' + std::string{config_node} + '/' + name.key + "/config";
        const auto found = held_.known.find(topic);
        if (found == held_.known.end()) return std::nullopt;
        return seed_identity(found->second.config, name, serial_);
    }

    // Somebody else's under one of our names; empty: nobody's.
    std::string why_taken(const EntityIdentity& identity, Platform platform) const {
        if (held_.unreadable.contains(identity.config_topic))
            return "what stands at this topic can't be read";
        const auto at = held_.known.find(identity.config_topic);
        const bool is_anothers =
            at != held_.known.end() && !at->second.ours && !at->second.config.is_by_us;
        const bool is_another =
            at != held_.known.end() && at->second.config.unique_id != identity.unique_id;
        if ((is_another || is_anothers) && !cleared_.contains(at->first))
            return "somebody else announces an entity at this topic";
        const auto [first, last] = by_unique_id_.equal_range({platform, identity.unique_id});
        for (auto one = first; one != last; ++one) {
            const auto& topic = one->second->topic;
            if (topic != identity.config_topic && !cleared_.contains(topic))
                return "its unique id is announced at " + topic;
        }
        return {};
    }

    struct Named {
        EntityIdentity identity;
        std::string why;
    };

    Named named(const Announcement& wanted) const {
        const auto& name = wanted.name;
        Named made{made_for(wanted), {}};
        made.why = why_taken(made.identity, name.platform);
        if (made.why.empty()) return made;
        if (!is_ambiguous(name.owner)) {
            made.identity.withheld = true;
            return made;
        }
        auto identity = with_serial(name, serial_, options_);
        auto still = why_taken(identity, name.platform);
        if (still.empty()) return {std::move(identity), "another plant has its name"};
        identity.withheld = true;
        return {std::move(identity), std::move(still)};
    }

    void add(const Announcement& wanted) {
        PlannedEntity planned{wanted.name, {}, Fate::adopted, {}};
        auto& identity = plan_.identities[wanted.name];
        if (!identity.adopted) {
            if (auto before = recalled(wanted)) {
                identity = *std::move(before);
                planned.fate = Fate::recalled;
            } else {
                auto made = named(wanted);
                identity = std::move(made.identity);
                planned.why = std::move(made.why);
                planned.fate = identity.adopted ? Fate::adopted : Fate::fresh;
            }
        }
        if (identity.withheld) {
            planned.fate = Fate::blocked;
        } else if (!wanted.due) {
            planned.fate = Fate::waits;
        }
        planned.config_topic = identity.config_topic;
        plan_.entities.push_back(std::move(planned));
    }

    const Snapshot* snapshot_;
    DiscoveryOptions options_;
    std::string serial_;
    const Identities* remembered_;
    Held held_;
    Candidates candidates_;
    std::multimap<std::pair<Platform, std::string>, const Known*> by_unique_id_;
    std::vector<Announcement> wanted_;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> devices_;
    std::set<std::string> cleared_;
    AdoptionPlan plan_;
};

}  // namespace

std::string_view words(Fate fate) {
    switch (fate) {
        case Fate::fresh: return "fresh";
        case Fate::recalled: return "recalled";
        case Fate::adopted: return "adopted";
        case Fate::waits: return "waits";
        case Fate::blocked: return "blocked";
    }
    return "";
}

std::string config_filter(const DiscoveryOptions& options) {
    return options.discovery_prefix + "/+/" + std::string{config_node} + "/+/config";
}

AdoptionPlan plan_adoption(
    const Snapshot& snapshot,
    const DiscoveryOptions& options,
    std::span<const HeldConfig> held,
    const Identities& remembered
) {
    if (!snapshot.identity) return {};
    return Planner{snapshot, options, held, remembered}.plan();
}

}  // namespace giv::render
