#include "broker/broker_service.hpp"

#include "exchange/bounded_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <string_view>

namespace giv::broker {
namespace {

using namespace std::chrono_literals;

const std::string running = "echo mosquitto version 2.0.11 running; ";

struct BrokerServiceThreads : ::testing::Test {
    ServiceOptions options(const std::string& script) {
        ServiceOptions options;
        options.prepare = [this, script]() -> Result<Prepared> {
            if (hindrances > 0) {
                --hindrances;
                return fail(Errc::unsupported, "no room");
            }
            return Prepared{{"/bin/sh", "-c", script}, {"bob", "cat"}};
        };
        options.ready_within = 60s;
        options.ends_within = 60s;
        options.first_pause = 1ms;
        options.longest_pause = 2ms;
        return options;
    }

    ServiceEvents events() {
        return {
            [this](const Credentials& ours) { static_cast<void>(readies.try_push(ours.user)); },
            [this] { static_cast<void>(ends.try_push(true)); }};
    }

    Log log() {
        return [this](LogLevel level, std::string_view text) {
            if (level == LogLevel::error) static_cast<void>(errors.try_push(std::string{text}));
            static_cast<void>(lines.try_push(std::string{text}));
        };
    }

    static auto soon() { return std::chrono::steady_clock::now() + 60s; }

    // The next line with these words.
    bool is_said(const std::string& words) {
        while (const auto line = lines.pop_until(soon()))
            if (line->find(words) != std::string::npos) return true;
        return false;
    }

