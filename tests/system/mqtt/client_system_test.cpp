// The room against a real broker: outages, farewells, the will, passwords. Real time.
#include "system/mqtt/broker.hpp"
#include "system/mqtt/live.hpp"
#include "system/mqtt/observer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <signal.h>
#include <string>

namespace giv::mqtt::test {
namespace {

using namespace std::chrono_literals;

class MqttClient : public testing::Test {
 protected:
    void SetUp() override {
        if (find_program("mosquitto").empty()) GTEST_SKIP() << "mosquitto is not installed";
    }
};

TEST_F(MqttClient, PublishesAvailabilityAndStateForWhoeverComesLater) {
    const Broker broker;
    Live live{settings_for(broker.port())};
    live.accept(57);

    ASSERT_TRUE(live.connects());
    live.run(200ms);

    EXPECT_EQ(retained(broker.port(), bridge_status), "online");
    EXPECT_EQ(retained(broker.port(), plant_status), "online");
    EXPECT_EQ(retained(broker.port(), stats_status), "online");
    EXPECT_EQ(retained(broker.port(), charge_topic), "57");
    EXPECT_EQ(live.lines("connected to mqtt://127.0.0.1:"), 1);
}

TEST_F(MqttClient, AKnownInverterIsOfflineUntilItsPlantIsLive) {
    const Broker broker;
    Live live{settings_for(broker.port()), {{.plant = 1, .serial = "SA1234G567"}}};
    ASSERT_TRUE(live.connects());
    live.run(200ms);

    EXPECT_EQ(retained(broker.port(), plant_status), "offline");
    live.accept(57);
    live.run(200ms);
    EXPECT_EQ(retained(broker.port(), plant_status), "online");
}

TEST_F(MqttClient, TheNewestStateArrivesAfterTheBrokerWasKilled) {
    Broker broker;
    Live live{settings_for(broker.port())};
    live.accept(57);
    ASSERT_TRUE(live.connects());

    broker.kill();
    ASSERT_TRUE(live.until([&] { return !live.service().connected(); }, 5s));
    for (int percent = 58; percent <= 90; ++percent)
        live.accept(percent);
    live.run(1500ms);
    broker.start();
    ASSERT_TRUE(live.connects(40s));
    live.run(200ms);

    EXPECT_EQ(retained(broker.port(), bridge_status), "online");
    EXPECT_EQ(retained(broker.port(), plant_status), "online");
    EXPECT_EQ(retained(broker.port(), charge_topic), "90");
    EXPECT_EQ(retained(broker.port(), "GivEnergy/SA1234G567/Stats/Write_Count"), "0")
        << "what did not change was forgotten by the broker, and not said again";
    EXPECT_EQ(live.lines("lost"), 1);
    EXPECT_LE(live.loop.longest_turn, 100ms);
}

TEST_F(MqttClient, ABrokerThatComesLaterIsFound) {
    Broker broker;
    broker.kill();
    Live live{settings_for(broker.port())};
    live.accept(57);
    live.run(4s);
    EXPECT_EQ(live.lines("no connection to"), 1);

    broker.start();

    ASSERT_TRUE(live.connects(20s));
    live.run(200ms);
    EXPECT_EQ(retained(broker.port(), charge_topic), "57");
}

TEST_F(MqttClient, TheBrokerPublishesTheWillOfAKilledDaemon) {
    const Broker broker;
    Observer observer{broker.port()};
    const auto own_file = std::filesystem::read_symlink("/proc/self/exe").string();
    const auto process = start_program({own_file, "--live", std::to_string(broker.port())});
    for (int turn = 0; turn < 50 && observer.newest(charge_topic) != "50"; ++turn)
        observer.watch(100ms);
    ASSERT_EQ(observer.newest(bridge_status), "online");

    stop_program(process, SIGKILL);
    observer.watch(500ms);

    EXPECT_EQ(observer.newest(bridge_status), "offline");
    EXPECT_EQ(retained(broker.port(), bridge_status), "offline");
}

TEST_F(MqttClient, StoppingSaysOfflineForAllWithinHalfASecond) {
    const Broker broker;
    Live live{settings_for(broker.port())};
    live.accept(57);
    ASSERT_TRUE(live.connects());

    const auto taken = live.stop();

    EXPECT_LE(taken, 500ms);
    EXPECT_EQ(retained(broker.port(), bridge_status), "offline");
    EXPECT_EQ(retained(broker.port(), plant_status), "offline");
    EXPECT_EQ(retained(broker.port(), stats_status), "offline");
    EXPECT_EQ(retained(broker.port(), charge_topic), "57");
}

TEST_F(MqttClient, StoppingWithoutABrokerTakesNoTime) {
    Live live{settings_for(free_port())};
    live.run(200ms);

    EXPECT_LE(live.stop(), 50ms);
}

TEST_F(MqttClient, AWrongPasswordIsSaidOnceAndTriedAgain) {
    const TemporaryFolder folder;
    const auto passwords = folder.file("passwords");
    const auto tool = find_program("mosquitto_passwd");
    if (tool.empty()) GTEST_SKIP() << "mosquitto_passwd is not installed";
    stop_program(start_program({tool, "-b", "-c", passwords, "user", "right"}), 0);
    std::filesystem::permissions(passwords, std::filesystem::perms{0644});
    const Broker broker{"allow_anonymous false\npassword_file " + passwords + "\n"};
    auto settings = settings_for(broker.port());
    settings.user = "user";
    settings.password = "wrong";
    {
        Live live{settings};
        EXPECT_FALSE(live.connects(5s));
        EXPECT_EQ(live.lines("not authorised"), 1);
        EXPECT_EQ(live.lines("wrong"), 0) << "a password in the log";
    }

    settings.password = "right";
    Live live{settings};

    EXPECT_TRUE(live.connects());
}

TEST_F(MqttClient, ANameThatDoesNotResolveBlocksNobody) {
    auto settings = settings_for(1883);
    settings.host = "no-such-host.invalid";
    Live live{settings};

    live.run(3s);

    EXPECT_EQ(live.lines("no connection to mqtt://no-such-host.invalid:1883"), 1);
    EXPECT_LE(live.loop.longest_turn, 50ms);
}

TEST_F(MqttClient, ABrokerThatHangsBlocksNobody) {
    const Broker broker;
    Live live{settings_for(broker.port())};
    live.accept(10);
    ASSERT_TRUE(live.connects());

    ::kill(broker.process(), SIGSTOP);
    for (int turn = 0; turn < 200; ++turn) {
        live.accept(turn % 100);
        live.run(10ms);
    }
    live.accept(77);
    ::kill(broker.process(), SIGCONT);
    live.run(500ms);

    EXPECT_LE(live.loop.longest_turn, 100ms);
    EXPECT_EQ(retained(broker.port(), charge_topic), "77");
}

// A client without the sink, watched by an observer.
struct BareClient {
    explicit BareClient(std::uint16_t port) : observer{port}, client{options(port)} {
        client.start();
        for (int turn = 0; turn < 100 && !client.connected(); ++turn)
            pass(20ms);
    }

