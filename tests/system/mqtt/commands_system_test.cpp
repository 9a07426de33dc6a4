// Commands through a real broker: what arrives once, what does not arrive at all. Real time.
#include "system/mqtt/broker.hpp"
#include "system/mqtt/live.hpp"
#include "system/mqtt/observer.hpp"
#include "unit/mqtt/fake_gate.hpp"

#include "givtcp/control/controls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::mqtt::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string control = "GivEnergy/control/SA1234G567/";
const std::string other_control = "GivEnergy/SA1234G567/control/";
const std::string result = "GivEnergy/SA1234G567/result/";

class MqttCommandsAtABroker : public testing::Test {
 protected:
    void SetUp() override {
        if (find_program("mosquitto").empty()) GTEST_SKIP() << "mosquitto is not installed";
    }
};

// Where Debian has it, on whatever machine; or empty.
std::string dynamic_security() {
    for (const auto& folder : std::filesystem::directory_iterator{"/usr/lib"}) {
        const auto file = folder.path() / "mosquitto_dynamic_security.so";
        if (std::filesystem::exists(file)) return file.string();
    }
    return {};
}

// The room with a gate of the test's; "SOC" stands for what every control changes.
struct House {
    explicit House(std::uint16_t port) : live{settings_for(port), {}, options()} {}

    CommandOptions options() {
        auto made = gate.options();
        made.shown_by = [](std::string_view) {
            return std::vector<std::string>{"Power/Power/SOC"};
        };
        return made;
    }

    // Connected, known, and surely subscribed.
    bool hears() {
        live.accept(57);
        const bool connected = live.connects();
        live.run(200ms);
        return connected;
    }

    bool takes(std::size_t commands, std::chrono::milliseconds limit = 5s) {
        return live.until([&] { return gate.taken.size() >= commands; }, limit);
    }

    std::vector<std::string> payloads() const {
        std::vector<std::string> all;
        for (const auto& taken : gate.taken)
            all.push_back(taken.command.payload);
        return all;
    }

    FakeGate gate;
    Live live;
};

