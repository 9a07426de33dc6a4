// Commands: what becomes of them, and who is told.
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
using testing::StartsWith;

using Room = CommandRoom;

// ---- what becomes of it -------------------------------------------------------------------

TEST(MqttCommands, TheOutcomeIsPublishedOnceItIsKnownAndNotRetained) {
    Room room;
    room.live();
    room.receive(charge_target, "80");
    EXPECT_THAT(room.client.news(), IsEmpty());

    Outcome outcome = verified();
    outcome.registers.push_back(
        {.index = 116, .requested = 80, .written = true, .before = 60, .read_back = 80}
    );
    room.gate.answer(0, outcome);

    ASSERT_FALSE(room.client.taken.empty());
    const auto& result = room.client.taken.back();
    EXPECT_EQ(result.topic, target_result);
    EXPECT_EQ(
        result.payload,
        R"({"command":"setChargeTarget","id":"t-1","outcome":"verified","reason":"none","detail":"",)"
        R"("registers":[{"register":"HR116","requested":80,"written":true,"before":60,"read_back":80}]})"
    );
    EXPECT_FALSE(result.retain);
    EXPECT_EQ(result.qos, Qos::at_least_once);
}

TEST(MqttCommands, TheStateGoesOutBeforeTheResult) {
    Room room;
    room.live();
    room.receive(charge_target, "80");

    room.show(80);
    room.gate.answer(0, verified());

    const auto news = room.client.news();
    ASSERT_GE(news.size(), 2U);
    EXPECT_EQ(news.front(), target_leaf + "=80");
    EXPECT_EQ(news[news.size() - 2], target_leaf + "=80");
    EXPECT_THAT(news.back(), StartsWith(target_result + "={"));
}

TEST(MqttCommands, ARefusedCommandSaysTheTrueStateAgain) {
    Room room;
    room.live();
    room.receive(charge_target, "3");

    room.gate.answer(0, refused({Reason::out_of_bounds, "4 to 100, not 3"}));

    const auto news = room.client.news();
    ASSERT_THAT(news, SizeIs(2));
    EXPECT_EQ(news[0], target_leaf + "=60");
    EXPECT_THAT(
        news[1],
        AllOf(
            StartsWith(target_result),
            HasSubstr(R"("outcome":"refused","reason":"out-of-bounds","detail":"4 to 100, not 3")")
        )
    );
}

TEST(MqttCommands, ACommandRefusedAtTheGateSaysTheTrueStateAgain) {
    Room room;
    room.live();
    room.gate.refusal = refused({Reason::stopping, "stopping"});

    room.receive(charge_target, "80");

    const auto news = room.client.news();
    ASSERT_THAT(news, SizeIs(2));
    EXPECT_EQ(news[0], target_leaf + "=60");
    EXPECT_THAT(news[1], AllOf(HasSubstr(R"("id":"t-1")"), HasSubstr(R"("reason":"stopping")")));
}

TEST(MqttCommands, AnUnknownCommandIsRefusedAndNothingElseIsSaid) {
    Room room;
    room.live();
    room.gate.refusal = refused({Reason::no_such_control, "there is no such control"});

    room.receive("GivEnergy/control/SA1/chargeMode", "1");

    EXPECT_THAT(
        room.client.news(),
        ElementsAre(AllOf(
            StartsWith("GivEnergy/SA1/result/chargeMode="),
            HasSubstr(R"("reason":"no-such-control")")
        ))
    );
}

TEST(MqttCommands, AnAnswerDuringSubmitIsPublishedWithItsId) {
    Room room;
    room.live();
    room.gate.immediate_answer = verified();

    room.receive(charge_target, "80");

    const auto news = room.client.news();
    ASSERT_THAT(news, SizeIs(2));
    EXPECT_THAT(news[1], HasSubstr(R"("id":"t-1","outcome":"verified")"));
}

TEST(MqttCommands, WhatGoesOnSaysWhereItsEndIsShown) {
    Room room;
    room.live();
    room.receive(charge_target, "80");

    room.gate.answer(0, {Outcome::How::unknown, Reason::continuing, "2 of 3 are written", {}});

    const auto news = room.client.news();
    EXPECT_THAT(
        news.back(),
        AllOf(
            HasSubstr(R"("id":"t-1","outcome":"unknown","reason":"continuing")"),
            HasSubstr("2 of 3 are written"),
            HasSubstr("/api/v1/commands/t-1")
        )
    );
}

TEST(MqttCommands, TheResultGoesToTheInverterThatWasAsked) {
    Room room;
    room.live();
    room.receive(charge_target, "80");

    room.show(60, 1, "SB2");
    room.client.news();
    room.gate.answer(0, verified());

    EXPECT_THAT(room.client.news().back(), StartsWith("GivEnergy/SA1/result/setChargeTarget="));
}

TEST(MqttCommands, EveryOneOfManyCommandsGetsItsOwnResult) {
    constexpr int many = 200;
    Room room;
    room.live();
    for (int number = 0; number < many; ++number)
        room.receive(charge_target, std::to_string(number));

    for (std::size_t number = many; number-- > 0;)
        room.gate.answer(number, verified());

    std::vector<std::string> results;
    for (const auto& line : room.client.news())
        if (line.starts_with(target_result)) results.push_back(line);
    ASSERT_THAT(results, SizeIs(many));
    for (int number = 0; number < many; ++number)
        EXPECT_THAT(
            results[static_cast<std::size_t>(number)],
            HasSubstr("\"id\":\"t-" + std::to_string(many - number) + '"')
        );
}

// ---- floods and outages -------------------------------------------------------------------

