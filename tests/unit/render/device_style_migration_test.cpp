// From one style of discovery to the other and back: spec/clients.md §3.3 rules 4, 5 and 7,
// research/home-assistant.md 5, worked out for the plant of own_plants.hpp.
#include "adoption_words.hpp"

#include "givtcp/render/device_style.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace giv::render {
namespace {

using namespace giv::testing;
using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

constexpr auto root_topic = "homeassistant/device/givtcp_SA2114G047/config";
constexpr auto power_topic = "homeassistant/device/SA2114G047_Power/config";
constexpr auto pack_topic = "homeassistant/device/SA2114G047--GivTCP-20BG2134G001/config";
constexpr auto stack_topic = "homeassistant/device/SA2114G047--GivTCP-20Battery_Stack_1/config";
constexpr auto pv_power_topic = "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config";

struct Planned {
    AdoptionPlan adoption;
    std::vector<Announcement> announcements;
    MigrationPlan plan;
};

Planned planned(
    DiscoveryStyle style, const Held& held, const SnapshotPtr& snapshot = gen1_snapshot()
) {
    const DiscoveryOptions options;
    Planned made;
    made.adoption = plan_adoption(*snapshot, options, as_entities(held, options));
    made.announcements = announcements(*snapshot, options, made.adoption.identities);
    made.plan = plan_migration(style, held, made.adoption, made.announcements, options);
    return made;
}

MigrationPlan to_devices(const Held& held) { return planned(DiscoveryStyle::device, held).plan; }

MigrationPlan to_entities(const Held& held) { return planned(DiscoveryStyle::entity, held).plan; }

Held entities_held() {
    Held held;
    for (const auto& one : announcements(*gen1_snapshot(), {}))
        if (one.due) held.push_back({one.identity.config_topic, one.payload});
    return held;
}

Held devices_held() {
    Held held;
    for (const auto& one : device_announcements(announcements(*gen1_snapshot(), {}), {}))
        held.push_back({one.topic, one.payload});
    return held;
}

std::vector<std::string> topics_of(const Held& held) {
    std::vector<std::string> topics;
    for (const auto& one : held)
        topics.push_back(one.topic);
    std::ranges::sort(topics);
    return topics;
}

std::vector<std::string> topics_of(const std::vector<DeviceAnnouncement>& all) {
    std::vector<std::string> topics;
    for (const auto& one : all)
        topics.push_back(one.topic);
    return topics;
}

std::vector<std::string> topics_of(const std::vector<Clearing>& all) {
    std::vector<std::string> topics;
    for (const auto& one : all)
        topics.push_back(one.topic);
    return topics;
}

json announced(const MigrationPlan& plan, const std::string& topic) {
    const auto found = std::ranges::find(plan.announce, topic, &DeviceAnnouncement::topic);
    return found == plan.announce.end() ? json{} : json::parse(found->payload);
}

std::vector<std::string> keys_in(const json& message) {
    std::vector<std::string> keys;
    for (const auto& [key, component] : message.at("cmps").items())
        keys.push_back(key);
    return keys;
}

void expect_nothing_moves(const MigrationPlan& plan) {
    EXPECT_THAT(topics_of(plan.clear_first), IsEmpty());
    EXPECT_THAT(plan.removals, IsEmpty());
    EXPECT_THAT(plan.announce_migration, IsEmpty());
    EXPECT_THAT(plan.clear_afterwards, IsEmpty());
    EXPECT_THAT(plan.blocked, IsEmpty());
}

// The held devices with one more component of ours.
Held with_component(const std::string& topic, const std::string& key, const json& component) {
    auto held = devices_held();
    for (auto& one : held) {
        if (one.topic != topic) continue;
        auto message = json::parse(one.payload);
        message["cmps"][key] = component;
        one.payload = message.dump();
    }
    return held;
}

// A key that no version of ours has.
Held with_old_key() {
    return with_component(
        root_topic,
        "sensor-SA2114G047_Old_Key",
        {{"p", "sensor"},
         {"unique_id", "GivTCP_SA2114G047_Old_Key"},
         {"state_topic", "GivEnergy/SA2114G047/Power/Power/Old_Key"}}
    );
}

HeldConfig device_of_a_lost_pack() {
    const json message{
        {"dev", {{"identifiers", {"GivTCP BG9999G009"}}}},
        {"o", {{"name", "givtcp"}}},
        {"cmps",
         {{"sensor-SA2114G047_BG9999G009_Battery_SOC",
           {{"p", "sensor"},
            {"unique_id", "GivTCP_BG9999G009_Battery_SOC"},
            {"state_topic",
             "GivEnergy/SA2114G047/Battery_Details/Battery_Stack_1/BG9999G009/Battery_SOC"}}}}}};
    return {"homeassistant/device/SA2114G047--GivTCP-20BG9999G009/config", message.dump()};
}

// ---- where the style stays -------------------------------------------------------------------

TEST(StyleMigration, AFreshInstallOnlyAnnounces) {
    const auto devices = to_devices({});
    expect_nothing_moves(devices);
    EXPECT_THAT(
        topics_of(devices.announce), UnorderedElementsAre(root_topic, pack_topic, stack_topic)
    );
    EXPECT_EQ(devices.announce.front().topic, root_topic);

    const auto entities = to_entities({});
    expect_nothing_moves(entities);
    EXPECT_THAT(entities.announce, IsEmpty());
}

TEST(StyleMigration, ARestartChangesNothing) {
    const auto devices = to_devices(devices_held());
    expect_nothing_moves(devices);
    for (const auto& before : devices_held()) {
        EXPECT_TRUE(announced(devices, before.topic) == json::parse(before.payload))
            << before.topic;
    }

    expect_nothing_moves(to_entities(entities_held()));
}

TEST(StyleMigration, NothingIsPlannedBeforeThePlantIsKnown) {
    const auto made = planned(
        DiscoveryStyle::device, devices_held(), std::make_shared<const Snapshot>(Snapshot{})
    );

    expect_nothing_moves(made.plan);
    EXPECT_THAT(made.plan.announce, IsEmpty());
}

TEST(StyleMigration, WhatHasNoValueYetStaysAsItIsHeld) {
    auto made = planned(DiscoveryStyle::device, devices_held(), gen1_in_part());

    expect_nothing_moves(made.plan);
    const auto whole = json::parse(devices_held().front().payload);
    ASSERT_EQ(devices_held().front().topic, root_topic);
    const auto now = announced(made.plan, root_topic);
    EXPECT_THAT(keys_in(now), UnorderedElementsAreArray(keys_in(whole)));
    const auto* target = testing::find(made.announcements, Platform::number, "Target_SOC");
    ASSERT_TRUE(target == nullptr || !target->due);
    EXPECT_EQ(
        now.at("cmps").at("number-SA2114G047_Target_SOC"),
        whole.at("cmps").at("number-SA2114G047_Target_SOC")
    );
}

// ---- from entities to devices ----------------------------------------------------------------

TEST(StyleMigration, EntitiesMoveIntoTheirDevices) {
    const auto held = entities_held();

    const auto plan = to_devices(held);

    EXPECT_EQ(plan.announce_migration, topics_of(held));
    EXPECT_EQ(plan.clear_afterwards, topics_of(held));
    EXPECT_THAT(topics_of(plan.clear_first), IsEmpty());
    EXPECT_THAT(plan.removals, IsEmpty());
    EXPECT_EQ(
        announced(plan, root_topic).at("cmps").size() +
            announced(plan, pack_topic).at("cmps").size() +
            announced(plan, stack_topic).at("cmps").size(),
        held.size()
    );
}

TEST(StyleMigration, OldNamesMoveToTheLetter) {
    const auto plan = to_devices({of_v2(pv_power), of_v2(pack_soc_v2)});

    EXPECT_THAT(
        plan.announce_migration,
        ElementsAre("homeassistant/sensor/GivEnergy/BG2134G001_Battery_SOC/config", pv_power_topic)
    );
    EXPECT_EQ(plan.clear_afterwards, plan.announce_migration);
    const auto power = announced(plan, power_topic);
    EXPECT_EQ(power.at("dev").at("identifiers"), json::array({"SA2114G047_Power"}));
    EXPECT_EQ(
        power.at("cmps").at("sensor-SA2114G047_PV_Power").at("unique_id"),
        "GivTCP_SA2114G047_PV_Power"
    );
    const auto pack =
        announced(plan, "homeassistant/device/SA2114G047--BG2134G001_Battery_Details/config");
    EXPECT_EQ(pack.at("dev").at("identifiers"), json::array({"BG2134G001_Battery_Details"}));
    EXPECT_EQ(
        pack.at("cmps").at("sensor-BG2134G001_Battery_SOC").at("unique_id"),
        "GivTCP_BG2134G001_Battery_SOC"
    );
}

TEST(StyleMigration, WhatBelongsToOthersIsLeftAlone) {
    const OldEntity neighbour{"sensor", "Power/Power/PV_Power", "SB2114G048"};
    const Held held{
        of_v3(neighbour),
        {"homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config",
         R"({"uniq_id":"GivTCP_SA2114G047_PV_Power","stat_t":"other/place"})"},
        {"homeassistant/sensor/SA2114G047/PV_Power/config",
         R"({"uniq_id":"x","stat_t":"GivEnergy/SA2114G047/Power/Power/PV_Power"})"},
        {"homeassistant/device/0x00158d/config",
         R"({"dev":{"ids":"z"},"o":{"name":"z"},"cmps":{"a":{"p":"sensor","uniq_id":"x",
            "stat_t":"GivEnergy/SA2114G047/Power/Power/PV_Power"}}})"}};

    for (const auto& plan : {to_devices(held), to_entities(held)}) {
        EXPECT_THAT(topics_of(plan.clear_first), IsEmpty());
        EXPECT_THAT(plan.removals, IsEmpty());
        EXPECT_THAT(plan.announce_migration, IsEmpty());
        EXPECT_THAT(plan.clear_afterwards, IsEmpty());
    }
}

