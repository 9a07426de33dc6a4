// Two plants behind the router, without a socket, a loop or a clock that ticks.
#pragma once

#include "exchange/snapshot_hub.hpp"
#include "http/router.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::http {

inline Moment at(std::chrono::milliseconds since_start) {
    constexpr auto january_2026 = std::chrono::seconds{1'767'225'600};
    return {Instant{since_start}, WallTime{january_2026 + since_start}};
}

// Of a live plant whose newest cycle ended at second 100.
inline Snapshot a_snapshot(std::uint64_t number, std::uint64_t cycles) {
    Snapshot snapshot;
    snapshot.number = number;
    snapshot.cycles = cycles;
    snapshot.made_at = at(std::chrono::seconds{100});
    snapshot.state = PlantState::live;
    snapshot.detail = "polling";
    snapshot.identity = Identity{"SA1234G567", 0x2001, 449};
    snapshot.last_cycle = at(std::chrono::seconds{100});
    snapshot.complete = true;
    return snapshot;
}

// All values of that field.
inline std::vector<std::string> values(const Response& response, std::string_view name) {
    std::vector<std::string> found;
    for (const auto& field : response.fields) {
        if (field.name == name) found.push_back(field.value);
    }
    return found;
}

inline void publish(SnapshotHub& hub, Snapshot snapshot) {
    hub.publish(std::make_shared<const Snapshot>(std::move(snapshot)));
}

// What a plant says to a command, and what it was asked.
struct FakeGate {
    Outcome outcome{Outcome::How::verified, Reason::none, {}, {}};
    bool refuses_at_once = false;
    std::vector<Command> commands;
    std::vector<Command> turned_away;

    CommandGate::Ticket turn_away(const Command& command, const Refusal& why) {
        turned_away.push_back(command);
        return {"away-" + std::to_string(turned_away.size()), refused(why)};
    }

    CommandGate::Ticket submit(Command command, const CommandGate::Answer& answer) {
        commands.push_back(std::move(command));
        const auto id = "a-" + std::to_string(commands.size());
        if (refuses_at_once) return {id, outcome};
        answer(outcome);
        return {id, std::nullopt};
    }
};

enum class Writes { allowed, forbidden };
enum class Recorder { on, off };

// Plants 1 and 2; what they and the daemon say is up to the test.
struct FakeDaemon {
    SnapshotHub first;
    SnapshotHub second;
    Moment now = at(std::chrono::seconds{101});
    std::function<void()> on_want_cycle = [] {};
    int offers = 0;
    bool loop_is_alive = true;
    std::vector<std::string> failing;
    FakeGate first_gate;
    FakeGate second_gate;
    std::map<std::string, CommandReport, std::less<>> reports;  // of plant 2
    Capabilities capabilities{Model::hybrid_gen2, 449};
    render::DaemonMetrics metrics;
    render::LinkFigures link_figures;          // of both plants
    std::vector<CommandCount> command_counts;  // of both plants
    FlightRecorder recorder{1'048'576};
    bool loop_hands_over = true;  // what is recorded
    std::function<void()> before_record = [] {};
    Router router;

    explicit FakeDaemon(
        Writes writes = Writes::allowed,
        Cors cors = {},
        HttpSettings::Token token = {},
        Recorder recording = Recorder::on
    )
        : router{
              {face(1, first, first_gate, writes), face(2, second, second_gate, writes)},
              daemon_face(recording),
              {"givtcp.example.org"},
              std::move(cors),
              std::move(token)} {}

    Response answer(Request request) {
        const auto mark = request.path.find('?');
        if (mark != std::string::npos) {
            request.query = request.path.substr(mark + 1);
            request.path.resize(mark);
        }
        const auto is_host = [](const HeaderField& field) { return field.name == "Host"; };
        if (std::ranges::none_of(request.fields, is_host)) {
            request.fields.push_back({"Host", "192.168.1.5:6345"});
        }
        return router.answer(request, 1);
    }

    Response ask(std::string method, std::string path, std::vector<HeaderField> fields = {}) {
        Request request;
        request.method = std::move(method);
        request.path = std::move(path);
        request.fields = std::move(fields);
        return answer(std::move(request));
    }

    Response get(std::string path) { return ask("GET", std::move(path)); }

    Response post(std::string path, std::string body, std::vector<HeaderField> fields = {}) {
        Request request;
        request.method = "POST";
        request.path = std::move(path);
        request.body = std::move(body);
        request.fields = std::move(fields);
        request.peer.address = "192.168.1.7";
        return answer(std::move(request));
    }

 private:
    PlantFace face(int instance, const SnapshotHub& hub, FakeGate& gate, Writes writes) {
        PlantFace face;
        face.instance = instance;
        face.hub = &hub;
        face.want_cycle = [this] { on_want_cycle(); };
        face.offer = [this] { ++offers; };
        face.now = [this] { return now; };
        face.capabilities = [this] { return capabilities; };
        face.link_figures = [this] { return link_figures; };
        face.command_counts = [this] { return command_counts; };
        face.turn_away = [&gate](const Command& command, const Refusal& why) {
            return gate.turn_away(command, why);
        };
        if (writes == Writes::allowed) {
            face.submit = [&gate](Command command, const CommandGate::Answer& answer) {
                return gate.submit(std::move(command), answer);
            };
        }
        if (instance == 2) face.report = [this](std::string_view id) { return report(id); };
        return face;
    }

    std::optional<CommandReport> report(std::string_view id) const {
        const auto found = reports.find(id);
        if (found == reports.end()) return std::nullopt;
        return found->second;
    }

    DaemonFace daemon_face(Recorder recording) {
        DaemonFace face;
        face.version = "1.2.3";
        face.loop_is_alive = [this] { return loop_is_alive; };
        face.failing = [this] { return failing; };
        face.metrics = [this] { return metrics; };
        face.record = [this](const std::function<void(const Recording&)>& take) {
            std::exchange(before_record, [] {})();
            if (loop_hands_over) take(recorder.recording(now));
        };
        if (recording == Recorder::off) face.record = {};
        return face;
    }
};

}  // namespace giv::http
