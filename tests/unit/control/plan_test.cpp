// What the cases of tests/data/control_writes.json can't say of plans.
#include "givtcp/control/plan.hpp"

#include "support/control_cases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

testing::ControlCase a_case(const std::string& plant) {
    testing::ControlCase one;
    for (auto& candidate : testing::control_plants()) {
        if (candidate.name == plant) one.plant = candidate;
    }
    one.clock = LocalTime{2026, 6, 5, 12, 19, 53};
    one.host_now = LocalTime{2026, 6, 5, 12, 20, 7};
    return one;
}

Planned planned(const std::string& control, const std::string& payload, const ControlView& view) {
    const auto order = parse({.control = control, .payload = payload});
    if (!order) return tl::unexpected(order.error());
    return plan(*order, view);
}

std::vector<std::string> writes_of(const Planned& plan) {
    EXPECT_TRUE(plan) << (plan ? "" : plan.error().why);
    std::vector<std::string> writes;
    if (!plan) return writes;
    for (const auto& write : plan->writes)
        writes.push_back(testing::text_of({write.index(), write.value()}));
    return writes;
}

Refusal refusal_of(const Planned& plan) {
    EXPECT_FALSE(plan);
    return plan ? Refusal{} : plan.error();
}

TEST(Plan, ChangesNoRegisterForAKeyThatIsLeftOut) {
    for (const auto& plant : testing::control_plants()) {
        const auto one = a_case(plant.name);
        for (const auto& name : control_names()) {
            const auto named = *find_control(name);
            const auto with = planned(name, example_of(named, true), one.view());
            const auto without = planned(name, example_of(named), one.view());
            if (!with) {
                EXPECT_EQ(with.error().reason, Reason::not_here)
                    << name << ": " << with.error().why;
                continue;
            }
            SCOPED_TRACE(name + " on " + plant.name);
            auto rest = writes_of(with);
            const auto few = writes_of(without);

            const bool takes_a_target =
                std::ranges::any_of(named.control->parameters, [](const Parameter& parameter) {
                    return parameter.optional && parameter.type == ArgumentType::percent;
                });
            EXPECT_EQ(rest.size(), few.size() + (takes_a_target ? 1 : 0));
            if (takes_a_target) rest.erase(rest.begin());
            if (name == "setDischargeTarget") continue;  // its key is the slot, not a register
            EXPECT_EQ(rest, few);
        }
    }
}

TEST(Plan, MakesNothingOnModelsThatAreNotControlledYet) {
    auto one = a_case("gen3");
    for (const auto model : {Model::all_in_one, Model::hybrid_3ph, Model::ems, Model::unknown}) {
        one.plant.capabilities.model = model;
        for (const auto& name : control_names()) {
            const auto plan = planned(name, example_of(*find_control(name)), one.view());
            EXPECT_EQ(refusal_of(plan).reason, Reason::not_here) << name;
        }
    }
}

TEST(Plan, SaysWhereAControlIs) {
    const auto one = a_case("gen1");

    EXPECT_EQ(
        refusal_of(planned("setChargeRateAC", "50", one.view())).why,
        "setChargeRateAC is there only on AC coupled models"
    );
    EXPECT_EQ(
        refusal_of(planned("setChargeTarget3", "50", one.view())).why,
        "setChargeTarget3 is there only on models with ten slots"
    );
    EXPECT_EQ(
        refusal_of(planned("setDischargeStart3", "05:00", one.view())).why,
        "discharge slot 3 is there only on models with ten slots"
    );
    EXPECT_EQ(
        refusal_of(planned("setChargeStart2", "05:00", one.view())).why,
        "charge slot 2 is there only on models with ten slots, or with CHARGE_SLOT_2=legacy"
    );
}