    std::atomic<int> hindrances{0};  // so often it can't be prepared
    BoundedQueue<std::string> lines{1000};
    BoundedQueue<std::string> errors{1000};
    BoundedQueue<std::string> readies{1000};
    BoundedQueue<bool> ends{1000};
};

TEST_F(BrokerServiceThreads, IsReadyWhenItSaysThatItRunsAndEndsWhenAsked) {
    Service service{options("echo begun; " + running + "exec sleep 1000"), events(), log()};
    service.start();

    EXPECT_EQ(readies.pop_until(soon()), "bob");
    EXPECT_GT(service.process(), 0);
    EXPECT_TRUE(is_said("begun"));
    EXPECT_TRUE(service.stop(60s));
    EXPECT_EQ(service.process(), 0);
}

TEST_F(BrokerServiceThreads, WhatEndsIsStartedAgain) {
    Service service{options(running + "echo 'Error: no memory'; exit 1"), events(), log()};
    service.start();

    EXPECT_TRUE(is_said("Error: no memory"));
    EXPECT_TRUE(is_said("the broker has ended (exit code 1)"));
    EXPECT_TRUE(is_said("started again in 1 ms"));
    EXPECT_TRUE(ends.pop_until(soon()));
    EXPECT_TRUE(is_said("the broker has ended (exit code 1)"));
    EXPECT_TRUE(is_said("started again in 2 ms"));
    service.stop(60s);
}

TEST_F(BrokerServiceThreads, ItsLastWordsComeBeforeItsEnd) {
    Service service{options("printf 'Error: no newline'; exit 1"), events(), log()};
    service.start();

    EXPECT_EQ(lines.pop_until(soon()), "Error: no newline");
    EXPECT_EQ(lines.pop_until(soon()), "the broker has ended (exit code 1)");
    service.stop(60s);
}

TEST_F(BrokerServiceThreads, WhatCantBePreparedIsTriedAgainAndSaidOnce) {
    hindrances = 4;
    Service service{options(running + "exec sleep 1000"), events(), log()};
    service.start();

    EXPECT_TRUE(readies.pop_until(soon()));
    EXPECT_EQ(hindrances, 0);
    service.stop(60s);
    EXPECT_EQ(errors.pop_until(soon()), "no room");
    EXPECT_EQ(errors.pop_until(std::chrono::steady_clock::now()), std::nullopt);
}

TEST_F(BrokerServiceThreads, WhatNeverListensIsEndedAndStartedAgain) {
    auto short_of_patience = options("echo silence; exec sleep 1000");
    short_of_patience.ready_within = 1ms;
    Service service{short_of_patience, events(), log()};
    service.start();

    EXPECT_TRUE(is_said("does not listen after 1 ms"));
    EXPECT_TRUE(is_said("the broker has ended (signal 15)"));
    EXPECT_TRUE(is_said("does not listen after 1 ms"));
    service.stop(60s);
    EXPECT_EQ(readies.pop_until(std::chrono::steady_clock::now()), std::nullopt);
}

// It has said that it listens, and is stuck since.
TEST_F(BrokerServiceThreads, WhatDoesNotLetUsInAnyMoreIsEndedAndStartedAgain) {
    std::atomic<int> asked{0};
    auto watchful = options(running + "exec sleep 1000");
    watchful.lets_us_in = [&] { return ++asked < 3; };
    watchful.asked_every = 1ms;
    watchful.of_use_within = 1ms;
    Service service{watchful, events(), log()};
    service.start();

    EXPECT_TRUE(readies.pop_until(soon()));
    EXPECT_TRUE(is_said("the broker has not let us in for 1 ms, and is ended"));
    EXPECT_TRUE(ends.pop_until(soon()));
    EXPECT_TRUE(is_said("the broker has ended (signal 15)"));
    EXPECT_TRUE(readies.pop_until(soon()));
    EXPECT_GE(asked, 3);
    service.stop(60s);
}

TEST_F(BrokerServiceThreads, WhatLetsUsInRunsOn) {
    std::atomic<int> asked{0};
    auto watchful = options(running + "exec sleep 1000");
    watchful.lets_us_in = [&] {
        if (++asked == 100) static_cast<void>(lines.try_push("asked often"));
        return true;
    };
    watchful.asked_every = 1ms;
    watchful.of_use_within = 1ms;
    Service service{watchful, events(), log()};
    service.start();

    EXPECT_TRUE(is_said("asked often"));
    EXPECT_TRUE(service.stop(60s));
    EXPECT_EQ(errors.pop_until(std::chrono::steady_clock::now()), std::nullopt);
}

TEST_F(BrokerServiceThreads, WhatClosesItsOutputAndStaysIsKilledWithItsNumberKnown) {
    auto deaf = options("trap '' TERM; echo deaf; exec >&- 2>&-; while :; do sleep 0.01; done");
    deaf.ends_within = 1ms;
    std::atomic<pid_t> seen{0};
    Service* which = nullptr;
    const auto look = [&, log = log()](LogLevel level, std::string_view text) {
        if (text.starts_with("deaf")) seen = which->process();
        log(level, text);
    };
    Service service{deaf, events(), look};
    which = &service;
    service.start();

    EXPECT_TRUE(is_said("the broker has ended (signal 9)"));
    EXPECT_GT(seen, 0);
    service.stop(60s);
    EXPECT_EQ(service.process(), 0);
}

TEST_F(BrokerServiceThreads, WhatDoesNotEndIsKilled) {
    Service service{
        options("trap '' TERM; echo deaf; while :; do sleep 0.01; done"), events(), log()};
    service.start();
    ASSERT_TRUE(is_said("deaf"));

    EXPECT_FALSE(service.stop(10ms));
    EXPECT_EQ(service.process(), 0);
}

TEST_F(BrokerServiceThreads, WhatIsOutdatedIsStartedAnewAtOnce) {
    auto moving = options(running + "exec sleep 1000");
    moving.first_pause = moving.longest_pause = 1h;
    moving.asked_every = 1ms;
    std::atomic<int> moves{1};
    moving.is_outdated = [&moves] { return moves.exchange(0) > 0; };
    Service service{moving, events(), log()};
    service.start();

    EXPECT_TRUE(readies.pop_until(soon()));
    EXPECT_TRUE(ends.pop_until(soon()));
    EXPECT_TRUE(readies.pop_until(soon()));
    EXPECT_TRUE(service.stop(60s));
    EXPECT_EQ(errors.pop_until(std::chrono::steady_clock::now()), std::nullopt);
}

TEST(BrokerPauses, GrowToTheirLongest) {
    const ServiceOptions usual;
    EXPECT_EQ(pause_after(usual, 1), 1s);
    EXPECT_EQ(pause_after(usual, 2), 2s);
    EXPECT_EQ(pause_after(usual, 4), 8s);
    EXPECT_EQ(pause_after(usual, 7), 60s);
    EXPECT_EQ(pause_after(usual, 1'000'000), 60s);
}

}  // namespace
}  // namespace giv::broker
