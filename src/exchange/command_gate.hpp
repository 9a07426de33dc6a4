// Where commands enter, from any thread, and where the loop takes them out. One per plant.
//
// What is no command is refused here, before it waits for anybody. The gate is the first thing
// that closes when the program stops (architecture ruling 19): what comes later is refused at
// once, so that nobody waits for a loop that has gone.
#pragma once

#include "exchange/bounded_queue.hpp"
#include "exchange/command_log.hpp"

#include "givtcp/control/command.hpp"
#include "givtcp/control/payload.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace giv {

class CommandGate {
 public:
    // Told of the command's end, on the loop thread, exactly once; before that, once, if it goes on
    // after 7.5 s (Reason::continuing).
    using Answer = std::function<void(const Outcome&)>;

    struct Waiting {
        std::string id;
        Command command;  // as it came
        Order order;
        Answer answer;
    };

    // `id`: of the command, for its report. With an outcome it was refused at once, and its answer
    // will not be called; otherwise it waits for the loop, and its answer will be.
    struct Ticket {
        std::string id;
        std::optional<Outcome> refused;
    };

    struct Events {
        std::function<void()> waits;  // something waits in the gate: the loop should look
        // A command was refused at the gate: for the audit and the log.
        std::function<void(const Command&, const Outcome&)> refused;
        std::function<WallTime()> now;
    };

    explicit CommandGate(std::string prefix = "0", std::size_t places = 256)
        : places_(places), queue_(places), log_(std::move(prefix)) {}

    // Before the first submit(). All of them are called on the thread that submits.
    void connect(Events events) { events_ = std::move(events); }

    // Any thread.
    Ticket submit(const Command& command, Answer answer);

    // Any thread. It was refused before it came to the gate; it gets its id, and its line in the
    // audit, all the same.
    Ticket turn_away(const Command& command, const Refusal& why);

    // Loop thread. A command that the plant gives itself, to be carried out at once: it has its id
    // and its report as any other. Nothing: it is none, or nothing comes in any more.
    std::optional<Waiting> admit_own(const Command& command, Answer answer);

    // Loop thread. The next command; nothing if none waits.
    std::optional<Waiting> take();

    // Loop thread. What take() gave is at its end: its answer is called by the caller, not here.
    void ended(const Waiting& waiting, const Outcome& outcome);

    // Any thread. Nothing comes in any more; what waits is still taken out.
    void close() { queue_.close(); }

    CommandLog& log() { return log_; }
    const CommandLog& log() const { return log_; }

 private:
    std::string begin(const Command& command);
    Ticket refuse(const Command& command, std::string id, Outcome outcome);

    // set once
    const std::size_t places_;
    Events events_;

    // any thread
    BoundedQueue<Waiting> queue_;
    CommandLog log_;
    std::atomic<std::size_t> open_{0};  // taken in and not ended
};

}  // namespace giv