TEST(Plan, OffersThePauseOnlyWhereItsBlockHasAnswered) {
    auto one = a_case("gen1");
    EXPECT_FALSE(planned("setBatteryPauseMode", "PauseBoth", one.view()));

    one.plant.capabilities.has_pause_block = true;

    EXPECT_THAT(
        writes_of(planned("setBatteryPauseMode", "PauseBoth", one.view())), ElementsAre("HR318=3")
    );
}

TEST(Plan, TreatsGeneration3WithOldFirmwareAsOneOfTwoSlots) {
    auto one = a_case("gen3");
    one.plant.capabilities.arm_firmware = 302;

    EXPECT_FALSE(planned("setChargeTarget1", "50", one.view()));
    EXPECT_THAT(
        writes_of(planned(
            "setChargeSlot1", R"({"start":"1:00","finish":"2:00","chargeToPercent":50})", one.view()
        )),
        ElementsAre("HR116=50", "HR94=100", "HR95=200")
    );
}

// What is shown to people as a number's limits is what the registers take.
TEST(Plan, TakesTheLimitsThatTheTableNames) {
    const auto gen3 = a_case("gen3");
    const auto ac = a_case("ac");
    int compared = 0;
    for (const auto& control : controls()) {
        if (control.parameters.empty() || control.numbered) continue;
        const auto& first = control.parameters.front();
        if (first.type != ArgumentType::percent) continue;
        const auto& one = control.exists != nullptr ? ac : gen3;
        const auto plan = [&](int percent) {
            return planned(std::string{control.name}, std::to_string(percent), one.view());
        };
        SCOPED_TRACE(std::string{control.name});
        EXPECT_TRUE(plan(first.least));
        EXPECT_TRUE(plan(first.most));
        EXPECT_FALSE(plan(first.most + 1));
        const auto below = plan(first.least - 1);
        EXPECT_TRUE(!below || !below->notes.empty());
        ++compared;
    }
    EXPECT_EQ(compared, 7);
}

TEST(Plan, SaysTheValueAndTheLimits) {
    const auto one = a_case("gen1");

    EXPECT_EQ(
        refusal_of(planned("setChargeTarget", "101", one.view())).why,
        "the charge target (HR116) must be 4 to 100, not 101"
    );
    EXPECT_EQ(
        refusal_of(planned("forceCharge", "1440", one.view())).why,
        "the duration must be 1 to 1439 minutes, not 1440"
    );
}

TEST(Plan, TakesNoNumberForAnotherThatHasTheSameSixteenBits) {
    const auto one = a_case("gen1");
    for (const auto* percent : {"65586", "-65486", "131122"})
        EXPECT_EQ(
            refusal_of(planned("setActivePowerRate", percent, one.view())).reason,
            Reason::out_of_bounds
        ) << percent;
}

TEST(Plan, NeedsTheCapacityForARate) {
    const auto one = a_case("gen1");
    auto view = one.view();
    view.battery_capacity_wh.reset();
    EXPECT_THAT(refusal_of(planned("setChargeRate", "1000", view)).why, HasSubstr("capacity"));

    view.battery_capacity_wh = 0;

    EXPECT_THAT(refusal_of(planned("setChargeRate", "1000", view)).why, HasSubstr("capacity"));
}

TEST(Plan, NeedsTheMaximumOnlyForPercent) {
    const auto one = a_case("gen1");
    auto view = one.view();
    view.battery_maximum_w.reset();

    EXPECT_THAT(refusal_of(planned("setChargeRate", "50%", view)).why, HasSubstr("maximum"));
    EXPECT_THAT(writes_of(planned("setChargeRate", "1300", view)), ElementsAre("HR111=16"));
    EXPECT_THAT(writes_of(planned("setChargeRate", "20000", view)), ElementsAre("HR111=50"));
}

