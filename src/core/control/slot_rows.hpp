// Controls of the slots of the day. Constants only.
//
// Source: spec/commands.md 1a.
#pragma once

#include "core/control/row_words.hpp"

namespace giv::control_table {

inline constexpr auto slots = std::to_array<Control>({
    {
        .name = "setChargeSlot",
        .numbered = true,
        .says = "Setting Charge Slot {n}",
        .parameters = takes::charge_slot,
        .plan = plans::charge_slot,
        .shows = show::charge_slot,
        .effect = "start and end: slot 1 HR94, HR95; slots 2 to 10 of models with ten HR243 to "
                  "HR268; slot 2 of others only with CHARGE_SLOT_2=legacy: HR31, HR32. "
                  "The target, before them: the slot's own (HR242 to HR269), of other models HR116",
    },
    {
        .name = "setChargeStart",
        .numbered = true,
        .says = "Setting Charge Slot {n} Start",
        .parameters = takes::start_time,
        .plan = plans::charge_start,
        .shows = show::charge_start,
        .sets = show::charge_start,
        .effect = "the slot's start",
    },
    {
        .name = "setChargeEnd",
        .numbered = true,
        .says = "Setting Charge Slot {n} End",
        .parameters = takes::finish_time,
        .plan = plans::charge_end,
        .shows = show::charge_end,
        .sets = show::charge_end,
        .effect = "the slot's end",
    },
    {
        .name = "setChargeTarget",
        .numbered = true,
        .says = "Setting Charge Target {n}",
        .parameters = takes::charge_target,
        .exists = there<Where::ten_slots>,
        .only_on = ten_slots,
        .plan = plans::charge_slot_target,
        .shows = show::charge_slot_target,
        .sets = show::charge_slot_target,
        .effect = "HR242, 245, ... 269: the slot's own target, 4 to 100 %",
    },
    {
        .name = "setDischargeSlot",
        .numbered = true,
        .says = "Setting Discharge Slot {n}",
        .parameters = takes::discharge_slot,
        .plan = plans::discharge_slot,
        .shows = show::discharge_slot,
        .effect = "start and end: slot 1 HR56, HR57; slot 2 HR44, HR45; slots 3 to 10 of models "
                  "with ten HR276 to HR298. The target, before them: the slot's own (HR272 to "
                  "HR299), of other models HR110; seed profile: HR114",
    },
    {
        .name = "setDischargeStart",
        .numbered = true,
        .says = "Setting Discharge Slot {n} Start",
        .parameters = takes::start_time,
        .plan = plans::discharge_start,
        .shows = show::discharge_start,
        .sets = show::discharge_start,
        .effect = "the slot's start",
    },
    {
        .name = "setDischargeEnd",
        .numbered = true,
        .says = "Setting Discharge Slot {n} End",
        .parameters = takes::finish_time,
        .plan = plans::discharge_end,
        .shows = show::discharge_end,
        .sets = show::discharge_end,
        .effect = "the slot's end",
    },
    {
        .name = "setDischargeTarget",
        .numbered = true,
        .says = "Setting Discharge Target {n}",
        .parameters = takes::discharge_target,
        .exists = there<Where::ten_slots>,
        .only_on = ten_slots,
        .plan = plans::discharge_slot_target,
        .shows = show::discharge_slot_target,
        .sets = show::discharge_slot_target,
        .effect = "HR272, 275, ... 299: the slot's own target, 4 to 100 %; without a slot: the "
                  "first",
    },
    {
        .name = "setPauseSlot",
        .says = "Setting Pause Slot",
        .parameters = takes::pause_slot,
        .exists = there<Where::pause_block>,
        .only_on = pausing_models,
        .plan = plans::pause_slot,
        .shows = show::pause_slot,
        .effect = "HR319, HR320",
    },
    {
        .name = "setPauseStart",
        .says = "Setting Pause Slot Start",
        .parameters = takes::start_time,
        .exists = there<Where::pause_block>,
        .only_on = pausing_models,
        .plan = plans::pause_start,
        .shows = show::pause_start,
        .sets = show::pause_start,
        .effect = "HR319",
    },
    {
        .name = "setPauseEnd",
        .says = "Setting Pause Slot End",
        .parameters = takes::finish_time,
        .exists = there<Where::pause_block>,
        .only_on = pausing_models,
        .plan = plans::pause_end,
        .shows = show::pause_end,
        .sets = show::pause_end,
        .effect = "HR320",
    },
});

}  // namespace giv::control_table
