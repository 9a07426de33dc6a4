#include "mqtt/mqtt_sink.hpp"

#include "unit/mqtt/fake_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr Point soc{
    .path = "Power/Power/SOC", .label = "State of charge", .quantity = Quantity::state_of_charge};

// The sink with a client and a clock that the test turns.
struct Room {
    explicit Room(SinkOptions options = {}) : sink{with_clock(std::move(options)), publisher()} {}

    SinkOptions with_clock(SinkOptions options) {
        options.now = [this] { return now; };
        return options;
    }

    Publisher publisher() {
        return {.publish = client.publish(), .close = [this](std::function<void()> done) {
                    ++closed;
                    done();
                }};
    }

    SnapshotPtr snapshot(int state_of_charge, std::string serial = "SA1") const {
        auto made = std::make_shared<Snapshot>();
        made->cycles = 1;
        made->state = PlantState::live;
        made->identity = Identity{.serial = std::move(serial)};
        made->parts.push_back({.subject = Subject::inverter, .id = made->identity->serial});
        made->values.push_back({
            .point = &soc,
            .value = Number{static_cast<double>(state_of_charge), 0},
            .taken_at = now.steady,
        });
        return made;
    }

    Moment now{Instant{1h}, WallTime{}};
    FakeClient client;
    int closed = 0;
    MqttSink sink;
};

Snapshot searching() {
    Snapshot snapshot;
    snapshot.state = PlantState::searching;
    snapshot.problems = {{"dongle_unreachable", "searching"}};
    return snapshot;
}

TEST(MqttSink, SaysUnderTheBridgeThatAnInverterIsSearchedForUntilItIsFound) {
    Room room{{.searched = {1}}};
    room.sink.connected();

    room.sink.accept(1, std::make_shared<Snapshot>(searching()));
    EXPECT_THAT(
        room.client.news(),
        Contains(testing::StartsWith(R"(GivEnergy/bridge/1/problem={"problem":true)"))
    );
    room.sink.accept(1, room.snapshot(57));
    const auto news = room.client.news();
    EXPECT_THAT(news, Contains("GivEnergy/bridge/1/problem="));
    EXPECT_THAT(news, Contains(testing::StartsWith("GivEnergy/SA1/problem=")));
}

TEST(MqttSink, SaysUnderItsSerialThatAnInverterIsSearchedForThatIsRemembered) {
    Room room{{.known = {{1, "SA1"}}, .searched = {1}}};
    room.sink.connected();

    room.sink.accept(1, std::make_shared<Snapshot>(searching()));

    EXPECT_THAT(
        room.client.news(),
        Contains(testing::StartsWith(R"(GivEnergy/SA1/problem={"problem":true)"))
    );
}

TEST(MqttSink, SaysOfManyPlantsWhatIsNewOfTheOne) {
    Room room;
    room.sink.connected();
    for (int plant = 1; plant <= 20; ++plant)
        room.sink.accept(plant, room.snapshot(50, "SA" + std::to_string(plant)));
    room.client.news();

    room.sink.accept(7, room.snapshot(51, "SA7"));

    EXPECT_THAT(room.client.news(), ElementsAre("GivEnergy/SA7/Power/Power/SOC=51"));
}

// The client had no room for all of it: what it did not take of one goes out with the next.
TEST(MqttSink, CatchesUpOnTheOtherPlantsOnceThereIsRoom) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(50, "SA1"));
    room.sink.accept(2, room.snapshot(50, "SA2"));
    room.client.news();
    room.client.room = 0;
    room.sink.accept(1, room.snapshot(51, "SA1"));
    room.client.room = 100;

    room.sink.accept(2, room.snapshot(52, "SA2"));

    EXPECT_THAT(
        room.client.news(),
        ElementsAre("GivEnergy/SA1/Power/Power/SOC=51", "GivEnergy/SA2/Power/Power/SOC=52")
    );
}

TEST(MqttSink, PublishesNothingBeforeThereIsAConnection) {
    Room room;

    room.sink.accept(1, room.snapshot(57));
    room.sink.tick();

    EXPECT_THAT(room.client.news(), IsEmpty());
}