TEST(StyleMigration, WhatWaitsForAValueStaysAnEntity) {
    const auto made = planned(DiscoveryStyle::device, entities_held(), gen1_in_part());

    const auto& plan = made.plan;
    EXPECT_THAT(plan.announce_migration, Contains(pv_power_topic));
    EXPECT_THAT(plan.announce_migration, Not(Contains(HasSubstr("SA2114G047_Target_SOC"))));
    EXPECT_EQ(plan.clear_afterwards, plan.announce_migration);
    EXPECT_FALSE(announced(plan, root_topic).at("cmps").contains("number-SA2114G047_Target_SOC"));
}

TEST(StyleMigration, TwoTopicsOfOneEntityMoveBoth) {
    const auto v2 = of_v2(pack_soc_v2);
    const auto v3 = of_v3(pack_soc_v3);

    const auto made = planned(DiscoveryStyle::device, {v2, v3});

    EXPECT_THAT(topics_of(made.adoption.clear), ElementsAre(v2.topic));
    EXPECT_THAT(topics_of(made.plan.clear_first), IsEmpty());
    EXPECT_THAT(made.plan.announce_migration, UnorderedElementsAre(v2.topic, v3.topic));
    EXPECT_THAT(made.plan.clear_afterwards, UnorderedElementsAre(v2.topic, v3.topic));
}

