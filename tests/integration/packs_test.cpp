// Battery packs that fall silent, come back, say nothing that can be believed, or repeat
// themselves: what a user sees of them in the document, at the broker, among the points, in the
// log.
#include "mqtt/mqtt_sink.hpp"
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"
#include "unit/mqtt/discovery_world.hpp"
#include "unit/mqtt/fake_client.hpp"

#include "givtcp/protocol/short_serial.hpp"
#include "givtcp/render/document.hpp"
#include "givtcp/render/point_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using guard::Rule;
using simulator::Dongle;
using simulator::RegisterImage;
using testing::Rig;
using testing::RigPlant;

constexpr RegisterRange page_range{Bank::input, 60, 60};
constexpr DeviceAddress second_place{0x33};
constexpr auto battery_power = IR(52);
constexpr auto state_of_charge = IR(100);
constexpr auto current = IR(95);

struct Packs : ::testing::Test {
    // Polled for two minutes: both packs were found, and are read.
    RigPlant& settled(LinkSettings settings = Rig::usual_settings()) {
        return settled(simulator::gen1_plant(), std::move(settings));
    }
    RigPlant& settled(RegisterImage image, LinkSettings settings = Rig::usual_settings()) {
        auto& plant = rig.add(Dongle{std::move(image)}, std::move(settings));
        rig.start(plant);
        rig.run_for(2min);
        EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
        serial = plant.link->topology()->packs.at(1).serial;
        return plant;
    }

    std::string path(std::string_view name) const {
        return "Battery_Details/Battery_Stack_1/" + serial + '/' + std::string{name};
    }
    std::string shown(const RigPlant& plant, std::string_view name = "Battery_SOC") {
        const auto leaves = render::document(*plant.hub.latest(), rig.clock().moment(), {});
        const auto leaf = std::ranges::find(leaves, path(name), &render::Leaf::path);
        return leaf == leaves.end() ? "(absent)" : leaf->text;
    }
    render::PointReport report(const RigPlant& plant, std::string_view name = "Battery_SOC") {
        const auto reports = render::point_reports(*plant.hub.latest(), rig.clock().moment());
        const auto found = std::ranges::find(reports, path(name), &render::PointReport::path);
        return found == reports.end() ? render::PointReport{} : *found;
    }
    bool run_cycles(const RigPlant& plant, std::uint64_t number) {
        const auto end = cycles(plant) + number;
        return rig.run_until([&] { return cycles(plant) == end; }, number * 20s);
    }
    static std::uint64_t cycles(const RigPlant& plant) { return plant.hub.latest()->cycles; }
    static std::uint64_t count(const RigPlant& plant, Rule rule) {
        return plant.hub.latest()->rule_counts.of(rule);
    }
    static const PartSnapshot& second(const RigPlant& plant) {
        return plant.hub.latest()->parts.at(2);
    }
    static auto lines(const RigPlant& plant, std::string_view with) {
        return std::ranges::count_if(plant.log, [&](const std::string& line) {
            return line.find(with) != std::string::npos;
        });
    }

    std::string serial;  // of the second pack
    Rig rig;
};

// ---- that do not answer -------------------------------------------------------------------

TEST_F(Packs, ThatFallSilentKeepTheirValuesForThreePollsAndAreThenUnavailable) {
    auto& plant = settled();
    const auto before = shown(plant);
    ASSERT_NE(before, "(absent)");
    plant.dongle.registers().remove(second_place);

    ASSERT_TRUE(run_cycles(plant, 3));
    EXPECT_EQ(shown(plant), before);
    EXPECT_FALSE(second(plant).missing);
    ASSERT_TRUE(run_cycles(plant, 1));

    EXPECT_EQ(shown(plant), "(absent)");
    EXPECT_TRUE(second(plant).missing);
    EXPECT_FALSE(plant.hub.latest()->parts.at(1).missing);
    EXPECT_EQ(report(plant).quality, Quality::unavailable);
    EXPECT_EQ(report(plant).reason, "the battery does not answer");
    EXPECT_GE(report(plant).age, 30s);
    EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
    rig.run_for(61min);  // a search for parts
    EXPECT_EQ(plant.link->topology()->packs.size(), 2U);
    EXPECT_EQ(lines(plant, short_serial(serial) + ": the battery does not answer"), 1);
}

