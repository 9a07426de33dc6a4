// A pack that is missing or repeats itself, as clients see it: the snapshot, the document, the
// points.
#include "support/own_plants.hpp"

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/render/document.hpp"
#include "givtcp/render/point_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr Instant start{1000s};
constexpr RegisterRange page_range{Bank::input, 60, 60};
constexpr auto charge = "Battery_Details/Battery_Stack_1/BG2134G001/Battery_SOC";

Moment at(Instant steady) { return {steady, WallTime{1'780'000'000s}}; }

struct PackInSnapshot : ::testing::Test {
    PackInSnapshot() { image.set_topology(gen1_topology()); }

    // The inverter and the pack, as of now.
    void read_all(const Page& page) {
        image.admit({device::inverter, {Bank::input, 0, 60}, gen1_live(), now});
        image.admit({device::first_lv_pack, page_range, page, now});
        image.pack_poll_ended(device::first_lv_pack, now, std::nullopt);
    }
    void miss(int polls) {
        for (int poll = 0; poll < polls; ++poll) {
            now += 10s;
            image.admit({device::inverter, {Bank::input, 0, 60}, gen1_live(), now});
            image.pack_poll_ended(device::first_lv_pack, now, now);
        }
    }
    SnapshotPtr snapshot() { return image.snapshot(at(now), PlantState::live, ""); }

    std::string shown(std::string_view path) {
        const auto leaves = render::document(*snapshot(), at(now), {});
        const auto leaf = std::ranges::find(leaves, path, &render::Leaf::path);
        return leaf == leaves.end() ? "(absent)" : leaf->text;
    }
    render::PointReport report(std::string_view path) {
        const auto reports = render::point_reports(*snapshot(), at(now));
        const auto found = std::ranges::find(reports, path, &render::PointReport::path);
        return found == reports.end() ? render::PointReport{} : *found;
    }

    PlantImage image{one_hour_ahead};
    Instant now = start;
};

TEST_F(PackInSnapshot, ThatIsMissingIsInNoDocument) {
    admit_gen1(image, now);
    image.cycle_completed(at(now));
    EXPECT_EQ(shown(charge), "81");
    EXPECT_EQ(shown("raw/batteries/BG2134G001/soc"), "81");
    miss(3);
    EXPECT_EQ(shown(charge), "81");

    miss(1);

    EXPECT_EQ(shown(charge), "(absent)");
    EXPECT_EQ(shown("raw/batteries/BG2134G001/soc"), "(absent)");
    EXPECT_EQ(shown("Power/Power/SOC"), "82");
}

TEST_F(PackInSnapshot, ThatIsMissingSaysSoOfEachPoint) {
    admit_gen1(image, now);
    miss(4);

    const auto made = snapshot();
    ASSERT_EQ(made->parts.size(), 2U);
    EXPECT_FALSE(made->parts[0].missing);
    EXPECT_TRUE(made->parts[1].missing);
    EXPECT_EQ(made->parts[1].trouble, "the battery does not answer");
    EXPECT_EQ(report(charge).quality, Quality::unavailable);
    EXPECT_EQ(report(charge).reason, "the battery does not answer");
    EXPECT_EQ(report(charge).age, 40s);
}

TEST_F(PackInSnapshot, IsBackWithItsFirstPage) {
    admit_gen1(image, now);
    miss(20);
    now += 10s;
    auto page = pack_page();
    page[40] = 80;
    read_all(page);

    EXPECT_FALSE(snapshot()->parts[1].missing);
    EXPECT_EQ(report(charge).quality, Quality::good);
    EXPECT_EQ(shown(charge), "80");
}

// After 300 s it may be another state altogether (spec/quirks.md Q7): two pages have to agree.
TEST_F(PackInSnapshot, IsBackWithItsSecondPageAfterFiveMinutes) {
    admit_gen1(image, now);
    miss(30);
    now += 10s;
    auto page = pack_page();
    page[40] = 20;
    read_all(page);
    EXPECT_EQ(shown(charge), "(absent)");
    EXPECT_EQ(report(charge).quality, Quality::unavailable);

    read_all(page);
    EXPECT_EQ(shown(charge), "20");
}

TEST_F(PackInSnapshot, ThatWasNeverBelievedIsMissingAndHasNoValueAndNoAge) {
    admit_gen1(image, now);
    auto topology = gen1_topology();
    topology.packs.push_back({DeviceAddress{0x33}, "BG2134G002"});
    image.set_topology(topology);
    auto dead = pack_page();
    dead[16] = dead[17] = 0;
    dead[54] = 0x3032;
    constexpr auto other = "Battery_Details/Battery_Stack_1/BG2134G002/Battery_SOC";
    for (int poll = 1; poll <= 4; ++poll) {
        EXPECT_FALSE(snapshot()->parts.at(2).missing) << poll;
        now += 10s;
        image.admit({DeviceAddress{0x33}, page_range, dead, now});
        image.pack_poll_ended(DeviceAddress{0x33}, now, std::nullopt);
    }

    EXPECT_TRUE(snapshot()->parts.at(2).missing);
    EXPECT_EQ(shown(other), "(absent)");
    const auto said = report(other);
    EXPECT_EQ(said.path, other);
    EXPECT_FALSE(said.value.has_value());
    EXPECT_FALSE(said.age.has_value());
    EXPECT_EQ(said.quality, Quality::unavailable);
    EXPECT_EQ(said.reason, "nothing that the battery says can be believed");
    EXPECT_EQ(shown(charge), "81");
}

TEST_F(PackInSnapshot, ThatRepeatsItselfKeepsItsValuesAndTheirTrueAge) {
    admit_gen1(image, now);  // 2160 W flow into the battery
    const auto until = start + 15min + 10s;
    while (now < until) {
        now += 10s;
        read_all(pack_page());
    }

    EXPECT_EQ(shown(charge), "81");
    EXPECT_EQ(report(charge).quality, Quality::stale);
    EXPECT_EQ(
        report(charge).reason,
        "the battery's values have not changed for 15 minutes while power flowed"
    );
    EXPECT_EQ(report(charge).age, 910s);
    EXPECT_EQ(report("Power/Power/SOC").quality, Quality::good);
    EXPECT_FALSE(snapshot()->parts[1].missing);
    EXPECT_EQ(snapshot()->parts[1].frozen_since, start);
    EXPECT_EQ(snapshot()->rule_counts.of(guard::Rule::frozen_page), 1U);

    now += 10s;
    auto page = pack_page();
    page[0] += 1;
    read_all(page);
    EXPECT_EQ(report(charge).quality, Quality::good);
    EXPECT_EQ(report(charge).age, 0s);
}

TEST_F(PackInSnapshot, DoesNotFreezeWhereThePowerWasNotReadLately) {
    admit_gen1(image, now);
    for (int poll = 0; poll < 200; ++poll) {
        now += 10s;
        image.admit({device::first_lv_pack, page_range, pack_page(), now});
    }
    EXPECT_EQ(report(charge).quality, Quality::good);
}

TEST_F(PackInSnapshot, AnotherInItsPlaceHasNothingOfItsTrouble) {
    admit_gen1(image, now);
    miss(4);
    auto topology = gen1_topology();
    topology.packs.front().serial = "BG2134G009";
    image.set_topology(topology);

    EXPECT_FALSE(snapshot()->parts.at(1).missing);
    EXPECT_EQ(snapshot()->parts.at(1).trouble, "");
}

TEST_F(PackInSnapshot, MayMoveAsFarAsTheSettingsSay) {
    auto most = guard::usual_pack_thresholds();
    most.at(static_cast<std::size_t>(guard::PackQuantity::state_of_charge)) = 40;
    image = PlantImage{one_hour_ahead, most};
    image.set_topology(gen1_topology());
    admit_gen1(image, now);
    now += 10s;
    auto page = pack_page();
    page[40] = 41;
    read_all(page);
    EXPECT_EQ(report(charge).quality, Quality::good);
    EXPECT_EQ(shown(charge), "41");
}

}  // namespace
}  // namespace giv