TEST(StyleMigration, AnOlderNameIsClearedFirst) {
    const auto seed = of_seed(pv_power);
    const auto v3 = of_v3(pv_power);

    const auto plan = to_devices({seed, v3});

    EXPECT_THAT(topics_of(plan.clear_first), ElementsAre(seed.topic));
    EXPECT_THAT(plan.announce_migration, ElementsAre(v3.topic));
}

TEST(StyleMigration, OneThatWasCutOffIsEnded) {
    auto held = entities_held();
    const auto entities = topics_of(held);
    for (const auto& one : devices_held())
        held.push_back(one);

    const auto plan = to_devices(held);

    EXPECT_EQ(plan.announce_migration, entities);
    EXPECT_EQ(plan.clear_afterwards, entities);
    EXPECT_THAT(plan.removals, IsEmpty());
    EXPECT_EQ(plan.announce.size(), 3U);
    const auto back = to_entities(held);
    EXPECT_EQ(back.announce_migration, topics_of(devices_held()));
    EXPECT_EQ(back.clear_afterwards, topics_of(devices_held()));
}

TEST(StyleMigration, SomebodyElsesDeviceIsNotOverwritten) {
    auto held = entities_held();
    held.push_back(
        {root_topic, R"({"dev":{"ids":"z"},"o":{"name":"z"},"cmps":{"a":{"p":"sensor","x":1}}})"}
    );

    const auto plan = to_devices(held);

    EXPECT_THAT(plan.blocked, ElementsAre(root_topic));
    EXPECT_THAT(topics_of(plan.announce), UnorderedElementsAre(pack_topic, stack_topic));
    EXPECT_THAT(plan.announce_migration, Not(Contains(pv_power_topic)));
    EXPECT_THAT(
        plan.announce_migration,
        Contains("homeassistant/sensor/GivEnergy/SA2114G047_BG2134G001_Battery_SOC/config")
    );
    EXPECT_THAT(to_entities(held).blocked, IsEmpty());
}

