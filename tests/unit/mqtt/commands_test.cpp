// Commands: what is heard, and what of it is a command.
#include "unit/mqtt/command_room.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv::mqtt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Room = CommandRoom;

// ---- what is heard ------------------------------------------------------------------------

TEST(MqttCommands, SubscribesToBothRootsOnceTheSerialIsKnown) {
    Room room;
    room.connect();
    EXPECT_THAT(room.subscribed, IsEmpty());

    room.show(60);

    EXPECT_THAT(room.subscribed, ElementsAre("GivEnergy/control/SA1/#", "GivEnergy/SA1/control/#"));
}

TEST(MqttCommands, SubscribesOnceForManySnapshots) {
    Room room;
    room.live();

    room.show(61);
    room.show(62);

    EXPECT_EQ(room.subscriptions, 1);
}

TEST(MqttCommands, AnotherInverterOnThePlantTakesThePlaceOfTheFirst) {
    Room room;
    room.live();

    room.show(60, 1, "SB2");
    room.receive(charge_target, "80");
    room.receive("GivEnergy/control/SB2/setChargeTarget", "70");

    EXPECT_THAT(room.subscribed, ElementsAre("GivEnergy/control/SB2/#", "GivEnergy/SB2/control/#"));
    ASSERT_THAT(room.gate.taken, SizeIs(1));
    EXPECT_EQ(room.gate.taken[0].command.payload, "70");
}

TEST(MqttCommands, EachPlantIsHeardBelowItsOwnRoot) {
    MqttSettings settings;
    settings.instance_topics[2] = "Home/Garage";
    Room room{settings};
    room.live();
    room.show(60, 2, "SB2");

    room.receive("Home/Garage/control/SB2/setChargeTarget", "71");
    room.receive("Home/Garage/SB2/control/setChargeTarget", "72");
    room.receive("GivEnergy/control/SB2/setChargeTarget", "73");

    EXPECT_THAT(
        room.subscribed,
        ElementsAre(
            "GivEnergy/control/SA1/#",
            "GivEnergy/SA1/control/#",
            "Home/Garage/control/SB2/#",
            "Home/Garage/SB2/control/#"
        )
    );
    ASSERT_THAT(room.gate.taken, SizeIs(2));
    EXPECT_EQ(room.gate.taken[0].plant, 2);
    EXPECT_EQ(room.gate.taken[0].command.payload, "71");
    EXPECT_EQ(room.gate.taken[1].plant, 2);
    EXPECT_EQ(room.gate.taken[1].command.payload, "72");
}

TEST(MqttCommands, NothingIsHeardWhereNothingMayBeWritten) {
    Room room{{}, Room::Writes::forbidden};
    room.live();

    room.receive(charge_target, "80");

    EXPECT_EQ(room.subscriptions, 0);
    EXPECT_THAT(room.client.news(), IsEmpty());
    EXPECT_THAT(room.lines, IsEmpty());
}

// ---- what is a command --------------------------------------------------------------------

TEST(MqttCommands, BothRootsReachTheGateWithThePayloadAsItCame) {
    Room room;
    room.live();

    room.receive("GivEnergy/control/SA1/setChargeTarget", R"({"chargeToPercent":71})");
    room.receive("GivEnergy/SA1/control/setChargeRate", "1800");

    ASSERT_THAT(room.gate.taken, SizeIs(2));
    EXPECT_EQ(room.gate.taken[0].plant, 1);
    EXPECT_EQ(room.gate.taken[0].command.control, "setChargeTarget");
    EXPECT_EQ(room.gate.taken[0].command.payload, R"({"chargeToPercent":71})");
    EXPECT_EQ(room.gate.taken[0].command.form, Command::Form::json_or_bare);
    EXPECT_EQ(room.gate.taken[0].command.source, "MQTT");
    EXPECT_FALSE(room.gate.taken[0].command.dry_run);
    EXPECT_FALSE(room.gate.taken[0].command.override_budget);
    EXPECT_EQ(room.gate.taken[1].command.control, "setChargeRate");
    EXPECT_EQ(room.gate.taken[1].command.payload, "1800");
}

TEST(MqttCommands, AnyBytesReachTheGateAsTheyAre) {
    Room room;
    room.live();
    const std::string bytes{"\x00\xff\xc3\x28\n\"", 6};

    room.receive(charge_target, bytes);

    ASSERT_THAT(room.gate.taken, SizeIs(1));
    EXPECT_EQ(room.gate.taken[0].command.payload, bytes);
}

