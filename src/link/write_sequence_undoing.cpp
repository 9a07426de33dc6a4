// The second half of a sequence of writes: back to what was before, and what is said at the end.
#include "link/write_sequence.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 1s;

std::string name_of(std::uint16_t index) { return "HR" + std::to_string(index); }

}  // namespace

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

// What still holds what we wrote; the rest is somebody else's, or was not taken. An effect that
// came late is put back as well, but none twice.
void WriteSequence::plan_undoing() {
    if (!rules_.puts_back) return;
    auto outcomes = outcome().registers;
    std::erase_if(outcomes, [this](const RegisterOutcome& one) {
        const bool is_tried = std::ranges::any_of(undo_, [&one](const Step& step) {
            return step.write.index() == one.index;
        });
        return is_tried || one.read_back != one.requested;
    });
    for (const auto& write : undo_writes(outcomes, rules_.plant))
        undo_.push_back({.write = write});
}

asio::awaitable<void> WriteSequence::wait_or_end(ControlIo& io, std::string_view why) {
    if (io.clock().now() >= rules_.ends_by) {
        auto text = failure_ + "; ";
        text.append(why).append("; ").append(what_stands());
        end(Outcome::How::unknown, Reason::not_proved, std::move(text));
    } else {
        co_await io.clock().sleep_for(between_looks);
    }
}

// Looks, puts back what is ours, and looks again, until nothing is left to be put back.
asio::awaitable<Result<void>> WriteSequence::undo(ControlIo& io) {
    while (next_undo_ < undo_.size()) {
        const auto done = co_await undo_next(io);
        if (!done || is_done()) co_return done;
    }
    const auto seen = co_await look(io);
    if (!seen) co_return tl::unexpected(seen.error());
    if (!*seen) {
        co_await wait_or_end(io, "it cannot be read back");
        co_return Result<void>{};
    }
    if (undo_.empty() && is_all_proved()) {  // at the last moment
        end(Outcome::How::verified, Reason::none, {});
        co_return Result<void>{};
    }
    plan_undoing();
    if (next_undo_ < undo_.size()) co_return Result<void>{};
    if (is_as_before() && !is_before_for_good(io)) {
        co_await wait_or_end(io, "it may take effect yet");
    } else {
        undone();
    }
    co_return Result<void>{};
}

bool WriteSequence::is_as_before() const {
    return std::ranges::all_of(steps_, [](const Step& step) {
        return step.attempts == 0 || step.holds == step.before;
    });
}

bool WriteSequence::is_before_for_good(const ControlIo& io) const {
    return std::ranges::all_of(steps_, [&io](const Step& step) {
        return !step.may_come_until || *step.may_come_until <= io.clock().now();
    });
}

void WriteSequence::undone() {
    if (is_as_before()) {
        const std::string_view put_back = undo_.empty() ? "" : "; what had changed was put back";
        end(Outcome::How::refused, failure_reason_, failure_.append(put_back));
    } else {
        end(Outcome::How::unknown, Reason::not_proved, failure_ + "; " + what_stands());
    }
}

// ---- the end ------------------------------------------------------------------------------

bool WriteSequence::leaves_doubt() const {
    return std::ranges::any_of(steps_, [](const Step& step) {
        return step.may_come_until.has_value();
    });
}

bool WriteSequence::was_turned_down() const {
    return std::ranges::any_of(steps_, [this](const Step& step) {
        const bool is_answered =
            step.answer == Answer::refused || step.answer == Answer::acknowledged;
        return is_answered && step.holds && !proves(step.write, step.holds);
    });
}

std::string WriteSequence::what_stands(const Step& step) const {
    auto text = name_of(step.write.index());
    if (step.holds) {
        text += '=' + std::to_string(*step.holds);
    } else if (is_given_up_) {
        text += '=' + std::to_string(step.write.value()) + " was sent, not read back";
    } else {
        text += " cannot be read back";
    }
    if (step.before) text += " (was " + std::to_string(*step.before) + ')';
    return text;
}

// "what stands: HR94=30 (was 130), HR95 cannot be read back (was 530); not written: HR96"
std::string WriteSequence::what_stands() const {
    std::string stands;
    std::string unwritten;
    for (const auto& step : steps_) {
        const bool is_written = step.attempts > 0;
        if (!is_written && step.before == step.write.value()) continue;
        auto& list = is_written ? stands : unwritten;
        list += list.empty() ? " " : ", ";
        list += is_written ? what_stands(step) : name_of(step.write.index());
    }
    auto text = "what stands:" + stands;
    if (!unwritten.empty()) text += "; not written:" + unwritten;
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
    is_given_up_ = true;
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