TEST_F(Packs, ThatAnswerAgainAreThereAtOnce) {
    auto& plant = settled();
    const auto page = *plant.dongle.registers().read(second_place, page_range);
    plant.dongle.registers().remove(second_place);
    rig.run_for(2min);
    ASSERT_EQ(shown(plant), "(absent)");

    plant.dongle.registers().set(second_place, Bank::input, page_range.base, page);
    ASSERT_TRUE(run_cycles(plant, 1));

    EXPECT_NE(shown(plant), "(absent)");
    EXPECT_EQ(report(plant).quality, Quality::good);
    EXPECT_EQ(lines(plant, short_serial(serial) + " is well again"), 1);
}

TEST_F(Packs, ThatComeBackAfterFiveMinutesShowNothingOfBefore) {
    auto& plant = settled();
    const auto before = shown(plant);
    const auto page = *plant.dongle.registers().read(second_place, page_range);
    plant.dongle.registers().remove(second_place);
    rig.run_for(6min);
    plant.sink.snapshots.clear();
    const auto first_readings = count(plant, Rule::first_reading);

    plant.dongle.registers().set(second_place, Bank::input, page_range.base, page);
    plant.dongle.registers().set(second_place, state_of_charge, 31);
    ASSERT_TRUE(run_cycles(plant, 1));

    EXPECT_EQ(shown(plant), "31");
    EXPECT_EQ(count(plant, Rule::first_reading), first_readings + 1);
    for (const auto& snapshot : plant.sink.snapshots) {
        const auto leaves = render::document(*snapshot, rig.clock().moment(), {});
        const auto leaf = std::ranges::find(leaves, path("Battery_SOC"), &render::Leaf::path);
        EXPECT_TRUE(leaf == leaves.end() || leaf->text != before);
    }
}

TEST_F(Packs, ThatStayAwayAreAskedOnceAnHour) {
    auto image = simulator::gen1_plant();
    image.set(device::inverter, battery_power, 0);
    auto& plant = settled(std::move(image));
    const auto page = *plant.dongle.registers().read(second_place, page_range);
    plant.dongle.registers().remove(second_place);
    rig.run_for(15min);
    const auto before = plant.link->counts().timeouts;

    rig.run_for(2h);
    // Two searches for parts (four places for packs, eight for meters and the controller's page,
    // each twice), and twice this pack; every cycle would be 720.
    EXPECT_LE(plant.link->counts().timeouts - before, 2U * (2 * 13 + 1));

    plant.dongle.registers().set(second_place, Bank::input, page_range.base, page);
    rig.run_for(61min);
    EXPECT_NE(shown(plant), "(absent)");
    EXPECT_EQ(report(plant).quality, Quality::good);
    ASSERT_TRUE(run_cycles(plant, 1));
    const auto asked = plant.link->counts().requests;
    ASSERT_TRUE(run_cycles(plant, 6));
    EXPECT_GE(plant.link->counts().requests - asked, 6U * 4);  // two blocks and two packs again
}

// A link that is dead is no fault of the packs.
TEST_F(Packs, OfAPlantThatIsSilentAsAWholeAreNotMissing) {
    auto& plant = settled();
    plant.dongle.set_mood(simulator::Mood::silent);
    rig.run_for(20min);

    EXPECT_FALSE(plant.hub.latest()->online());
    EXPECT_FALSE(second(plant).missing);
    EXPECT_EQ(lines(plant, "the battery does not answer"), 0);
    EXPECT_EQ(shown(plant), "(absent)");
}

TEST_F(Packs, ThatAreMissingAreWithdrawnAtTheBroker) {
    auto& plant = settled();
    mqtt::Discovery announces{{}, {.instances = {1}}, mqtt::deaf_world()};
    for (auto* discovery : {static_cast<mqtt::Discovery*>(nullptr), &announces}) {
        mqtt::FakeClient client;
        mqtt::SinkOptions options;
        options.now = [this] { return rig.clock().moment(); };
        mqtt::MqttSink sink{
            std::move(options),
            {.publish = client.publish(), .close = [](const auto&) {}},
            discovery};
        const auto page = *plant.dongle.registers().read(second_place, page_range);
        sink.connected();
        sink.accept(1, plant.hub.latest());
        client.news();

        plant.dongle.registers().remove(second_place);
        ASSERT_TRUE(run_cycles(plant, 4));
        sink.accept(1, plant.hub.latest());

        const auto topic = "GivEnergy/" + std::string{plant.hub.latest()->serial()} + '/' +
                           path("Battery_SOC") + '=';
        const auto news = client.news();
        const std::string none = discovery == nullptr ? "" : "None";
        EXPECT_EQ(std::ranges::count(news, topic + none), 1) << none;

        plant.dongle.registers().set(second_place, Bank::input, page_range.base, page);
        ASSERT_TRUE(run_cycles(plant, 1));
        sink.accept(1, plant.hub.latest());
        EXPECT_EQ(std::ranges::count(client.news(), topic + shown(plant)), 1) << none;
    }
}

