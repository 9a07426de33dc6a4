#include "mqtt/state.hpp"

#include "unit/mqtt/state_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;
using render::Document;
using render::Leaf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(StateTable, PublishesEveryLeafAtFirst) {
    Table plant;

    const auto news = plant.publish({leaf("Power/Power/SOC", "57"), leaf("Stats/x", "on")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/Power/Power/SOC=57", "GivEnergy/SA1/Stats/x=on"));
}

TEST(StateTable, RetainsLeavesWithQosZero) {
    Table plant;
    plant.update({leaf("a", "1")});

    plant.table.publish(plant.client.publish());

    EXPECT_THAT(
        plant.client.taken,
        ElementsAre(Publication{"GivEnergy/SA1/a", "1", true, Qos::at_most_once})
    );
}

TEST(StateTable, DoesNotRetainWhereTheUserDeclined) {
    Table plant{{.root = "GivEnergy", .retain = false}};
    plant.update({leaf("a", "1")});

    plant.table.publish(plant.client.publish());

    ASSERT_THAT(plant.client.taken, SizeIs(1));
    EXPECT_FALSE(plant.client.taken[0].retain);
}

TEST(StateTable, PublishesOnlyWhatChangedAfterwards) {
    Table plant;
    plant.publish({leaf("a", "1"), leaf("b", "2"), leaf("c", "3")});

    const auto news = plant.publish_next_cycle({leaf("a", "1"), leaf("b", "5"), leaf("c", "3")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/b=5"));
}

TEST(StateTable, PublishesLeavesThatAppear) {
    Table plant;
    plant.publish({leaf("b", "2")});

    const auto news = plant.publish_next_cycle({leaf("a", "1"), leaf("b", "2"), leaf("c", "3")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/a=1", "GivEnergy/SA1/c=3"));
}

TEST(StateTable, AnEmptyObjectOrTextHasNoTopic) {
    Table plant;

    const auto news = plant.publish(
        {{"Battery_Details", "", Leaf::Kind::empty_object}, leaf("a", ""), leaf("b", "2")}
    );

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/b=2"));
}

TEST(StateTable, LeavesAvailabilityToAvailability) {
    Table plant;

    const auto news = plant.publish({leaf("Stats/status", "online"), leaf("status", "online")});

    EXPECT_THAT(news, IsEmpty());
}

TEST(StateTable, NothingCountsAsSentBeforeTheClientAcceptedIt) {
    Table plant;
    plant.client.room = 1;
    plant.update({leaf("a", "1"), leaf("b", "2"), leaf("c", "3")});

    EXPECT_FALSE(plant.table.publish(plant.client.publish()));
    EXPECT_THAT(plant.client.news(), ElementsAre("GivEnergy/SA1/a=1"));

    plant.client.room = 9;
    EXPECT_TRUE(plant.table.publish(plant.client.publish()));
    EXPECT_THAT(plant.client.news(), ElementsAre("GivEnergy/SA1/b=2", "GivEnergy/SA1/c=3"));
}

TEST(StateTable, WhatWaitedGoesOutAsItIsNow) {
    Table plant;
    plant.client.room = 0;
    plant.publish({leaf("a", "1")});
    plant.publish_next_cycle({leaf("a", "2")});
    plant.client.room = 9;

    const auto news = plant.publish_next_cycle({leaf("a", "3")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/a=3"));
}

TEST(StateTable, ALeafThatCanNeverBeSentHoldsUpNobody) {
    Table plant;
    plant.client.impossible_topic = "GivEnergy/SA1/a";
    plant.update({leaf("a", "1"), leaf("b", "2")});

    EXPECT_TRUE(plant.table.publish(plant.client.publish()));

    EXPECT_THAT(plant.client.news(), ElementsAre("GivEnergy/SA1/b=2"));
}

TEST(StateTable, PublishesTheWholeSetAfterAReconnect) {
    Table plant;
    const Document document{leaf("a", "1"), leaf("b", "2")};
    plant.publish(document);

    plant.table.forget_marks();

    EXPECT_THAT(plant.publish(document), SizeIs(2));
    EXPECT_THAT(plant.publish(document), IsEmpty());
}

TEST(StateTable, PublishesTheWholeSetEveryPeriod) {
    Table plant;
    const Document document{leaf("a", "1"), leaf("b", "2")};
    plant.publish(document);

    plant.now += 10min - 1s;
    EXPECT_THAT(plant.publish(document), IsEmpty());

    plant.now += 1s;
    EXPECT_THAT(plant.publish(document), SizeIs(2));

    plant.now += 1s;
    EXPECT_THAT(plant.publish(document), IsEmpty());
}

TEST(StateTable, AReconnectStartsThePeriodAnew) {
    Table plant;
    const Document document{leaf("a", "1")};
    plant.publish(document);
    plant.now += 9min;
    plant.table.forget_marks();
    plant.publish(document);

    plant.now += 2min;

    EXPECT_THAT(plant.publish(document), IsEmpty());
}

TEST(StateTable, APeriodOfZeroMeansNever) {
    Table plant{{.root = "GivEnergy", .republish_period = 0ms}};
    const Document document{leaf("a", "1")};
    plant.publish(document);

    plant.now += 24h;

    EXPECT_THAT(plant.publish(document), IsEmpty());
}

TEST(StateTable, PublishesAllLeavesEachCycleWhereTheUserWantsIt) {
    Table plant{{.root = "GivEnergy", .publish_all = true}};
    const Document document{leaf("a", "1"), leaf("b", "2")};
    plant.publish(document);

    EXPECT_THAT(plant.publish(document), IsEmpty());
    EXPECT_THAT(plant.publish_next_cycle(document), SizeIs(2));
}

TEST(StateTable, AgesGoOutOnceACycle) {
    Table plant;
    plant.publish({leaf("Stats/Data_Age", "0"), leaf("a", "1")});

    plant.now += 4s;
    EXPECT_THAT(plant.publish({leaf("Stats/Data_Age", "4"), leaf("a", "1")}), IsEmpty());

    const auto news = plant.publish_next_cycle({leaf("Stats/Data_Age", "1"), leaf("a", "1")});
    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/Stats/Data_Age=1"));
}

TEST(StateTable, AnAgeIsComparedWithTheOneThatWasSent) {
    Table plant;
    plant.publish({leaf("Time_Since_Last_Update", "0")});
    plant.now += 7s;
    plant.publish({leaf("Time_Since_Last_Update", "7")});

    const auto news = plant.publish_next_cycle({leaf("Time_Since_Last_Update", "7")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/Time_Since_Last_Update=7"));
}

TEST(StateTable, AgesOfASilentPlantGoOutOnceAMinute) {
    Table plant;
    plant.publish({leaf("Stats/Time_Since_Last_Update", "0")});

    plant.now += 59s;
    EXPECT_THAT(plant.publish({leaf("Stats/Time_Since_Last_Update", "59")}), IsEmpty());

    plant.now += 1s;
    EXPECT_THAT(
        plant.publish({leaf("Stats/Time_Since_Last_Update", "60")}),
        ElementsAre("GivEnergy/SA1/Stats/Time_Since_Last_Update=60")
    );
}

TEST(StateTable, AWholeSetCarriesTheAgesOfThatMoment) {
    Table plant;
    plant.publish({leaf("Stats/Data_Age", "0")});
    plant.table.forget_marks();
    plant.now += 5s;

    EXPECT_THAT(
        plant.publish({leaf("Stats/Data_Age", "5")}), ElementsAre("GivEnergy/SA1/Stats/Data_Age=5")
    );
}

TEST(StateTable, AWithdrawnValueIsRemovedFromTheBroker) {
    Table plant;
    plant.publish({leaf("a", "1"), leaf("b", "2")});

    const auto news = plant.publish_next_cycle({leaf("b", "2")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/a="));
    EXPECT_THAT(plant.publish_next_cycle({leaf("b", "2")}), IsEmpty());
}

TEST(StateTable, AWithdrawnValueBecomesNoneOnceWhileDiscoveryIsOn) {
    Table plant{with_discovery()};
    plant.publish({leaf("a", "1"), leaf("b", "2")});

    const auto news = plant.publish_next_cycle({leaf("a", "1")});
    plant.now += 10min;
    const auto whole_set = plant.publish({leaf("a", "1")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/b=None"));
    EXPECT_THAT(whole_set, ElementsAre("GivEnergy/SA1/a=1"));
}

TEST(StateTable, AWithdrawalThatMayHaveBeenLostIsRepeatedAfterAReconnect) {
    Table plant{with_discovery()};
    plant.publish({leaf("a", "1"), leaf("b", "2")});
    plant.publish_next_cycle({leaf("a", "1")});

    plant.table.forget_marks();

    EXPECT_THAT(plant.publish_next_cycle({leaf("a", "1")}), Contains("GivEnergy/SA1/b=None"));
}

TEST(StateTable, AWithdrawnValueThatNobodyHeardOfIsForgotten) {
    Table plant;
    plant.client.room = 0;
    plant.publish({leaf("a", "1"), leaf("b", "2")});
    plant.client.room = 9;

    const auto news = plant.publish_next_cycle({leaf("b", "2")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/b=2"));
}

TEST(StateTable, AValueThatReturnsIsPublishedEvenIfItIsTheSame) {
    Table plant;
    plant.publish({leaf("a", "1"), leaf("b", "2")});
    plant.publish_next_cycle({leaf("b", "2")});

    const auto news = plant.publish_next_cycle({leaf("a", "1"), leaf("b", "2")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/a=1"));
}

TEST(StateTable, WithoutRetainThereIsNothingToRemove) {
    Table plant{{.root = "GivEnergy", .retain = false}};
    plant.publish({leaf("a", "1"), leaf("b", "2")});

    EXPECT_THAT(plant.publish_next_cycle({leaf("b", "2")}), IsEmpty());
}

TEST(StateTable, APartThatLeftIsRemovedEvenWhileDiscoveryIsOn) {
    Table plant{with_discovery()};
    plant.parts = {{Subject::pack, "BG1"}, {Subject::pack, "BG2"}};
    const Leaf first = leaf("Battery_Details/Battery_Stack_1/BG1/Battery_SOC", "50");
    const Leaf second = leaf("Battery_Details/Battery_Stack_1/BG2/Battery_SOC", "60");
    plant.publish({first, second, leaf("Power/x", "1")});
    plant.parts = {{Subject::pack, "BG1"}};

    const auto news = plant.publish_next_cycle({first});

    EXPECT_THAT(
        news,
        ElementsAre(
            "GivEnergy/SA1/Battery_Details/Battery_Stack_1/BG2/Battery_SOC=",
            "GivEnergy/SA1/Power/x=None"
        )
    );
}

TEST(StateTable, APartThatLeavesAfterItsValuesDidIsRemovedToo) {
    Table plant{with_discovery()};
    plant.parts = {{Subject::meter, "1"}};
    plant.publish({leaf("Meter_Details/Meter_ID1/Phase_1_Power", "7"), leaf("z", "1")});
    plant.publish_next_cycle({leaf("z", "1")});
    plant.parts = {};

    const auto news = plant.publish_next_cycle({leaf("z", "1")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/Meter_Details/Meter_ID1/Phase_1_Power="));
}

TEST(StateTable, ALeafWhoseOwnNameEndsLikeAPartIsNotThatPart) {
    Table plant{with_discovery()};
    plant.parts = {{Subject::meter, "1"}};
    plant.publish({leaf("Timeslots/Charge_start_time_slot_1", "00:30:00")});
    plant.parts = {};

    const auto news = plant.publish_next_cycle({});

    EXPECT_THAT(news, Contains("GivEnergy/SA1/Timeslots/Charge_start_time_slot_1=None"));
}

TEST(StateTable, AMeterThatLeftTakesItsRawLeavesWithItAndNothingElse) {
    Table plant{with_discovery()};
    plant.parts = {{Subject::meter, "1"}, {Subject::meter, "11"}};
    const Leaf battery = leaf("Battery_Details/Battery_Stack_1/BG1/Battery_SOC", "50");
    const Leaf temperature = leaf("Battery_Details/Battery_Stack_1/BMS_Temperature", "20");
    const Leaf other = leaf("Meter_Details/Meter_ID11/Phase_1_Power", "8");
    const Leaf power = leaf("Meter_Details/Meter_ID1/Phase_1_Power", "7");
    const Leaf raw = leaf("raw/meters/Meter_ID_1/p_active_total", "7");
    plant.publish({battery, temperature, power, other, raw});
    plant.parts = {{Subject::meter, "11"}};

    const auto news = plant.publish_next_cycle({other});

    EXPECT_THAT(
        news,
        ElementsAre(
            "GivEnergy/SA1/Battery_Details/Battery_Stack_1/BG1/Battery_SOC=None",
            "GivEnergy/SA1/Battery_Details/Battery_Stack_1/BMS_Temperature=None",
            "GivEnergy/SA1/Meter_Details/Meter_ID1/Phase_1_Power=",
            "GivEnergy/SA1/raw/meters/Meter_ID_1/p_active_total="
        )
    );
}

TEST(StateTable, APackIsItsWholeSerialAndNotItsEnd) {
    Table plant{with_discovery()};
    plant.parts = {{Subject::pack, "BG1"}};
    plant.publish({leaf("Battery_Details/BG1/SOC", "6"), leaf("Battery_Details/XBG1/SOC", "5")});
    plant.parts = {};

    const auto news = plant.publish_next_cycle({});

    EXPECT_THAT(
        news,
        ElementsAre(
            "GivEnergy/SA1/Battery_Details/BG1/SOC=", "GivEnergy/SA1/Battery_Details/XBG1/SOC=None"
        )
    );
}

TEST(StateTable, APartThatOnlyAnEarlierProcessPublishedIsRemovedOnce) {
    Table plant{with_discovery()};
    plant.parts = {{Subject::pack, "BG1"}, {Subject::pack, "BG2"}, {Subject::meter, "1"}};
    const Leaf other = leaf("Battery_Details/Battery_Stack_1/BG1/Battery_SOC", "50");
    plant.publish({other});
    plant.parts = {{Subject::pack, "BG1"}};

    const auto news = plant.publish_next_cycle({other});

    EXPECT_THAT(news, Contains("GivEnergy/SA1/Battery_Details/Battery_Stack_1/BG2/Battery_SOC="));
    EXPECT_THAT(news, Contains("GivEnergy/SA1/Meter_Details/Meter_ID1/Phase_1_Power="));
    EXPECT_THAT(news, Contains(testing::StartsWith("GivEnergy/SA1/raw/batteries/BG2/")));
    EXPECT_THAT(news, Contains(testing::StartsWith("GivEnergy/SA1/raw/meters/Meter_ID_1/")));
    EXPECT_THAT(news, testing::Each(testing::EndsWith("=")));
    EXPECT_THAT(news, Not(Contains(testing::HasSubstr("BG1/"))));
    EXPECT_THAT(plant.publish_next_cycle({other}), IsEmpty());
}

TEST(StateTable, APartThatOnlyAnEarlierProcessPublishedMayComeBack) {
    Table plant;
    plant.parts = {{Subject::pack, "BG1"}};
    plant.publish({leaf("z", "1")});
    plant.parts = {};
    plant.publish_next_cycle({leaf("z", "1")});
    plant.parts = {{Subject::pack, "BG1"}};

    const auto news = plant.publish_next_cycle(
        {leaf("Battery_Details/Battery_Stack_1/BG1/Battery_SOC", "50"), leaf("z", "1")}
    );

    EXPECT_THAT(
        news, ElementsAre("GivEnergy/SA1/Battery_Details/Battery_Stack_1/BG1/Battery_SOC=50")
    );
}

TEST(StateTable, AnotherInverterStartsAfreshAndTheFormerOnesTopicsStay) {
    Table plant;
    plant.publish({leaf("a", "1")});
    plant.serial = "SB2";

    const auto news = plant.publish({leaf("a", "1")});

    EXPECT_THAT(news, ElementsAre("GivEnergy/SB2/a=1"));
}

TEST(StateTable, StaysAsLargeAsTheDocumentHoweverLongTheBrokerIsAway) {
    Table plant;
    plant.client.room = 0;
    for (int cycle = 0; cycle < 10'000; ++cycle)
        plant.publish_next_cycle({leaf("a", std::to_string(cycle)), leaf("b", "2")});
    plant.client.room = 9;

    const auto news = plant.publish_next_cycle({leaf("a", "newest"), leaf("b", "2")});

    EXPECT_EQ(plant.table.size(), 2U);
    EXPECT_THAT(news, ElementsAre("GivEnergy/SA1/a=newest", "GivEnergy/SA1/b=2"));
}

TEST(StateTable, ASteadyCycleCostsAFractionOfTheLeaves) {
    Table plant;
    Document document;
    for (char name = 'a'; name <= 'z'; ++name)
        document.push_back(leaf(std::string{name}, "1"));
    plant.publish(document);
    document[3].text = "2";

    const auto news = plant.publish_next_cycle(document);

    EXPECT_THAT(news, SizeIs(1));
    EXPECT_THAT(news, Not(Contains("GivEnergy/SA1/a=1")));
}

}  // namespace
}  // namespace giv::mqtt