    ClientOptions options(std::uint16_t port) {
        return {
            .settings = settings_for(port),
            .last_will = last_will("GivEnergy", 1),
            .post = loop.post(),
            .log = no_log(),
            .events = {.connected = [] {}, .disconnected = [this] { ++losses; }},
            .now = [] { return std::chrono::steady_clock::now(); },
            .largest_plant = 25,
        };
    }

    void pass(std::chrono::milliseconds span) {
        observer.watch(span);
        loop.turn();
    }

    Offer publish(const std::string& topic) {
        return client.publish({.topic = topic, .payload = "x"});
    }

    Observer observer;
    Loop loop;
    int losses = 0;
    Client client;
};

TEST_F(MqttClient, AFullQueueSaysLaterAndLosesNothing) {
    constexpr int messages = 3'000;
    const Broker broker;
    BareClient bare{broker.port()};
    int later = 0;

    for (int number = 0, turn = 0; number < messages && turn < messages; ++turn) {
        while (number < messages && bare.publish("t/" + std::to_string(number)) == Offer::accepted)
            ++number;
        later += number < messages;
        bare.pass(5ms);
    }
    bare.pass(500ms);

    std::set<std::string> topics;
    for (const auto& seen : bare.observer.seen())
        topics.insert(seen.topic);
    EXPECT_EQ(topics.size(), static_cast<std::size_t>(messages));
    EXPECT_GT(later, 0);
}

TEST_F(MqttClient, AnImpossibleTopicIsRefusedAndCostsNoConnection) {
    const Broker broker;
    BareClient bare{broker.port()};

    EXPECT_EQ(bare.publish("a/#"), Offer::refused);
    EXPECT_EQ(bare.publish("a/+/b"), Offer::refused);
    EXPECT_EQ(bare.publish(""), Offer::refused);
    EXPECT_EQ(bare.publish(std::string(65'536, 'a')), Offer::refused);
    EXPECT_EQ(bare.publish("a/\xC3\x28"), Offer::refused);
    EXPECT_EQ(bare.publish("a/b"), Offer::accepted);

    bare.pass(500ms);
    EXPECT_EQ(bare.losses, 0);
    EXPECT_EQ(bare.observer.newest("a/b"), "x");
}

}  // namespace
}  // namespace giv::mqtt::test