// quirks Q40: where target and switch stay so. A force charge puts both back.
TEST(Plan, WarnsOfATargetOf100PercentWhereItIsToStay) {
    auto one = a_case("gen1");
    one.plant.registers[20] = 1;

    EXPECT_THAT(
        planned("setChargeTarget", "100", one.view())->notes, ElementsAre(HasSubstr("99 and 100 %"))
    );
    EXPECT_THAT(planned("setChargeTarget", "99", one.view())->notes, IsEmpty());
    EXPECT_THAT(planned("forceCharge", "30", one.view())->notes, IsEmpty());
}

// 1 and 100 are percent, 0 and 101 are watts: commands.md 8.
TEST(Plan, DrawsTheLineBetweenPercentAndWatts) {
    const auto one = a_case("gen1");

    EXPECT_THAT(
        planned("setChargeRate", "1", one.view())->notes, ElementsAre("1 % of 2600 W = 26 W")
    );
    EXPECT_THAT(
        planned("setChargeRate", "100", one.view())->notes, ElementsAre("100 % of 2600 W = 2600 W")
    );
    EXPECT_THAT(planned("setChargeRate", "0", one.view())->notes, IsEmpty());
    EXPECT_THAT(planned("setChargeRate", "101", one.view())->notes, IsEmpty());
    EXPECT_THAT(writes_of(planned("setChargeRate", "101", one.view())), ElementsAre("HR111=1"));
}

// A rate above the maximum is the maximum, whatever its unit, and the reply says so: commands.md
// 0.7 and clients.md §6.2 L8. GivTCP's seed took 100 % and more for full power, too.
TEST(Plan, TakesAPercentAboveAHundredForTheMaximum) {
    const auto one = a_case("gen1");
    auto view = one.view();
    view.settings.rate_unit = RateUnit::percent;

    for (const auto* rate : {"150", "150%"}) {
        const auto made = planned("setChargeRate", rate, view);
        EXPECT_THAT(writes_of(made), ElementsAre("HR111=50")) << rate;
        EXPECT_THAT(
            made->notes,
            ElementsAre(
                "150 % of 2600 W = 3900 W", "3900 W is above the maximum of 2600 W, which is set"
            )
        ) << rate;
    }
    EXPECT_EQ(refusal_of(planned("setChargeRate", "20001", view)).reason, Reason::out_of_bounds);
}

TEST(Plan, NeedsTheInvertersClockForWhatRunsForATime) {
    auto one = a_case("gen1");
    one.clock.reset();

    for (const auto* control : {"forceCharge", "forceExport", "tempPauseCharge"})
        EXPECT_EQ(refusal_of(planned(control, "30", one.view())).reason, Reason::inverter);
    EXPECT_TRUE(planned("forceCharge", "Cancel", one.view()));
}

TEST(Plan, SyncsOnlyFromAClockThatCanBeTrusted) {
    auto one = a_case("gen1");
    EXPECT_EQ(planned("syncDateTime", "", one.view())->set_clock_to, one.host_now);
    one.host_now = LocalTime{2023, 12, 31, 23, 59, 59};
    EXPECT_EQ(refusal_of(planned("syncDateTime", "", one.view())).reason, Reason::out_of_bounds);

    one.host_now.reset();

    EXPECT_EQ(refusal_of(planned("syncDateTime", "", one.view())).reason, Reason::no_connection);
}

TEST(Plan, SaysWhatProvesIt) {
    const auto one = a_case("gen1");

    EXPECT_EQ(planned("setChargeTarget", "80", one.view())->proof, Proof::equal);
    EXPECT_EQ(planned("setDateTime", "25/11/2026 00:00:00", one.view())->proof, Proof::clock);
    EXPECT_EQ(planned("rebootInverter", "", one.view())->proof, Proof::restart);
    EXPECT_EQ(planned("setBatteryCalibration", "Start", one.view())->proof, Proof::calibration);
}

TEST(Plan, LeavesTheClockToBeWrittenWhenItsTimeHasCome) {
    const auto one = a_case("gen1");

    const auto plan = planned("setDateTime", "25/11/2026 13:05:09", one.view());

    ASSERT_TRUE(plan);
    EXPECT_THAT(plan->writes, IsEmpty());
    EXPECT_EQ(plan->set_clock_to, (LocalTime{2026, 11, 25, 13, 5, 9}));
}

