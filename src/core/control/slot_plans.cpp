// Slots of the day, their edges and targets. Pure; any thread.
//
// Source: spec/commands.md 1a and 1; quirks Q20, Q24.
#include "core/control/plans.hpp"

#include "givtcp/points/wall_text.hpp"

namespace giv::plans {
namespace {

constexpr std::size_t start_place = 0;
constexpr std::size_t finish_place = 1;
constexpr std::size_t target_place = 2;

enum class Kind : std::uint8_t { charge, discharge };

// Where models without ten slots have theirs; charge slot 2 only where the user says so (Q24).
Expected<SlotRegisters, Refusal> two_slots(Kind kind, int slot, const ControlView& view) {
    if (kind == Kind::charge && slot == 1) {
        return SlotRegisters{reg::charge_slot_1_start, reg::charge_slot_1_end, reg::charge_target};
    }
    if (kind == Kind::charge && slot == 2 && has(Where::legacy_charge_2, view.plant)) {
        return SlotRegisters{reg::charge_slot_2_start, reg::charge_slot_2_end, reg::charge_target};
    }
    const auto floor = view.settings.seed_profile ? reg::cutoff : reg::reserve;
    if (kind == Kind::discharge && slot == 1) {
        return SlotRegisters{reg::discharge_slot_1_start, reg::discharge_slot_1_end, floor};
    }
    if (kind == Kind::discharge && slot == 2) {
        return SlotRegisters{reg::discharge_slot_2_start, reg::discharge_slot_2_end, floor};
    }
    const auto where = slot == 2 ? Where::legacy_charge_2 : Where::ten_slots;
    return refuse(
        Reason::not_here,
        (kind == Kind::charge ? "charge slot " : "discharge slot ") + std::to_string(slot) +
            " is there only on " + std::string{words(where)}
    );
}

Expected<SlotRegisters, Refusal> slot_of(Kind kind, const Order& order, const ControlView& view) {
    if (order.slot < 1 || order.slot > most_slots) {
        return refuse(
            Reason::out_of_bounds, "a slot must be 1 to 10, not " + std::to_string(order.slot)
        );
    }
    if (!has(Where::ten_slots, view.plant)) return two_slots(kind, order.slot, view);
    const auto place = static_cast<std::size_t>(order.slot - 1);
    return kind == Kind::charge ? extended_charge_slots.at(place)
                                : extended_discharge_slots.at(place);
}

tl::unexpected<Refusal> no_length(std::chrono::minutes time) {
    return refuse(
        Reason::contradiction,
        "a slot can't start and end at " + clock_text(time).substr(0, 5) +
            "; 00:00 for both clears it"
    );
}

Drafted both_edges(SlotRegisters slot, const Order& order) {
    const auto start = required<std::chrono::minutes>(order, start_place);
    const auto finish = required<std::chrono::minutes>(order, finish_place);
    if (start == finish && start.count() != 0) return no_length(start);
    return writes({{slot.start, hhmm(start)}, {slot.end, hhmm(finish)}});
}

// One edge; the other stays as it is, and may not be the same.
Drafted one_edge(
    std::uint16_t index, std::uint16_t other, const Order& order, const ControlView& view
) {
    const auto time = required<std::chrono::minutes>(order);
    if (time.count() != 0) {
        const auto stays = view.registers(other);
        if (!stays) return not_read(other);
        if (*stays == hhmm(time)) return no_length(time);
    }
    return writes({{index, hhmm(time)}});
}

Drafted whole_slot(Kind kind, const Order& order, const ControlView& view) {
    const auto slot = slot_of(kind, order, view);
    if (!slot) return tl::unexpected(slot.error());
    auto draft = both_edges(*slot, order);
    const auto target = optional<int>(order, target_place);
    if (draft && target) draft->writes.insert(draft->writes.begin(), {slot->target, *target});
    return draft;
}

Drafted start_of(Kind kind, const Order& order, const ControlView& view) {
    const auto slot = slot_of(kind, order, view);
    if (!slot) return tl::unexpected(slot.error());
    return one_edge(slot->start, slot->end, order, view);
}

Drafted end_of(Kind kind, const Order& order, const ControlView& view) {
    const auto slot = slot_of(kind, order, view);
    if (!slot) return tl::unexpected(slot.error());
    return one_edge(slot->end, slot->start, order, view);
}

Drafted target_of(Kind kind, const Order& order, const ControlView& view) {
    const auto slot = slot_of(kind, order, view);
    if (!slot) return tl::unexpected(slot.error());
    return writes({{slot->target, required<int>(order)}});
}

}  // namespace

Drafted charge_slot(const Order& order, const ControlView& view) {
    return whole_slot(Kind::charge, order, view);
}

Drafted charge_start(const Order& order, const ControlView& view) {
    return start_of(Kind::charge, order, view);
}

Drafted charge_end(const Order& order, const ControlView& view) {
    return end_of(Kind::charge, order, view);
}

Drafted charge_slot_target(const Order& order, const ControlView& view) {
    return target_of(Kind::charge, order, view);
}

Drafted discharge_slot(const Order& order, const ControlView& view) {
    return whole_slot(Kind::discharge, order, view);
}

Drafted discharge_start(const Order& order, const ControlView& view) {
    return start_of(Kind::discharge, order, view);
}

Drafted discharge_end(const Order& order, const ControlView& view) {
    return end_of(Kind::discharge, order, view);
}

// Without a slot, the first: GivTCP's topic setDischargeTarget has none.
Drafted discharge_slot_target(const Order& order, const ControlView& view) {
    auto numbered = order;
    if (numbered.slot == 0) numbered.slot = 1;
    return target_of(Kind::discharge, numbered, view);
}

Drafted pause_slot(const Order& order, const ControlView&) {
    return both_edges({reg::pause_start, reg::pause_end, 0}, order);
}

Drafted pause_start(const Order& order, const ControlView& view) {
    return one_edge(reg::pause_start, reg::pause_end, order, view);
}

Drafted pause_end(const Order& order, const ControlView& view) {
    return one_edge(reg::pause_end, reg::pause_start, order, view);
}

}  // namespace giv::plans