TEST(MqttCommands, AMessageThatLostItsPayloadToAFloodIsRefusedAsBusy) {
    Room room;
    room.live();

    room.commands.receive({.topic = charge_target, .loss = Message::Loss::no_room});

    EXPECT_THAT(room.gate.taken, IsEmpty());
    const auto news = room.client.news();
    ASSERT_THAT(news, SizeIs(2));
    EXPECT_EQ(news[0], target_leaf + "=60");
    EXPECT_THAT(
        news[1],
        StartsWith(
            target_result +
            R"(={"command":"setChargeTarget","id":"away-1","outcome":"refused","reason":"busy")"
        )
    );
    ASSERT_THAT(room.gate.turned_away, SizeIs(1)) << "for the audit";
    EXPECT_EQ(room.gate.turned_away[0].control, "setChargeTarget");
    EXPECT_EQ(room.gate.turned_away[0].source, "MQTT");
}

TEST(MqttCommands, APayloadThatIsTooLongIsRefusedInWords) {
    Room room;
    room.live();

    room.commands.receive({.topic = charge_target, .loss = Message::Loss::too_long});

    EXPECT_THAT(room.gate.taken, IsEmpty());
    EXPECT_THAT(
        room.client.news().back(),
        AllOf(HasSubstr(R"("reason":"malformed")"), HasSubstr("65536 bytes"))
    );
}

TEST(MqttCommands, TheResultWaitsWhileTheStateDoesNotGetOut) {
    Room room;
    room.live();
    room.receive(charge_target, "80");

    room.client.room = 0;
    room.gate.answer(0, verified());
    EXPECT_THAT(room.topics_published(), IsEmpty());
    room.client.room = 1;
    room.commands.tick();
    EXPECT_THAT(room.topics_published(), ElementsAre(target_leaf));
    room.commands.tick();

    EXPECT_THAT(room.topics_published(), ElementsAre(target_result));
}

TEST(MqttCommands, TheResultOfACommandOutlivesAnOutage) {
    Room room;
    room.live();
    room.receive(charge_target, "80");

    room.sink.disconnected();
    room.gate.answer(0, verified());
    room.commands.tick();
    EXPECT_THAT(room.topics_published(), IsEmpty());
    room.connect();

    EXPECT_EQ(room.topics_published().back(), target_result);
}

TEST(MqttCommands, OfResultsThatNobodyTakesTheNewestThousandAreKept) {
    Room room;
    room.live();
    for (int number = 0; number < 1100; ++number)
        room.receive(charge_target, "80");

    room.sink.disconnected();
    for (std::size_t number = 0; number < 1100; ++number)
        room.gate.answer(number, verified());
    room.connect();

    std::vector<std::string> results;
    for (const auto& line : room.client.news())
        if (line.starts_with(target_result)) results.push_back(line);
    ASSERT_THAT(results, SizeIs(1024));
    EXPECT_THAT(results.front(), HasSubstr(R"("id":"t-77")"));
    EXPECT_THAT(results.back(), HasSubstr(R"("id":"t-1100")"));
    EXPECT_THAT(room.lines, ElementsAre(HasSubstr("results of commands are dropped")));
}

TEST(MqttCommands, AResultThatCanNeverBePublishedHoldsNobodyUp) {
    Room room;
    room.live();
    room.client.impossible_topic = target_result;

    room.receive(charge_target, "80");
    room.receive("GivEnergy/control/SA1/setChargeRate", "80");
    room.gate.answer(0, verified());
    room.gate.answer(1, verified());

    EXPECT_EQ(room.topics_published().back(), "GivEnergy/SA1/result/setChargeRate");
}

// ---- stopping -----------------------------------------------------------------------------

TEST(MqttCommands, ResultsAreOutBeforeOffline) {
    Room room;
    room.live();
    room.receive(charge_target, "80");
    room.client.room = 0;
    room.gate.answer(0, verified());
    room.client.room = 1'000;

    room.commands.stop();
    room.sink.stop([] {});

    EXPECT_THAT(
        room.topics_published(),
        ElementsAre(
            target_leaf,
            target_result,
            "GivEnergy/bridge/1/status",
            "GivEnergy/SA1/status",
            "GivEnergy/SA1/Stats/status"
        )
    );
}

TEST(MqttCommands, AtTheEndThereIsRoomForOfflineWhateverElseIsDue) {
    Room room;
    room.live();
    room.client.room = 0;
    room.sink.say_everything_again();
    room.client.room = 3;

    room.commands.stop();
    room.sink.stop([] {});

    EXPECT_THAT(
        room.client.news(),
        ElementsAre(
            "GivEnergy/bridge/1/status=offline",
            "GivEnergy/SA1/status=offline",
            "GivEnergy/SA1/Stats/status=offline"
        )
    );
}

TEST(MqttCommands, AfterTheEndNothingIsHeardAndAnAnswerDoesNoHarm) {
    Room room;
    room.live();
    room.receive(charge_target, "80");

    room.commands.stop();
    room.receive(charge_target, "81");
    room.gate.answer(0, verified());
    room.commands.tick();

    EXPECT_THAT(room.gate.taken, SizeIs(1));
    EXPECT_THAT(room.client.news(), IsEmpty());
}

TEST(MqttCommands, ResultsThatNobodyTookAreCountedAtTheEnd) {
    Room room;
    room.live();
    room.receive(charge_target, "80");
    room.sink.disconnected();
    room.gate.answer(0, verified());

    room.commands.stop();

    EXPECT_THAT(room.lines, ElementsAre(HasSubstr("the results of 1 commands")));
}

}  // namespace
}  // namespace giv::mqtt
