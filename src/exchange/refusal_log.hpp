// Says in the log which commands were refused at the door: each in a line, but of a flood only the
// beginning, and then now and then how many there were.
//
// Any thread, under a lock of its own. What became of commands that came in is the executor's line.
#pragma once

#include "exchange/log.hpp"

#include "givtcp/control/command.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace giv {

class RefusalLog {
 public:
    static constexpr std::uint64_t most_lines = 10;  // in one period
    static constexpr std::chrono::minutes period{10};

    explicit RefusalLog(Log log) : log_(std::move(log)) {}

    void refused(Instant now, const Command& command, const Outcome& outcome);

    // Now and then, so that a flood's last number is told although nothing more comes.
    void tick(Instant now);

 private:
    void sum_up(Instant now);  // the lock is held

    const Log log_;
    std::mutex mutex_;
    Instant since_{};            // under mutex_: when the period began
    std::uint64_t told_ = 0;     // under mutex_: lines in this period
    std::uint64_t counted_ = 0;  // under mutex_: those without a line
    std::string last_;           // under mutex_: the newest of them
};

}  // namespace giv