TEST(Plan, MakesNoClockOfATimeThatThereIsNot) {
    const Capabilities gen1{.model = Model::hybrid_gen1};

    EXPECT_FALSE(clock_writes({2026, 2, 29, 0, 0, 0}, gen1));
    EXPECT_FALSE(clock_writes({2100, 1, 1, 0, 0, 0}, gen1));
    EXPECT_FALSE(clock_writes({2023, 1, 1, 0, 0, 0}, gen1));
    EXPECT_FALSE(clock_writes({2026, 1, 1, 24, 0, 0}, gen1));
    EXPECT_EQ(clock_writes({2099, 12, 31, 23, 59, 59}, gen1).value().size(), 6U);
}

TEST(Plan, AsksForARegisterThatItHasNotSeen) {
    auto one = a_case("gen1");
    one.plant.registers.erase(110);
    one.plant.registers.erase(95);

    EXPECT_EQ(
        refusal_of(planned("setBatteryMode", "Eco", one.view())).why, "HR110 has not been read yet"
    );
    EXPECT_EQ(
        refusal_of(planned("setChargeStart1", "05:00", one.view())).why,
        "HR95 has not been read yet"
    );
}

TEST(Plan, LetsOneEdgeBeClearedWhateverTheOther) {
    auto one = a_case("gen1");
    one.plant.registers[95] = 0;

    EXPECT_THAT(writes_of(planned("setChargeStart1", "00:00", one.view())), ElementsAre("HR94=0"));
}

TEST(Plan, WarnsOfTimedExportOnlyWithoutAnySlot) {
    auto one = a_case("gen3");
    for (const auto index : std::initializer_list<std::uint16_t>{56, 57, 44, 45})
        one.plant.registers[index] = 0;
    EXPECT_FALSE(planned("setBatteryMode", "Timed Export", one.view())->notes.empty());

    one.plant.registers[297] = 600;
    one.plant.registers[298] = 700;

    EXPECT_TRUE(planned("setBatteryMode", "Timed Export", one.view())->notes.empty());
}

TEST(Plan, TakesImpossibleTimesForASlotThatIsNotSet) {
    auto one = a_case("gen1");
    one.plant.registers[56] = 60;
    one.plant.registers[57] = 2400;

    EXPECT_FALSE(planned("setBatteryMode", "Timed Export", one.view())->notes.empty());
}

TEST(Plan, RefusesAnOrderThatIsNotWhole) {
    const auto one = a_case("gen1");
    Order order;
    EXPECT_EQ(refusal_of(plan(order, one.view())).reason, Reason::malformed);
    order.control = find_control("setChargeTarget")->control;
    EXPECT_EQ(refusal_of(plan(order, one.view())).reason, Reason::malformed);

    order.arguments[0] = true;

    EXPECT_EQ(refusal_of(plan(order, one.view())).reason, Reason::malformed);
}

TEST(Plan, UndoesWhatWasWrittenLastFirst) {
    const Capabilities gen1{.model = Model::hybrid_gen1};
    const std::vector<RegisterOutcome> registers{
        {.index = 94, .requested = 30, .written = true, .before = 2400},
        {.index = 95, .requested = 430, .written = true, .before = 530},
        {.index = 96, .requested = 1, .written = false, .before = 0},
        {.index = 116, .requested = 80, .written = true},
        {.index = 163, .requested = 100, .written = true, .before = 0}};

    std::vector<std::string> undone;
    for (const auto& write : undo_writes(registers, gen1))
        undone.push_back(testing::text_of({write.index(), write.value()}));

    EXPECT_THAT(undone, ElementsAre("HR95=530", "HR94=2400"));
}

}  // namespace
}  // namespace giv