TEST(MqttSink, ConnectingPublishesAvailabilityAndTheNewestState) {
    Room room;
    room.sink.accept(1, room.snapshot(56));
    room.sink.accept(1, room.snapshot(57));

    room.sink.connected();

    const auto news = room.client.news();
    ASSERT_GE(news.size(), 4U);
    EXPECT_EQ(news[0], "GivEnergy/bridge/1/status=online");
    EXPECT_EQ(news[1], "GivEnergy/SA1/status=online");
    EXPECT_EQ(news[2], "GivEnergy/SA1/Stats/status=online");
    EXPECT_THAT(news, Contains("GivEnergy/SA1/Power/Power/SOC=57"));
    EXPECT_THAT(news, Not(Contains("GivEnergy/SA1/Power/Power/SOC=56")));
}

TEST(MqttSink, KnownInvertersAreOfflineAtTheFirstConnect) {
    Room room{{.known = {{.plant = 1, .serial = "SA1"}}}};

    room.sink.connected();

    EXPECT_THAT(
        room.client.news(),
        ElementsAre(
            "GivEnergy/bridge/1/status=online",
            "GivEnergy/SA1/status=offline",
            "GivEnergy/SA1/Stats/status=offline"
        )
    );
}

TEST(MqttSink, EveryRememberedInverterIsOfflineAtTheFirstConnectOnceEach) {
    MqttSettings settings;
    settings.instance_topics[2] = "Garage";
    Room room{
        {.settings = settings,
         .known = {{.plant = 2, .serial = "SB2"}},
         .remembered = {"SA1", "SB2", "SC3"}}};

    room.sink.connected();

    EXPECT_THAT(
        room.client.news(),
        ElementsAre(
            "GivEnergy/bridge/1/status=online",
            "Garage/SB2/status=offline",
            "Garage/SB2/Stats/status=offline",
            "GivEnergy/SA1/status=offline",
            "GivEnergy/SA1/Stats/status=offline",
            "GivEnergy/SC3/status=offline",
            "GivEnergy/SC3/Stats/status=offline"
        )
    );
}

TEST(MqttSink, ARememberedInverterStaysOfflineUntilAPlantTurnsOutToBeIt) {
    Room room{{.known = {{.plant = 1, .serial = "SA1"}}, .remembered = {"SA1", "SB2"}}};
    room.sink.connected();
    room.client.news();

    room.sink.accept(1, room.snapshot(57, "SA1"));
    const auto of_the_known = room.client.news();
    room.sink.accept(1, room.snapshot(57, "SB2"));
    const auto of_the_remembered = room.client.news();

    EXPECT_THAT(of_the_known, Contains("GivEnergy/SA1/status=online"));
    EXPECT_THAT(of_the_known, Not(Contains(testing::StartsWith("GivEnergy/SB2/"))));
    EXPECT_THAT(of_the_remembered, Contains("GivEnergy/SA1/status=offline"));
    EXPECT_THAT(of_the_remembered, Contains("GivEnergy/SB2/status=online"));
}

TEST(MqttSink, SaysWhatIsWrongAndThatItIsOver) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    EXPECT_THAT(
        room.client.news(),
        Contains(R"(GivEnergy/SA1/problem={"problem":false,"text":"","problems":[]})")
    );
    auto silent = std::make_shared<Snapshot>(*room.snapshot(57));
    silent->state = PlantState::silent;
    silent->problems = {{"inverter_silent", "no answer"}};

    room.sink.accept(1, silent);
    EXPECT_THAT(
        room.client.news(),
        Contains(R"(GivEnergy/SA1/problem={"problem":true,"text":"no answer","problems":[)"
                 R"({"key":"inverter_silent","text":"no answer"}]})")
    );
    room.sink.accept(1, room.snapshot(57));
    EXPECT_THAT(
        room.client.news(),
        Contains(R"(GivEnergy/SA1/problem={"problem":false,"text":"","problems":[]})")
    );
}

