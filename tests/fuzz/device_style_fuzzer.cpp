// Any bytes as what the broker holds in device style: one line a topic, the next its payload, and
// so on. In either style a plan or none, never a crash; it names nothing but topics that were held
// and are in a form of ours, and what it announces is JSON with each component once.
#include "fuzz/held_discovery.hpp"

#include "givtcp/render/device_style.hpp"

#include <nlohmann/json.hpp>

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

class Checks {
 public:
    explicit Checks(const std::vector<render::HeldConfig>& held) : held_(&held) {
        for (const auto& one : held)
            topics_.insert(one.topic);
    }

    void of_held(const render::DiscoveryOptions& options) const {
        for (const auto& device : render::held_devices(*held_, "SA2114G047", options)) {
            require(topics_.contains(device.topic) && !device.components.empty());
            for (const auto& one : device.components) {
                require(one.single.topic.empty() == one.unique_id.empty());
                require(!device.is_ours || !one.single.topic.empty());
            }
        }
    }

    void of_plan(const render::MigrationPlan& plan) const {
        require(plan.announce_migration == plan.clear_afterwards);
        std::set<std::string> cleared;
        for (const auto& [topic, why] : plan.clear_first)
            require(!why.empty() && is_of_a_form(topic) && cleared.insert(topic).second);
        for (const auto& topic : plan.clear_afterwards)
            require(is_of_a_form(topic) && cleared.insert(topic).second);
        for (const auto& one : plan.removals)
            require(topics_.contains(one.topic) && nlohmann::json::accept(one.payload));
        for (const auto& topic : plan.blocked)
            require(topics_.contains(topic) && !cleared.contains(topic));
        for (const auto& one : plan.announce)
            of_device(one);
    }

 private:
    bool is_of_a_form(const std::string& topic) const {
        return topics_.contains(topic) && (topic.starts_with("homeassistant/device/") ||
                                           topic.find("/GivEnergy/") != std::string::npos);
    }

    static void of_device(const render::DeviceAnnouncement& one) {
        const auto message = nlohmann::json::parse(one.payload, nullptr, false);
        require(message.is_object() && message.at("cmps").size() == one.components.size());
        for (const auto& [platform, key] : one.components)
            require(message.at("cmps").at(key).at("p") == render::words(platform));
    }

    const std::vector<render::HeldConfig>* held_;
    std::set<std::string> topics_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Snapshot plant = a_plant();
    static const render::DiscoveryOptions options;
    const auto held = held_in(std::string{data, data + size});
    const Checks check{held};
    check.of_held(options);

    const auto entities = render::as_entities(held, options);
    require(entities.size() <= held.size() + 20'000);
    const auto adoption = render::plan_adoption(plant, options, entities);
    const auto all = render::announcements(plant, options, adoption.identities);

    for (const auto style : {render::DiscoveryStyle::device, render::DiscoveryStyle::entity})
        check.of_plan(render::plan_migration(style, held, adoption, all, options));
    return 0;
}
