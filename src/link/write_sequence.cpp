#include "link/write_sequence.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr int most_attempts = 3;  // spec/commands.md 0.5: at most two repeats
constexpr int most_proofs = 3;
constexpr auto takes_effect_within = 1s;  // an acknowledged value may show a little later

std::string name_of(std::uint16_t index) { return "HR" + std::to_string(index); }

std::string said(std::uint16_t index, std::uint16_t value) {
    return name_of(index) + '=' + std::to_string(value);
}

}  // namespace

WriteSequence::WriteSequence(
    std::span<const JudgedWrite> writes, SequenceRules rules, const ControlIo& io
)
    : rules_(std::move(rules)) {
    for (const auto& write : writes)
        steps_.push_back({.write = write, .before = io.word(write.index())});
}

bool WriteSequence::has_begun() const {
    return std::ranges::any_of(steps_, [](const Step& step) { return step.attempts > 0; });
}

asio::awaitable<Result<void>> WriteSequence::run(ControlIo& io) {
    while (!is_done()) {
        auto stage = phase_ == Phase::writing   ? write_next(io)
                     : phase_ == Phase::proving ? prove(io)
                                                : undo(io);
        const auto done = co_await std::move(stage);
        if (!done) co_return done;
    }
    co_return Result<void>{};
}

// ---- looking ------------------------------------------------------------------------------

std::vector<std::uint16_t> WriteSequence::indexes() const {
    std::vector<std::uint16_t> all;
    for (const auto& step : steps_)
        all.push_back(step.write.index());
    return all;
}

// False: the inverter does not answer just now.
asio::awaitable<Result<bool>> WriteSequence::look_at(
    ControlIo& io, std::vector<std::uint16_t> indexes
) {
    auto blocks = io.blocks_of(indexes);
    const auto came = co_await io.read(std::move(blocks));
    if (!came && came.error().code == Errc::disconnected) co_return tl::unexpected(came.error());
    if (!came) co_return false;
    for (auto& step : steps_) {
        const auto is_asked = std::ranges::find(indexes, step.write.index()) != indexes.end();
        if (is_asked) step.holds = io.word(step.write.index());
    }
    co_return true;
}

asio::awaitable<Result<bool>> WriteSequence::look(ControlIo& io) {
    auto all = indexes();
    co_return co_await look_at(io, std::move(all));
}

// ---- writing ------------------------------------------------------------------------------

// What became of a write of which nothing is known.
asio::awaitable<Result<bool>> WriteSequence::settle(ControlIo& io, Step& step) {
    std::vector<std::uint16_t> one{step.write.index()};
    const auto seen = co_await look_at(io, std::move(one));
    if (!seen) co_return tl::unexpected(seen.error());
    step.is_open = false;
    const bool is_proved = proves(step.write, io.word(step.write.index()));
    co_return *seen&& is_proved;
}

// Was it acknowledged?
asio::awaitable<Result<bool>> WriteSequence::send(ControlIo& io, Step& step) {
    ++step.attempts;
    step.is_open = true;
    step.holds.reset();
    const auto sent = co_await io.write(step.write);
    if (!sent && sent.error().code == Errc::disconnected) co_return tl::unexpected(sent.error());
    step.is_open = !sent;
    if (!sent) {
        step.is_refused = sent.error().code == Errc::rejected;
        step.failure = step.is_refused ? "was refused" : "was not acknowledged";
    }
    co_return sent.has_value();
}

// What only puts back comes again by itself, later: a refusal is not worth the flash.
bool WriteSequence::may_try(const Step& step) const {
    const int attempts = step.write.once_only() ? 1 : most_attempts;
    const bool is_hopeless = !rules_.puts_back && step.is_refused;
    return !is_done() && !is_hopeless && step.attempts < attempts;
}

asio::awaitable<Result<bool>> WriteSequence::take(ControlIo& io, Step& step, Instant until) {
    for (;;) {
        if (step.is_open) {
            const auto settled = co_await settle(io, step);
            if (!settled || *settled) co_return settled;
        }
        if (!may_try(step) || io.clock().now() >= until) co_return false;
        const auto sent = co_await send(io, step);
        if (!sent || *sent) co_return sent;
    }
}

asio::awaitable<Result<void>> WriteSequence::write_next(ControlIo& io) {
    if (next_ == steps_.size()) {
        phase_ = Phase::proving;
        co_return Result<void>{};
    }
    auto& step = steps_.at(next_);
    if (step.attempts == 0 && io.word(step.write.index()) == step.write.value()) {
        ++next_;
        co_return Result<void>{};
    }
    const auto taken = co_await take(io, step, rules_.writes_until);
    if (!taken) co_return tl::unexpected(taken.error());
    ++next_;
    if (!*taken) failed(step);
    co_return Result<void>{};
}

// What puts back goes on with the next register: one that does not take its value holds up none.
void WriteSequence::failed(const Step& step) {
    failure_ = said(step.write.index(), step.write.value()) + ' ';
    failure_ += step.failure.empty() ? "was not sent in time" : step.failure + " by the inverter";
    if (rules_.puts_back) begin_undoing();
}

// ---- proving ------------------------------------------------------------------------------

// A calibration that has begun shows its stage.
bool WriteSequence::proves(const JudgedWrite& write, std::optional<std::uint16_t> holds) const {
    if (!holds) return false;
    const bool is_any_stage = rules_.proof == Proof::calibration && write.value() != 0;
    return is_any_stage ? *holds != 0 : *holds == write.value();
}

