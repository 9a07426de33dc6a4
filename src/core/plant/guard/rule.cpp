#include "givtcp/plant/guard/rule.hpp"

namespace giv {

std::string_view words(Verdict verdict) {
    switch (verdict) {
        case Verdict::good: return "good";
        case Verdict::held: return "held";
        case Verdict::rejected: return "rejected";
    }
    return "";
}

namespace guard {
namespace {

constexpr auto all_rules = std::to_array<RuleFacts>({
    {Rule::zero_bank,
     "zero_bank",
     Verdict::rejected,
     "all registers, or all but one, were 0 where values had been"},
    {Rule::dongle_memory,
     "dongle_memory",
     Verdict::rejected,
     "the registers held a piece of the dongle's network traffic"},
    {Rule::serial_changed,
     "serial_changed",
     Verdict::rejected,
     "the serial number was another device's"},
    {Rule::type_changed, "type_changed", Verdict::rejected, "the device type was another's"},
    {Rule::implausible_anchors,
     "implausible_anchors",
     Verdict::rejected,
     "several values were impossible at once"},
    {Rule::dead_temperatures,
     "dead_temperatures",
     Verdict::rejected,
     "cell temperatures were 0 while the cells were alive"},
    {Rule::dead_cells,
     "dead_cells",
     Verdict::rejected,
     "all cells were at 0 V while the battery reported itself"},
    {Rule::first_reading, "first_reading", Verdict::held, "a first reading waits for a second"},
    {Rule::pack_splice,
     "pack_splice",
     Verdict::held,
     "several values of the battery jumped at once"},
    {Rule::pack_step, "pack_step", Verdict::held, "a value of the battery jumped"},
    {Rule::pack_constants,
     "pack_constants",
     Verdict::held,
     "the battery's cell count or firmware changed"},
    {Rule::frozen_page,
     "frozen_page",
     Verdict::good,
     "the battery's values have not changed for 15 minutes while power flowed"},
    {Rule::odd_block,
     "odd_block",
     Verdict::held,
     "several values of the inverter were improbable at once"},
    {Rule::setting_change, "setting_change", Verdict::held, "a setting changed by itself"},
    {Rule::power_bound,
     "power_bound",
     Verdict::held,
     "a power beyond one and a half times the rating"},
    {Rule::power_jump, "power_jump", Verdict::held, "a jump larger than the rated power"},
    {Rule::zero_value, "zero_value", Verdict::held, "a sudden 0"},
    {Rule::energy_jump, "energy_jump", Verdict::held, "more energy than could have flowed"},
    {Rule::energy_fall,
     "energy_fall",
     Verdict::held,
     "a counter of the day fell, and it is not midnight"},
    {Rule::early_midnight,
     "early_midnight",
     Verdict::held,
     "a counter of the day fell some minutes before midnight"},
    {Rule::counter_wrap,
     "counter_wrap",
     Verdict::held,
     "a counter of 16 bits fell as if it had begun anew"},
    {Rule::total_fall, "total_fall", Verdict::held, "a counter that never falls fell"},
});

constexpr bool are_in_order() {
    for (std::size_t i = 0; i < all_rules.size(); ++i)
        if (static_cast<std::size_t>(all_rules.at(i).rule) != i) return false;
    return all_rules.size() == rule_count;
}
static_assert(are_in_order());

}  // namespace

std::span<const RuleFacts> rules() { return all_rules; }

const RuleFacts& facts(Rule rule) { return all_rules.at(static_cast<std::size_t>(rule)); }

}  // namespace guard
}  // namespace giv