TEST(StyleMigration, AnotherRootOfOursIsOverwritten) {
    DiscoveryOptions other;
    other.root = "Other";
    Held held;
    for (const auto& one : device_announcements(announcements(*gen1_snapshot(), other), other))
        held.push_back({one.topic, one.payload});

    const auto plan = to_devices(held);

    expect_nothing_moves(plan);
    EXPECT_THAT(topics_of(plan.announce), Contains(root_topic));
}

// ---- and back --------------------------------------------------------------------------------

TEST(StyleMigration, DevicesFallApartIntoEntities) {
    const auto made = planned(DiscoveryStyle::entity, devices_held());

    const auto& plan = made.plan;
    EXPECT_THAT(plan.announce_migration, UnorderedElementsAre(root_topic, pack_topic, stack_topic));
    EXPECT_EQ(plan.clear_afterwards, plan.announce_migration);
    EXPECT_THAT(topics_of(plan.clear_first), IsEmpty());
    EXPECT_THAT(plan.removals, IsEmpty());
    EXPECT_THAT(plan.announce, IsEmpty());
    Held now;
    for (const auto& one : made.announcements)
        if (one.due) now.push_back({one.identity.config_topic, one.payload});
    EXPECT_EQ(topics_of(now), topics_of(entities_held()));
}

TEST(StyleMigration, ThereAndBackIsWhereItBegan) {
    const Held before{of_v2(pv_power), of_v2(pack_soc_v2)};
    Held between;
    for (const auto& one : to_devices(before).announce)
        between.push_back({one.topic, one.payload});

    const auto made = planned(DiscoveryStyle::entity, between);

    for (const auto& one : before) {
        const auto found = std::ranges::find_if(made.announcements, [&](const Announcement& now) {
            return now.identity.config_topic == one.topic;
        });
        ASSERT_NE(found, made.announcements.end()) << one.topic;
        const auto was = json::parse(one.payload);
        EXPECT_EQ(found->identity.unique_id, was.at("uniq_id").get<std::string>());
        EXPECT_THAT(found->identity.identifiers, ElementsAre(was["device"]["identifiers"]));
    }
    EXPECT_EQ(made.plan.announce_migration.size(), between.size());
}

