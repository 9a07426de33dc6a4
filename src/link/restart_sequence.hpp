// Restarts the inverter: one write, never repeated, and then the link drops and returns.
//
// run() writes and comes back; from then on the executor tells it what becomes of the link. Loop
// thread. Source: spec/commands.md 1a rebootInverter.
#pragma once

#include "link/control_io.hpp"

#include "givtcp/control/command.hpp"

#include <asio/awaitable.hpp>

#include <string>

namespace giv {

class RestartSequence {
 public:
    explicit RestartSequence(JudgedWrite write) : write_(write) {}

    // Writes once. Not done afterwards: the link has to drop and return.
    asio::awaitable<Result<void>> run(ControlIo& io);

    // The connection ended; an inverter answers again.
    void link_lost() { is_lost_ = is_sent_; }
    void link_back();

    bool is_done() const { return is_done_; }
    bool has_begun() const { return is_sent_; }
    Outcome outcome() const;
    void give_up(std::string why);

 private:
    JudgedWrite write_;  // set once
    bool is_sent_ = false;
    bool is_acknowledged_ = false;
    bool is_lost_ = false;
    bool is_done_ = false;
    Outcome result_;
};

}  // namespace giv
