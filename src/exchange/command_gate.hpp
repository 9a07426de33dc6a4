// Where commands enter, from any thread, and where the loop takes them out. One per plant.
//
// The gate is the first thing that closes when the program stops (architecture ruling 19): what
// comes later is refused at once, so that nobody waits for a loop that has gone.
#pragma once

#include "exchange/bounded_queue.hpp"

#include "givtcp/control/command.hpp"

#include <cstddef>
#include <functional>
#include <optional>

namespace giv {

class CommandGate {
 public:
    // Told of the command's end, on the loop thread, exactly once.
    using Answer = std::function<void(const Outcome&)>;

    struct Waiting {
        Command command;
        Answer answer;
    };

    explicit CommandGate(std::size_t places = 256) : queue_(places) {}

    // Any thread. Nothing: the command waits for the loop, and `answer` will be called. An outcome:
    // it was refused at once (no such control, busy, stopping), and `answer` will not be called.
    std::optional<Outcome> submit(Command command, Answer answer);

    // Loop thread. The next command; nothing if none waits.
    std::optional<Waiting> take();

    // Any thread. Nothing comes in any more; what waits is still taken out.
    void close() { queue_.close(); }

 private:
    BoundedQueue<Waiting> queue_;
};

}  // namespace giv
