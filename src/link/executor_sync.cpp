// The one command that the executor gives itself: the inverter's clock is set right, once a day at
// most, where the user wants it (CLOCK_SYNC). It is carried out and audited as any other. Loop
// thread.
#include "link/executor.hpp"
#include "link/reads.hpp"

#include "givtcp/control/clock_sync.hpp"

#include <algorithm>
#include <utility>

namespace giv {

SyncView Executor::sync_view() const {
    SyncView view;
    view.plant = capabilities();
    view.registers = io_.registers();
    const auto reads = setting_reads(*image_.topology());
    const auto since = clock_.now() - 2 * world_.settings_period;
    view.settings_are_fresh = std::ranges::all_of(reads, [&](const ReadTarget& target) {
        return image_.is_fresh(target, since);
    });
    view.inverter_now = keeper_.inverter_now();
    view.host_now = keeper_.host_now();
    view.action_runs = !keeper_.actions().empty();
    view.writes_left = keeper_.writes_left();
    return view;
}

bool Executor::sync_is_due() const {
    const bool may = !job_ && world_.gate != nullptr && image_.topology() && has_inverter_;
    return may && sync_.is_due(clock_.now());
}

// Its turn comes when nothing else is to be done, and it is carried out at once: what was decided
// on still holds.
std::optional<Asked> Executor::own_command() {
    if (!sync_is_due()) return std::nullopt;
    if (why_not_sync(sync_view())) {
        sync_.looked(clock_.now());
        return std::nullopt;
    }
    Command command;
    command.control = "syncDateTime";
    command.source = "clock sync";
    auto waiting = world_.gate->admit_own(command, [this](const Outcome& outcome) {
        sync_.ended(outcome, clock_.now());
    });
    if (!waiting) return std::nullopt;
    sync_.began(clock_.now());
    return Asked{*std::move(waiting), clock_.now()};
}

}  // namespace giv
