// The writes of one plan, from the first to the proof; where one fails, back to what was before.
//
// An acknowledgement proves nothing, nor does one look at the old value: an effect may be late. A
// write is taken when its register reads back as written. It is not taken when the register still
// shows what it held before and some seconds have passed since it was sent, or when its answer was
// an error. What is neither in time ends as unknown.
//
// Lives longer than a connection: run() returns an error when the link dies, and goes on with the
// next connection where it was, after it has looked at what the inverter holds. Loop thread.
// Source: spec/commands.md 0.3, 0.5; issue 4 "Outcome", "Transactions".
#pragma once

#include "link/control_io.hpp"

#include "givtcp/control/command.hpp"
#include "givtcp/control/plan.hpp"

#include <asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace giv {

struct SequenceRules {
    Capabilities plant;
    Proof proof = Proof::equal;
    bool puts_back = true;  // what it changed, when it fails half-way
    Instant writes_until;   // after this it is put back, if it does put back
    Instant ends_by;        // no further write after this
};

class WriteSequence {
 public:
    // All registers of a plan: those that hold their value already, as far as is known, are only
    // proved; if that shows otherwise, they are written too.
    WriteSequence(std::span<const JudgedWrite> writes, SequenceRules rules, const ControlIo& io);

    // Until is_done(); an error: the link is dead, call it again with the next one.
    asio::awaitable<Result<void>> run(ControlIo& io);

    bool is_done() const { return phase_ == Phase::done; }

    // A write has been sent.
    bool has_begun() const;

    // What it came to, once it is done; before that, what is known so far.
    Outcome outcome() const;

    // Something was sent that was neither refused nor ever seen to be there: it may come yet.
    bool leaves_doubt() const;

    // The inverter answers, and a register is not what it should be all the same.
    bool was_turned_down() const;

    // Its time is up, and there may be no connection at all.
    void give_up(std::string why);

 private:
    enum class Phase : std::uint8_t { writing, proving, undoing, done };

    enum class Answer : std::uint8_t { none, acknowledged, refused, silence };

    struct Step {
        JudgedWrite write;
        std::optional<std::uint16_t> before;
        std::optional<std::uint16_t> holds;  // since it was last written, read back
        int attempts = 0;
        Answer answer = Answer::none;           // to the last attempt
        bool is_open = false;                   // sent, and not known what became of it
        std::optional<Instant> may_come_until;  // sent, not refused, and not seen to be there
    };

    // Did it take the value, after as many attempts as there may be?
    asio::awaitable<Result<bool>> take(ControlIo& io, Step& step, Instant until);
    asio::awaitable<Result<bool>> settle(ControlIo& io, Step& step);
    asio::awaitable<Result<bool>> send(ControlIo& io, Step& step) const;
    static void answered(const ControlIo& io, Step& step, const Result<void>& answer);
    bool may_try(const Step& step) const;
    asio::awaitable<Result<void>> write_next(ControlIo& io);
    asio::awaitable<Result<void>> prove(ControlIo& io);
    asio::awaitable<Result<void>> undo(ControlIo& io);
    asio::awaitable<Result<void>> undo_next(ControlIo& io);
    asio::awaitable<void> wait_or_end(ControlIo& io, std::string_view why);
    asio::awaitable<Result<bool>> look(ControlIo& io);
    asio::awaitable<Result<bool>> look_at(ControlIo& io, std::vector<std::uint16_t> indexes);

    void failed(const Step& step);
    void not_proved(const ControlIo& io, std::size_t which);
    bool may_come_yet(const ControlIo& io, const Step& step) const;
    void begin_undoing();
    void undone();
    void plan_undoing();
    bool is_as_before() const;
    bool is_before_for_good(const ControlIo& io) const;
    void end(Outcome::How how, Reason reason, std::string why);
    bool is_late(const ControlIo& io) const { return io.clock().now() >= rules_.writes_until; }
    bool proves(const JudgedWrite& write, std::optional<std::uint16_t> holds) const;
    bool is_all_proved() const;
    std::string what_stands() const;
    std::string what_stands(const Step& step) const;
    std::vector<std::uint16_t> indexes() const;

    SequenceRules rules_;  // set once
    Phase phase_ = Phase::writing;
    std::vector<Step> steps_;
    std::size_t next_ = 0;
    std::vector<Step> undo_;
    std::size_t next_undo_ = 0;
    int looks_ = 0;        // to prove, that were answered
    int blind_looks_ = 0;  // to prove, that were not
    bool is_given_up_ = false;
    std::string failure_;
    Reason failure_reason_ = Reason::inverter;
    Outcome result_;
};

}  // namespace giv
