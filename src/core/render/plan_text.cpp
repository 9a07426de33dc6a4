// A plan of adoption for people.
#include "givtcp/render/device_style.hpp"

#include <algorithm>
#include <array>

namespace giv::render {
namespace {

constexpr std::size_t fate_width = 10;
constexpr std::size_t platform_width = 15;
constexpr std::size_t owner_width = 18;

std::string padded(std::string_view text, std::size_t width) {
    std::string line{text};
    line.resize(std::max(width, line.size() + 1), ' ');
    return line;
}

std::string line_of(const PlannedEntity& one) {
    auto line = padded(words(one.fate), fate_width);
    line += padded(words(one.name.platform), platform_width) + padded(one.name.owner, owner_width);
    line += one.name.key + "  " + one.config_topic;
    return line + (one.why.empty() ? "" : "  (" + one.why + ')') + '\n';
}

}  // namespace

std::string plan_text(const AdoptionPlan& plan, const MigrationPlan& migration) {
    std::string text;
    for (const auto& [topic, why] : migration.clear_first)
        text += padded("cleared", fate_width) + topic + "  (" + why + ")\n";
    for (const auto& [topic, payload] : migration.removals)
        text += padded("changes", fate_width) + topic + "  (entities leave this device)\n";
    for (const auto& topic : migration.clear_afterwards)
        text += padded("moves", fate_width) + topic + "  (to the other style)\n";
    for (const auto& topic : migration.blocked)
        text += padded("blocked", fate_width) + topic + "  (somebody else's device is there)\n";
    for (const auto& one : plan.entities)
        text += line_of(one);
    for (const auto fate :
         {Fate::fresh, Fate::recalled, Fate::adopted, Fate::waits, Fate::blocked}) {
        const auto count = std::ranges::count(plan.entities, fate, &PlannedEntity::fate);
        text += std::to_string(count) + ' ' + std::string{words(fate)} + ", ";
    }
    return text + std::to_string(migration.clear_first.size()) + " cleared\n";
}

}  // namespace giv::render
