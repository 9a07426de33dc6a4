#include "core/plant/guard/block_watch.hpp"

#include "core/plant/guard/bank_rules.hpp"
#include "core/plant/guard/field_number.hpp"
#include "core/plant/guard/value_rules.hpp"
#include "core/plant/guard/value_step.hpp"

#include "givtcp/registers/field.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

namespace giv::guard {
namespace {

constexpr int odd_together = 2;

bool is_out_of_bounds(const Field& meant, std::span<const std::uint16_t> words) {
    const auto value = decode(meant, words);
    const auto* absence = std::get_if<Absence>(&value);
    return absence != nullptr && *absence == Absence::out_of_bounds;
}

// Fields that were within their bounds and are not any more.
int gone_out_of_bounds(const Sight& sight) {
    const auto& identity = sight.identity();
    const auto is_gone = [&](const Field& meant) {
        constexpr auto endless = std::numeric_limits<double>::infinity();
        const bool is_bounded = meant.plausible.max < endless;
        if (!is_bounded || !sight.covers(meant.first, meant.count)) return false;
        if (!is_out_of_bounds(meant, sight.now(meant.first, meant.count))) return false;
        const auto before = sight.believed().words(meant.first, meant.count);
        return !before.empty() && !is_out_of_bounds(meant, before) &&
               exists(meant, identity.model(), identity.arm_firmware);
    };
    const auto found = std::ranges::count_if(fields(Map::inverter_input), is_gone);
    return static_cast<int>(found);
}

bool is_of_power(Rule rule) { return rule == Rule::power_jump || rule == Rule::power_bound; }

std::set<std::uint16_t> doubted_in(const Judgement& judgement) {
    std::set<std::uint16_t> doubted;
    for (const auto& kept : judgement.kept)
        if (kept.doubted_by) doubted.insert(kept.first);
    return doubted;
}

// A power may truly jump while all else is well, and it waits by itself; beside another oddity it
// is one more. What waits on since a block was believed is none.
bool is_odd_as_a_whole(
    const Sight& sight, const Judgement& of_values, const std::set<std::uint16_t>& waits_on
) {
    int jumps = 0;
    int others = newly_failed_anchors(sight) + gone_out_of_bounds(sight);
    for (const auto& kept : of_values.kept) {
        if (!kept.doubted_by || waits_on.contains(kept.first)) continue;
        if (*kept.doubted_by == Rule::early_midnight) continue;  // all of them fall together
        ++(is_of_power(*kept.doubted_by) ? jumps : others);
    }
    return others > 0 && others + jumps >= odd_together;
}

}  // namespace

Judgement BlockWatch::judge(const Sight& sight, const PlantFacts& facts, Judgement of_values) {
    const auto doubted = doubted_in(of_values);
    auto& waits_on = waits_on_[sight.range()];
    std::erase_if(waits_on, [&](std::uint16_t first) { return !doubted.contains(first); });
    if (!is_odd_as_a_whole(sight, of_values, waits_on)) {
        candidates_.erase(sight.range());
        return of_values;
    }
    const auto agrees = [&](const Candidate& known) {
        RegisterBank before;
        before.store(sight.range().base, known.words, known.taken_at);
        return std::ranges::all_of(value_rules(), [&](const ValueRule& row) {
            if (row.field.map != Map::inverter_input) return true;
            const auto& meant = field(row.field);
            const auto then = number_of(meant, before.words(meant.first, meant.count));
            const auto now = number_of(meant, sight.now(meant.first, meant.count));
            const Lapse lapse{sight.taken_at() - known.taken_at, &facts, std::nullopt};
            return !then || !now || !step(row, *then, *now, lapse).breaks;
        });
    };
    const auto known = candidates_.find(sight.range());
    const bool is_again = known != candidates_.end() && agrees(known->second);
    const int reads = is_again ? known->second.reads + 1 : 1;
    if (reads >= reads_to_confirm) {
        candidates_.erase(sight.range());
        waits_on = doubted;
        return of_values;
    }
    const auto words = sight.words();
    candidates_.insert_or_assign(
        sight.range(), Candidate{{words.begin(), words.end()}, sight.taken_at(), reads}
    );
    return Judgement::of(Rule::odd_block);
}

}  // namespace giv::guard
