#include "exchange/command_gate.hpp"

#include <utility>

namespace giv {

CommandGate::Ticket CommandGate::refuse(const Command& command, std::string id, Outcome outcome) {
    log_.done(id, outcome);
    if (events_.refused) events_.refused(command, outcome);
    return {std::move(id), std::move(outcome)};
}

std::string CommandGate::begin(const Command& command) {
    return log_.begin(command, events_.now ? events_.now() : WallTime{});
}

CommandGate::Ticket CommandGate::turn_away(const Command& command, const Refusal& why) {
    return refuse(command, begin(command), refused(why));
}

CommandGate::Ticket CommandGate::submit(const Command& command, Answer answer) {
    auto id = begin(command);
    const auto stopping = [] {
        return refused({Reason::stopping, "givtcp is being stopped; nothing was written"});
    };
    if (queue_.is_closed()) return refuse(command, std::move(id), stopping());
    auto order = parse(command);
    if (!order) return refuse(command, std::move(id), refused(std::move(order.error())));
    if (open_.fetch_add(1) >= places_) {
        open_.fetch_sub(1);
        return refuse(
            command,
            std::move(id),
            refused({Reason::busy, "busy: too many commands wait already; nothing was written"})
        );
    }
    if (!queue_.try_push({id, command, *std::move(order), std::move(answer)})) {
        open_.fetch_sub(1);
        return refuse(command, std::move(id), stopping());
    }
    if (events_.waits) events_.waits();
    return {std::move(id), std::nullopt};
}

std::optional<CommandGate::Waiting> CommandGate::admit_own(const Command& command, Answer answer) {
    auto order = parse(command);
    if (!order || queue_.is_closed()) return std::nullopt;
    open_.fetch_add(1);
    return Waiting{begin(command), command, *std::move(order), std::move(answer)};
}

std::optional<CommandGate::Waiting> CommandGate::take() {
    return queue_.pop_until(BoundedQueue<Waiting>::TimePoint::min());
}

void CommandGate::ended(const Waiting& waiting, const Outcome& outcome) {
    log_.done(waiting.id, outcome);
    open_.fetch_sub(1);
}

}  // namespace giv
