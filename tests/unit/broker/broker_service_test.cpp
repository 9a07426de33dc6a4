#include "broker/broker_service.hpp"

#include "exchange/bounded_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace giv::broker {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// Somebody who listens, as mosquitto would.
class Listener {
 public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): POSIX
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(socket_, any, size), 0);
        EXPECT_EQ(::listen(socket_, 100), 0);
        EXPECT_EQ(::getsockname(socket_, any, &size), 0);
        port = ntohs(address.sin_port);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { ::close(socket_); }

    std::uint16_t port = 0;

 private:
    int socket_;
};

struct BrokerServiceThreads : ::testing::Test {
    ServiceOptions options(const std::string& script) const {
        ServiceOptions options;
        options.command = {"/bin/sh", "-c", script};
        options.port = listener.port;
        options.first_pause = 1ms;
        options.longest_pause = 2ms;
        return options;
    }

    std::function<void()> ready() {
        return [this] { static_cast<void>(readies.try_push(true)); };
    }

    Log log() {
        return [this](LogLevel, std::string_view text) {
            static_cast<void>(lines.try_push(std::string{text}));
        };
    }

    // The next line with these words.
    bool is_said(const std::string& words) {
        while (const auto line = lines.pop_until(std::chrono::steady_clock::now() + 60s))
            if (line->find(words) != std::string::npos) return true;
        return false;
    }

    Listener listener;
    BoundedQueue<std::string> lines{1000};
    BoundedQueue<bool> readies{1000};
};

TEST_F(BrokerServiceThreads, IsReadyWhenItListensAndEndsWhenAsked) {
    Service service{options("echo begun; exec sleep 1000"), ready(), log()};
    service.start();

    EXPECT_TRUE(readies.pop_until(std::chrono::steady_clock::now() + 60s));
    EXPECT_GT(service.process(), 0);
    EXPECT_TRUE(is_said("begun"));
    EXPECT_TRUE(service.stop(60s));
    EXPECT_EQ(service.process(), 0);
}

TEST_F(BrokerServiceThreads, WhatEndsIsStartedAgain) {
    Service service{options("echo 'Error: no memory'; sleep 0.2; exit 1"), ready(), log()};
    service.start();

    EXPECT_TRUE(is_said("Error: no memory"));
    EXPECT_TRUE(is_said("the broker has ended (exit code 1)"));
    EXPECT_TRUE(is_said("started again in 1 ms"));
    EXPECT_TRUE(is_said("the broker has ended (exit code 1)"));
    EXPECT_TRUE(is_said("started again in 2 ms"));
    service.stop(60s);
}

TEST_F(BrokerServiceThreads, WhatDoesNotEndIsKilled) {
    Service service{
        options("trap '' TERM; echo deaf; while :; do sleep 0.01; done"), ready(), log()};
    service.start();
    ASSERT_TRUE(is_said("deaf"));

    EXPECT_FALSE(service.stop(10ms));
    EXPECT_EQ(service.process(), 0);
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
