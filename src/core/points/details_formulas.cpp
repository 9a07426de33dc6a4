#include "core/points/formulas.hpp"
#include "core/points/point_words.hpp"

#include "givtcp/points/wall_text.hpp"

#include <algorithm>

namespace giv::formulas {
namespace {

using namespace points_table;

constexpr double lv_nominal_volts = 51.2;  // 16 cells of 3.2 V

constexpr auto battery_types = std::to_array<std::string_view>({"Lead Acid", "Lithium"});
constexpr auto meter_types = std::to_array<std::string_view>({"Ct_or_em418", "Em115"});
constexpr auto calibration_stages = std::to_array<std::string_view>(
    {"Off",
     "Discharge",
     "Set_lower_limit",
     "Charge",
     "Set_upper_limit",
     "Balance",
     "Set_full_capacity",
     "Finish"}
);

std::optional<int> rated(const Inputs& in) {
    const auto code = in.number(hr("rated_power_code"));
    if (!code) return std::nullopt;
    return rated_watts(in.plant().device_type_code, static_cast<std::uint16_t>(*code / 100));
}

}  // namespace

std::optional<double> capacity_wh(const Inputs& in) {
    const auto ampere_hours = in.number(hr("battery_capacity_ah"));
    if (!ampere_hours) return std::nullopt;
    return *ampere_hours * lv_nominal_volts;
}

std::optional<double> battery_maximum_w(const Inputs& in) {
    const auto& plant = in.plant();
    const auto capacity = capacity_wh(in);
    const auto inverter = rated(in);
    if (!capacity || !inverter) return std::nullopt;
    constexpr double half_capacity_per_hour = 0.5;
    double maximum = std::min<double>(*inverter, half_capacity_per_hour * *capacity);
    if (const auto table = table_battery_watts(plant.device_type_code, plant.arm_firmware)) {
        maximum = std::min<double>(maximum, *table);
    }
    return std::round(maximum);
}

Value battery_type(const Inputs& in) { return spelled(in, hr("battery_type"), battery_types); }

Value battery_capacity_kwh(const Inputs& in) {
    const auto capacity = capacity_wh(in);
    return capacity ? hundredths(*capacity / 1000) : nothing;
}

Value modbus_version(const Inputs& in) {
    const auto version = in.number(hr("modbus_version"));
    return version ? word(decimal_text(*version, 2)) : nothing;
}

Value meter_type(const Inputs& in) { return spelled(in, hr("meter_type"), meter_types); }

Value inverter_type(const Inputs& in) { return word(facts(in.plant().model).givtcp_name); }

Value serial_number(const Inputs& in) { return word(in.plant().serial); }

Value phases(const Inputs& in) { return whole(facts(in.plant().model).phases); }

Value max_inverter_rate(const Inputs& in) {
    const auto watts_of_table = rated(in);
    return watts_of_table ? watts(*watts_of_table) : nothing;
}

Value max_battery_rate(const Inputs& in) {
    const auto maximum = battery_maximum_w(in);
    return maximum ? watts(*maximum) : nothing;
}

Value table_battery_rate(const Inputs& in) {
    const auto& plant = in.plant();
    const auto table = table_battery_watts(plant.device_type_code, plant.arm_firmware);
    return table ? watts(*table) : Value{Absence::not_here};
}

Value calibration_stage(const Inputs& in) {
    return spelled(in, hr("battery_calibration_stage"), calibration_stages);
}

// Year 2000 and its neighbours are a clock that nobody has set (spec/quirks.md Q19).
Value inverter_time(const Inputs& in) {
    constexpr int first_believable_year = 2016;
    const auto& value = in.value(hr("system_time"));
    const auto* time = std::get_if<LocalTime>(&value);
    if (time == nullptr) return value;
    if (time->year < first_believable_year) return Absence::invalid;
    const auto offset = (*in.plant().utc_offset)(*time);
    if (!offset) return Absence::invalid;
    return word(local_text(*time, *offset));
}

// The link compares the two clocks; how old that is, the registers know.
Value inverter_time_drift(const Inputs& in) {
    const auto& shown = in.value(hr("system_time"));
    if (!present(shown)) return shown;
    const auto* control = in.plant().control;
    if (control == nullptr || !control->clock.drift) return Absence::invalid;
    return whole(static_cast<double>(control->clock.drift->count()));
}

}  // namespace giv::formulas
