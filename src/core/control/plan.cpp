// The row's plan, and the judgement of what it made. Pure; any thread.
#include "givtcp/control/plan.hpp"

#include "core/control/plans.hpp"

namespace giv {
namespace {

using plans::refuse;

// Each argument is there, unless it may be left out, and of the type that its row names. parse()
// makes no others; an order may come from elsewhere.
bool fits(const Argument& argument, ArgumentType type) {
    switch (type) {
        case ArgumentType::on_off: return std::holds_alternative<bool>(argument);
        case ArgumentType::percent:
        case ArgumentType::slot_number: return std::holds_alternative<int>(argument);
        case ArgumentType::rate: return std::holds_alternative<RateArgument>(argument);
        case ArgumentType::time: return std::holds_alternative<std::chrono::minutes>(argument);
        case ArgumentType::word: return std::holds_alternative<std::uint16_t>(argument);
        case ArgumentType::date_time: return std::holds_alternative<LocalTime>(argument);
        case ArgumentType::duration: return std::holds_alternative<DurationArgument>(argument);
    }
    return false;
}

bool is_whole(const Order& order) {
    if (order.control == nullptr || order.control->plan == nullptr) return false;
    const auto& parameters = order.control->parameters;
    if (parameters.size() > order.arguments.size()) return false;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto& argument = order.arguments.at(i);
        const bool may_lack =
            parameters[i].optional || parameters[i].type == ArgumentType::slot_number;
        if (!argument && !may_lack) return false;
        if (argument && !fits(*argument, parameters[i].type)) return false;
    }
    return true;
}

std::optional<Refusal> not_on(const Control& control, const Order& order, const ControlView& view) {
    if (!models::supported.contains(view.plant.model)) {
        return Refusal{Reason::not_here, "givtcp does not control this model yet"};
    }
    if (control.exists == nullptr || control.exists(view.plant)) return std::nullopt;
    return Refusal{
        Reason::not_here, order.name + " is there only on " + std::string{control.only_on}};
}

Expected<JudgedWrite, Refusal> judged(const WantedWrite& write, const Capabilities& plant) {
    const auto* row = find_writable(write.index);
    if (row != nullptr) {
        if (auto complaint = out_of_bounds(*row, write.value)) {
            return refuse(Reason::out_of_bounds, *std::move(complaint));
        }
    }
    auto made = JudgedWrite::judge(write.index, static_cast<std::uint16_t>(write.value), plant);
    if (made) return *made;
    const auto reason =
        made.error().code == Errc::out_of_range ? Reason::out_of_bounds : Reason::not_here;
    return refuse(reason, made.error().detail);
}

// What the register will hold once the plan is carried out.
std::optional<int> afterwards(
    const PlanDraft& draft, std::uint16_t index, const ControlView& view
) {
    for (const auto& write : draft.writes) {
        if (write.index == index) return write.value;
    }
    const auto held = view.registers(index);
    return held ? std::optional<int>{*held} : std::nullopt;
}

bool writes_any(const PlanDraft& draft, std::initializer_list<std::uint16_t> indexes) {
    return std::ranges::any_of(draft.writes, [&](const WantedWrite& write) {
        return std::ranges::find(indexes, write.index) != indexes.end();
    });
}

// quirks Q40: it is done all the same. An action that passes is meant to charge to the full.
void warn_of_bouncing(PlanDraft& draft, const ControlView& view) {
    if (draft.begins) return;
    if (!writes_any(draft, {reg::enable_charge_target, reg::charge_target})) return;
    if (afterwards(draft, reg::enable_charge_target, view) != 1) return;
    if (afterwards(draft, reg::charge_target, view) != 100) return;
    draft.notes.emplace_back(
        "with a charge target of 100 % the battery goes to and fro between 99 and 100 %; "
        "disableChargeTarget charges to the full without"
    );
}

Planned judged(PlanDraft draft, const ControlView& view) {
    WritePlan plan;
    for (const auto& write : draft.writes) {
        auto made = judged(write, view.plant);
        if (!made) return tl::unexpected(std::move(made.error()));
        plan.writes.push_back(*made);
    }
    if (draft.set_clock_to) {
        const auto clock = clock_writes(*draft.set_clock_to, view.plant);
        if (!clock) return refuse(Reason::out_of_bounds, clock.error().detail);
    }
    warn_of_bouncing(draft, view);
    plan.proof = draft.proof;
    plan.notes = std::move(draft.notes);
    plan.set_clock_to = draft.set_clock_to;
    plan.begins = draft.begins;
    plan.duration = draft.duration;
    plan.cancels = draft.cancels;
    return plan;
}

}  // namespace

Planned plan(const Order& order, const ControlView& view) {
    if (!is_whole(order)) return refuse(Reason::malformed, "the order is not complete");
    auto known = view;
    if (view.settings.charge_slot_2_legacy) known.plant.charge_slot_2_legacy = true;
    if (!known.registers) known.registers = [](std::uint16_t) { return std::nullopt; };

    if (auto refusal = not_on(*order.control, order, known)) return tl::unexpected(*refusal);
    auto draft = order.control->plan(order, known);
    if (!draft) return tl::unexpected(std::move(draft.error()));
    return judged(*std::move(draft), known);
}

std::vector<JudgedWrite> undo_writes(
    std::span<const RegisterOutcome> registers, const Capabilities& plant
) {
    std::vector<JudgedWrite> writes;
    for (const auto& one : registers) {
        if (!one.written || !one.before) continue;
        if (const auto write = JudgedWrite::restoring(one.index, *one.before, plant)) {
            writes.push_back(*write);
        }
    }
    std::ranges::reverse(writes);
    return writes;
}

}  // namespace giv
