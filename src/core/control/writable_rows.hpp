// Every register that can be written, with its bounds, and on which plants. Nothing that is not in
// this table goes over the wire, by any path (architecture ruling 17).
//
// Source: spec/commands.md 1a, 5 and 6; a contract test compares each row with
// spec/registers.json. Private to control; any thread.
#pragma once

#include "givtcp/control/judged_write.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace giv {

// Plans name registers by these, never by number.
namespace reg {

inline constexpr std::uint16_t enable_charge_target = 20;
inline constexpr std::uint16_t eco_mode = 27;
inline constexpr std::uint16_t calibration = 29;
inline constexpr std::uint16_t charge_slot_2_start = 31;  // CHARGE_SLOT_2=legacy
inline constexpr std::uint16_t charge_slot_2_end = 32;
inline constexpr std::uint16_t clock_year = 35;
inline constexpr std::uint16_t clock_month = 36;
inline constexpr std::uint16_t clock_day = 37;
inline constexpr std::uint16_t clock_hour = 38;
inline constexpr std::uint16_t clock_minute = 39;
inline constexpr std::uint16_t clock_second = 40;
inline constexpr std::uint16_t discharge_slot_2_start = 44;
inline constexpr std::uint16_t discharge_slot_2_end = 45;
inline constexpr std::uint16_t active_power_rate = 50;
inline constexpr std::uint16_t discharge_slot_1_start = 56;
inline constexpr std::uint16_t discharge_slot_1_end = 57;
inline constexpr std::uint16_t enable_discharge = 59;
inline constexpr std::uint16_t charge_slot_1_start = 94;
inline constexpr std::uint16_t charge_slot_1_end = 95;
inline constexpr std::uint16_t enable_charge = 96;
inline constexpr std::uint16_t reserve = 110;
inline constexpr std::uint16_t charge_limit = 111;
inline constexpr std::uint16_t discharge_limit = 112;
inline constexpr std::uint16_t cutoff = 114;
inline constexpr std::uint16_t charge_target = 116;
inline constexpr std::uint16_t reboot = 163;
inline constexpr std::uint16_t real_time_control = 166;
inline constexpr std::uint16_t local_control = 311;
inline constexpr std::uint16_t charge_limit_ac = 313;
inline constexpr std::uint16_t discharge_limit_ac = 314;
inline constexpr std::uint16_t pause_mode = 318;
inline constexpr std::uint16_t pause_start = 319;
inline constexpr std::uint16_t pause_end = 320;

}  // namespace reg

struct SlotRegisters {
    std::uint16_t start;
    std::uint16_t end;
    std::uint16_t target;
};

// Of models with ten slots, slot 1 first.
inline constexpr auto extended_charge_slots = std::to_array<SlotRegisters>({
    {reg::charge_slot_1_start, reg::charge_slot_1_end, 242},
    {243, 244, 245},
    {246, 247, 248},
    {249, 250, 251},
    {252, 253, 254},
    {255, 256, 257},
    {258, 259, 260},
    {261, 262, 263},
    {264, 265, 266},
    {267, 268, 269},
});

inline constexpr auto extended_discharge_slots = std::to_array<SlotRegisters>({
    {reg::discharge_slot_1_start, reg::discharge_slot_1_end, 272},
    {reg::discharge_slot_2_start, reg::discharge_slot_2_end, 275},
    {276, 277, 278},
    {279, 280, 281},
    {282, 283, 284},
    {285, 286, 287},
    {288, 289, 290},
    {291, 292, 293},
    {294, 295, 296},
    {297, 298, 299},
});

// Which plants have the register.
enum class Where : std::uint8_t {
    everywhere,       // on all models that this version controls
    ten_slots,        // HR240-299
    ac_block,         // HR311-314
    pause_block,      // HR318-320
    legacy_charge_2,  // HR31, HR32: only where the user said so, and there are no ten slots (Q24)
};

bool has(Where where, const Capabilities& plant);

// "models with ten slots": for refusals and for the reference.
std::string_view words(Where where);

enum class WriteBounds : std::uint8_t {
    range,        // lowest..highest
    time_of_day,  // HHMM
    calibration,  // 0, 1 or 3
};

struct Writable {
    std::uint16_t index = 0;
    std::string_view name;  // for people
    WriteBounds bounds = WriteBounds::range;
    std::uint16_t lowest = 0;
    std::uint16_t highest = 0;
    Where where = Where::everywhere;
    bool once_only = false;  // neither repeated nor put back
    // What the inverter itself shows there at most: others than we set more than we would.
    std::uint16_t shows_from = 0;
    std::uint16_t shows_to = 0;
};

