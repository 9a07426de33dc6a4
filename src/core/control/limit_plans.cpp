// Targets, reserve and cut-off. Pure; any thread.
#include "core/control/plans.hpp"

namespace giv::plans {
namespace {

constexpr int lowest_reserve = 4;
constexpr int full = 100;

// commands.md 0.7: what is below the lowest becomes the lowest, and the reply says so.
Drafted raised(std::uint16_t index, int percent) {
    auto draft = writes({{index, std::max(percent, lowest_reserve)}});
    if (percent < lowest_reserve) {
        draft.notes.push_back(
            std::to_string(percent) + " % is set as " + std::to_string(lowest_reserve) +
            " %, the lowest there is"
        );
    }
    return draft;
}

}  // namespace

tl::unexpected<Refusal> not_read(std::uint16_t index) {
    return refuse(Reason::no_connection, "HR" + std::to_string(index) + " has not been read yet");
}

Drafted enable_charge_target(const Order& order, const ControlView& view) {
    if (!required<bool>(order)) return disable_charge_target(order, view);
    return writes({{reg::enable_charge_target, 1}});
}

Drafted disable_charge_target(const Order&, const ControlView&) {
    return writes({{reg::enable_charge_target, 0}, {reg::charge_target, full}});
}

Drafted enable_discharge(const Order& order, const ControlView& view) {
    return writes({{reg::reserve, required<bool>(order) ? view.saved_reserve : full}});
}

Drafted charge_target(const Order& order, const ControlView& view) {
    const int percent = required<int>(order);
    if (!view.settings.seed_profile) return writes({{reg::charge_target, percent}});
    return writes(
        {{reg::enable_charge_target, percent == full ? 0 : 1}, {reg::charge_target, percent}}
    );
}

// GivTCP's first version wrote the cut-off here (spec/clients.md §2.3).
Drafted reserve(const Order& order, const ControlView& view) {
    return raised(view.settings.seed_profile ? reg::cutoff : reg::reserve, required<int>(order));
}

Drafted shallow_charge(const Order& order, const ControlView&) {
    return raised(reg::reserve, required<int>(order));
}

Drafted cutoff(const Order& order, const ControlView&) {
    return raised(reg::cutoff, required<int>(order));
}

}  // namespace giv::plans