TEST(MqttCommands, TheSerialCountsAsItIsWritten) {
    Room room;
    room.live();

    room.receive("GivEnergy/control/SA12/setChargeTarget", "80");
    room.receive("GivEnergy/control/sa1/setChargeTarget", "80");
    room.receive("GivEnergy/SA2/control/setChargeTarget", "80");
    room.receive("givenergy/control/SA1/setChargeTarget", "80");

    EXPECT_THAT(room.gate.taken, IsEmpty());
    EXPECT_THAT(room.client.news(), IsEmpty());
    ASSERT_THAT(room.lines, SizeIs(4));
    EXPECT_THAT(room.lines[0], AllOf(HasSubstr("setChargeTarget"), HasSubstr("no inverter")));
    EXPECT_THAT(room.lines[0], testing::Not(HasSubstr("SA12"))) << "a serial in the log";
}

TEST(MqttCommands, TopicsThatAreNoControlsAreOnlyLogged) {
    const std::vector<std::string> topics{
        "GivEnergy/control/SA1",
        "GivEnergy/control/SA1/",
        "GivEnergy/control/SA1/#",
        "GivEnergy/control/SA1/+",
        "GivEnergy/control/SA1/set ChargeTarget",
        "GivEnergy/control/SA1/setChargeTarget/80",
        "GivEnergy/control/SA1//setChargeTarget",
        "GivEnergy/control/SA1/setChargeTarget/",
        "GivEnergy/SA1/control/../setChargeTarget",
        "GivEnergy/SA1/control/set\nCharge\x1b[31mTarget",
        "GivEnergy/SA1/control/set\xff",
        "GivEnergy/SA1/control/" + std::string(65, 'a'),
        "",
    };
    for (const auto& topic : topics) {
        Room room;
        room.live();

        room.receive(topic, "80");

        EXPECT_THAT(room.gate.taken, IsEmpty()) << topic;
        EXPECT_THAT(room.client.news(), IsEmpty()) << topic;
        ASSERT_THAT(room.lines, SizeIs(1)) << topic;
        for (const char c : room.lines[0])
            EXPECT_TRUE(c >= ' ' && c <= '~') << topic;
    }
}

TEST(MqttCommands, WhatTheBrokerKeptIsIgnoredAndSaidOncePerTopic) {
    Room room;
    room.live();

    for (int connect = 0; connect < 3; ++connect) {
        room.connect();
        room.commands.receive({.topic = charge_target, .payload = "80", .retained = true});
        room.commands.receive({
            .topic = "GivEnergy/SA1/control/setChargeTarget",
            .payload = "80",
            .retained = true,
        });
    }

    EXPECT_THAT(room.gate.taken, IsEmpty());
    ASSERT_THAT(room.lines, SizeIs(2));
    EXPECT_THAT(room.lines[0], AllOf(HasSubstr("setChargeTarget"), HasSubstr("retain")));
}

TEST(MqttCommands, AnEmptyMessageCommandsOnlyWhatNeedsNothing) {
    Room room;
    room.live();

    room.receive(charge_target, "");
    room.receive("GivEnergy/control/SA1/disableChargeTarget", "");
    room.receive("GivEnergy/control/SA1/disableChargeTarget", "");

    ASSERT_THAT(room.gate.taken, SizeIs(2));
    EXPECT_EQ(room.gate.taken[0].command.control, "disableChargeTarget");
    EXPECT_EQ(room.gate.taken[0].command.payload, "");
    EXPECT_THAT(room.lines, ElementsAre(HasSubstr("empty")));
}

TEST(MqttCommands, RemovingARetainedCommandCommandsNothing) {
    Room room;
    room.live();
    const std::string reboot = "GivEnergy/control/SA1/rebootInverter";

    room.commands.receive({.topic = reboot, .payload = "now", .retained = true});
    room.receive(reboot, "");
    room.receive(reboot, "");

    EXPECT_THAT(room.gate.taken, IsEmpty());
    EXPECT_THAT(room.lines, SizeIs(2));
}

TEST(MqttCommands, RemovingACommandThatWasPublishedRetainedDoesNotRepeatIt) {
    Room room;
    room.live();
    const std::string reboot = "GivEnergy/control/SA1/rebootInverter";

    room.receive(reboot, "now");  // the flag is not seen by who is connected
    room.receive(reboot, "");

    EXPECT_THAT(room.gate.taken, SizeIs(1));
}

TEST(MqttCommands, AfterAReconnectAnEmptyMessageCountsAgain) {
    Room room;
    room.live();
    const std::string reboot = "GivEnergy/control/SA1/rebootInverter";
    room.receive(reboot, "now");

    room.connect();
    room.receive(reboot, "");

    EXPECT_THAT(room.gate.taken, SizeIs(2));
}

TEST(MqttCommands, TheLogDoesNotGrowWithTheTopicsThatSomebodyInvents) {
    Room room;
    room.live();

    for (int number = 0; number < 1'000; ++number)
        room.receive(charge_target + '/' + std::to_string(number), "80");

    EXPECT_THAT(room.lines, SizeIs(101));
    EXPECT_EQ(room.lines.back(), "no more lines about ignored messages");
}

}  // namespace
}  // namespace giv::mqtt
