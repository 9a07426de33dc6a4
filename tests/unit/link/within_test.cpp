#include "link/within.hpp"

#include "support/manual_clock.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <gtest/gtest.h>

#include <optional>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::ManualClock;

asio::awaitable<Result<int>> answer_after(Clock& clock, Clock::Duration delay) {
    co_await clock.sleep_for(delay);
    co_return 42;
}

struct Within : ::testing::Test {
    ManualClock clock;
    std::optional<Result<int>> answer;
    asio::io_context io{1};  // last: what is in it refers to the others

    void start(Clock::Duration limit, Clock::Duration delay) {
        auto done = [this](const std::exception_ptr&, Result<int> result) { answer = result; };
        asio::co_spawn(io, within(clock, limit, answer_after(clock, delay)), std::move(done));
        io.poll();
    }

    void pass(Clock::Duration duration) {
        clock.move_to(clock.now() + duration);
        io.poll();
    }
};

TEST_F(Within, GivesTheAnswerThatCameInTime) {
    start(2s, 1s);

    pass(1s);

    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, 42);
    EXPECT_EQ(clock.sleeping(), 0U);
}

TEST_F(Within, FailsWhenTheDeadlinePasses) {
    start(2s, 3s);
    pass(1999ms);
    EXPECT_FALSE(answer);

    pass(1ms);

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->error().code, Errc::timeout);
    EXPECT_EQ(clock.sleeping(), 0U);
}

}  // namespace
}  // namespace giv
