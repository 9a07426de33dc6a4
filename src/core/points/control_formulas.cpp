#include "core/points/formulas.hpp"
#include "core/points/point_words.hpp"

#include "givtcp/points/wall_text.hpp"

#include <algorithm>

namespace giv::points_table {

Value slot_text(std::uint16_t hhmm) {
    const auto time = time_of_day(hhmm);
    return word(clock_text(time.value_or(std::chrono::minutes{0})));
}

}  // namespace giv::points_table

namespace giv::formulas {
namespace {

using namespace points_table;

constexpr double highest_limit = 50;  // registers above it are clamped by the inverter (Q25)

// HR111/112 count hundredths of the capacity per hour.
Value rate(const Inputs& in, FieldKey limit_register) {
    const auto limit = in.number(limit_register);
    const auto capacity = capacity_wh(in);
    const auto maximum = battery_maximum_w(in);
    if (!limit || !capacity || !maximum) return nothing;
    return watts(std::min(std::min(*limit, highest_limit) / 100 * *capacity, *maximum));
}

// 0 is not a setting but a firmware that has none.
Value ac_rate(const Inputs& in, FieldKey key) {
    const auto percent = in.number(key);
    if (!percent) return nothing;
    return *percent == 0 ? Value{Absence::not_here} : whole(*percent);
}

}  // namespace

// GivTCP 3's derivation (spec/clients.md §2.5).
Value mode(const Inputs& in) {
    const auto power_mode = in.code(hr("battery_power_mode"));
    const auto discharging = in.flag(hr("enable_discharge"));
    const auto reserve = in.number(hr("battery_soc_reserve"));
    if (!power_mode || !discharging || !reserve) return nothing;
    const bool eco = *power_mode == 1;
    if (eco && *discharging) return word("Timed Demand");
    if (eco) return word(*reserve == 100 ? "Eco (Paused)" : "Eco");
    return word(*discharging ? "Timed Export" : "Export (Paused)");
}

Value enable_discharge(const Inputs& in) {
    const auto reserve = in.number(hr("battery_soc_reserve"));
    const auto charge = in.number(ir("battery_soc"));
    if (!reserve || !charge) return nothing;
    return enabled(*reserve <= *charge);
}

Value eco_mode(const Inputs& in) {
    const auto power_mode = in.code(hr("battery_power_mode"));
    return power_mode ? enabled(*power_mode == 1) : nothing;
}

Value charge_rate(const Inputs& in) { return rate(in, hr("battery_charge_limit")); }

Value discharge_rate(const Inputs& in) { return rate(in, hr("battery_discharge_limit")); }

Value charge_rate_ac(const Inputs& in) { return ac_rate(in, hr("battery_charge_limit_ac")); }

Value discharge_rate_ac(const Inputs& in) { return ac_rate(in, hr("battery_discharge_limit_ac")); }

Value pause_mode(const Inputs& in) {
    constexpr auto spellings =
        std::to_array<std::string_view>({"Disabled", "PauseCharge", "PauseDischarge", "PauseBoth"});
    return spelled(in, hr("battery_pause_mode"), spellings);
}

Value local_control(const Inputs& in) {
    constexpr auto spellings = std::to_array<std::string_view>({"Load", "Battery", "Grid"});
    return spelled(in, hr("export_priority"), spellings);
}

Value calibration(const Inputs& in) {
    const auto stage = in.code(hr("battery_calibration_stage"));
    if (!stage) return nothing;
    return word(*stage == 0 ? "Off" : "Running");
}

}  // namespace giv::formulas
