#include "http/problem.hpp"

#include "http/api_json.hpp"
#include "http/request_head.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace giv::http {
namespace {

using namespace std::chrono_literals;

struct Row {
    Reason reason;
    int status;
    std::string_view title;
    std::chrono::seconds retry_after{0};  // 0: no use
};

constexpr auto rows = std::to_array<Row>({
    {Reason::none, 500, "Refused without a reason"},
    {Reason::malformed, 400, "Not what this control takes"},
    {Reason::no_such_control, 404, "No such control"},
    {Reason::not_here, 422, "This inverter has no such control"},
    {Reason::out_of_bounds, 422, "Out of bounds"},
    {Reason::contradiction, 409, "Contradiction"},
    {Reason::budget, 422, "The day's writes are used up"},
    {Reason::read_only, 404, "givtcp is read-only"},
    {Reason::busy, 503, "Busy", 2s},
    {Reason::stopping, 503, "givtcp is being stopped", 10s},
    {Reason::no_connection, 503, "No connection to the inverter", 30s},
    {Reason::no_store, 422, "It could not be remembered"},
    {Reason::inverter, 422, "The inverter did not take it"},
    {Reason::not_proved, 502, "Written, but not proved"},
    {Reason::continuing, 202, "It goes on"},
});

constexpr auto later = 10s;  // for a 503 without a reason of the table

const Row& row_of(Reason reason) { return *std::ranges::find(rows, reason, &Row::reason); }

const Row& row_of(const Outcome& outcome) {
    const auto stands_half_way =
        outcome.how == Outcome::How::unknown && outcome.reason != Reason::continuing;
    return row_of(stands_half_way ? Reason::not_proved : outcome.reason);
}

bool is_done(const Outcome& outcome) {
    return outcome.how == Outcome::How::verified || outcome.how == Outcome::How::no_op;
}

std::string place_of(const std::string& id) { return "/api/v1/commands/" + id; }

Response problem_with(const Problem& problem, std::chrono::seconds retry_after) {
    Response response{problem.status, to_json(problem), "application/problem+json", {}};
    if (retry_after > 0s) {
        response.fields.push_back({"Retry-After", std::to_string(retry_after.count())});
    }
    return response;
}

}  // namespace

bool is_of_new_api(std::string_view path) {
    constexpr std::string_view prefix = "/REST";
    if (path.starts_with(prefix)) {
        const auto end = path.find_first_not_of("0123456789", prefix.size());
        if (end == prefix.size() || end == std::string_view::npos) return false;
        path.remove_prefix(end);
    }
    return path.starts_with("/api/");
}

std::string uri_of(std::string_view path, std::string_view kept) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (plain.find(c) != std::string_view::npos || kept.find(c) != std::string_view::npos) {
            uri += c;
        } else {
            uri.append({'%', digits[byte >> 4U], digits[byte & 15U]});
        }
    }
    return uri;
}

Response problem(const Request& request, int status, std::string_view detail) {
    return problem(uri_of(request.path), status, detail);
}

Response problem(std::string instance, int status, std::string_view detail) {
    Problem problem;
    problem.status = status;
    problem.title = reason(status);
    problem.detail = detail;
    problem.instance = std::move(instance);
    return problem_with(problem, status == 503 ? later : 0s);
}

Response reply(const Request& request, const CarriedOut& done) {
    if (is_done(done.outcome)) return {200, to_json(done)};
    const auto& [why, status, title, retry_after] = row_of(done.outcome);
    if (status == 202) {
        return {202, to_json(done), "application/json", {{"Location", place_of(done.id)}}};
    }
    Problem problem;
    problem.status = status;
    problem.type = "urn:givtcp:problem:" + std::string{words(why)};
    problem.title = title;
    problem.detail = done.outcome.why;
    problem.instance = done.id.empty() ? uri_of(request.path) : place_of(done.id);
    problem.command = &done;
    return problem_with(problem, retry_after);
}

}  // namespace giv::http
