#include "mqtt/discovery.hpp"

#include "support/old_discovery.hpp"
#include "unit/mqtt/discovery_house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::gen1_in_part;
using testing::gen1_snapshot;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::of_seed;
using testing::of_v3;
using testing::OldEntity;
using ::testing::SizeIs;
using ::testing::StartsWith;

const std::string pv_power = "homeassistant/sensor/GivEnergy/SA2114G047_PV_Power/config";
const std::string problem = "homeassistant/binary_sensor/GivEnergy/SA2114G047_Problem/config";

void hold(House& house, const render::HeldConfig& config) {
    house.broker[config.topic] = config.payload;
}

TEST(Announcing, SaysNothingBeforeTheBrokerWasLookedAt) {
    House house;
    house.accept(gen1_snapshot());
    EXPECT_TRUE(house.asked);
    EXPECT_TRUE(house.publish());
    EXPECT_THAT(house.news(), IsEmpty());
    EXPECT_FALSE(house.is_announced());

    house.second();  // the broker answers
    EXPECT_THAT(house.news(), IsEmpty());

    house.second();  // and a second of silence
    const auto news = house.news();
    ASSERT_THAT(news, Contains(pv_power));
    EXPECT_EQ(news.front(), problem);
    EXPECT_FALSE(house.is_announced());
    house.seconds(3);
    EXPECT_TRUE(house.is_announced());
    EXPECT_EQ(house.looks, 1);
}

TEST(Announcing, IsSaidOnce) {
    House house;
    house.accept(gen1_snapshot());
    house.seconds(2);
    const auto news = house.news();
    EXPECT_EQ(std::set<std::string>(news.begin(), news.end()).size(), news.size());

    house.accept(gen1_snapshot());
    house.seconds(60);

    EXPECT_THAT(house.news(), IsEmpty());
    EXPECT_EQ(house.looks, 1);
}

TEST(Announcing, OfAPlantThatIsNotReadYetWaitsForIt) {
    House house;
    house.accept(gen1_in_part());
    house.seconds(29);
    EXPECT_THAT(house.news(), IsEmpty());

    house.accept(gen1_snapshot());
    house.seconds(2);
    EXPECT_THAT(house.news(), Contains(pv_power));
}

TEST(Announcing, OfAPlantThatNeverTellsAllOfItselfSaysWhatItKnows) {
    House house;
    hold(house, of_v3({"sensor", "Stats/Timeout_Error"}));
    house.accept(gen1_in_part());
    house.seconds(33);

    EXPECT_THAT(house.news(), Contains(pv_power));
    EXPECT_THAT(house.broker, SizeIs(::testing::Gt(20U)));

    house.accept(gen1_snapshot());
    house.seconds(6);
    EXPECT_THAT(
        house.news(), Contains("-homeassistant/sensor/GivEnergy/SA2114G047_Timeout_Error/config")
    );
    EXPECT_EQ(house.looks, 2);
}

TEST(Announcing, OverwritesInPlaceAndRemembersTheNames) {
    House house;
    const auto old = of_seed({"sensor", "Power/Power/PV_Power"});
    hold(house, old);
    house.accept(gen1_snapshot());
    house.seconds(2);

    const auto news = house.news();
    EXPECT_THAT(news, Contains(old.topic));
    EXPECT_THAT(news, Not(Contains(pv_power)));
    EXPECT_THAT(house.broker[old.topic], HasSubstr(R"("unique_id":"SA2114G047_Power_PV_Power")"));
    const auto& names = house.remembered.at("SA2114G047");
    EXPECT_EQ(
        names.at({render::Platform::sensor, "PV_Power", "SA2114G047"}).config_topic, old.topic
    );
}

TEST(Announcing, ClearsThenWaitsThreeSecondsThenAnnounces) {
    House house;
    hold(house, of_v3({"sensor", "Stats/Timeout_Error"}));
    house.accept(gen1_snapshot());
    house.seconds(2);

    EXPECT_THAT(
        house.news(), ElementsAre("-homeassistant/sensor/GivEnergy/SA2114G047_Timeout_Error/config")
    );
    EXPECT_FALSE(house.is_announced());
    house.seconds(2);
    EXPECT_THAT(house.news(), IsEmpty());
    house.second();
    EXPECT_THAT(house.news(), Contains(pv_power));
    house.seconds(3);
    EXPECT_TRUE(house.is_announced());
}

