#include "unit/render/adoption_words.hpp"

#include "givtcp/render/device_style.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv::render {
namespace {

TEST(PlanText, NamesWhatIsClearedAndMovedAndBlockedThenEachEntityThenTheSums) {
    AdoptionPlan plan;
    plan.entities = {
        {{Platform::sensor, "PV_Power", "SA2114G047"}, "a/config", Fate::adopted, ""},
        {{Platform::toggle, "Eco_Mode", "SA2114G047"}, "b/config", Fate::blocked, "taken"}};
    MigrationPlan migration;
    migration.clear_first = {{"c/config", "nothing publishes it"}};
    migration.removals = {{"f/config", "{}"}};
    migration.clear_afterwards = {"d/config"};
    migration.blocked = {"e/config"};

    EXPECT_EQ(
        plan_text(plan, migration),
        "cleared   c/config  (nothing publishes it)\n"
        "changes   f/config  (entities leave this device)\n"
        "moves     d/config  (to the other style)\n"
        "blocked   e/config  (somebody else's device is there)\n"
        "adopted   sensor         SA2114G047        PV_Power  a/config\n"
        "blocked   switch         SA2114G047        Eco_Mode  b/config  (taken)\n"
        "0 fresh, 0 recalled, 1 adopted, 0 waits, 1 blocked, 1 cleared\n"
    );
}

TEST(PlanText, OfAnOldInstallSaysWhatStays) {
    const auto plan = testing::plan_of({testing::of_seed(testing::pv_power)});

    const auto text = plan_text(plan, {});

    EXPECT_NE(
        text.find("adopted   sensor         SA2114G047        PV_Power  "
                  "homeassistant/sensor/GivEnergy/PV_Power/config\n"),
        std::string::npos
    );
    EXPECT_NE(text.find(", 1 adopted, "), std::string::npos);
}

}  // namespace
}  // namespace giv::render
