#include "core/plant/guard/first_reading.hpp"

#include "core/plant/guard/field_number.hpp"
#include "core/plant/guard/value_step.hpp"

#include <algorithm>

namespace giv::guard {

bool FirstReading::is_in(const ValueRule& row, const Sight& sight, const PlantFacts& facts) const {
    const auto& meant = field(row.field);
    return std::ranges::find(maps_, row.field.map) != maps_.end() &&
           bank_of(row.field.map) == sight.range().bank && sight.covers(meant.first, meant.count) &&
           exists(meant, facts.identity.model(), facts.identity.arm_firmware);
}

bool FirstReading::is_first(const Sight& sight, const PlantFacts& facts) const {
    return std::ranges::any_of(value_rules(), [&](const ValueRule& row) {
        const auto& meant = field(row.field);
        return counts_energy(row) && is_in(row, sight, facts) &&
               agreed_.words(meant.first, meant.count).empty() &&
               sight.believed().words(meant.first, meant.count).empty();
    });
}

bool FirstReading::agrees(const Sight& sight, const PlantFacts& facts) const {
    return std::ranges::all_of(value_rules(), [&](const ValueRule& row) {
        if (!is_in(row, sight, facts)) return true;
        const auto& meant = field(row.field);
        const auto seen_at = seen_.taken_at(meant.first, meant.count);
        if (!seen_at) return false;
        const auto seen = number_of(meant, seen_.words(meant.first, meant.count));
        const auto now = number_of(meant, sight.now(meant.first, meant.count));
        if (!seen || !now) return seen.has_value() == now.has_value();
        return !step(row, *seen, *now, {sight.taken_at() - *seen_at, &facts, {}}).breaks;
    });
}

Judgement FirstReading::judge(const Sight& sight, const PlantFacts& facts) {
    if (agrees(sight, facts)) {
        agreed_.store(sight.range().base, sight.words(), sight.taken_at());
        seen_.forget(sight.range().base, sight.range().count);
        return {};
    }
    seen_.store(sight.range().base, sight.words(), sight.taken_at());
    return Judgement::of(Rule::first_reading, true);
}

}  // namespace giv::guard
