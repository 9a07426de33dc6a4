#include "givtcp/render/document.hpp"

#include "support/own_plants.hpp"

#include "givtcp/plant/plant_image.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace giv::render {
namespace {

using namespace std::chrono_literals;
using namespace giv::testing;

constexpr Instant start{1000s};
constexpr WallTime wall{1'780'662'000s};  // 2026-06-05T12:20:00Z

Moment at(Instant::duration later) {
    return {start + later, wall + std::chrono::duration_cast<WallTime::duration>(later)};
}

struct A {
    PlantImage image{one_hour_ahead};

    A() {
        image.set_topology(gen1_topology());
        admit_gen1(image, start);
        image.cycle_completed(at(0s));
    }

    SnapshotPtr snapshot(PlantState state = PlantState::live) {
        return image.snapshot(at(0s), state, "");
    }
};

nlohmann::json json_of(const Snapshot& snapshot, Moment now, const Options& options = {}) {
    return nlohmann::json::parse(to_json(document(snapshot, now, options)));
}

std::string text_of(const Document& document, std::string_view path) {
    const auto leaf = std::ranges::find(document, path, &Leaf::path);
    return leaf == document.end() ? "(absent)" : leaf->text;
}

TEST(Document, ShowsDetailsUnderBothNames) {
    A plant;

    const auto json = json_of(*plant.snapshot(), at(0s));

    EXPECT_EQ(json.at("Invertor_Details"), json.at("SA2114G047"));
    EXPECT_EQ(json.at("Invertor_Details").at("Invertor_Type"), "Hybrid_gen1");
}

TEST(Document, CountsTheWrites) {
    A plant;
    EXPECT_EQ(text_of(document(*plant.snapshot(), at(0s), {}), "Stats/Write_Count"), "0");
    ControlState control;
    control.writes_today = 12;
    control.writes_lifetime = 123'456;
    plant.image.set_control_state(control);

    const auto leaves = document(*plant.snapshot(), at(0s), {});

    EXPECT_EQ(text_of(leaves, "Stats/Write_Count"), "123456");
    EXPECT_EQ(text_of(leaves, "Stats/Writes_Today"), "12");
    EXPECT_EQ(text_of(leaves, "Stats/Safe_Write_Count"), "0");
}

TEST(Document, NumbersKeepTheDecimalsOfTheirRegister) {
    A plant;

    const auto leaves = document(*plant.snapshot(), at(0s), {});

    EXPECT_EQ(text_of(leaves, "Energy/Today/Import_Energy_Today_kWh"), "1.0");
    EXPECT_EQ(text_of(leaves, "Power/Power/PV_Power"), "3589");
    EXPECT_EQ(text_of(leaves, "Power/Power/Grid_Frequency"), "50.09");
    EXPECT_EQ(
        text_of(leaves, "Battery_Details/Battery_Stack_1/BG2134G001/Battery_Cell_1_Voltage"),
        "3.380"
    );
}

TEST(Document, StampsAreInBothPlaces) {
    A plant;

    const auto json = json_of(*plant.snapshot(), at(7s));

    EXPECT_EQ(json.at("Last_Updated_Time"), "2026-06-05T12:20:00+00:00");
    EXPECT_EQ(json.at("Stats").at("Last_Updated_Time"), "2026-06-05T12:20:00+00:00");
    EXPECT_EQ(json.at("Time_Since_Last_Update"), 7);
    EXPECT_EQ(json.at("Stats").at("Data_Age"), 7);
    EXPECT_EQ(json.at("status"), "online");
    EXPECT_EQ(json.at("Stats").at("status"), "online");
}

TEST(Document, VersionBeginsWithA3SoThatPredbatReadsItAsVersion3) {
    A plant;

    const auto json = json_of(*plant.snapshot(), at(0s));

    EXPECT_TRUE(json.at("Stats").at("GivTCP_Version").get<std::string>().starts_with("3"));
}

TEST(Document, ASilentPlantIsOfflineAndLosesItsPowerAfterTenMinutes) {
    A plant;
    const auto silent = plant.snapshot(PlantState::silent);

    const auto soon = json_of(*silent, at(9min));
    const auto later = json_of(*silent, at(11min));

    EXPECT_EQ(soon.at("status"), "offline");
    EXPECT_TRUE(soon.contains("Power"));
    EXPECT_FALSE(later.contains("Power"));
    EXPECT_TRUE(later.contains("Control"));
    EXPECT_TRUE(later.contains("Timeslots"));
    EXPECT_TRUE(later.contains("Energy"));
}

TEST(Document, APackThatFellSilentIsNotShownForEver) {
    A plant;
    const auto& image_at = plant.snapshot();

    const auto soon = json_of(*image_at, at(9min));
    const auto later = json_of(*image_at, at(11min));

    const auto packs = [](const nlohmann::json& json) {
        return json.at("Battery_Details").at("Battery_Stack_1");
    };
    EXPECT_TRUE(packs(soon).contains("BG2134G001"));
    EXPECT_FALSE(packs(later).contains("BG2134G001"));
    EXPECT_FALSE(later.at("raw").contains("batteries"));
    EXPECT_TRUE(later.at("raw").contains("invertor"));
}

TEST(Document, RawHasEveryFieldUnlessItIsNotWanted) {
    A plant;

    const auto with = json_of(*plant.snapshot(), at(0s));
    const auto without = json_of(*plant.snapshot(), at(0s), {.raw = false});

    const auto& raw = with.at("raw").at("invertor");
    EXPECT_EQ(raw.at("charge_slot_1").at("start"), 30);
    EXPECT_EQ(raw.at("charge_slot_1").at("end"), 430);
    EXPECT_EQ(raw.at("enable_charge"), true);
    EXPECT_EQ(raw.at("num_phases"), 1);
    EXPECT_EQ(raw.at("model"), "Hybrid_gen1");
    EXPECT_EQ(raw.at("serial_number"), "SA2114G047");
    EXPECT_EQ(raw.at("inverter_serial_number"), "SA2114G047");
    EXPECT_EQ(raw.at("battery_nominal_capacity"), 17.72);
    EXPECT_EQ(with.at("raw").at("batteries").at("BG2134G001").at("num_cells"), 16);
    EXPECT_FALSE(without.contains("raw"));
}

TEST(Document, IsSortedWhateverOrderIsLeftOfAnother) {
    A plant;
    const auto snapshot = plant.snapshot();
    const auto expected = document(*snapshot, at(0s), {});

    LeafOrder order;
    const auto first = document(*snapshot, at(0s), {}, order);
    const auto again = document(*snapshot, at(0s), {}, order);
    std::ranges::reverse(order);
    const auto of_another = document(*snapshot, at(0s), {}, order);
    const auto without_raw = document(*snapshot, at(0s), {.raw = false}, order);

    EXPECT_TRUE(std::ranges::is_sorted(expected, {}, &Leaf::path));
    EXPECT_EQ(first, expected);
    EXPECT_EQ(again, expected);
    EXPECT_EQ(of_another, expected);
    EXPECT_EQ(without_raw, document(*snapshot, at(0s), {.raw = false}));
}

TEST(Document, HasAnEmptyObjectWhereClientsLookForAPart) {
    A plant;

    const auto json = json_of(*plant.snapshot(), at(0s));

    EXPECT_EQ(json.at("Meter_Details"), nlohmann::json::object());
}

TEST(Document, IsServableOnlyWhenTheSchedulesAreIn) {
    PlantImage image{one_hour_ahead};
    image.set_topology(gen1_topology());
    image.admit({device::inverter, {Bank::holding, 0, 60}, gen1_identity(), start});
    admit_twice(image, {device::inverter, {Bank::input, 0, 60}, gen1_live(), start});
    image.cycle_completed(at(0s));
    A whole;

    EXPECT_FALSE(is_servable(*image.snapshot(at(0s), PlantState::live, "")));
    EXPECT_TRUE(is_servable(*whole.snapshot()));
}

Snapshot with(const Snapshot& snapshot, std::string_view key, double value) {
    auto changed = snapshot;
    for (auto& one : changed.values)
        if (one.point->key() == key) one.value = Number{value, 0};
    return changed;
}

TEST(Document, InTheSeedsWordsTheCutOffIsTheReserve) {
    A plant;
    auto snapshot = with(*plant.snapshot(), "Battery_Power_Reserve", 4);
    snapshot = with(snapshot, "Battery_Power_Cutoff", 30);

    const auto ours = document(snapshot, at(0s), {});
    const auto seeds = document(snapshot, at(0s), {.seed_profile = true});

    EXPECT_EQ(text_of(ours, "Control/Battery_Power_Reserve"), "4");
    EXPECT_EQ(text_of(seeds, "Control/Battery_Power_Reserve"), "30");
    EXPECT_EQ(text_of(seeds, "Control/Battery_Power_Cutoff"), "30");
}

TEST(Document, InTheSeedsWordsRatesArePercent) {
    A plant;
    auto snapshot = with(*plant.snapshot(), "Battery_Charge_Rate", 1300);
    snapshot = with(snapshot, "Invertor_Max_Bat_Rate", 2600);

    const auto seeds = document(snapshot, at(0s), {.seed_profile = true});

    EXPECT_EQ(text_of(seeds, "Control/Battery_Charge_Rate"), "50");
}

TEST(Document, TheNoDataAnswerHasNoControl) {
    const auto json = nlohmann::json::parse(no_data_answer());

    EXPECT_FALSE(json.contains("Control"));
    EXPECT_EQ(json.at("result"), "No register data cache exists, try again later");
}

}  // namespace
}  // namespace giv::render
