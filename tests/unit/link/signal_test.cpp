#include "link/signal.hpp"

#include "link/system_clock.hpp"
#include "support/manual_clock.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <optional>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::ManualClock;

enum class Ended { went_on, threw };

class SignalTest : public ::testing::Test {
 protected:
    void wait(Clock& by, Clock::Duration limit) { start(signal.wait_until(by, by.now() + limit)); }

    void wait() { start(signal.wait()); }

    void pass(Clock::Duration duration) {
        clock.move_to(clock.now() + duration);
        turn();
    }

    void turn() {
        io.restart();
        io.poll();
    }

    ManualClock clock;
    SystemClock system;
    asio::cancellation_signal cancel;
    std::optional<Ended> ended;
    asio::io_context io{1};
    Signal signal{io.get_executor()};

 private:
    void start(asio::awaitable<void> waiting) {
        ended.reset();
        auto done = [this](const std::exception_ptr& thrown) {
            ended = thrown ? Ended::threw : Ended::went_on;
        };
        asio::co_spawn(io, std::move(waiting), asio::bind_cancellation_slot(cancel.slot(), done));
        turn();
    }
};

TEST_F(SignalTest, WakesWhoWaitsUntilALaterTime) {
    wait(clock, 10s);
    pass(9s);
    ASSERT_FALSE(ended);

    signal.set();
    turn();

    EXPECT_EQ(ended, Ended::went_on);
    EXPECT_EQ(clock.sleeping(), 0U);
}

TEST_F(SignalTest, ThatDoesNotComeIsNotWaitedForAfterTheDeadline) {
    wait(clock, 10s);
    pass(9999ms);
    ASSERT_FALSE(ended);

    pass(1ms);

    EXPECT_EQ(ended, Ended::went_on);
    EXPECT_FALSE(signal.is_set());
}

TEST_F(SignalTest, ThatIsSetIsNotWaitedFor) {
    signal.set();

    wait(clock, 10s);

    EXPECT_EQ(ended, Ended::went_on);
}

TEST_F(SignalTest, ACancelledWaitThrows) {
    for (Clock* by : {static_cast<Clock*>(&clock), static_cast<Clock*>(&system)}) {
        wait(*by, 1h);
        ASSERT_FALSE(ended);

        cancel.emit(asio::cancellation_type::terminal);
        turn();

        EXPECT_EQ(ended, Ended::threw);
    }
}

TEST_F(SignalTest, BySystemTimeItWakesEarlyToo) {
    wait(system, 1h);
    ASSERT_FALSE(ended);

    signal.set();
    turn();

    EXPECT_EQ(ended, Ended::went_on);
}

TEST_F(SignalTest, AfterADeadlineItIsWaitedForWithoutOne) {
    wait(system, 0s);
    ASSERT_EQ(ended, Ended::went_on);

    wait();
    ASSERT_FALSE(ended);
    signal.set();
    turn();

    EXPECT_EQ(ended, Ended::went_on);
}

}  // namespace
}  // namespace giv