TEST_F(MqttCommandsAtABroker, WhatNodeRedSendsArrivesFromBothRootsAsItWasSent) {
    const Broker broker;
    House house{broker.port()};
    ASSERT_TRUE(house.hears());
    const Observer sender{broker.port()};
    const std::vector<std::string> payloads{
        R"({"chargeToPercent":71})",  // an object: compact JSON
        "80",                         // a number: its digits
        "enable",                     // a text: as it is
        R"({"start":"00:30","finish":"04:30"})",
        std::string{"\x00\xff\xfe", 3},  // a buffer
        std::string(65'536, 'x'),
    };

    for (const auto& payload : payloads) {
        sender.publish(control + "setChargeTarget", payload);
        sender.publish(other_control + "setChargeTarget", payload);
    }

    ASSERT_TRUE(house.takes(12));
    for (std::size_t number = 0; number < 12; ++number) {
        EXPECT_EQ(house.gate.taken[number].command.control, "setChargeTarget");
        EXPECT_EQ(house.gate.taken[number].command.payload, payloads[number / 2]);
        EXPECT_EQ(house.gate.taken[number].plant, 1);
    }
}

TEST_F(MqttCommandsAtABroker, WhatWasRetainedBeforeWeCameIsNotCarriedOut) {
    const Broker broker;
    const Observer sender{broker.port()};
    sender.publish_retained(control + "setChargeTarget", "71");
    sender.publish_retained(other_control + "setChargeRate", "0");
    House house{broker.port()};

    ASSERT_TRUE(house.hears());
    house.live.run(500ms);

    EXPECT_THAT(house.gate.taken, IsEmpty());
    EXPECT_EQ(house.live.lines("retain"), 2);
    sender.publish_retained(control + "setChargeTarget", "");
    house.live.run(500ms);
    EXPECT_THAT(house.gate.taken, IsEmpty()) << "its removal was taken for a command";
}

TEST_F(MqttCommandsAtABroker, WhatIsPublishedRetainedWhileWeListenIsCarriedOutOnce) {
    const Broker broker;
    const Observer sender{broker.port()};
    {
        House house{broker.port()};
        ASSERT_TRUE(house.hears());
        sender.publish_retained(control + "setChargeTarget", "71");
        ASSERT_TRUE(house.takes(1));
        house.live.run(300ms);
        EXPECT_THAT(house.payloads(), ElementsAre("71"));
        EXPECT_EQ(house.live.lines("retain"), 0);
    }

    House after_a_restart{broker.port()};
    ASSERT_TRUE(after_a_restart.hears());
    after_a_restart.live.run(300ms);

    EXPECT_THAT(after_a_restart.gate.taken, IsEmpty());
    EXPECT_EQ(after_a_restart.live.lines("retain"), 1);
}

TEST_F(MqttCommandsAtABroker, AfterTheBrokerWasKilledCommandsArriveAgain) {
    Broker broker;
    House house{broker.port()};
    ASSERT_TRUE(house.hears());

    broker.kill();
    ASSERT_TRUE(house.live.until([&] { return !house.live.service().connected(); }, 5s));
    broker.start();
    ASSERT_TRUE(house.live.connects(40s));
    house.live.run(200ms);
    const Observer sender{broker.port()};
    sender.publish(control + "setChargeTarget", "71");
    sender.publish(other_control + "setChargeTarget", "72");

    EXPECT_TRUE(house.takes(2));
    EXPECT_THAT(house.payloads(), ElementsAre("71", "72"));
}

TEST_F(MqttCommandsAtABroker, TwoHundredCommandsAtOnceGiveTwoHundredResults) {
    constexpr int many = 200;
    const Broker broker;
    House house{broker.port()};
    house.gate.immediate_answer = Outcome{Outcome::How::verified, Reason::none, "", {}};
    ASSERT_TRUE(house.hears());
    Observer observer{broker.port()};

    for (int number = 0; number < many; ++number)
        observer.publish((number % 2 == 0 ? control : other_control) + "x", std::to_string(number));

    ASSERT_TRUE(house.takes(many, 10s));
    house.live.run(500ms);
    observer.watch(2s);
    std::set<std::string> payloads;
    for (const auto& taken : house.gate.taken)
        payloads.insert(taken.command.payload);
    std::set<std::string> results;
    for (const auto& seen : observer.seen())
        if (seen.topic == result + "x") results.insert(seen.message.payload);
    EXPECT_THAT(payloads, SizeIs(many));
    EXPECT_THAT(house.gate.taken, SizeIs(many));
    EXPECT_THAT(results, SizeIs(many)) << "each has an id of its own";
    EXPECT_EQ(observer.count(result + "x"), many);
}

TEST_F(MqttCommandsAtABroker, TheTrueStateArrivesBeforeTheResultOfARefusal) {
    const Broker broker;
    House house{broker.port()};
    house.gate.refusal = refused({Reason::out_of_bounds, "4 to 100"});
    ASSERT_TRUE(house.hears());
    Observer observer{broker.port()};
    observer.watch(300ms);
    const auto before = observer.count(charge_topic);

    observer.publish(control + "setChargeTarget", "3");
    ASSERT_TRUE(house.takes(1));
    house.live.run(200ms);
    observer.watch(300ms);

    EXPECT_EQ(observer.count(charge_topic), before + 1);
    const auto& seen = observer.seen();
    const auto state =
        std::ranges::find(seen.rbegin(), seen.rend(), charge_topic, &Observer::Seen::topic);
    const auto told = std::ranges::find(
        seen.rbegin(), seen.rend(), result + "setChargeTarget", &Observer::Seen::topic
    );
    ASSERT_NE(told, seen.rend());
    EXPECT_LT(told, state) << "newest first: the result is the newer one";
    EXPECT_THAT(told->message.payload, HasSubstr(R"("reason":"out-of-bounds")"));
    EXPECT_EQ(retained(broker.port(), result + "setChargeTarget"), "(nothing)");
}

// With the table of controls, not the test's.
TEST_F(MqttCommandsAtABroker, TheTableSaysWhatIsSaidAgainAndWhatMayBeEmpty) {
    static constexpr Point target{
        .path = "Control/Target_SOC", .label = "Target", .quantity = Quantity::state_of_charge};
    const Broker broker;
    FakeGate gate;
    gate.refusal = refused({Reason::busy, "busy"});
    auto options = gate.options();
    options.shown_by = [](std::string_view name) {
        const auto found = find_control(name);
        return found ? shown_by(*found) : std::vector<std::string>{};
    };
    Live live{settings_for(broker.port()), {}, std::move(options)};
    auto snapshot = std::make_shared<Snapshot>(*a_snapshot(57));
    snapshot->values.push_back(
        {.point = &target, .value = Number{60, 0}, .taken_at = std::chrono::steady_clock::now()}
    );
    live.service().sink().accept(1, snapshot);
    ASSERT_TRUE(live.connects());
    live.run(200ms);
    Observer observer{broker.port()};
    observer.watch(300ms);
    const std::string leaf = "GivEnergy/SA1234G567/Control/Target_SOC";
    ASSERT_EQ(observer.count(leaf), 1) << "what the broker kept";

    observer.publish(control + "setChargeTarget", "80");
    observer.publish(control + "disableChargeTarget", "");
    observer.publish(control + "setBatteryReserve", "");
    observer.publish(control + "noSuchControl", "1");
    ASSERT_TRUE(live.until([&] { return gate.taken.size() >= 3; }, 5s));
    live.run(200ms);
    observer.watch(300ms);

    std::vector<std::string> names;
    for (const auto& taken : gate.taken)
        names.push_back(taken.command.control);
    EXPECT_THAT(names, ElementsAre("setChargeTarget", "disableChargeTarget", "noSuchControl"));
    EXPECT_EQ(observer.count(leaf), 3) << "both change the target";
    EXPECT_EQ(observer.count(charge_topic), 1);
}

TEST_F(MqttCommandsAtABroker, AFloodEndsInRefusalsNotInMemory) {
    const Broker broker{"allow_anonymous true\nmax_queued_messages 0\n"};
    House house{broker.port()};
    house.gate.refusal = refused({Reason::no_such_control, "no"});
    ASSERT_TRUE(house.hears());
    Observer observer{broker.port()};

    // Nobody turns the loop meanwhile.
    for (int number = 0; number < 5'000; ++number)
        observer.publish(control + "flood", "80");
    observer.watch(2s);
    ASSERT_TRUE(house.takes(1'024));
    house.live.run(1s);
    observer.watch(1s);

    const auto taken = house.gate.taken.size();
    EXPECT_GE(taken, 1'024U);
    EXPECT_LT(taken, 4'000U);
    EXPECT_GE(observer.count(result + "flood"), 2'048);
    EXPECT_EQ(house.live.lines("too many messages at once from the broker"), 1);
    observer.publish(control + "flood", "81");
    EXPECT_TRUE(house.takes(taken + 1)) << "there is room again";
}

TEST_F(MqttCommandsAtABroker, AHugePayloadIsRefusedInWordsAndCostsNoConnection) {
    const Broker broker;
    House house{broker.port()};
    ASSERT_TRUE(house.hears());
    Observer observer{broker.port()};

    observer.publish(control + "setChargeTarget", std::string(1'000'000, '1'));
    house.live.run(1s);
    observer.watch(500ms);

    EXPECT_THAT(house.gate.taken, IsEmpty());
    EXPECT_THAT(
        observer.newest(result + "setChargeTarget"),
        AllOf(HasSubstr("malformed"), HasSubstr("65536"))
    );
    EXPECT_TRUE(house.live.service().connected());
}

TEST_F(MqttCommandsAtABroker, AnotherInverterIsHeardInPlaceOfTheFormer) {
    const Broker broker;
    House house{broker.port()};
    ASSERT_TRUE(house.hears());
    auto other = std::make_shared<Snapshot>(*a_snapshot(57));
    other->identity->serial = "SB7654G321";

    house.live.service().sink().accept(1, other);
    house.live.run(200ms);
    const Observer sender{broker.port()};
    sender.publish(control + "setChargeTarget", "71");
    sender.publish("GivEnergy/control/SB7654G321/setChargeTarget", "72");
    ASSERT_TRUE(house.takes(1));
    house.live.run(300ms);

    EXPECT_THAT(house.payloads(), ElementsAre("72"));
    EXPECT_EQ(house.live.lines("no inverter"), 0) << "the former one is still subscribed to";
}

TEST_F(MqttCommandsAtABroker, ReadOnlyHearsNothing) {
    const Broker broker;
    Live live{settings_for(broker.port())};
    live.accept(57);
    ASSERT_TRUE(live.connects());
    live.run(200ms);
    Observer observer{broker.port()};

    observer.publish(control + "setChargeTarget", "71");
    live.run(500ms);
    observer.watch(300ms);

    EXPECT_EQ(observer.newest(result + "setChargeTarget"), "(nothing)");
}

TEST_F(MqttCommandsAtABroker, ASubscriptionThatTheBrokerRefusesIsSaidOnce) {
    const auto plugin = dynamic_security();
    if (plugin.empty()) GTEST_SKIP() << "mosquitto's dynamic security plugin is not installed";
    const TemporaryFolder folder;
    folder.write("rules.json", R"({"defaultACLAccess": {"publishClientSend": true,
        "publishClientReceive": true, "subscribe": false, "unsubscribe": true}})");
    const Broker broker{
        "allow_anonymous true\nplugin " + plugin + "\nplugin_opt_config_file " +
        folder.file("rules.json") + "\n"};
    House house{broker.port()};

    ASSERT_TRUE(house.hears());
    house.live.run(300ms);

    EXPECT_EQ(house.live.lines("refuses a subscription"), 1);
    EXPECT_TRUE(house.live.service().connected());
}

TEST_F(MqttCommandsAtABroker, TheResultOfTheLastCommandArrivesBeforeOffline) {
    const Broker broker;
    House house{broker.port()};
    ASSERT_TRUE(house.hears());
    Observer observer{broker.port()};
    observer.publish(control + "setChargeTarget", "71");
    ASSERT_TRUE(house.takes(1));

    house.gate.answer(0, {Outcome::How::unknown, Reason::stopping, "", {}});
    EXPECT_LE(house.live.stop(), 500ms);
    observer.watch(300ms);

    const auto& seen = observer.seen();
    const auto told = std::ranges::find(seen, result + "setChargeTarget", &Observer::Seen::topic);
    const auto offline = std::ranges::find_if(seen, [](const Observer::Seen& one) {
        return one.topic == plant_status && one.message.payload == "offline";
    });
    ASSERT_NE(told, seen.end());
    ASSERT_NE(offline, seen.end());
    EXPECT_LT(told, offline);
}

}  // namespace
}  // namespace giv::mqtt::test
