// The words of enumerated registers. Source: spec/registers.json "enums".
#pragma once

#include "givtcp/registers/field.hpp"

#include <array>

namespace giv::codes {

inline constexpr auto ems_inverter_status = std::to_array<CodeWord>(
    {{0, "disabled_or_absent"},
     {1, "waiting"},
     {2, "online"},
     {3, "warning"},
     {4, "error"},
     {5, "flashing"},
     {7, "offline"}}
);
inline constexpr auto usb_device = std::to_array<CodeWord>({{0, "none"}, {1, "wifi"}, {2, "disk"}});
inline constexpr auto battery_power_mode =
    std::to_array<CodeWord>({{0, "export"}, {1, "self_consumption"}});
inline constexpr auto battery_calibration_stage = std::to_array<CodeWord>(
    {{0, "off"},
     {1, "discharge"},
     {2, "set_lower_limit"},
     {3, "charge"},
     {4, "set_upper_limit"},
     {5, "balance"},
     {6, "set_full_capacity"},
     {7, "finish"}}
);
inline constexpr auto meter_type = std::to_array<CodeWord>({{0, "ct_or_em418"}, {1, "em115"}});
inline constexpr auto battery_type = std::to_array<CodeWord>({{0, "lead_acid"}, {1, "lithium"}});
inline constexpr auto power_factor_function_model = std::to_array<CodeWord>(
    {{0, "pf_1"},
     {1, "pf_by_set"},
     {2, "default_pf_line"},
     {3, "user_pf_line"},
     {4, "under_excited_inductive_reactive_power"},
     {5, "over_excited_capacitive_reactive_power"},
     {6, "qv_model"}}
);
inline constexpr auto export_priority =
    std::to_array<CodeWord>({{0, "load_first"}, {1, "battery_first"}, {2, "grid_first"}});
inline constexpr auto status = std::to_array<CodeWord>(
    {{0, "waiting"}, {1, "normal"}, {2, "warning"}, {3, "fault"}, {4, "updating"}, {5, "bypass"}}
);
inline constexpr auto charge_status =
    std::to_array<CodeWord>({{0, "idle"}, {2, "charging"}, {3, "finishing"}, {5, "discharging"}});
inline constexpr auto nominal_voltage =
    std::to_array<CodeWord>({{0, "230"}, {1, "208"}, {2, "240"}});
inline constexpr auto nominal_frequency = std::to_array<CodeWord>({{0, "50"}, {1, "60"}});
inline constexpr auto battery_maintenance =
    std::to_array<CodeWord>({{0, "off"}, {1, "discharge"}, {2, "charge"}, {3, "standby"}});
inline constexpr auto bcu_status = std::to_array<CodeWord>(
    {{0, "bms_initialising"},
     {1, "precharging"},
     {2, "standby"},
     {3, "charging"},
     {4, "discharging"},
     {5, "error"},
     {6, "updating"},
     {7, "powered_off"},
     {8, "production"}}
);
inline constexpr auto meter_status =
    std::to_array<CodeWord>({{0, "disabled"}, {1, "online"}, {2, "offline"}});
inline constexpr auto work_mode = std::to_array<CodeWord>(
    {{0, "initialising"}, {1, "off_grid"}, {2, "on_grid"}, {3, "fault"}, {4, "update"}}
);
inline constexpr auto state =
    std::to_array<CodeWord>({{0, "static"}, {1, "charge"}, {2, "discharge"}});
inline constexpr auto safety_standard = std::to_array<CodeWord>(
    {{0, "none"},
     {1, "vde0126"},
     {2, "en50549"},
     {3, "as4777"},
     {4, "cei021"},
     {5, "mauritius"},
     {6, "xina1"},
     {7, "n4105"},
     {8, "g98"},
     {9, "netherlands"},
     {10, "cgc"},
     {11, "poland"},
     {12, "g99"},
     {13, "belgium"},
     {14, "cgc_1"},
     {15, "northern_ireland"},
     {16, "g98_ni"},
     {17, "g99_ni"}}
);
inline constexpr auto battery_pause_mode = std::to_array<CodeWord>(
    {{0, "disabled"}, {1, "pause_charge"}, {2, "pause_discharge"}, {3, "pause_both"}}
);

}  // namespace giv::codes
