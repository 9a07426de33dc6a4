#include "mqtt/commands.hpp"

#include "mqtt/mqtt_sink.hpp"
#include "unit/mqtt/fake_client.hpp"
#include "unit/mqtt/fake_gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr Point target{
    .path = "Control/Target_SOC", .label = "Target", .quantity = Quantity::state_of_charge};

const std::string charge_target = "GivEnergy/control/SA1/setChargeTarget";
const std::string target_leaf = "GivEnergy/SA1/Control/Target_SOC";
const std::string target_result = "GivEnergy/SA1/result/setChargeTarget";

Outcome verified() { return {Outcome::How::verified, Reason::none, "", {}}; }

// The commands with a real sink for the state, and a client and gates that the test turns.
struct Room {
    enum class Writes { allowed, forbidden };

    explicit Room(const MqttSettings& settings = {}, Writes writes = Writes::allowed)
        : sink{
              {.settings = settings, .now = [this] { return now; }},
              {.publish = client.publish(), .close = [](std::function<void()> done) { done(); }}},
          commands{
              settings,
              writes == Writes::allowed ? gate.options() : CommandOptions{},
              world()} {}

    CommandWorld world() {
        return {
            .subscribe =
                [this](const auto& filters) {
                    ++subscriptions;
                    subscribed = filters;
                },
            .say_again = [this](int plant, const auto& paths) { sink.say_again(plant, paths); },
            .publish_state = [this] { return sink.publish(); },
            .publish = client.publish(),
            .log = [this](LogLevel, std::string_view text) { lines.emplace_back(text); },
            .needs_nothing =
                [](std::string_view control) {
                    return control == "rebootInverter" || control == "disableChargeTarget";
                },
        };
    }

    // Connected, and everything about this inverter is published.
    void live(int plant = 1, const std::string& serial = "SA1", int percent = 60) {
        connect();
        show(percent, plant, serial);
        client.news();
    }

    void connect() {
        sink.connected();
        commands.connected();
    }

    void show(int percent, int plant = 1, const std::string& serial = "SA1") {
        auto made = std::make_shared<Snapshot>();
        made->cycles = 1;
        made->state = PlantState::live;
        made->identity = Identity{.serial = serial};
        made->parts.push_back({.subject = Subject::inverter, .id = serial});
        made->values.push_back({
            .point = &target,
            .value = Number{static_cast<double>(percent), 0},
            .taken_at = now.steady,
        });
        sink.accept(plant, made);
        commands.meet(plant, serial);
    }

    void receive(const std::string& topic, const std::string& payload) {
        commands.receive({.topic = topic, .payload = payload});
    }

    std::vector<std::string> topics_published() {
        std::vector<std::string> topics;
        for (const auto& publication : client.taken)
            topics.push_back(publication.topic);
        client.taken.clear();
        return topics;
    }

    Moment now{Instant{1h}, WallTime{}};
    FakeClient client;
    FakeGate gate;
    std::vector<std::string> lines;
    std::vector<std::string> subscribed;
    int subscriptions = 0;
    MqttSink sink;
    Commands commands;
};

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
    EXPECT_THAT(room.lines, SizeIs(4));
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
    EXPECT_THAT(room.lines, SizeIs(2));
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
            target_result + R"(={"command":"setChargeTarget","outcome":"refused","reason":"busy")"
        )
    );
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

TEST(MqttCommands, OfResultsThatNobodyTakesTheNewest64AreKept) {
    Room room;
    room.live();
    for (int number = 0; number < 100; ++number)
        room.receive(charge_target, "80");

    room.sink.disconnected();
    for (std::size_t number = 0; number < 100; ++number)
        room.gate.answer(number, verified());
    room.connect();

    std::vector<std::string> results;
    for (const auto& line : room.client.news())
        if (line.starts_with(target_result)) results.push_back(line);
    ASSERT_THAT(results, SizeIs(64));
    EXPECT_THAT(results.front(), HasSubstr(R"("id":"t-37")"));
    EXPECT_THAT(results.back(), HasSubstr(R"("id":"t-100")"));
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
