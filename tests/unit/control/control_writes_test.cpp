// Every control of spec/commands.md 1a, against what a person worked out that it writes.
#include "support/control_cases.hpp"

#include "givtcp/control/controls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace giv {
namespace {

using testing::control_cases;
using testing::ControlCase;
using testing::ExpectedWrite;
using ::testing::HasSubstr;

Planned planned(const ControlCase& one) {
    const auto order = parse(one.command);
    if (!order) return tl::unexpected(order.error());
    return plan(*order, one.view());
}

// The clock's are made when they are sent.
std::vector<ExpectedWrite> writes_of(const WritePlan& plan, const Capabilities& plant) {
    auto judged = plan.writes;
    if (plan.set_clock_to) judged = clock_writes(*plan.set_clock_to, plant).value();
    std::vector<ExpectedWrite> writes;
    for (const auto& write : judged)
        writes.push_back({write.index(), write.value()});
    return writes;
}

std::string text_of(const std::vector<ExpectedWrite>& writes) {
    std::string text;
    for (const auto& write : writes)
        text += testing::text_of(write) + ' ';
    return text;
}

std::string notes_of(const WritePlan& plan) {
    std::string text;
    for (const auto& note : plan.notes)
        text += note + '\n';
    return text;
}

// Told apart from the others, because who contradicts whom is decided in timed_action.
bool is_refused_for_what_runs(const ControlCase& one) {
    return one.refused && !one.running.empty();
}

TEST(ControlWrites, AreThoseOfTheSpecificationInItsOrder) {
    for (const auto& one : control_cases()) {
        if (one.refused) continue;
        SCOPED_TRACE(one.text());

        const auto plan = planned(one);

        ASSERT_TRUE(plan) << plan.error().why;
        EXPECT_EQ(text_of(writes_of(*plan, one.plant.capabilities)), text_of(one.writes));
    }
}

TEST(ControlWrites, SayWhatIsDoneOtherThanAsked) {
    for (const auto& one : control_cases()) {
        if (one.refused) continue;
        SCOPED_TRACE(one.text());

        const auto plan = planned(one);

        ASSERT_TRUE(plan) << plan.error().why;
        EXPECT_EQ(notes_of(*plan).empty(), one.warns.empty()) << notes_of(*plan);
        EXPECT_THAT(notes_of(*plan), HasSubstr(one.warns));
    }
}

TEST(ControlWrites, SayWhichTimedActionBeginsOrEnds) {
    for (const auto& one : control_cases()) {
        if (one.refused) continue;
        SCOPED_TRACE(one.text());

        const auto plan = planned(one);

        ASSERT_TRUE(plan) << plan.error().why;
        EXPECT_EQ(plan->begins.has_value(), one.begins.has_value());
        EXPECT_EQ(plan->duration.count(), one.begins.value_or(0));
        EXPECT_EQ(plan->cancels.has_value(), one.cancels);
        const auto kind = plan->begins ? plan->begins : plan->cancels;
        EXPECT_EQ(kind ? words(*kind) : "", kind ? one.command.control : "");
    }
}

TEST(ControlWrites, AreRefusedForTheReasonThatIsDocumented) {
    for (const auto& one : control_cases()) {
        if (!one.refused || is_refused_for_what_runs(one)) continue;
        SCOPED_TRACE(one.text());

        const auto plan = planned(one);

        ASSERT_FALSE(plan) << text_of(writes_of(*plan, one.plant.capabilities));
        EXPECT_EQ(words(plan.error().reason), *one.refused) << plan.error().why;
        EXPECT_FALSE(plan.error().why.empty());
    }
}

TEST(ControlWrites, AreRefusedIfTheyContradictATimedAction) {
    for (const auto& one : control_cases()) {
        if (!is_refused_for_what_runs(one)) continue;
        SCOPED_TRACE(one.text());

        const auto plan = planned(one);

        ASSERT_FALSE(plan) << text_of(writes_of(*plan, one.plant.capabilities));
        EXPECT_EQ(words(plan.error().reason), *one.refused) << plan.error().why;
    }
}

TEST(ControlWrites, HaveACaseForEveryControl) {
    std::set<std::string> seen;
    for (const auto& one : control_cases()) {
        const auto named = find_control(one.command.control);
        if (named && !one.refused) {
            seen.insert(std::string{named->control->name} + (named->slot != 0 ? "N" : ""));
        }
    }

    for (const auto& control : controls()) {
        const auto name = std::string{control.name} + (control.numbered ? "N" : "");
        EXPECT_TRUE(seen.contains(name)) << name;
    }
}

// The file's own arithmetic: what it calls a change is one.
TEST(ControlWrites, ChangeWhatDiffersFromBefore) {
    for (const auto& one : control_cases()) {
        SCOPED_TRACE(one.text());
        std::vector<ExpectedWrite> differing;
        for (const auto& write : one.writes) {
            ASSERT_TRUE(one.plant.registers.contains(write.index)) << write.index;
            if (one.plant.registers.at(write.index) != write.value) differing.push_back(write);
        }

        EXPECT_EQ(text_of(one.changes), text_of(differing));
    }
}

TEST(ControlWrites, NameNoRegisterTwice) {
    for (const auto& one : control_cases()) {
        std::set<std::uint16_t> indexes;
        for (const auto& write : one.writes)
            EXPECT_TRUE(indexes.insert(write.index).second) << one.text();
    }
}

}  // namespace
}  // namespace giv
