// What the HTTP room sees of a plant and of the daemon: snapshots to show, and requests and
// commands that it may leave with the loop. The app fills these in; every function is set unless it
// says otherwise, is called from any worker, and returns at once.
#pragma once

#include "exchange/command_gate.hpp"
#include "exchange/flight_recorder.hpp"
#include "exchange/snapshot_hub.hpp"

#include "givtcp/control/judged_write.hpp"
#include "givtcp/plant/snapshot.hpp"
#include "givtcp/render/document.hpp"
#include "givtcp/render/metrics.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv::http {

struct PlantFace {
    int instance = 1;
    const SnapshotHub* hub = nullptr;          // outlives the server
    std::function<void()> want_cycle = [] {};  // asks for a full cycle soon; the plant paces itself
    std::function<void()> offer = [] {};       // offers the newest snapshot to the sinks
    std::function<Moment()> now;
    render::Options options;
    std::chrono::seconds stale_after{90};  // /readyz: no cycle for so long is "not ready"

    // As CommandGate::submit(). Empty: nothing may be written, and there are no write routes.
    std::function<CommandGate::Ticket(Command, CommandGate::Answer)> submit;

    // As CommandGate::turn_away(): a command that is refused before it comes to the gate.
    std::function<CommandGate::Ticket(const Command&, const Refusal&)> turn_away =
        [](const Command&, const Refusal& why) {
            return CommandGate::Ticket{"", refused(why)};
        };

    // The command of that id, if it is one of this plant's; as CommandLog::find().
    std::function<std::optional<CommandReport>(std::string_view id)> report = [](std::string_view) {
        return std::nullopt;
    };

    // What the inverter is, as far as controls go.
    std::function<Capabilities()> capabilities = [] { return Capabilities{}; };

    // What the link has counted, and how commands ended: for /metrics.
    std::function<render::LinkFigures()> link_figures = [] { return render::LinkFigures{}; };
    std::function<std::vector<CommandCount>()> command_counts = [] {
        return std::vector<CommandCount>{};
    };
};

struct DaemonFace {
    std::string version;                  // of this program, "0.1.0"
    std::function<bool()> loop_is_alive;  // /healthz

    // What else does not work just now, one word each ("mqtt", "influx"). /readyz names them;
    // serving REST does not depend on them.
    std::function<std::vector<std::string>()> failing = [] { return std::vector<std::string>{}; };

    // What /metrics says of the program; it may look into files of the kernel.
    std::function<render::DaemonMetrics()> metrics = [] { return render::DaemonMetrics{}; };

    // Has the loop hand over what the flight recorder holds, soon, on the loop. Empty: nothing is
    // recorded.
    std::function<void(std::function<void(const Recording&)>)> record;

    // Nobody is served any more (see Entrance::failed): the program should end.
    std::function<void(const std::string& why)> server_failed;
};

}  // namespace giv::http
