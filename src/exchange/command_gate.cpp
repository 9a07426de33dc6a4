#include "exchange/command_gate.hpp"

#include "givtcp/control/controls.hpp"

#include <utility>

namespace giv {

std::optional<Outcome> CommandGate::submit(Command command, Answer answer) {
    if (queue_.is_closed()) return Outcome{Outcome::How::refused, "givtcp is stopping"};
    if (find_control(command.control) == nullptr) {
        return Outcome{
            Outcome::How::refused, "there is no control named \"" + command.control + "\""};
    }
    if (queue_.try_push({std::move(command), std::move(answer)})) return std::nullopt;
    return Outcome{Outcome::How::refused, "busy: too many commands wait already"};
}

std::optional<CommandGate::Waiting> CommandGate::take() {
    return queue_.pop_until(BoundedQueue<Waiting>::TimePoint::min());
}

}  // namespace giv
