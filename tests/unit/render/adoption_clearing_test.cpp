// What adoption clears, and what it leaves alone: spec/clients.md §3.3 rules 3, 4, 6 and 7.
#include "unit/render/adoption_words.hpp"

#include "givtcp/render/adoption.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace giv::render {
namespace {

using namespace giv::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// ---- rules 3 and 7: somebody else's -----------------------------------------------------------

TEST(Adoption, LeavesEverybodyElsesAlone) {
    auto other_inverter = pv_power;
    other_inverter.serial = "SA9999G999";
    const Held held{
        of_v3(other_inverter),
        {"homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config", "{broken"},
        {"homeassistant/sensor/GivEnergy/SA2114G047_Grid_Power/config", "[]"},
        {"homeassistant/sensor/GivEnergy/SA2114G047_Load_Power/config",
         R"({"stat_t": "GivEnergy/SA2114G047/Power/Power/Load_Power"})"},
        {"homeassistant/sensor/GivEnergy/my_own/config",
         R"({"stat_t": "GivEnergy/SA2114G047/Power/Power/PV_Power", "uniq_id": "my_own"})"},
        {"homeassistant/sensor/my_node/SA2114G047_PV_Power/config", of_v3(pv_power).payload},
        {"homeassistant/climate/GivEnergy/SA2114G047_PV_Power/config", of_v3(pv_power).payload},
        {"homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config/more", "{}"},
        {"homeassistant/sensor/zigbee/0x1234/config",
         R"({"stat_t": "zigbee2mqtt/a", "uniq_id": "0x1234 SA2114G047"})"}};

    const auto plan = plan_of(held);

    EXPECT_THAT(plan.clear, IsEmpty());
    for (const auto& one : plan.entities)
        EXPECT_NE(one.fate, Fate::adopted) << one.name.key;
    EXPECT_EQ(fate(plan, "PV_Power"), Fate::blocked);
}

TEST(Adoption, DoesNotChangeTheUniqueIdAtATopicThatIsSomebodyElses) {
    const Held held{
        {"homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config",
         R"({"stat_t": "another/PV_Power", "uniq_id": "another_pv"})"}};

    const auto plan = plan_of(held);

    EXPECT_EQ(fate(plan, "PV_Power"), Fate::blocked);
    EXPECT_TRUE(identity(plan, "PV_Power").withheld);
    EXPECT_THAT(plan.clear, IsEmpty());
    const auto all = announcements(*gen1_snapshot(), {}, plan.identities);
    EXPECT_FALSE(testing::find(all, Platform::sensor, "PV_Power")->due);
}

TEST(Adoption, DoesNotAnnounceAUniqueIdThatIsAtAnotherTopic) {
    const Held held{
        {"homeassistant/sensor/GivEnergy/elsewhere/config",
         R"({"stat_t": "another/PV_Power", "uniq_id": "GivTCP_SA2114G047_PV_Power"})"}};

    const auto plan = plan_of(held);

    EXPECT_EQ(fate(plan, "PV_Power"), Fate::blocked);
    EXPECT_EQ(fate(plan, "Grid_Power"), Fate::fresh);
}

// ---- rule 4: doubles ----------------------------------------------------------------------------

TEST(Adoption, OfTwoGenerationsTheLaterIsKept) {
    const auto plan = plan_of({of_seed(pv_power), of_v3(pv_power)});

    EXPECT_EQ(identity(plan, "PV_Power").unique_id, "GivTCP_SA2114G047_PV_Power");
    EXPECT_THAT(
        plan.clear,
        ElementsAre(Clearing{
            "homeassistant/sensor/GivEnergy/PV_Power/config",
            "an older name of what is at "
            "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config"})
    );
}

TEST(Adoption, OfOneIdAtTwoTopicsVersion3sIsKept) {
    const auto plan = plan_of({of_v2(pack_soc_v2), of_v3(pack_soc_v3)});

    const auto& kept = identity(plan, "Battery_SOC", Platform::sensor, "BG2134G001");
    EXPECT_EQ(
        kept.config_topic, "homeassistant/sensor/GivEnergy/SA2114G047_BG2134G001_Battery_SOC/config"
    );
    EXPECT_THAT(
        plan.clear,
        ElementsAre(Clearing{
            "homeassistant/sensor/GivEnergy/BG2134G001_Battery_SOC/config",
            "the same entity as at "
            "homeassistant/sensor/GivEnergy/SA2114G047_BG2134G001_Battery_SOC/config"})
    );
}

TEST(Adoption, OfTwoPrefixesOursIsKept) {
    auto other = pack_soc_v2;
    other.prefix = "GivTCP2";

    const auto plan = plan_of({of_v2(other), of_v3(pack_soc_v3)});

    EXPECT_EQ(
        identity(plan, "Battery_SOC", Platform::sensor, "BG2134G001").unique_id,
        "GivTCP_BG2134G001_Battery_SOC"
    );
    EXPECT_EQ(plan.clear.size(), 1U);
}

TEST(Adoption, DoesNotDependOnTheOrderInWhichTheyCome) {
    Held held{of_seed(pv_power), of_v3(pv_power), of_v2(pack_soc_v2), of_v3(pack_soc_v3)};
    const auto plan = plan_of(held);
    std::ranges::reverse(held);

    const auto other = plan_of(held);

    EXPECT_EQ(other.identities, plan.identities);
    EXPECT_EQ(other.clear, plan.clear);
}

// ---- rule 6: names that two plants share -------------------------------------------------------

TEST(Adoption, AStackWhoseNameAnotherInverterHasGetsItsSerial) {
    const OldEntity theirs{
        "sensor", "Battery_Details/Battery_Stack_1/BMS_Temperature", "SA9999G999"};

    const auto plan = plan_of({of_v3(theirs)});

    const auto& ours = identity(plan, "BMS_Temperature", Platform::sensor, "Battery_Stack_1");
    EXPECT_EQ(ours.unique_id, "GivTCP_Battery_Stack_1_SA2114G047_BMS_Temperature");
    EXPECT_THAT(ours.identifiers, ElementsAre("GivTCP Battery_Stack_1 SA2114G047"));
    EXPECT_FALSE(ours.withheld);
    EXPECT_THAT(plan.clear, IsEmpty());
}

TEST(Adoption, TheSecondInverterOfTheSeedGetsTopicsOfItsOwnAndTheSeedsIds) {
    auto other = pv_power;
    other.serial = "SA9999G999";

    const auto plan = plan_of({of_seed(other)});

    const auto& ours = identity(plan, "PV_Power");
    EXPECT_EQ(ours.config_topic, "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config");
    EXPECT_EQ(ours.unique_id, "SA2114G047_Power_PV_Power");
    EXPECT_THAT(ours.identifiers, ElementsAre("SA2114G047_Power"));
    EXPECT_EQ(identity(plan, "Grid_Power").unique_id, "GivTCP_SA2114G047_Grid_Power");
}

// ---- rule 7: what is cleared, and why ---------------------------------------------------------

TEST(Adoption, ClearsWhatIsOfAnotherPlatformNow) {
    const OldEntity slot{"sensor", "Timeslots/Charge_start_time_slot_1"};
    const OldEntity reboot{"switch", "Control/Reboot_Invertor"};

    const auto plan = plan_of({of_seed(slot), of_v2(reboot)});

    EXPECT_THAT(
        plan.clear,
        ElementsAre(
            Clearing{
                "homeassistant/sensor/GivEnergy/Charge_start_time_slot_1/config",
                "it is a select now"},
            Clearing{
                "homeassistant/switch/GivEnergy/SA2114G047_Reboot_Invertor/config",
                "it is a button now"}
        )
    );
    EXPECT_EQ(fate(plan, "Charge_start_time_slot_1", Platform::select), Fate::fresh);
}

TEST(Adoption, KeepsTheSeedsSlotSensorsWhereThatIsWanted) {
    DiscoveryOptions options;
    options.slot_sensors = true;
    const OldEntity slot{"sensor", "Timeslots/Charge_start_time_slot_1"};

    const auto plan = plan_of({of_seed(slot)}, options);

    EXPECT_THAT(plan.clear, IsEmpty());
    EXPECT_EQ(
        identity(plan, "Charge_start_time_slot_1").unique_id,
        "SA2114G047_Timeslots_Charge_start_time_slot_1"
    );
}

TEST(Adoption, ClearsAPartThatThePlantLacks) {
    const OldEntity gone{"sensor", "Battery_Details/Battery_Stack_1/BG9999G999/Battery_SOC"};

    const auto plan = plan_of({of_v3(gone), of_v3(pack_soc_v3)});

    EXPECT_THAT(
        plan.clear,
        ElementsAre(Clearing{
            "homeassistant/sensor/GivEnergy/SA2114G047_BG9999G999_Battery_SOC/config",
            "the plant has no BG9999G999"})
    );
}

TEST(Adoption, ClearsNothingThatOneSearchMayHaveMissed) {
    auto snapshot = *gen1_snapshot();
    snapshot.searches = 1;
    const Held held{
        of_v3({"sensor", "Battery_Details/Battery_Stack_1/BG9999G999/Battery_SOC"}),
        of_v3({"select", "Control/Battery_pause_mode"}),
        of_v3({"sensor", "Stats/Timeout_Error"})};
    const auto cleared = [&] {
        std::vector<std::string> reasons;
        for (const auto& one : plan_adoption(snapshot, {}, held).clear)
            reasons.push_back(one.why);
        return reasons;
    };

    EXPECT_THAT(cleared(), ElementsAre("nothing publishes it"));  // of any plant
    snapshot.searches = 2;
    EXPECT_THAT(
        cleared(),
        ElementsAre(
            "the plant has no BG9999G999", "nothing publishes it", "the plant does not have it"
        )
    );
}

// The seed's slots were sensors; ours are selects, wherever there is one.
TEST(Adoption, ClearsAtOnceWhatIsOfAnotherPlatformOnEveryPlant) {
    auto snapshot = *gen1_snapshot();
    snapshot.searches = 1;
    const Held held{of_seed({"sensor", "Timeslots/Charge_start_time_slot_2"})};
    DiscoveryOptions with_sensors;
    with_sensors.slot_sensors = true;

    EXPECT_THAT(
        plan_adoption(snapshot, {}, held).clear,
        ElementsAre(Clearing{
            "homeassistant/sensor/GivEnergy/Charge_start_time_slot_2/config",
            "nothing publishes it"})
    );
    EXPECT_THAT(plan_adoption(snapshot, with_sensors, held).clear, IsEmpty());
}

TEST(Adoption, ClearsWhatNothingPublishes) {
    const auto plan = plan_of({of_v3({"sensor", "Stats/Timeout_Error"})});

    EXPECT_THAT(
        plan.clear,
        ElementsAre(Clearing{
            "homeassistant/sensor/GivEnergy/SA2114G047_Timeout_Error/config",
            "nothing publishes it"})
    );
}

TEST(Adoption, ClearsNothingThatMayComeStill) {
    auto snapshot = *gen1_snapshot();
    std::erase_if(snapshot.values, [](const Measured& measured) {
        return measured.point->key() == "Grid_Frequency" || measured.point->key() == "Battery_SOC";
    });
    const OldEntity frequency{"sensor", "Power/Power/Grid_Frequency"};
    const Held held{of_v3(frequency), of_v3(pack_soc_v3)};

    const auto plan = plan_adoption(snapshot, {}, held);

    EXPECT_THAT(plan.clear, IsEmpty());
    EXPECT_EQ(fate(plan, "Grid_Frequency"), Fate::waits);
    EXPECT_TRUE(identity(plan, "Grid_Frequency").adopted);
    EXPECT_EQ(fate(plan, "Battery_SOC", Platform::sensor, "BG2134G001"), Fate::waits);
}

TEST(Adoption, ClearsNothingBeforeAllIsRead) {
    const Held held{of_seed(pv_power), of_v3(pv_power), of_v3({"sensor", "Stats/Timeout_Error"})};

    const auto plan = plan_adoption(*gen1_in_part(), {}, held);

    EXPECT_THAT(plan.clear, IsEmpty());
    EXPECT_EQ(identity(plan, "PV_Power").unique_id, "GivTCP_SA2114G047_PV_Power");
}

}  // namespace
}  // namespace giv::render
