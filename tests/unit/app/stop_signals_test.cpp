#include "app/stop_signals.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_future.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace giv {
namespace {

// Puts the process's own dispositions back: others are tested in it, too.
class StopSignalsTest : public ::testing::Test {
 protected:
    void TearDown() override {
        std::signal(SIGTERM, SIG_DFL);
        std::signal(SIGINT, SIG_DFL);
    }
};

TEST_F(StopSignalsTest, TheFirstSignalIsHandedToWhoeverWaits) {
    asio::io_context loop{1};
    StopSignals signals{loop.get_executor()};
    auto number = asio::co_spawn(loop, signals.wait(), asio::use_future);

    std::raise(SIGINT);
    loop.run();

    EXPECT_EQ(number.get(), SIGINT);
}

TEST_F(StopSignalsTest, ASignalThatComesBeforeAnybodyWaitsIsKept) {
    asio::io_context loop{1};
    StopSignals signals{loop.get_executor()};

    std::raise(SIGTERM);
    auto number = asio::co_spawn(loop, signals.wait(), asio::use_future);
    loop.run();

    EXPECT_EQ(number.get(), SIGTERM);
}

TEST_F(StopSignalsTest, TheSecondSignalEndsTheProcessAtOnce) {
    const auto take_two = [] {
        asio::io_context loop{1};
        StopSignals signals{loop.get_executor()};
        auto number = asio::co_spawn(loop, signals.wait(), asio::use_future);
        std::raise(SIGTERM);
        loop.run();
        std::raise(SIGTERM);
    };

    EXPECT_EXIT(take_two(), ::testing::ExitedWithCode(128 + SIGTERM), "");
}

TEST(BrokenPipes, DoNotEndTheProcess) {
    ignore_broken_pipes();
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    ::close(ends[0]);

    const auto written = ::write(ends[1], "x", 1);

    EXPECT_EQ(written, -1);
    EXPECT_EQ(errno, EPIPE);
    ::close(ends[1]);
    std::signal(SIGPIPE, SIG_DFL);
}

TEST(RequestsForRecordings, DoNotEndAProcessThatHasNone) {
    ignore_requests_for_recordings();

    EXPECT_EQ(std::raise(SIGUSR1), 0);

    std::signal(SIGUSR1, SIG_DFL);
}

}  // namespace
}  // namespace giv
