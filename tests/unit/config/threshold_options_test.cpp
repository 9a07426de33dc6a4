// The thresholds for battery packs as settings: in people's units, kept in the registers' steps.
#include "config/threshold_options.hpp"

#include "config/show.hpp"
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace giv {
namespace {

using guard::PackQuantity;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::load_both;
using testing::load_file;
using testing::load_variables;

struct Setting {
    PackQuantity quantity;
    std::string key;
    std::string variable;
    std::string given;
    std::int64_t steps;
    std::string too_low;
    std::string too_high;
    std::string bounds;
};

const auto settings = std::to_array<Setting>({
    {PackQuantity::cell_voltage,
     "cell_voltage",
     "BATTERY_THRESHOLD_CELL_VOLTAGE",
     "450",
     450,
     "9",
     "5001",
     "a number of mV from 10 to 5000"},
    {PackQuantity::cell_temperature,
     "cell_temperature",
     "BATTERY_THRESHOLD_CELL_TEMPERATURE",
     "7.5",
     75,
     "0.4",
     "200.1",
     "a number of degrees Celsius from 0.5 to 200"},
    {PackQuantity::mosfet_temperature,
     "mosfet_temperature",
     "BATTERY_THRESHOLD_MOSFET_TEMPERATURE",
     "25",
     250,
     "0",
     "1000",
     "a number of degrees Celsius from 0.5 to 200"},
    {PackQuantity::cell_sum,
     "cell_sum",
     "BATTERY_THRESHOLD_CELL_SUM",
     "2000",
     2000,
     "99",
     "80001",
     "a number of mV from 100 to 80000"},
    {PackQuantity::output_voltage,
     "output_voltage",
     "BATTERY_THRESHOLD_OUTPUT_VOLTAGE",
     "5000",
     5000,
     "-1",
     "1e9",
     "a number of mV from 100 to 80000"},
    {PackQuantity::capacity,
     "capacity",
     "BATTERY_THRESHOLD_CAPACITY",
     "20.25",
     2025,
     "0.05",
     "1000.5",
     "a number of Ah from 0.1 to 1000"},
    {PackQuantity::state_of_charge,
     "state_of_charge",
     "BATTERY_THRESHOLD_STATE_OF_CHARGE",
     "15",
     15,
     "0.5",
     "101",
     "a number of percent from 1 to 100"},
    {PackQuantity::energy,
     "energy",
     "BATTERY_THRESHOLD_ENERGY",
     "7.5",
     75,
     "0.05",
     "1001",
     "a number of kWh from 0.1 to 1000"},
});

std::string file_with(const std::string& key, const std::string& value) {
    return R"({"battery": {"thresholds": {")" + key + "\": " + value + "}}}";
}

// As the table of quirk Q7 has them, but this one.
guard::PackThresholds usual_but(PackQuantity quantity, std::int64_t steps) {
    guard::PackThresholds most{300, 50, 200, 1600, 4000, 1500, 10, 50};
    most.at(static_cast<std::size_t>(quantity)) = steps;
    return most;
}

TEST(ThresholdOptions, AreTheGuardsRowsAndNoOthers) {
    EXPECT_EQ(settings.size(), guard::pack_quantities);
    EXPECT_EQ(threshold_options().size(), guard::pack_quantities);
}

TEST(ThresholdOptions, AreUsualByDefault) {
    const auto usual = usual_but(PackQuantity::cell_voltage, 300);
    EXPECT_EQ(load_variables({}).settings.plants.at(0).pack_thresholds, usual);
}

TEST(ThresholdOptions, CanEachBeSetInTheFile) {
    for (const auto& one : settings) {
        const auto outcome = load_file(file_with(one.key, one.given));
        ASSERT_THAT(outcome.errors, IsEmpty()) << one.key;
        EXPECT_EQ(outcome.settings.plants.at(0).pack_thresholds, usual_but(one.quantity, one.steps))
            << one.key;
    }
}

TEST(ThresholdOptions, CanEachBeSetInTheEnvironmentForAllPlants) {
    for (const auto& one : settings) {
        const auto outcome =
            load_variables({{one.variable, one.given}, {"INVERTOR_IP_2", "10.0.0.8"}});
        ASSERT_THAT(outcome.errors, IsEmpty()) << one.key;
        EXPECT_THAT(outcome.warnings, IsEmpty()) << one.key;
        ASSERT_EQ(outcome.settings.plants.size(), 2U);
        for (const auto& plant : outcome.settings.plants)
            EXPECT_EQ(plant.pack_thresholds, usual_but(one.quantity, one.steps)) << one.key;
    }
}

TEST(ThresholdOptions, HaveBounds) {
    for (const auto& one : settings) {
        for (const auto& beyond : {one.too_low, one.too_high}) {
            const auto in_file = load_file(file_with(one.key, beyond));
            EXPECT_THAT(
                in_file.errors,
                ElementsAre(AllOf(HasSubstr("battery.thresholds." + one.key), HasSubstr(one.bounds))
                )
            ) << beyond;
            const auto in_environment = load_variables({{one.variable, beyond}});
            EXPECT_THAT(
                in_environment.errors,
                ElementsAre(AllOf(HasSubstr(one.variable), HasSubstr(one.bounds)))
            ) << beyond;
        }
    }
}

TEST(ThresholdOptions, AreNumbers) {
    for (const std::string wrong : {R"("300")", "true", "null", "[300]", "{}"})
        EXPECT_THAT(
            load_file(file_with("cell_voltage", wrong)).errors,
            ElementsAre(HasSubstr("battery.thresholds.cell_voltage"))
        ) << wrong;
    for (const std::string wrong : {"300mV", "0x10", "nan", "inf", "1,5"})
        EXPECT_THAT(
            load_variables({{"BATTERY_THRESHOLD_CELL_VOLTAGE", wrong}}).errors,
            ElementsAre(HasSubstr("BATTERY_THRESHOLD_CELL_VOLTAGE"))
        ) << wrong;
}

TEST(ThresholdOptions, AreSuggestedWhereOneIsMisspelt) {
    EXPECT_THAT(
        load_file(file_with("cel_voltage", "300")).errors,
        ElementsAre(HasSubstr("did you mean battery.thresholds.cell_voltage?"))
    );
    EXPECT_THAT(
        load_file(R"({"batery": {"thresholds": {}}})").errors,
        ElementsAre(HasSubstr("did you mean battery?"))
    );
    EXPECT_THAT(
        load_variables({{"BATTERY_THRESHOLD_CAPACTY", "20"}}).warnings,
        ElementsAre(HasSubstr("did you mean BATTERY_THRESHOLD_CAPACITY?"))
    );
}

TEST(ThresholdOptions, AreShownInPeoplesUnits) {
    const auto shown = print_config(load_file(file_with("capacity", "20.25")));
    EXPECT_THAT(shown, HasSubstr("battery.thresholds.capacity       20.25   (givtcp.json)"));
    EXPECT_THAT(shown, HasSubstr("battery.thresholds.energy         5   (default)"));
}

}  // namespace
}  // namespace giv
