// Any bytes as a request to the router, with a gate that carries out what it is given: the answer
// is JSON with a status of ours, and nothing reaches the gate that may not.
#include "http/fence.hpp"
#include "http/router.hpp"

#include "givtcp/control/controls.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace {

using namespace giv;
using http::Request;
using http::Response;

void require(bool holds) {
    if (!holds) __builtin_trap();
}

std::string_view take(std::string_view& text, std::string_view end) {
    const auto at = text.find(end);
    const auto piece = text.substr(0, at);
    text.remove_prefix(at == text.npos ? text.size() : at + end.size());
    return piece;
}

// "POST /path?query", lines of fields, an empty line, a body: more forgiving than the front door.
Request request_of(std::string_view text) {
    Request request;
    auto head = take(text, "\n\n");
    request.body = text;
    auto line = take(head, "\n");
    request.method = take(line, " ");
    request.path = take(line, "?");
    request.query = line;
    while (!head.empty()) {
        auto field = take(head, "\n");
        const auto name = take(field, ": ");
        request.fields.push_back({std::string{name}, std::string{field}});
    }
    return request;
}

// Answers with what it was sent, in one of all ways; the first byte says which.
class Gate {
 public:
    CommandGate::Ticket submit(const Command& command, const CommandGate::Answer& answer) {
        ++commands;
        require(find_control(command.control).has_value());
        const auto byte =
            static_cast<std::uint8_t>(command.payload.empty() ? 0 : command.payload[0]);
        Outcome outcome;
        outcome.how = static_cast<Outcome::How>(byte % 4);
        outcome.reason = static_cast<Reason>(byte % 15);
        outcome.why = command.payload;
        outcome.registers = {{.index = 116, .requested = byte, .written = true}};
        if (byte % 2 == 0) return {"a-1", outcome};
        answer(outcome);
        return {"a-1", std::nullopt};
    }

    int commands = 0;
};

void check(const Request& request, const Response& response, int commands) {
    constexpr auto statuses =
        std::to_array({200, 202, 204, 400, 403, 404, 405, 409, 422, 500, 502, 503});
    require(std::ranges::find(statuses, response.status) != statuses.end());
    require(response.status == 204 || nlohmann::json::accept(response.body));
    require(response.content_type.ends_with("json"));
    require(commands <= 1 && (commands == 0 || request.method == "POST"));
    const auto why = http::why_not_to_write(request.field("Host"), request.field("Origin"), {});
    if (request.method == "POST" && !why.empty()) require(response.status == 403 && commands == 0);
    for (const auto& [name, value] : response.fields) {
        require(value.find_first_of(std::string_view{"\r\n\0", 3}) == value.npos);
        require(name != "Access-Control-Allow-Origin" || request.method != "POST");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Gate gate;
    SnapshotHub hub;
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->identity = Identity{"SA1234G567", 0x2001, 449};
    hub.publish(snapshot);

    http::PlantFace plant;
    plant.hub = &hub;
    plant.now = [] { return Moment{}; };
    plant.submit = [&gate](const Command& command, const CommandGate::Answer& answer) {
        return gate.submit(command, answer);
    };
    http::DaemonFace daemon;
    daemon.loop_is_alive = [] { return true; };
    http::Router router{{plant}, daemon};
    router.bound_waiting(std::chrono::milliseconds{0}, 12);

    const auto request = request_of({reinterpret_cast<const char*>(data), size});
    check(request, router.answer(request, 1), gate.commands);
    return 0;
}