TEST(MqttSink, SaysWhatIsWrongWithAPlantThatWasNotReachedSinceTheStart) {
    Room room{{.known = {{.plant = 1, .serial = "SA1"}}}};
    room.sink.connected();
    auto connecting = std::make_shared<Snapshot>();
    room.sink.accept(1, connecting);
    const auto before = room.client.news();
    auto silent = std::make_shared<Snapshot>();
    silent->state = PlantState::silent;
    silent->problems = {{"dongle_unreachable", "no link"}};

    room.sink.accept(1, silent);

    EXPECT_THAT(before, Not(Contains(testing::StartsWith("GivEnergy/SA1/problem"))));
    EXPECT_THAT(
        room.client.news(),
        ElementsAre(R"(GivEnergy/SA1/problem={"problem":true,"text":"no link","problems":[)"
                    R"({"key":"dongle_unreachable","text":"no link"}]})")
    );
}

TEST(MqttSink, SaysWhatIsWrongAgainAfterAnOutage) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    room.client.news();

    room.sink.disconnected();
    room.sink.connected();

    EXPECT_THAT(room.client.news(), Contains(testing::StartsWith("GivEnergy/SA1/problem=")));
}

TEST(MqttSink, PublishesChangesAsTheyCome) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    room.client.news();

    room.sink.accept(1, room.snapshot(58));

    EXPECT_THAT(room.client.news(), ElementsAre("GivEnergy/SA1/Power/Power/SOC=58"));
}

TEST(MqttSink, APlantWithoutASerialHasNoTopics) {
    Room room;
    room.sink.connected();
    room.client.news();

    room.sink.accept(1, std::make_shared<Snapshot>());
    room.sink.accept(1, nullptr);

    EXPECT_THAT(room.client.news(), IsEmpty());
}

TEST(MqttSink, EachPlantMayHaveARootOfItsOwn) {
    Room room{{.settings = {.instance_topics = {{2, "Garage"}}}}};
    room.sink.connected();

    room.sink.accept(2, room.snapshot(57, "SB2"));

    const auto news = room.client.news();
    EXPECT_THAT(news, Contains("Garage/SB2/status=online"));
    EXPECT_THAT(news, Contains("Garage/SB2/Power/Power/SOC=57"));
}

TEST(MqttSink, TheNewestStateOfAllPlantsArrivesAfterAnOutage) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(10));
    room.sink.accept(2, room.snapshot(20, "SB2"));
    room.client.news();

    room.sink.disconnected();
    for (int percent = 30; percent <= 90; ++percent) {
        room.sink.accept(1, room.snapshot(percent));
        room.sink.accept(2, room.snapshot(percent + 1, "SB2"));
    }
    const auto meanwhile = room.client.news();
    room.sink.connected();

    const auto news = room.client.news();
    EXPECT_THAT(meanwhile, IsEmpty());
    EXPECT_THAT(news, Contains("GivEnergy/bridge/1/status=online"));
    EXPECT_THAT(news, Contains("GivEnergy/SA1/Power/Power/SOC=90"));
    EXPECT_THAT(news, Contains("GivEnergy/SB2/Power/Power/SOC=91"));
}

TEST(MqttSink, WhatDidNotChangeIsPublishedAgainAfterAnOutage) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    room.client.news();

    room.sink.disconnected();
    room.sink.connected();

    const auto news = room.client.news();
    EXPECT_THAT(news, Contains("GivEnergy/SA1/status=online"));
    EXPECT_THAT(news, Contains("GivEnergy/SA1/Power/Power/SOC=57"));
}

TEST(MqttSink, GoesOnPlantByPlantAsTheQueueDrains) {
    Room room;
    room.sink.accept(1, room.snapshot(10));
    room.sink.accept(2, room.snapshot(20, "SB2"));
    room.client.room = 6;

    room.sink.connected();
    const auto first = room.client.news();
    std::vector<std::string> rest;
    for (int turn = 0; turn < 10; ++turn) {
        room.sink.tick();
        const auto news = room.client.news();
        rest.insert(rest.end(), news.begin(), news.end());
    }

    EXPECT_EQ(first.size(), 6U);
    EXPECT_THAT(first, Not(Contains("GivEnergy/SB2/Power/Power/SOC=20")));
    EXPECT_THAT(rest, Contains("GivEnergy/SB2/Power/Power/SOC=20"));
    EXPECT_THAT(rest, Not(Contains("GivEnergy/SA1/status=online")));
}