namespace writable_table {

// Times that are none, 60 or 2400, stand for "unset", and so does 65535 (spec/quirks.md Q20).
inline constexpr int latest_shown = 2400;

constexpr Writable shows(Writable row, int from, int to) {
    row.shows_from = static_cast<std::uint16_t>(from);
    row.shows_to = static_cast<std::uint16_t>(to);
    return row;
}

constexpr Writable range(std::uint16_t index, std::string_view name, int lowest, int highest) {
    Writable row{index, name};
    row.lowest = static_cast<std::uint16_t>(lowest);
    row.highest = static_cast<std::uint16_t>(highest);
    return shows(row, lowest, highest);
}

constexpr Writable flag(std::uint16_t index, std::string_view name) {
    return range(index, name, 0, 1);
}

constexpr Writable charge_percent(std::uint16_t index, std::string_view name) {
    return shows(range(index, name, 4, 100), 0, 100);
}

constexpr Writable time(std::uint16_t index, std::string_view name) {
    auto row = shows(range(index, name, 0, 2359), 0, latest_shown);
    row.bounds = WriteBounds::time_of_day;
    return row;
}

constexpr Writable on(Where where, Writable row) {
    row.where = where;
    return row;
}

constexpr Writable once(Writable row) {
    row.once_only = true;
    return row;
}

inline constexpr auto settings = std::to_array<Writable>({
    flag(reg::enable_charge_target, "the charge target's switch"),
    flag(reg::eco_mode, "eco mode"),
    once({reg::calibration, "the calibration", WriteBounds::calibration, 0, 3}),
    on(Where::legacy_charge_2, time(reg::charge_slot_2_start, "the start of charge slot 2")),
    on(Where::legacy_charge_2, time(reg::charge_slot_2_end, "the end of charge slot 2")),
    once(range(reg::clock_year, "the year", 24, 99)),
    once(range(reg::clock_month, "the month", 1, 12)),
    once(range(reg::clock_day, "the day", 1, 31)),
    once(range(reg::clock_hour, "the hour", 0, 23)),
    once(range(reg::clock_minute, "the minute", 0, 59)),
    once(range(reg::clock_second, "the second", 0, 59)),
    time(reg::discharge_slot_2_start, "the start of discharge slot 2"),
    time(reg::discharge_slot_2_end, "the end of discharge slot 2"),
    range(reg::active_power_rate, "the active power rate", 0, 100),
    time(reg::discharge_slot_1_start, "the start of discharge slot 1"),
    time(reg::discharge_slot_1_end, "the end of discharge slot 1"),
    flag(reg::enable_discharge, "the discharge schedule"),
    time(reg::charge_slot_1_start, "the start of charge slot 1"),
    time(reg::charge_slot_1_end, "the end of charge slot 1"),
    flag(reg::enable_charge, "the charge schedule"),
    charge_percent(reg::reserve, "the battery reserve"),
    // Above 50 the hardware keeps to 50; 250 is the most that anybody documents (commands.md 1).
    shows(range(reg::charge_limit, "the charge limit", 0, 50), 0, 250),
    shows(range(reg::discharge_limit, "the discharge limit", 0, 50), 0, 250),
    charge_percent(reg::cutoff, "the battery cut-off"),
    charge_percent(reg::charge_target, "the charge target"),
    once(range(reg::reboot, "the reboot", 100, 100)),
    flag(reg::real_time_control, "real-time control"),
    on(Where::ac_block, range(reg::local_control, "local control", 0, 2)),
    on(Where::ac_block, shows(range(reg::charge_limit_ac, "the AC charge rate", 1, 100), 0, 100)),
    on(Where::ac_block,
       shows(range(reg::discharge_limit_ac, "the AC discharge rate", 1, 100), 0, 100)),
    on(Where::pause_block, range(reg::pause_mode, "the pause mode", 0, 3)),
    on(Where::pause_block, time(reg::pause_start, "the start of the pause slot")),
    on(Where::pause_block, time(reg::pause_end, "the end of the pause slot")),
});

inline constexpr std::size_t slots_in_settings = 3;  // charge 1, discharge 1 and 2: times only

inline constexpr std::size_t rows =
    settings.size() + 3 * (extended_charge_slots.size() + extended_discharge_slots.size()) -
    2 * slots_in_settings;

constexpr std::array<Writable, rows> all_rows() {
    std::array<Writable, rows> all{};
    std::size_t at = 0;
    for (const auto& row : settings)
        all.at(at++) = row;
    const auto add = [&](const SlotRegisters& slot, bool times) {
        if (times) all.at(at++) = on(Where::ten_slots, time(slot.start, "the start of a slot"));
        if (times) all.at(at++) = on(Where::ten_slots, time(slot.end, "the end of a slot"));
        all.at(at++) = on(Where::ten_slots, charge_percent(slot.target, "the target of a slot"));
    };
    for (std::size_t i = 0; i < extended_charge_slots.size(); ++i)
        add(extended_charge_slots.at(i), i >= 1);
    for (std::size_t i = 0; i < extended_discharge_slots.size(); ++i)
        add(extended_discharge_slots.at(i), i >= 2);
    return all;
}

constexpr bool no_register_twice(std::array<Writable, rows> all) {
    std::ranges::sort(all, {}, &Writable::index);
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (all.at(i - 1).index == all.at(i).index) return false;
    }
    return all.front().index != 0;
}
static_assert(no_register_twice(all_rows()), "a register has two rows, or none was filled in");

}  // namespace writable_table

// All rows.
std::span<const Writable> writables();

const Writable* find_writable(std::uint16_t index);

// Why the value may not be written there; nothing if it may. "the charge target (HR116) must be 4
// to 100, not 101". `value` is what somebody asked for: anything.
std::optional<std::string> out_of_bounds(const Writable& row, int value);

// Why this can't be what the inverter held there, and is not put back; nothing if it may be.
std::optional<std::string> never_held(std::uint16_t index, std::uint16_t value);

}  // namespace giv