TEST(Announcing, OfARememberedInverterKeepsNobodyWaiting) {
    House before;
    hold(before, of_seed({"sensor", "Power/Power/PV_Power"}));
    before.accept(gen1_snapshot());
    before.seconds(2);
    const auto all = before.news();

    House house;  // whose broker has lost everything
    house.remembered = before.remembered;
    house.accept(gen1_snapshot());
    EXPECT_TRUE(house.is_announced());
    house.seconds(2);

    EXPECT_THAT(all, Contains("homeassistant/sensor/GivEnergy/PV_Power/config"));
    EXPECT_EQ(house.news(), all);
    EXPECT_EQ(house.looks, 1);
}

TEST(Announcing, SaysAgainWhatIsTakenAwayAfterAClearing) {
    House house;
    hold(house, of_v3({"sensor", "Stats/Timeout_Error"}));
    house.accept(gen1_snapshot());
    house.seconds(6);
    house.news();

    house.discovery.hear({pv_power, ""}, house.now);
    house.seconds(2);
    EXPECT_THAT(house.news(), IsEmpty());
    house.second();
    EXPECT_THAT(house.news(), ElementsAre(pv_power));
}

TEST(Announcing, LeavesAwayWhatTheUserRemoved) {
    House house;
    house.accept(gen1_snapshot());
    house.seconds(70);
    house.news();

    house.discovery.hear({pv_power, ""}, house.now);
    house.seconds(10);
    EXPECT_THAT(house.news(), IsEmpty());

    house.discovery.disconnected();
    house.discovery.connected();
    house.accept(gen1_snapshot());
    house.seconds(10);
    const auto news = house.news();
    EXPECT_THAT(news, Contains(problem));
    EXPECT_THAT(news, Not(Contains(pv_power)));
}

TEST(Announcing, ClearsADoubleOnceItsSuccessorHasAValue) {
    House house;
    const OldEntity frequency{"sensor", "Power/Power/Grid_Frequency"};
    hold(house, of_seed(frequency));
    hold(house, of_v3(frequency));
    auto without = std::make_shared<Snapshot>(*gen1_snapshot());
    std::erase_if(without->values, [](const auto& measured) {
        return measured.point->key() == "Grid_Frequency";
    });
    house.accept(without);
    house.seconds(6);
    const std::string cleared = "-" + of_seed(frequency).topic;
    EXPECT_THAT(house.news(), Not(Contains(cleared)));

    house.accept(gen1_snapshot());
    house.seconds(3);
    EXPECT_THAT(house.news(), Contains(cleared));
}

TEST(Announcing, CommandsBelowTheDiscoveryPrefixAreNoBusinessOfOurs) {
    const House house;

    EXPECT_TRUE(house.discovery.is_about("homeassistant/status"));
    EXPECT_TRUE(house.discovery.is_about(pv_power));
    EXPECT_TRUE(house.discovery.is_about("homeassistant/device/a/config"));
    EXPECT_FALSE(house.discovery.is_about("homeassistant/GivEnergy/control/SA2114G047/setChargeRate"
    ));
}

TEST(Announcing, OfAnotherPlantsTopicsIsNoBusinessOfOurs) {
    House house;
    house.accept(gen1_snapshot());
    house.seconds(2);
    house.news();

    house.discovery.hear({"homeassistant/sensor/GivEnergy/other/config", ""}, house.now);
    house.discovery.hear({pv_power, "{}"}, house.now);
    house.seconds(10);

    EXPECT_THAT(house.news(), IsEmpty());
}

TEST(Announcing, ClearsAPackThatWasReplaced) {
    House house;
    house.accept(gen1_snapshot());
    house.seconds(2);
    house.news();

    auto with_another = std::make_shared<Snapshot>(*gen1_snapshot());
    for (auto& part : with_another->parts)
        if (part.subject == Subject::pack) part.id = "BG9999G999";
    house.accept(with_another);
    house.seconds(2);

    const auto news = house.news();
    EXPECT_EQ(house.looks, 2);
    EXPECT_THAT(
        news, Contains("-homeassistant/sensor/GivEnergy/SA2114G047_BG2134G001_Battery_SOC/config")
    );
    EXPECT_THAT(news, Each(StartsWith("-homeassistant/sensor/GivEnergy/SA2114G047_BG2134G001_")));

    house.seconds(3);
    EXPECT_THAT(
        house.news(),
        Contains("homeassistant/sensor/GivEnergy/SA2114G047_BG9999G999_Battery_SOC/config")
    );
}

