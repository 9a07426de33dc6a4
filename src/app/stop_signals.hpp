// What signals do to the process. Of SIGTERM and SIGINT the first asks the program to stop in
// order, the second ends it at once.
//
// Loop thread; one object in the process. A process that is number 1 in its container ignores
// signals that it does not handle, so the second one is handled, too.
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/signal_set.hpp>

namespace giv {

class StopSignals {
 public:
    // From here on the signals are taken, and kept for wait().
    explicit StopSignals(const asio::any_io_executor& executor);

    // The number of the first signal. From then on the next one ends the process, with 128 and its
    // number, as a shell reports it. Throws operation_aborted when cancelled.
    asio::awaitable<int> wait();

 private:
    asio::signal_set signals_;
};

// A peer that is gone shows as an error where it is written to, not as the end of the process.
void ignore_broken_pipes();

// SIGUSR1 asks for recordings, and by default it ends the process: also in the moment before there
// are any, and in the one after.
void ignore_requests_for_recordings();

}  // namespace giv
