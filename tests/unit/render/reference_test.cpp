// The lists for people are in step with the tables. Run with GIVTCP_UPDATE_GOLDEN=1 in the
// environment to rewrite docs/ENTITIES.md and docs/CONTROLS.md.
#include "givtcp/render/reference.hpp"

#include "givtcp/control/controls.hpp"
#include "givtcp/points/point.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace giv::render {
namespace {

using ::testing::HasSubstr;

std::string committed(const std::string& path, const std::string& generated) {
    const auto file = std::filesystem::path{GIVTCP_SOURCE_DIR} / path;
    if (std::getenv("GIVTCP_UPDATE_GOLDEN") != nullptr) {
        std::ofstream{file, std::ios::binary} << generated;
    }
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

TEST(EntityReference, IsInStepWithTheCommittedFile) {
    EXPECT_EQ(committed("docs/ENTITIES.md", entity_reference()), entity_reference());
}

TEST(EntityReference, HasOneRowForEachPoint) {
    const auto text = entity_reference();

    for (const auto& point : points())
        EXPECT_THAT(text, HasSubstr("| `" + std::string{point.path} + "` | "));
    std::size_t rows = 0;
    for (auto at = text.find("\n| `"); at != std::string::npos; at = text.find("\n| `", at + 1))
        ++rows;
    EXPECT_EQ(rows, points().size());
}

TEST(EntityReference, SaysOfARowWhatItIs) {
    const auto text = entity_reference();

    EXPECT_THAT(
        text, HasSubstr("| `Power/Power/PV_Power` | PV power | power | W | measurement | all |\n")
    );
    EXPECT_THAT(text, HasSubstr("| `Control/Mode` | Mode | state | | setting | all |\n"));
    EXPECT_THAT(
        text,
        HasSubstr("| `Power/Power/PV_Voltage_String_1` | PV voltage string 1 | voltage | V | "
                  "measurement | hybrids |\n")
    );
}

TEST(EntityReference, HasOneTableForEachSection) {
    const auto text = entity_reference();

    EXPECT_THAT(text, HasSubstr("\n## Power\n\n| Path | Label |"));
    EXPECT_THAT(text, HasSubstr("\n## {details}\n\n| Path | Label |"));
    EXPECT_EQ(text.find("\n## Power\n"), text.rfind("\n## Power\n"));
}

TEST(ControlReference, IsInStepWithTheCommittedFile) {
    EXPECT_EQ(committed("docs/CONTROLS.md", control_reference()), control_reference());
}

TEST(ControlReference, HasOneRowForEachControl) {
    const auto text = control_reference();

    std::size_t rows = 0;
    for (auto at = text.find("\n| `"); at != std::string::npos; at = text.find("\n| `", at + 1))
        ++rows;
    EXPECT_EQ(rows, controls().size());
}

TEST(ControlReference, SaysOfAControlWhatItTakesAndDoes) {
    const auto text = control_reference();

    EXPECT_THAT(
        text,
        HasSubstr(
            "| `enableDischargeSchedule`; `enableDishargeSchedule` | `{\"state\": \"enable\"}` | "
            "HR59: do discharge slots count | all |\n"
        )
    );
    EXPECT_THAT(
        text, HasSubstr("| `setChargeStart{n}` | `{\"start\": \"00:30\"}`<br>or `time` | ")
    );
    EXPECT_THAT(text, HasSubstr("| `disableChargeTarget` | none needed | "));
    EXPECT_THAT(text, HasSubstr("| `setChargeRateAC` | "));
    EXPECT_THAT(text, HasSubstr("| HR313, 1 to 100 % | AC coupled models |\n"));
}

}  // namespace
}  // namespace giv::render
