#include "link/write_sequence.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr int most_attempts = 3;  // spec/commands.md 0.5: at most two repeats
constexpr int most_blind_looks = 3;
constexpr auto between_looks = 1s;

// The longest answer that was ever seen took 3.9 s (spec/wire-protocol.md 9). Where there was none,
// the time that it was waited for counts as well; so does that of the tries before.
constexpr auto shows_after_acknowledgement = 4s;
constexpr auto shows_after_silence = 1500ms;
constexpr auto shows_after_sending = 4s;  // where nobody waits for an answer

std::string said(std::uint16_t index, std::uint16_t value) {
    return "HR" + std::to_string(index) + '=' + std::to_string(value);
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
        if (!is_asked) continue;
        step.holds = io.word(step.write.index());
        if (proves(step.write, step.holds)) step.may_come_until.reset();
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

void WriteSequence::answered(const ControlIo& io, Step& step, const Result<void>& answer) {
    const bool is_refused = !answer && answer.error().code == Errc::rejected;
    step.answer = answer ? Answer::acknowledged : is_refused ? Answer::refused : Answer::silence;
    step.is_open = !answer;
    if (is_refused) return;
    const auto patience = answer ? shows_after_acknowledgement : shows_after_silence;
    step.may_come_until = io.clock().now() + patience;
}

// Was it acknowledged? An attempt counts once it is its turn on the line, not before.
asio::awaitable<Result<bool>> WriteSequence::send(ControlIo& io, Step& step) const {
    const auto turn = co_await io.take_turn();
    if (!turn) co_return tl::unexpected(turn.error());
    if (is_done()) co_return false;  // given up meanwhile
    ++step.attempts;
    step.is_open = true;
    step.holds.reset();
    // A link that dies ends this here: what was sent and not answered may come to be.
    const auto of_tries_before =
        std::exchange(step.may_come_until, io.clock().now() + shows_after_sending);
    step.answer = Answer::silence;
    const auto sent = co_await io.write(step.write);
    step.may_come_until = of_tries_before;
    answered(io, step, sent);
    if (!sent && sent.error().code == Errc::disconnected) co_return tl::unexpected(sent.error());
    co_return sent.has_value();
}

// What only puts back comes again by itself, later: a refusal is not worth the flash.
bool WriteSequence::may_try(const Step& step) const {
    const int attempts = step.write.once_only() ? 1 : most_attempts;
    const bool is_hopeless = !rules_.puts_back && step.answer == Answer::refused;
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
    if (step.attempts == 0) step.before = io.word(step.write.index());
    if (step.attempts == 0 && step.before == step.write.value()) {
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
    const std::string_view what = step.answer == Answer::none ? " was not sent in time"
                                  : step.answer == Answer::refused
                                      ? " was refused by the inverter"
                                      : " was not acknowledged by the inverter";
    failure_ = said(step.write.index(), step.write.value()).append(what);
    if (rules_.puts_back) begin_undoing();
}

// ---- proving ------------------------------------------------------------------------------

// A calibration that has begun shows its stage.
bool WriteSequence::proves(const JudgedWrite& write, std::optional<std::uint16_t> holds) const {
    if (!holds) return false;
    const bool is_any_stage = rules_.proof == Proof::calibration && write.value() != 0;
    return is_any_stage ? *holds != 0 : *holds == write.value();
}

bool WriteSequence::is_all_proved() const {
    return std::ranges::all_of(steps_, [this](const Step& step) {
        return proves(step.write, step.holds);
    });
}

asio::awaitable<Result<void>> WriteSequence::prove(ControlIo& io) {
    const auto seen = co_await look(io);
    if (!seen) co_return tl::unexpected(seen.error());
    ++(*seen ? looks_ : blind_looks_);
    const auto wrong = std::ranges::find_if_not(steps_, [this](const Step& step) {
        return proves(step.write, step.holds);
    });
    if (*seen && wrong == steps_.end()) {
        end(Outcome::How::verified, Reason::none, {});
    } else if (!*seen && (blind_looks_ >= most_blind_looks || is_late(io))) {
        const auto* why = has_begun() ? "written, but it cannot be read back"
                                      : "nothing was written; it cannot be read back";
        end(Outcome::How::unknown, Reason::not_proved, why);
    } else if (*seen) {
        not_proved(io, static_cast<std::size_t>(wrong - steps_.begin()));
    }
    const bool is_again = phase_ == Phase::proving;
    if (is_again) co_await io.clock().sleep_for(between_looks);
    co_return Result<void>{};
}

// It shows what was there before. Another value is somebody else's, as soon as it is seen twice.
bool WriteSequence::may_come_yet(const ControlIo& io, const Step& step) const {
    if (step.holds != step.before) return looks_ < 2;
    return step.may_come_until && io.clock().now() < *step.may_come_until;
}

void WriteSequence::not_proved(const ControlIo& io, std::size_t which) {
    auto& step = steps_.at(which);
    if (step.attempts == 0 && !is_late(io)) {
        step.before = step.holds;  // that is what is there, and was not when last looked at
        next_ = which;
        phase_ = Phase::writing;
    } else if (is_late(io) || !may_come_yet(io, step)) {
        const std::string_view what = step.attempts > 0 ? " was acknowledged" : " was not written";
        auto text = said(step.write.index(), step.write.value()).append(what) +
                    ", but the inverter holds " + std::to_string(step.holds.value_or(0));
        if (failure_.empty()) failure_ = std::move(text);
        begin_undoing();
    }
}

}  // namespace giv