TEST(MqttSink, RepeatsEverythingEveryPeriodWithoutANewSnapshot) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    room.client.news();

    room.now.steady += 9min;
    room.sink.tick();
    EXPECT_THAT(room.client.news(), Not(Contains("GivEnergy/SA1/Power/Power/SOC=57")));

    room.now.steady += 1min;
    room.sink.tick();
    const auto news = room.client.news();
    EXPECT_THAT(news, Contains("GivEnergy/SA1/Power/Power/SOC=57"));
    EXPECT_THAT(news, Contains("GivEnergy/bridge/1/status=online"));
}

TEST(MqttSink, ThePowerOfASilentPlantGoesAfterTenMinutes) {
    Room room{{.settings = {.republish_period = 0ms}}};
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    room.client.news();

    room.now.steady += 10min + 1s;
    room.sink.tick();

    EXPECT_THAT(room.client.news(), Contains("GivEnergy/SA1/Power/Power/SOC="));
}

TEST(MqttSink, SaysALeafOfOnePlantAgainThoughItDidNotChange) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    room.sink.accept(2, room.snapshot(58, "SB2"));
    room.client.news();

    room.sink.say_again(2, {"Power/Power/SOC"});
    room.sink.say_again(3, {"Power/Power/SOC"});

    EXPECT_TRUE(room.sink.publish());
    EXPECT_THAT(room.client.news(), ElementsAre("GivEnergy/SB2/Power/Power/SOC=58"));
}

TEST(MqttSink, DoesNotClaimThatAllIsPublishedWhileItIsNot) {
    Room room;
    EXPECT_FALSE(room.sink.publish()) << "no connection";
    room.sink.connected();
    room.client.room = 0;
    room.sink.accept(1, room.snapshot(57));
    EXPECT_FALSE(room.sink.publish()) << "the client is full";

    room.client.room = 1'000;
    EXPECT_TRUE(room.sink.publish());
    room.sink.stop([] {});

    EXPECT_FALSE(room.sink.publish()) << "it has ended";
}

TEST(MqttSink, StoppingSaysOfflineThenCloses) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    room.client.news();
    bool done = false;

    room.sink.stop([&] { done = true; });
    room.sink.accept(1, room.snapshot(58));

    EXPECT_THAT(
        room.client.news(),
        ElementsAre(
            "GivEnergy/bridge/1/status=offline",
            "GivEnergy/SA1/status=offline",
            "GivEnergy/SA1/Stats/status=offline"
        )
    );
    EXPECT_TRUE(done);
    EXPECT_EQ(room.closed, 1);
}

TEST(MqttSink, WhereOfflineFindsNoRoomThereIsNoFarewellSoThatTheBrokerSaysIt) {
    Room room;
    room.sink.connected();
    room.sink.accept(1, room.snapshot(57));
    room.client.room = 0;
    bool done = false;

    room.sink.stop([&] { done = true; });

    EXPECT_TRUE(done);
    EXPECT_EQ(room.closed, 0);
}

TEST(MqttSink, CarriesRawUnlessTheUserDeclined) {
    static constexpr Point raw{.path = "raw/x", .label = "x", .quantity = Quantity::count};
    Room willing;
    Room declining{{.settings = {.raw = false}}};
    for (auto* room : {&willing, &declining}) {
        auto with_raw = std::make_shared<Snapshot>(*room->snapshot(57));
        with_raw->values.push_back({.point = &raw, .value = Number{1, 0}});
        room->sink.connected();
        room->sink.accept(1, with_raw);
    }

    EXPECT_THAT(willing.client.news(), Contains("GivEnergy/SA1/raw/x=1"));
    EXPECT_THAT(declining.client.news(), Not(Contains("GivEnergy/SA1/raw/x=1")));
}

}  // namespace
}  // namespace giv::mqtt
