#include "mqtt/result_text.hpp"

#include <nlohmann/json.hpp>

namespace giv::mqtt {
namespace {

using nlohmann::ordered_json;

ordered_json as_json(const RegisterOutcome& one) {
    ordered_json body{
        {"register", "HR" + std::to_string(one.index)},
        {"requested", one.requested},
        {"written", one.written}};
    if (one.before) body["before"] = *one.before;
    if (one.read_back) body["read_back"] = *one.read_back;
    return body;
}

std::string detail(std::string_view id, const Outcome& outcome) {
    if (outcome.reason != Reason::continuing) return outcome.why;
    auto text = outcome.why.empty() ? "it goes on" : outcome.why;
    return text.append("; how it ends is shown by GET /api/v1/commands/").append(id);
}

}  // namespace

std::string result_text(std::string_view command, std::string_view id, const Outcome& outcome) {
    ordered_json body{{"command", command}};
    if (!id.empty()) body["id"] = id;
    body["outcome"] = words(outcome.how);
    body["reason"] = words(outcome.reason);
    body["detail"] = detail(id, outcome);
    body["registers"] = ordered_json::array();
    for (const auto& one : outcome.registers)
        body["registers"].push_back(as_json(one));
    return body.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

}  // namespace giv::mqtt