// ---- that say nothing that can be believed ------------------------------------------------

TEST_F(Packs, OfWhichNothingWasEverBelievedAreMissingAndToldOnce) {
    auto image = simulator::gen1_plant();
    for (const auto temperature : {IR(76), IR(77)})
        image.set(second_place, temperature, 0);
    auto& plant = settled(std::move(image));
    rig.run_for(125min);

    EXPECT_EQ(shown(plant), "(absent)");
    EXPECT_TRUE(second(plant).missing);
    EXPECT_EQ(report(plant).path, path("Battery_SOC"));
    EXPECT_FALSE(report(plant).value.has_value());
    EXPECT_EQ(report(plant).quality, Quality::unavailable);
    EXPECT_EQ(report(plant).reason, "nothing that the battery says can be believed");
    EXPECT_EQ(
        lines(plant, short_serial(serial) + ": nothing that the battery says can be believed"), 1
    );
    EXPECT_EQ(lines(plant, short_serial(serial) + " is not believed: cell temperatures were 0"), 1);
    EXPECT_GE(lines(plant, "readings in doubt since the start, by rule: dead_temperatures"), 1);
    EXPECT_LE(lines(plant, "readings in doubt since the start, by rule: dead_temperatures"), 2);
    EXPECT_FALSE(plant.hub.latest()->parts.at(1).missing);
}

// ---- that repeat themselves ---------------------------------------------------------------

TEST_F(Packs, ThatDoNotChangeWhilePowerFlowsAreStale) {
    auto& plant = settled();  // 1240 W flow into the batteries
    plant.dongle.registers().set(second_place, current, 1);
    ASSERT_TRUE(run_cycles(plant, 1));
    rig.run_for(15min - 10s);
    EXPECT_EQ(report(plant).quality, Quality::good);

    rig.run_for(30s);
    EXPECT_EQ(report(plant).quality, Quality::stale);
    EXPECT_EQ(
        report(plant).reason,
        "the battery's values have not changed for 15 minutes while power flowed"
    );
    EXPECT_GE(report(plant).age, 15min);
    EXPECT_NE(shown(plant), "(absent)");
    EXPECT_EQ(lines(plant, short_serial(serial) + ": the battery's values have not changed"), 1);

    rig.run_for(20min);
    EXPECT_NE(shown(plant), "(absent)");
    EXPECT_EQ(count(plant, Rule::frozen_page), 2U);  // each pack once
    plant.dongle.registers().set(second_place, current, 2);
    ASSERT_TRUE(run_cycles(plant, 1));
    EXPECT_EQ(report(plant).quality, Quality::good);
    EXPECT_EQ(lines(plant, short_serial(serial) + " is well again"), 1);
}

TEST_F(Packs, AtRestAreGoodHoweverLongTheyStayTheSame) {
    auto image = simulator::gen1_plant();
    image.set(device::inverter, battery_power, 0);
    auto& plant = settled(std::move(image));
    rig.run_for(2h);

    EXPECT_EQ(report(plant).quality, Quality::good);
    EXPECT_EQ(count(plant, Rule::frozen_page), 0U);
}

// ---- thresholds ---------------------------------------------------------------------------

TEST_F(Packs, MayMoveAsFarAsTheSettingsSay) {
    auto settings = Rig::usual_settings();
    settings.pack_thresholds.at(static_cast<std::size_t>(guard::PackQuantity::state_of_charge)) =
        30;
    for (const bool is_wide : {false, true}) {
        auto& plant = settled(is_wide ? settings : Rig::usual_settings());
        const auto now = *plant.dongle.registers().word(second_place, state_of_charge);
        const auto then = static_cast<std::uint16_t>(now - 30);
        plant.dongle.registers().set(second_place, state_of_charge, then);
        ASSERT_TRUE(run_cycles(plant, 1));

        EXPECT_EQ(shown(plant), std::to_string(is_wide ? then : now));
        EXPECT_EQ(report(plant).quality, is_wide ? Quality::good : Quality::held);
    }
}

}  // namespace
}  // namespace giv
