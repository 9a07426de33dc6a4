#include "link/restart_sequence.hpp"

#include <utility>

namespace giv {

asio::awaitable<Result<void>> RestartSequence::run(ControlIo& io) {
    if (is_sent_) co_return Result<void>{};
    is_sent_ = true;
    const auto sent = co_await io.write(write_);
    is_acknowledged_ = sent.has_value();
    if (!sent && sent.error().code == Errc::disconnected) co_return sent;
    if (!sent && sent.error().code == Errc::rejected) {
        is_done_ = true;
        result_ = {Outcome::How::refused, Reason::inverter, "the inverter refused to restart", {}};
    }
    co_return Result<void>{};
}

void RestartSequence::link_back() {
    if (is_done_ || !is_lost_) return;
    is_done_ = true;
    if (is_acknowledged_) {
        result_ = {Outcome::How::verified, Reason::none, "", {}};
    } else {
        result_ = {
            Outcome::How::unknown,
            Reason::not_proved,
            "the link dropped and came back, but the restart was not acknowledged",
            {}};
    }
}

void RestartSequence::give_up(std::string why) {
    if (is_done_) return;
    is_done_ = true;
    if (!is_sent_) {
        result_ = {
            Outcome::How::refused, Reason::busy, std::move(why) + "; nothing was written", {}};
    } else {
        const std::string_view what = is_acknowledged_ ? "acknowledged" : "not acknowledged";
        result_ = {Outcome::How::unknown, Reason::not_proved, std::string{what} + "; " + why, {}};
    }
}

Outcome RestartSequence::outcome() const {
    auto outcome = result_;
    outcome.registers.push_back({write_.index(), write_.value(), is_sent_, {}, {}});
    return outcome;
}

}  // namespace giv
