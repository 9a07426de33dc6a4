// Sets the inverter's clock: six writes, one after another, while time goes on.
//
//   now 12:00:10, six writes of 0.3 s: HR35..39 = ... 12 00, HR40 = 11 when its turn comes
//   now 12:00:59: the minute would roll over on the way: HR35..39 = ... 12 01, HR40 = 0 at 12:01:00
//
// Proved by reading the clock: 3 s off at most; else all six once more. Lives longer than a
// connection, as write_sequence.hpp. Loop thread. Source: spec/commands.md 1a setDateTime.
#pragma once

#include "link/control_io.hpp"

#include "givtcp/control/command.hpp"
#include "givtcp/control/judged_write.hpp"
#include "givtcp/registers/value.hpp"

#include <asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace giv {

// What the six registers say, as last read; nothing for a date that does not exist.
std::optional<LocalTime> clock_in(const ControlIo& io);

class ClockSequence {
 public:
    // `shall_be`: the right time at the instant `at`.
    ClockSequence(const LocalTime& shall_be, Instant at, Capabilities plant);

    asio::awaitable<Result<void>> run(ControlIo& io);

    bool is_done() const { return is_done_; }
    bool has_begun() const { return rounds_ > 0; }
    Outcome outcome() const;
    void give_up(std::string why);

 private:
    asio::awaitable<Result<bool>> write_all(ControlIo& io);
    asio::awaitable<Result<bool>> write_one(ControlIo& io, JudgedWrite write);
    asio::awaitable<Result<void>> prove(ControlIo& io);
    Result<std::vector<JudgedWrite>> writes_for(std::chrono::local_seconds at) const;
    std::chrono::local_time<Clock::Duration> right_time(Instant at) const;
    void end(Outcome::How how, Reason reason, std::string why);

    // set once
    std::chrono::local_seconds shall_be_;
    Instant at_;
    Capabilities plant_;

    int rounds_ = 0;
    bool is_done_ = false;
    std::vector<RegisterOutcome> written_;
    Outcome result_;
};

}  // namespace giv
