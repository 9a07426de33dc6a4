// What an earlier run called an entity, and what else has its name.
#include "unit/render/adoption_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace giv::render {
namespace {

using namespace giv::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const EntityName pv{Platform::sensor, "PV_Power", "SA2114G047"};

Identities remembered_from(const Held& held) { return plan_of(held).identities; }

AdoptionPlan plan_with(
    const Identities& remembered, const Held& held = {}, const DiscoveryOptions& options = {}
) {
    return plan_adoption(*gen1_snapshot(), options, held, remembered);
}

Snapshot without_packs() {
    auto without = *gen1_snapshot();
    std::erase_if(without.parts, [](const auto& part) { return part.subject == Subject::pack; });
    std::erase_if(without.values, [](const auto& one) {
        return one.point->subject == Subject::pack;
    });
    return without;
}

TEST(AdoptionMemory, KeepsANameThatTheBrokerHasLost) {
    const auto remembered = remembered_from({of_seed(pv_power)});

    const auto plan = plan_with(remembered);

    EXPECT_EQ(plan.identities.at(pv).unique_id, "SA2114G047_Power_PV_Power");
    EXPECT_EQ(
        plan.identities.at(pv).config_topic, "homeassistant/sensor/GivEnergy/PV_Power/config"
    );
    EXPECT_EQ(fate(plan, "PV_Power"), Fate::recalled);
    EXPECT_EQ(fate(plan, "Eco_Mode", Platform::toggle), Fate::recalled);
}

TEST(AdoptionMemory, FollowsTheDiscoveryPrefix) {
    DiscoveryOptions options;
    options.discovery_prefix = "house/ha";

    const auto plan = plan_with(remembered_from({of_seed(pv_power)}), {}, options);

    EXPECT_EQ(plan.identities.at(pv).config_topic, "house/ha/sensor/GivEnergy/PV_Power/config");
    EXPECT_EQ(plan.identities.at(pv).unique_id, "SA2114G047_Power_PV_Power");
}

TEST(AdoptionMemory, KeepsNamesOfPartsThatAreAway) {
    const EntityName pack{Platform::sensor, "Battery_SOC", "BG2134G001"};
    const auto remembered = remembered_from({of_v2(pack_soc_v2)});

    const auto away = plan_adoption(without_packs(), {}, {}, remembered);
    const auto back = plan_with(away.identities);

    EXPECT_EQ(away.identities.at(pack), remembered.at(pack));
    EXPECT_EQ(
        back.identities.at(pack).config_topic,
        "homeassistant/sensor/GivEnergy/BG2134G001_Battery_SOC/config"
    );
}

TEST(AdoptionMemory, APackThatWeKnewIsSilentRatherThanGone) {
    const Held held{of_v3(pack_soc_v3)};
    const auto remembered = remembered_from(held);

    const auto known = plan_adoption(without_packs(), {}, held, remembered);
    const auto unknown = plan_adoption(without_packs(), {}, held);

    EXPECT_THAT(known.clear, IsEmpty());
    EXPECT_THAT(unknown.clear, ::testing::SizeIs(1));
}

TEST(AdoptionMemory, APackThatItsOwnerExpectsIsSilentRatherThanGone) {
    auto snapshot = without_packs();
    snapshot.problems.push_back({"pack_count", "1 battery pack is expected, 0 answer"});

    EXPECT_THAT(plan_adoption(snapshot, {}, Held{of_v3(pack_soc_v3)}).clear, IsEmpty());
}

TEST(AdoptionMemory, APackIsGoneWhereAnotherIsInItsPlace) {
    const Held held{of_v3({"sensor", "Battery_Details/Battery_Stack_1/BG9999G999/Battery_SOC"})};
    const Identities remembered{
        {{Platform::sensor, "Battery_SOC", "BG9999G999"}, EntityIdentity{"t", "u"}}};

    EXPECT_THAT(plan_with(remembered, held).clear, ::testing::SizeIs(1));
}

TEST(AdoptionMemory, WhatCantBeReadIsLeftAlone) {
    const std::string topic = "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config";

    const auto plan = plan_of({{topic, R"({"name": "mine", "state_topic": "other/y"})"}});

    EXPECT_EQ(fate(plan, "PV_Power"), Fate::blocked);
    EXPECT_THAT(plan.clear, IsEmpty());
}

TEST(AdoptionMemory, WhatTheBrokerHoldsIsTruer) {
    const auto plan = plan_with(remembered_from({of_seed(pv_power)}), {of_v3(pv_power)});

    EXPECT_EQ(plan.identities.at(pv).unique_id, "GivTCP_SA2114G047_PV_Power");
    EXPECT_EQ(fate(plan, "PV_Power"), Fate::adopted);
}

// GivTCP beside us, with another root topic: its entities stay its own.
TEST(AdoptionMemory, WhatSomebodyElseAnnouncesUnderOurNamesIsLeftAlone) {
    DiscoveryOptions options;
    options.root = "Test";

    const auto plan = plan_of({of_v3(pv_power)}, options);

    EXPECT_EQ(fate(plan, "PV_Power"), Fate::blocked);
    EXPECT_TRUE(plan.identities.at(pv).withheld);
    EXPECT_THAT(plan.clear, IsEmpty());
}

TEST(AdoptionMemory, OurOwnIsTakenOverWhenTheRootTopicChanges) {
    DiscoveryOptions before;
    Held ours;
    for (const auto& one : announcements(*gen1_snapshot(), before))
        if (one.due) ours.push_back({one.identity.config_topic, one.payload});
    DiscoveryOptions after;
    after.root = "Test";

    const auto plan = plan_of(ours, after);

    EXPECT_EQ(fate(plan, "PV_Power"), Fate::adopted);
    EXPECT_THAT(plan.clear, IsEmpty());
}

// Version 3 gave the stacks of two inverters the same unique ids: Home Assistant knows one.
TEST(AdoptionMemory, TheSecondPlantOfTwoWithOnePrefixTakesNamesOfItsOwn) {
    OldEntity mine{"sensor", "Battery_Details/Battery_Stack_1/BMS_Voltage"};
    auto anothers = mine;
    anothers.serial = "CE2231G000";
    DiscoveryOptions second;
    second.prefix_is_shared = true;

    const auto plan = plan_of({of_v3(mine), of_v3(anothers)}, second);
    const auto first = plan_of({of_v3(mine), of_v3(anothers)});

    const EntityName stack{Platform::sensor, "BMS_Voltage", "Battery_Stack_1"};
    EXPECT_EQ(plan.identities.at(stack).unique_id, "GivTCP_Battery_Stack_1_SA2114G047_BMS_Voltage");
    EXPECT_THAT(
        plan.clear,
        ElementsAre(Clearing{
            "homeassistant/sensor/GivEnergy/SA2114G047_Battery_Stack_1_BMS_Voltage/config",
            "its unique id is another plant's"})
    );
    EXPECT_EQ(first.identities.at(stack).unique_id, "GivTCP_Battery_Stack_1_BMS_Voltage");
    EXPECT_THAT(first.clear, IsEmpty());
}

}  // namespace
}  // namespace giv::render