asio::awaitable<Result<void>> WriteSequence::prove(ControlIo& io) {
    const auto seen = co_await look(io);
    if (!seen) co_return tl::unexpected(seen.error());
    ++proofs_;
    const auto wrong = std::ranges::find_if_not(steps_, [this](const Step& step) {
        return proves(step.write, step.holds);
    });
    if (*seen && wrong == steps_.end()) {
        end(Outcome::How::verified, Reason::none, {});
    } else if (!*seen && (proofs_ >= most_proofs || is_late(io))) {
        end(Outcome::How::unknown, Reason::not_proved, "written, but it cannot be read back");
    } else if (*seen) {
        not_proved(io, static_cast<std::size_t>(wrong - steps_.begin()));
    }
    const bool is_again = phase_ == Phase::proving;
    if (is_again) co_await io.clock().sleep_for(takes_effect_within);
    co_return Result<void>{};
}

void WriteSequence::not_proved(const ControlIo& io, std::size_t which) {
    const auto& step = steps_.at(which);
    if (step.attempts == 0 && !is_late(io)) {
        next_ = which;  // it held its value when that was last looked at, and does no more
        phase_ = Phase::writing;
    } else if (proofs_ > 1 || is_late(io)) {
        failure_ = said(step.write.index(), step.write.value()) +
                   " was acknowledged, but the inverter holds " +
                   std::to_string(step.holds.value_or(0));
        begin_undoing();
    }
}

// ---- putting back -------------------------------------------------------------------------

// Unless it was given up meanwhile.
void WriteSequence::begin_undoing() {
    if (!is_done()) phase_ = Phase::undoing;
}

asio::awaitable<Result<void>> WriteSequence::undo_next(ControlIo& io) {
    auto& step = undo_.at(next_undo_);
    const auto ours = std::ranges::find_if(steps_, [&step](const Step& one) {
        return one.write.index() == step.write.index();
    });
    if (ours != steps_.end()) ours->holds.reset();
    const auto taken = co_await take(io, step, rules_.ends_by);
    if (!taken) co_return tl::unexpected(taken.error());
    ++next_undo_;
    co_return Result<void>{};
}

// What still holds what we wrote; the rest is somebody else's, or was not taken.
void WriteSequence::plan_undoing() {
    if (!rules_.puts_back) return;
    auto outcomes = outcome().registers;
    std::erase_if(outcomes, [](const RegisterOutcome& one) {
        return one.read_back != one.requested;
    });
    for (const auto& write : undo_writes(outcomes, rules_.plant))
        undo_.push_back({.write = write});
}

// It cannot be read back just now.
asio::awaitable<void> WriteSequence::wait_or_end(ControlIo& io) {
    if (io.clock().now() >= rules_.ends_by) {
        end(Outcome::How::unknown,
            Reason::not_proved,
            failure_ + "; it cannot be read back; " + what_stands());
    } else {
        co_await io.clock().sleep_for(takes_effect_within);
    }
}

asio::awaitable<Result<void>> WriteSequence::undo(ControlIo& io) {
    if (!undo_is_planned_) {
        const auto seen = co_await look(io);
        if (!seen) co_return tl::unexpected(seen.error());
        if (!*seen) {
            co_await wait_or_end(io);
            co_return Result<void>{};
        }
        undo_is_planned_ = true;
        plan_undoing();
    }
    while (next_undo_ < undo_.size()) {
        const auto done = co_await undo_next(io);
        if (!done || is_done()) co_return done;
    }
    const auto seen = co_await look(io);
    if (!seen) co_return tl::unexpected(seen.error());
    if (*seen) {
        undone();
    } else {
        co_await wait_or_end(io);
    }
    co_return Result<void>{};
}

void WriteSequence::undone() {
    const bool is_as_before = std::ranges::all_of(steps_, [](const Step& step) {
        return step.attempts == 0 || step.holds == step.before;
    });
    if (is_as_before) {
        const std::string_view put_back = undo_.empty() ? "" : "; what had changed was put back";
        end(Outcome::How::refused, failure_reason_, failure_.append(put_back));
    } else {
        end(Outcome::How::unknown, Reason::not_proved, failure_ + "; " + what_stands());
    }
}

// ---- the end ------------------------------------------------------------------------------

std::string WriteSequence::what_stands() const {
    std::string text = "what stands:";
    for (const auto& step : steps_) {
        if (step.attempts == 0) continue;
        text += ' ' + name_of(step.write.index());
        text += step.holds ? '=' + std::to_string(*step.holds) : " cannot be read back";
        if (step.before) text += " (was " + std::to_string(*step.before) + ')';
        text += ',';
    }
    text.pop_back();
    return text;
}

void WriteSequence::end(Outcome::How how, Reason reason, std::string why) {
    if (is_done()) return;
    phase_ = Phase::done;
    result_.how = how;
    result_.reason = reason;
    result_.why = std::move(why);
}

void WriteSequence::give_up(std::string why) {
    if (is_done()) return;
    if (!has_begun()) {
        end(Outcome::How::refused, Reason::busy, std::move(why) + "; nothing was written");
    } else {
        end(Outcome::How::unknown, Reason::not_proved, std::move(why) + "; " + what_stands());
    }
}

Outcome WriteSequence::outcome() const {
    auto outcome = result_;
    for (const auto& step : steps_) {
        outcome.registers.push_back(
            {step.write.index(), step.write.value(), step.attempts > 0, step.before, step.holds}
        );
    }
    return outcome;
}

}  // namespace giv