TEST(Announcing, GoesOnWhereTheClientHadNoRoom) {
    House house;
    house.accept(gen1_snapshot());
    house.room = 10;
    house.seconds(2);
    EXPECT_THAT(house.news(), SizeIs(10));
    EXPECT_FALSE(house.publish());
    EXPECT_FALSE(house.is_announced());

    house.room = 1000;
    EXPECT_TRUE(house.publish());
    const auto news = house.news();
    EXPECT_THAT(news, SizeIs(::testing::Gt(100U)));
    EXPECT_THAT(news, Not(Contains(problem)));
    house.seconds(3);
    EXPECT_TRUE(house.is_announced());
}

TEST(Announcing, LooksAgainWhereMessagesWereLost) {
    House house;
    house.losses_to_come = 1;
    house.accept(gen1_snapshot());
    house.seconds(2);
    EXPECT_THAT(house.news(), IsEmpty());

    house.seconds(2);
    EXPECT_THAT(house.news(), Contains(pv_power));
    EXPECT_EQ(house.looks, 2);
    EXPECT_THAT(house.warnings, IsEmpty());
}

TEST(Announcing, SaysNothingButAWarningWhereNothingCanBeRead) {
    House house;
    house.is_deaf = true;
    house.accept(gen1_snapshot());
    house.seconds(14);
    EXPECT_FALSE(house.is_announced());
    EXPECT_THAT(house.warnings, IsEmpty());

    house.seconds(60);
    EXPECT_THAT(house.news(), IsEmpty());
    EXPECT_TRUE(house.is_announced());  // others wait for its status
    EXPECT_THAT(house.warnings, ElementsAre(HasSubstr("access list")));

    EXPECT_EQ(house.looks, 3);  // from then on one a minute
    house.is_deaf = false;
    house.seconds(70);
    EXPECT_THAT(house.news(), Contains(pv_power));
}

TEST(Announcing, IsSaidAgainWhenHomeAssistantHasStarted) {
    House house;
    house.accept(gen1_snapshot());
    house.seconds(2);
    const auto all = house.news();
    house.discovery.hear({"homeassistant/status", "offline"}, house.now);
    house.discovery.hear({"homeassistant/status", "online", true}, house.now);
    EXPECT_FALSE(house.discovery.is_born(house.now + 10s));

    house.discovery.hear({"homeassistant/status", "online"}, house.now);
    EXPECT_FALSE(house.discovery.is_born(house.now + 900ms));
    EXPECT_TRUE(house.discovery.is_born(house.now + 1s));
    EXPECT_TRUE(house.publish());

    EXPECT_EQ(house.news(), all);
}

TEST(Announcing, IsSaidAgainAfterAReconnect) {
    House house;
    house.accept(gen1_snapshot());
    house.seconds(2);
    const auto all = house.news();

    house.seconds(3);
    house.discovery.disconnected();
    house.broker.clear();
    house.discovery.connected();
    EXPECT_TRUE(house.publish());

    EXPECT_EQ(house.news(), all);
    EXPECT_TRUE(house.is_announced());
    house.seconds(3);
    EXPECT_THAT(house.news(), IsEmpty());
    EXPECT_EQ(house.looks, 2);
}

TEST(Announcing, HearsConfigsOnlyAfterItHasLooked) {
    House house;
    EXPECT_THAT(house.discovery.filters(), ElementsAre("homeassistant/status"));
    house.accept(gen1_snapshot());
    EXPECT_THAT(
        house.discovery.filters(),
        ElementsAre(
            "homeassistant/status",
            "homeassistant/+/GivEnergy/+/config",
            "homeassistant/device/+/config"
        )
    );
}

const std::string root_device = "homeassistant/device/givtcp_SA2114G047/config";

MqttSettings by_device() {
    MqttSettings settings;
    settings.discovery.style = render::DiscoveryStyle::device;
    return settings;
}

