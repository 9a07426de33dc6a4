// Any bytes as what the broker holds for Home Assistant: one line a topic, the next its payload,
// and so on. A plan or none, never a crash; it clears nothing but topics that were held, each once
// and with a reason, and what it keeps were their names.
#include "givtcp/points/point.hpp"
#include "givtcp/render/adoption.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace giv;

void require(bool holds) {
    if (!holds) std::abort();
}

// A generation 1 hybrid with a pack, and a value here and there: with all of them, the days'
// minutes among them, an input would take a tenth of a second.
Snapshot a_plant() {
    Snapshot snapshot;
    snapshot.identity = Identity{"SA2114G047", 0x2001, 449};
    snapshot.complete = true;
    snapshot.searches = proof_of_absence;
    snapshot.parts.push_back({Subject::inverter, "SA2114G047", {}, {}});
    snapshot.parts.push_back({Subject::pack, "BG2134G001", {}, {}});
    for (const auto& point : points()) {
        const std::uint16_t part = point.subject == Subject::pack ? 1 : 0;
        const bool has_value =
            snapshot.values.size() < 12 && point.quantity != Quantity::time_of_day;
        if (point.subject != Subject::meter && has_value)
            snapshot.values.push_back({.point = &point, .part = part, .value = Number{2600, 0}});
    }
    return snapshot;
}

std::vector<render::HeldConfig> held_in(std::string_view text) {
    std::vector<render::HeldConfig> held;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!held.empty() && held.back().payload.empty()) {
            held.back().payload = line;
        } else {
            held.push_back({std::string{line}, {}});
        }
    }
    return held;
}

bool holds(const std::vector<render::HeldConfig>& held, std::string_view topic) {
    return std::ranges::any_of(held, [&](const render::HeldConfig& one) {
        return one.topic == topic;
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Snapshot plant = a_plant();
    static const render::DiscoveryOptions options;
    const std::string text{data, data + size};
    const auto held = held_in(text);
    if (const auto kept = render::identities_from(text))
        require(render::identities_from(render::to_text(*kept)).has_value());

    const auto plan = render::plan_adoption(plant, options, held);

    std::set<std::string> cleared;
    for (const auto& [topic, why] : plan.clear) {
        require(cleared.insert(topic).second);
        require(!why.empty() && holds(held, topic));
        require(topic.find("/GivEnergy/") != std::string::npos);
    }
    require(render::identities_from(render::to_text(plan.identities)) == plan.identities);
    require(plan.clear.empty() == (plan.wait.count() == 0));
    for (const auto& [name, identity] : plan.identities) {
        require(!identity.unique_id.empty() && !identity.config_topic.empty());
        require(!identity.adopted || holds(held, identity.config_topic));
        require(!identity.adopted || !cleared.contains(identity.config_topic));
    }
    for (const auto& one : render::announcements(plant, options, plan.identities))
        require(one.due != one.payload.empty());
    return 0;
}
