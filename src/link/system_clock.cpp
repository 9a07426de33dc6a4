#include "link/system_clock.hpp"

#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <ctime>
#include <system_error>

namespace giv {

Clock::TimePoint SystemClock::now() const { return std::chrono::steady_clock::now(); }

WallTime SystemClock::wall() const { return std::chrono::system_clock::now(); }

std::optional<std::chrono::minutes> SystemClock::utc_offset(const LocalTime& at) const {
    std::tm time{};
    time.tm_year = at.year - 1900;
    time.tm_mon = at.month - 1;
    time.tm_mday = at.day;
    time.tm_hour = at.hour;
    time.tm_min = at.minute;
    time.tm_sec = at.second;
    time.tm_isdst = -1;
    if (std::mktime(&time) == -1) return std::nullopt;
    // In spring an hour does not exist, and mktime() moves what lies in it.
    if (time.tm_hour != at.hour || time.tm_min != at.minute) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::minutes>(std::chrono::seconds{time.tm_gmtoff});
}

std::chrono::minutes SystemClock::utc_offset_at(WallTime at) const {
    const auto seconds = std::chrono::system_clock::to_time_t(at);
    std::tm time{};
    if (localtime_r(&seconds, &time) == nullptr) return std::chrono::minutes{0};
    return std::chrono::duration_cast<std::chrono::minutes>(std::chrono::seconds{time.tm_gmtoff});
}

asio::awaitable<void> SystemClock::sleep_until(TimePoint deadline, asio::steady_timer& bell) {
    std::error_code woken;
    bell.expires_at(deadline);
    co_await bell.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

}  // namespace giv
