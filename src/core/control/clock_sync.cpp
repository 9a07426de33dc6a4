// The table of hindrances. Pure; any thread.
#include "givtcp/control/clock_sync.hpp"

#include "core/control/writable_rows.hpp"

#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;
using std::chrono::seconds;

// Less is not worth the wear, and well below what is reported as a problem.
constexpr seconds least_drift = 30s;

// Five minutes, and what setting the clock may take.
constexpr seconds margin = 7min;

constexpr seconds day = 24h;

// Where the dates differ by less than this, midnight lies between the two; by more, the date is
// wrong, and waiting does not help.
constexpr seconds wrong_date = 12h;

// All six registers, and all of them once more.
constexpr std::size_t most_writes = 12;

struct SlotAt {
    std::uint16_t start;
    std::uint16_t end;
};

std::vector<SlotAt> slots_of(const Capabilities& plant) {
    std::vector<SlotAt> slots;
    if (has(Where::ten_slots, plant)) {
        for (const auto& slot : extended_charge_slots)
            slots.push_back({slot.start, slot.end});
        for (const auto& slot : extended_discharge_slots)
            slots.push_back({slot.start, slot.end});
    } else {
        slots = {
            {reg::charge_slot_1_start, reg::charge_slot_1_end},
            {reg::discharge_slot_1_start, reg::discharge_slot_1_end},
            {reg::discharge_slot_2_start, reg::discharge_slot_2_end}};
    }
    if (has(Where::legacy_charge_2, plant))
        slots.push_back({reg::charge_slot_2_start, reg::charge_slot_2_end});
    if (has(Where::pause_block, plant)) slots.push_back({reg::pause_start, reg::pause_end});
    return slots;
}

// Of slots that have a length, enabled or not: who sets one means to use it.
std::vector<minutes> edges_of(const SyncView& view) {
    std::vector<minutes> edges;
    for (const auto& slot : slots_of(view.plant)) {
        const auto start = view.registers(slot.start);
        const auto end = view.registers(slot.end);
        if (!start || !end || *start == *end) continue;
        for (const auto word : {*start, *end})
            if (const auto edge = time_of_day(word)) edges.push_back(*edge);
    }
    return edges;
}

// Round the clock: 23:58 is near 00:02.
bool is_near(const LocalTime& time, seconds edge) {
    const seconds of_day =
        std::chrono::hours{time.hour} + minutes{time.minute} + seconds{time.second};
    const auto apart = std::chrono::abs(of_day - edge);
    return std::min(apart, day - apart) < margin;
}

bool is_near_either(const SyncView& view, seconds edge) {
    return is_near(*view.inverter_now, edge) || is_near(*view.host_now, edge);
}

bool is_other_day(const LocalTime& a, const LocalTime& b) {
    return a.year != b.year || a.month != b.month || a.day != b.day;
}

// How far the clock is off, or nothing where that can't be said.
std::optional<seconds> drift(const SyncView& view) {
    return between(*view.host_now, *view.inverter_now);
}

bool midnight_is_near(const SyncView& view) {
    if (is_near_either(view, 0s)) return true;
    const auto off = drift(view);
    return off && std::chrono::abs(*off) < wrong_date &&
           is_other_day(*view.inverter_now, *view.host_now);
}

bool edge_is_near(const SyncView& view) {
    const auto edges = edges_of(view);
    return std::ranges::any_of(edges, [&](minutes edge) { return is_near_either(view, edge); });
}

bool is_right_enough(const SyncView& view) {
    const auto off = drift(view);
    return off && std::chrono::abs(*off) <= least_drift;
}

struct Row {
    SyncHindrance hindrance;
    std::string_view words;
    bool (*applies)(const SyncView& view);
};

// In this order: a row may rely on those before it.
constexpr auto rows = std::to_array<Row>({
    {SyncHindrance::host_clock,
     "the clock of this machine can't be trusted",
     [](const SyncView& view) { return !view.host_now || !is_valid(*view.host_now); }},
    {SyncHindrance::settings,
     "the inverter's settings were not read lately",
     [](const SyncView& view) { return !view.settings_are_fresh; }},
    {SyncHindrance::no_time,
     "the inverter's clock shows no time that exists",
     [](const SyncView& view) { return !view.inverter_now || !is_valid(*view.inverter_now); }},
    {SyncHindrance::small_drift, "the clock is right", is_right_enough},
    {SyncHindrance::timed_action,
     "a timed action runs",
     [](const SyncView& view) { return view.action_runs; }},
    {SyncHindrance::midnight, "midnight is near", midnight_is_near},
    {SyncHindrance::slot_edge, "a slot begins or ends soon, or just did", edge_is_near},
    {SyncHindrance::write_budget,
     "today's register writes are used up",
     [](const SyncView& view) { return view.writes_left < most_writes; }},
});

}  // namespace

std::string_view words(SyncHindrance hindrance) {
    return rows.at(static_cast<std::size_t>(hindrance)).words;
}

std::optional<SyncHindrance> why_not_sync(const SyncView& view) {
    const auto* found =
        std::ranges::find_if(rows, [&](const Row& row) { return row.applies(view); });
    if (found == rows.end()) return std::nullopt;
    return found->hindrance;
}

}  // namespace giv
