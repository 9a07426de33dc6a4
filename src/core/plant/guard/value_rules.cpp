#include "core/plant/guard/value_rules.hpp"

#include "core/registers/all_rows.hpp"

#include <algorithm>
#include <array>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;
using rows::ir;
using rows::metered;
using rows::pack;

constexpr auto all_value_rules = std::to_array<ValueRule>({
    {ir("p_pv1"), ValueKind::live_power, Bound::inverter},
    {ir("p_pv2"), ValueKind::live_power, Bound::inverter},
    {ir("p_grid_out_ph1"), ValueKind::live_power, Bound::inverter},
    {ir("p_grid_out"), ValueKind::live_power, Bound::supply},
    {ir("p_backup"), ValueKind::live_power, Bound::inverter},
    {ir("p_load_demand"), ValueKind::live_power, Bound::supply},
    {ir("p_battery"), ValueKind::live_power, Bound::inverter},
    {ir("p_combined_generation"), ValueKind::live_power, Bound::supply},

    {ir("v_ac1"), ValueKind::never_zero},
    {ir("f_ac1"), ValueKind::never_zero},
    {ir("v_battery"), ValueKind::never_zero},
    {ir("t_inverter_heatsink"), ValueKind::never_zero},
    {ir("t_charger"), ValueKind::never_zero},
    {ir("t_battery"), ValueKind::never_zero},
    {ir("battery_soc"), ValueKind::never_zero},

    {ir("e_pv1_day"), ValueKind::energy_today, Bound::inverter},
    {ir("e_pv2_day"), ValueKind::energy_today, Bound::inverter},
    {ir("e_grid_out_day"), ValueKind::energy_today, Bound::supply},
    {ir("e_grid_in_day"), ValueKind::energy_today, Bound::supply},
    {ir("e_ac_charge_today"), ValueKind::energy_today, Bound::inverter},
    {ir("e_battery_charge_today_alt1"), ValueKind::energy_today, Bound::inverter},
    {ir("e_battery_discharge_today_alt1"), ValueKind::energy_today, Bound::inverter},
    {ir("e_battery_charge_today_alt2"), ValueKind::energy_today, Bound::inverter},
    {ir("e_battery_discharge_today_alt2"), ValueKind::energy_today, Bound::inverter},
    {ir("e_pv_generation_today"), ValueKind::energy_today, Bound::inverter},
    {ir("e_solar_diverter"), ValueKind::energy_today, Bound::supply},

    {ir("e_battery_throughput"), ValueKind::energy_total, Bound::inverter},
    {ir("e_pv_total"), ValueKind::energy_total, Bound::inverter},
    {ir("e_grid_out_total"), ValueKind::energy_total, Bound::supply},
    {ir("e_grid_in_total"), ValueKind::energy_total, Bound::supply},
    {ir("e_inverter_in_total"), ValueKind::energy_total, Bound::inverter},
    {ir("e_pv_generation_total"), ValueKind::energy_total, Bound::inverter},
    {ir("e_battery_charge_total_alt1"), ValueKind::energy_total, Bound::inverter},
    {ir("e_battery_discharge_total_alt1"), ValueKind::energy_total, Bound::inverter},

    {pack("e_battery_charge_total"), ValueKind::energy_total, Bound::inverter},
    {pack("e_battery_discharge_total"), ValueKind::energy_total, Bound::inverter},

    {metered("p_active_total"), ValueKind::live_power, Bound::supply},
    {metered("e_import_active"), ValueKind::energy_total, Bound::supply},
    {metered("e_export_active"), ValueKind::energy_total, Bound::supply},
});

struct OwnConfirmation {
    Rule rule;
    Confirmation needed;
};
constexpr auto own_confirmations = std::to_array<OwnConfirmation>({
    {Rule::power_jump, {2, 0s}},
    {Rule::early_midnight, {2, 0s}},
    // What a counter has risen or fallen in vain stays in people's statistics for good.
    {Rule::energy_jump, {5, 5min}},
    {Rule::energy_fall, {5, 5min}},
    {Rule::total_fall, {5, 5min}},
});

}  // namespace

std::span<const ValueRule> value_rules() { return all_value_rules; }

Confirmation confirmation_of(Rule rule) {
    const auto* const own = std::ranges::find(own_confirmations, rule, &OwnConfirmation::rule);
    return own == own_confirmations.end() ? Confirmation{reads_to_confirm, 0s} : own->needed;
}

}  // namespace giv::guard
