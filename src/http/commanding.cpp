#include "http/commanding.hpp"

#include "exchange/bounded_queue.hpp"
#include "http/waiting_place.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace giv::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_called_a_form(std::string_view content_type) {
    constexpr std::string_view form = "application/x-www-form-urlencoded";
    const auto type = content_type.substr(0, content_type.find(';'));
    const auto end = type.find_last_not_of(" \t") + 1;
    return std::ranges::equal(type.substr(0, end), form, {}, lower);
}

bool looks_like_a_form(std::string_view body) {
    const auto first = body.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || body[first] == '{') return false;
    return body.find('=') != std::string_view::npos;
}

// Where the loop leaves the one outcome. Worker and loop each hold it, so that neither depends on
// the other's patience.
using LetterBox = BoundedQueue<Outcome>;
using Clock = std::chrono::steady_clock;

// An answer that is thrown away uncalled closes the box, so that nobody waits at it in vain.
CommandGate::Answer answer_into(const std::shared_ptr<LetterBox>& box) {
    const std::shared_ptr<void> last_copy{nullptr, [box](void*) { box->close(); }};
    return [box, last_copy](const Outcome& outcome) {
        static_cast<void>(box->try_push(outcome));  // full: there was an outcome before
    };
}

Outcome wait_at(LetterBox& box, Clock::time_point deadline) {
    if (auto outcome = box.pop_until(deadline)) return *std::move(outcome);
    using How = Outcome::How;
    if (Clock::now() < deadline) {
        return {How::unknown, Reason::stopping, "givtcp ended before the command did", {}};
    }
    return {How::unknown, Reason::continuing, "the command goes on; ask for it by its id", {}};
}

Refusal read_only() { return {Reason::read_only, "givtcp is read-only (READ_ONLY)"}; }

Refusal busy() {
    return {Reason::busy, "busy: too many commands wait already; nothing was written"};
}

// With an id and a line in the audit, as what the gate refuses has.
CarriedOut turned_away(const PlantFace& plant, Command command, Refusal why) {
    auto ticket = plant.turn_away(command, why);
    return {std::move(command), std::move(ticket.id), refused(std::move(why))};
}

}  // namespace

Command command_of(const Request& request, std::string_view control) {
    const auto is_form =
        is_called_a_form(request.field("Content-Type")) && looks_like_a_form(request.body);
    Command command;
    command.control = control;
    command.payload = request.body;
    command.form = is_form ? Command::Form::url_encoded : Command::Form::json_or_bare;
    command.source = "REST " + request.peer.address;
    return command;
}

CarriedOut carry_out(House& house, const PlantFace& plant, Command command) {
    if (!plant.submit) return turned_away(plant, std::move(command), read_only());
    const WaitingPlace place{house};
    if (!place.is_free()) return turned_away(plant, std::move(command), busy());
    const auto deadline = Clock::now() + house.longest_wait;
    const auto box = std::make_shared<LetterBox>(1);
    auto ticket = plant.submit(command, answer_into(box));
    auto outcome = ticket.refused ? *std::move(ticket.refused) : wait_at(*box, deadline);
    return {std::move(command), std::move(ticket.id), std::move(outcome)};
}

}  // namespace giv::http
