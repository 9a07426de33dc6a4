// A clock that moves when told to. A day of polling takes seconds and never flakes.
#pragma once

#include "link/clock.hpp"

#include "givtcp/registers/local_time.hpp"

#include <asio/steady_timer.hpp>

#include <functional>
#include <list>
#include <optional>
#include <utility>

namespace giv::testing {

class ManualClock final : public Clock {
 public:
    TimePoint now() const override { return now_; }
    WallTime wall() const override { return wall_at_start_ + (now_ - start_); }
    // UTC+1, unless another zone is set. By wall time it is not sharp in the hours of a change.
    std::optional<std::chrono::minutes> utc_offset(const LocalTime& at) const override {
        const auto local = local_seconds_of(at);
        return local ? std::optional{zone_(WallTime{local->time_since_epoch()})} : std::nullopt;
    }
    std::chrono::minutes utc_offset_at(WallTime at) const override { return zone_(at); }
    using Clock::sleep_until;
    asio::awaitable<void> sleep_until(TimePoint deadline, asio::steady_timer& bell) override;

    // When the first sleeper wants to wake; nothing if nobody sleeps.
    std::optional<TimePoint> next_deadline() const;

    // Moves to `when` and wakes whoever is due; they run when the loop is turned.
    void move_to(TimePoint when);

    // Its two halves: what arrives at that very moment can come between.
    void set(TimePoint when);
    void wake();

    // The host's clock is set; time itself goes on as it does.
    void set_wall(WallTime wall) { wall_at_start_ = wall - (now_ - start_); }

    void set_zone(std::function<std::chrono::minutes(WallTime)> zone) { zone_ = std::move(zone); }

    std::size_t sleeping() const { return sleepers_.size(); }

 private:
    struct Sleeper {
        Sleeper(std::list<Sleeper*>& sleepers, TimePoint when, asio::steady_timer& bell)
            : all(&sleepers), deadline(when), timer(&bell), place(all->insert(all->end(), this)) {}
        ~Sleeper() { all->erase(place); }
        Sleeper(const Sleeper&) = delete;
        Sleeper& operator=(const Sleeper&) = delete;

        std::list<Sleeper*>* all;
        TimePoint deadline;
        asio::steady_timer* timer;
        std::list<Sleeper*>::iterator place;
    };

    static constexpr TimePoint start_{std::chrono::hours{1000}};

    WallTime wall_at_start_{std::chrono::seconds{1'780'662'000}};
    TimePoint now_ = start_;
    std::function<std::chrono::minutes(WallTime)> zone_ = [](WallTime) {
        return std::chrono::hours{1};
    };
    std::list<Sleeper*> sleepers_;
};

}  // namespace giv::testing