TEST(AnnouncingDevices, SaysOneMessageForEachDevice) {
    House house{by_device()};
    house.accept(gen1_snapshot());
    house.seconds(2);

    const auto news = house.news();
    EXPECT_THAT(news, Each(StartsWith("homeassistant/device/")));
    EXPECT_EQ(news.front(), root_device);
    EXPECT_THAT(news, SizeIs(3U));  // the inverter, its stack, its pack
    house.seconds(3);
    EXPECT_TRUE(house.is_announced());

    house.accept(gen1_snapshot());
    house.seconds(60);
    EXPECT_THAT(house.news(), IsEmpty());
}

TEST(AnnouncingDevices, MovesWhatWasSaidOfEachEntity) {
    House before;
    before.accept(gen1_snapshot());
    before.seconds(2);
    const auto singles = before.broker.size();

    House house{by_device()};
    house.broker = before.broker;
    house.remembered = before.remembered;
    house.accept(gen1_snapshot());
    EXPECT_TRUE(house.publish());
    EXPECT_THAT(house.news(), IsEmpty());  // remembered names are not enough here
    house.seconds(2);

    const auto said = house.said;
    ASSERT_EQ(said.size(), 2 * singles + 3);
    EXPECT_THAT(said.front().payload, HasSubstr("migrate_discovery"));
    EXPECT_FALSE(said.front().retain);
    EXPECT_EQ(said[singles].topic, root_device);
    EXPECT_EQ(said.back().payload, "");
    EXPECT_THAT(house.broker, SizeIs(3U));
}

TEST(AnnouncingDevices, AndBack) {
    House before{by_device()};
    before.accept(gen1_snapshot());
    before.seconds(2);

    House house;
    house.broker = before.broker;
    house.remembered = before.remembered;
    house.accept(gen1_snapshot());
    house.seconds(2);

    for (int i = 0; i < 3; ++i)
        EXPECT_THAT(house.said.at(static_cast<std::size_t>(i)).payload, HasSubstr("migrate"));
    EXPECT_THAT(house.said.back().topic, StartsWith("homeassistant/device/"));
    EXPECT_EQ(house.said.back().payload, "");
    EXPECT_EQ(house.broker.count(pv_power), 1U);
    EXPECT_EQ(house.broker.count(root_device), 0U);
}

TEST(AnnouncingDevices, AreSaidAgainWhenHomeAssistantHasStarted) {
    House house{by_device()};
    house.accept(gen1_snapshot());
    house.seconds(2);
    const auto all = house.news();

    house.discovery.hear({"homeassistant/status", "online"}, house.now);
    EXPECT_TRUE(house.discovery.is_born(house.now + 1s));
    EXPECT_TRUE(house.publish());

    EXPECT_EQ(house.news(), all);
}

TEST(AnnouncingOptions, FollowFromTheSettings) {
    MqttSettings settings;
    settings.root_topic = "Energy";
    settings.instance_topics[3] = "Garage";
    settings.instance = 2;
    settings.republish_period = 10min;
    settings.discovery.prefix = "ha";
    const DiscoveryFacts facts{.instances = {2, 3}, .read_only = true, .version = "1.2.3"};

    const auto first = discovery_options(settings, facts, 2);
    const auto second = discovery_options(settings, facts, 3);

    EXPECT_EQ(first.discovery_prefix, "ha");
    EXPECT_EQ(DiscoverySettings::birth_topic(), "homeassistant/status");
    EXPECT_EQ(first.root, "Energy");
    EXPECT_EQ(first.bridge_topic, "Energy/bridge/2/status");
    EXPECT_EQ(first.name_prefix, "GivTCP");
    EXPECT_EQ(first.expire_after, 1500s);
    EXPECT_TRUE(first.read_only);
    EXPECT_EQ(second.root, "Garage");
    EXPECT_EQ(second.name_prefix, "GivTCP2");
    EXPECT_FALSE(second.prefix_is_shared);

    settings.discovery.name_prefixes = {{2, "Home"}, {3, "Home"}};
    EXPECT_EQ(discovery_options(settings, facts, 2).name_prefix, "Home");
    EXPECT_FALSE(discovery_options(settings, facts, 2).prefix_is_shared);
    EXPECT_TRUE(discovery_options(settings, facts, 3).prefix_is_shared);
}

}  // namespace
}  // namespace giv::mqtt
