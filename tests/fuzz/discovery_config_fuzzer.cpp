// Any bytes as what the broker holds for Home Assistant: one line a topic, the next its payload,
// and so on. A plan or none, never a crash; it clears nothing but topics that were held, each once
// and with a reason, and what it keeps were their names.
#include "fuzz/held_discovery.hpp"

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
using namespace giv::fuzz;

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
    for (const auto& [name, identity] : plan.identities) {
        require(!identity.unique_id.empty() && !identity.config_topic.empty());
        require(!identity.adopted || holds(held, identity.config_topic));
        require(!identity.adopted || !cleared.contains(identity.config_topic));
    }
    for (const auto& one : render::announcements(plant, options, plan.identities))
        require(one.due != one.payload.empty());

    // Once more, with what is remembered of it and a broker that has lost everything: all keep
    // their names.
    const auto later = render::plan_adoption(plant, options, {}, plan.identities);
    require(later.clear.empty());
    for (const auto& [name, identity] : plan.identities)
        require(identity.withheld || later.identities.at(name).unique_id == identity.unique_id);
    return 0;
}
