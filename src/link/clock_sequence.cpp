#include "link/clock_sequence.hpp"

#include "givtcp/control/plan.hpp"
#include "givtcp/registers/local_time.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr RegisterRange clock_registers{Bank::holding, 35, 6};
constexpr std::uint16_t second_register = 40;
constexpr int most_rounds = 2;
constexpr auto may_differ_by = 3s;
constexpr auto longest_hold = 5s;  // spec: HR40 waits so long at most

}  // namespace

std::optional<LocalTime> clock_in(const ControlIo& io) {
    std::vector<std::uint16_t> words;
    for (std::uint16_t i = 0; i < clock_registers.count; ++i) {
        const auto word = io.word(static_cast<std::uint16_t>(clock_registers.base + i));
        if (!word || *word > 255) return std::nullopt;
        words.push_back(*word);
    }
    LocalTime time;
    time.year = static_cast<std::uint16_t>(2000 + words.at(0));
    time.month = static_cast<std::uint8_t>(words.at(1));
    time.day = static_cast<std::uint8_t>(words.at(2));
    time.hour = static_cast<std::uint8_t>(words.at(3));
    time.minute = static_cast<std::uint8_t>(words.at(4));
    time.second = static_cast<std::uint8_t>(words.at(5));
    if (!is_valid(time)) return std::nullopt;
    return time;
}

ClockSequence::ClockSequence(const LocalTime& shall_be, Instant at, Capabilities plant)
    : shall_be_(local_seconds_of(shall_be).value_or(std::chrono::local_seconds{})),
      at_(at),
      plant_(plant) {}

std::chrono::local_time<Clock::Duration> ClockSequence::right_time(Instant at) const {
    return shall_be_ + (at - at_);
}

asio::awaitable<Result<void>> ClockSequence::run(ControlIo& io) {
    while (!is_done()) {
        ++rounds_;
        const auto written = co_await write_all(io);
        if (!written) co_return tl::unexpected(written.error());
        const bool is_last = rounds_ >= most_rounds;
        if (!*written && !is_last) continue;
        const auto proved = co_await prove(io);
        if (!proved) co_return proved;
    }
    co_return Result<void>{};
}

Result<std::vector<JudgedWrite>> ClockSequence::writes_for(std::chrono::local_seconds at) const {
    const auto time = local_time_at(at);
    if (!time) return fail(Errc::out_of_range, "there is no such time");
    return clock_writes(*time, plant_);
}

// False: one of the six was not acknowledged.
asio::awaitable<Result<bool>> ClockSequence::write_all(ControlIo& io) {
    using std::chrono::ceil;
    using std::chrono::floor;
    using std::chrono::minutes;
    using std::chrono::seconds;
    auto& clock = io.clock();
    const auto now = right_time(clock.now());
    const auto last = now + std::min<Clock::Duration>(5 * io.last_round_trip(), longest_hold);
    const auto next_minute = ceil<minutes>(now);
    const bool rolls_over = last >= next_minute;  // before HR40's turn comes
    const auto base = rolls_over ? std::chrono::local_seconds{next_minute} : floor<seconds>(now);
    written_.clear();

    const auto date = writes_for(base);
    if (!date) {
        end(Outcome::How::refused, Reason::out_of_bounds, date.error().detail);
        co_return true;
    }
    for (const auto& write : *date) {
        if (write.index() == second_register) break;
        const auto sent = co_await write_one(io, write);
        if (!sent || !*sent) co_return sent;
    }
    if (rolls_over && right_time(clock.now()) < base) {
        co_await clock.sleep_for(base - right_time(clock.now()));
    }
    const auto turn = co_await io.take_turn();
    if (!turn) co_return tl::unexpected(turn.error());
    const auto at_last = floor<seconds>(right_time(clock.now()));
    if (floor<minutes>(at_last) != floor<minutes>(base)) co_return false;
    const auto with_seconds = writes_for(at_last);
    if (!with_seconds) co_return false;
    co_return co_await write_one(io, with_seconds->back());
}

asio::awaitable<Result<bool>> ClockSequence::write_one(ControlIo& io, JudgedWrite write) {
    if (is_done()) co_return false;
    written_.push_back({write.index(), write.value(), true, io.word(write.index()), {}});
    const auto sent = co_await io.write(write);
    if (!sent && sent.error().code == Errc::disconnected) co_return tl::unexpected(sent.error());
    co_return sent.has_value();
}

asio::awaitable<Result<void>> ClockSequence::prove(ControlIo& io) {
    std::vector<RegisterRange> block{io.block_of(clock_registers.base)};
    const auto came = co_await io.read(std::move(block));
    if (!came && came.error().code == Errc::disconnected) co_return came;
    const bool is_last = rounds_ >= most_rounds;
    if (!came) {
        if (is_last) {
            end(Outcome::How::unknown, Reason::not_proved, "written, but it cannot be read back");
        }
        co_return Result<void>{};
    }
    for (auto& one : written_)
        one.read_back = io.word(one.index);
    const auto shows = clock_in(io);
    const auto right = right_time(io.clock().now());
    const auto off = shows ? *local_seconds_of(*shows) - right : Clock::Duration::max();
    if (shows && off <= may_differ_by && off >= -may_differ_by) {
        end(Outcome::How::verified, Reason::none, {});
    } else if (is_last) {
        end(Outcome::How::unknown,
            Reason::not_proved,
            shows ? "the inverter's clock is " +
                        std::to_string(std::chrono::round<std::chrono::seconds>(off).count()) +
                        " s off after two tries"
                  : "the inverter's clock shows no time that exists");
    }
    co_return Result<void>{};
}

void ClockSequence::end(Outcome::How how, Reason reason, std::string why) {
    if (is_done_) return;
    is_done_ = true;
    result_ = {how, reason, std::move(why), {}};
}

void ClockSequence::give_up(std::string why) {
    if (has_begun()) {
        end(Outcome::How::unknown, Reason::not_proved, std::move(why));
    } else {
        end(Outcome::How::refused, Reason::busy, std::move(why) + "; nothing was written");
    }
}

Outcome ClockSequence::outcome() const {
    auto outcome = result_;
    outcome.registers = written_;
    return outcome;
}

}  // namespace giv
