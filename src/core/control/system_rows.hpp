// Clock, restart, and what runs for a time and is put back. Constants only.
//
// Source: spec/commands.md 1a.
#pragma once

#include "core/control/row_words.hpp"

namespace giv::control_table {

inline constexpr auto system = std::to_array<Control>({
    {
        .name = "setDateTime",
        .says = "Invertor time setting",
        .parameters = takes::instant,
        .plan = plans::set_date_time,
        .shows = show::clock,
        .effect = "HR35 to HR40: the wall time that the inverter shows, 2024 or later",
    },
    {
        .name = "syncDateTime",
        .says = "Invertor time setting",
        .plan = plans::sync_date_time,
        .shows = show::clock,
        .sets = set::sync_time,
        .effect = "HR35 to HR40: the time of this machine, in the plant's zone",
    },
    {
        .name = "rebootInverter",
        .aliases = reboot_invertor,
        .says = "Rebooting Inverter",
        .plan = plans::reboot,
        .shows = show::reboot,
        .sets = show::reboot,
        .effect = "HR163 = 100",
    },
    {
        .name = "enableRTC",
        .says = "Setting Real Time Control",
        .parameters = takes::state,
        .plan = plans::flag<reg::real_time_control>,
        .shows = show::real_time_control,
        .sets = show::real_time_control,
        .effect = "HR166",
    },
    {
        .name = "forceCharge",
        .says = "Setting Force Charge",
        .parameters = takes::minutes,
        .needs_clock = true,
        .plan = plans::force_charge,
        .shows = show::force_charge,
        .sets = set::force_charge,
        .everyday = true,
        .effect = "HR318 = 0 where there is one, HR111 = 50, HR116 = 100, charge slot 1 from now, "
                  "HR96 = 1; all put back afterwards",
    },
    {
        .name = "forceExport",
        .says = "Setting Force Export",
        .parameters = takes::minutes,
        .needs_clock = true,
        .plan = plans::force_export,
        .shows = show::force_export,
        .sets = set::force_export,
        .everyday = true,
        .effect = "HR318 = 0 where there is one, HR112 = 50, HR110 = 4, discharge slot 2 cleared, "
                  "slot 1 from now, HR27 = 0, HR59 = 1; all put back afterwards",
    },
    {
        .name = "tempPauseCharge",
        .says = "Setting Temp Pause Charge",
        .parameters = takes::minutes,
        .needs_clock = true,
        .plan = plans::pause_charge,
        .shows = show::pause_charge,
        .sets = set::pause_charge,
        .effect = "HR111 = 0; put back afterwards",
    },
    {
        .name = "tempPauseDischarge",
        .says = "Setting Temp Pause Discharge",
        .parameters = takes::minutes,
        .needs_clock = true,
        .plan = plans::pause_discharge,
        .shows = show::pause_discharge,
        .sets = set::pause_discharge,
        .effect = "HR112 = 0; put back afterwards",
    },
});

}  // namespace giv::control_table