// ---- what is gone ----------------------------------------------------------------------------

TEST(StyleMigration, AComponentThatNothingPublishesIsRemoved) {
    const auto plan = to_devices(with_old_key());

    ASSERT_EQ(plan.removals.size(), 1U);
    EXPECT_EQ(plan.removals.front().topic, root_topic);
    const auto removal = json::parse(plan.removals.front().payload);
    EXPECT_EQ(removal.at("cmps").at("sensor-SA2114G047_Old_Key"), json({{"p", "sensor"}}));
    const auto now = announced(plan, root_topic);
    EXPECT_FALSE(now.at("cmps").contains("sensor-SA2114G047_Old_Key"));
    EXPECT_EQ(removal.at("cmps").size(), now.at("cmps").size() + 1);
    EXPECT_THAT(topics_of(plan.clear_first), IsEmpty());
    EXPECT_THAT(plan.announce_migration, IsEmpty());
}

TEST(StyleMigration, NothingIsRemovedBeforeThePlantIsWhole) {
    const auto made = planned(DiscoveryStyle::device, with_old_key(), gen1_in_part());

    EXPECT_THAT(made.plan.removals, IsEmpty());
    EXPECT_TRUE(announced(made.plan, root_topic).at("cmps").contains("sensor-SA2114G047_Old_Key"));
}

TEST(StyleMigration, WhatIsGoneIsRemovedBeforeADeviceFallsApart) {
    const auto plan = to_entities(with_old_key());

    ASSERT_EQ(plan.removals.size(), 1U);
    EXPECT_EQ(
        json::parse(plan.removals.front().payload).at("cmps").at("sensor-SA2114G047_Old_Key"),
        json({{"p", "sensor"}})
    );
    EXPECT_THAT(plan.announce_migration, Contains(root_topic));
}

TEST(StyleMigration, ADeviceOfWhichNothingIsLeftIsCleared) {
    const auto lost = device_of_a_lost_pack();
    auto held = devices_held();
    held.push_back(lost);

    for (const auto& plan : {to_devices(held), to_entities(held)}) {
        EXPECT_THAT(topics_of(plan.clear_first), ElementsAre(lost.topic));
        EXPECT_FALSE(plan.clear_first.front().why.empty());
        EXPECT_THAT(plan.announce_migration, Not(Contains(lost.topic)));
        EXPECT_THAT(plan.removals, IsEmpty());
    }
}

TEST(StyleMigration, ADeviceUnderAnotherTopicMoves) {
    auto held = devices_held();
    for (auto& one : held)
        if (one.topic == root_topic) one.topic = "homeassistant/device/an_older_name/config";

    const auto plan = to_devices(held);

    EXPECT_THAT(plan.announce_migration, ElementsAre("homeassistant/device/an_older_name/config"));
    EXPECT_EQ(plan.clear_afterwards, plan.announce_migration);
    EXPECT_THAT(topics_of(plan.announce), Contains(root_topic));
}

TEST(StyleMigration, TheOrderOfWhatIsHeldDoesNotMatter) {
    auto held = entities_held();
    for (const auto& one : with_old_key())
        held.push_back(one);
    auto backwards = held;
    std::ranges::reverse(backwards);

    for (const auto style : {DiscoveryStyle::device, DiscoveryStyle::entity}) {
        const auto one = planned(style, held).plan;
        const auto other = planned(style, backwards).plan;
        EXPECT_EQ(one.announce_migration, other.announce_migration);
        EXPECT_EQ(one.clear_afterwards, other.clear_afterwards);
        EXPECT_EQ(one.clear_first, other.clear_first);
        EXPECT_EQ(one.removals, other.removals);
    }
}

TEST(StyleMigration, TheMessageIsWhatHomeAssistantWants) {
    EXPECT_EQ(json::parse(migration_payload), json({{"migrate_discovery", true}}));
}

}  // namespace
}  // namespace giv::render
