// What every control writes, over the wire to the simulated inverter: control_writes.json, with the
// whole register file compared before and after, and again with single writes that fail.
#include "support/control_rig.hpp"

#include "givtcp/registers/local_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::ControlCase;
using ::testing::IsEmpty;
using testing::Registers;
using testing::Rig;
using testing::RigPlant;
using How = Outcome::How;

constexpr std::uint16_t restart_register = 163;  // keeps nothing

bool sets_the_clock(const ControlCase& one) { return one.command.control.ends_with("DateTime"); }
bool restarts(const ControlCase& one) { return one.command.control.starts_with("reboot"); }

// A case on its plant, up to the moment before its command.
struct Stage {
    Rig rig;
    RigPlant* plant = nullptr;
    Registers first;   // before anything that runs already
    Registers before;  // the command
    std::vector<std::string> begun;

    explicit Stage(const ControlCase& one) {
        plant = &testing::add_control_plant(
            rig, one.plant, {.control = one.settings, .reboot_time = 1s}
        );
        set_clocks(one);
        first = testing::registers_of(*plant);
        for (const auto kind : one.running) {
            const auto& begins = rig.command(*plant, std::string{words(kind)}, "30");
            EXPECT_EQ(begins.how, How::verified) << begins.why;
        }
        begun = testing::done_writes(*plant);
        before = testing::registers_of(*plant);
        plant->dongle.clear_write_log();
        if (one.clock && !one.running.empty()) return;
        set_clocks(one);
    }

    void set_clocks(const ControlCase& one) {
        if (one.clock) testing::set_clock(rig, *plant, *one.clock);
        if (sets_the_clock(one)) testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
        if (one.command.control != "syncDateTime") return;
        // The rig's zone is an hour ahead of UTC; without a time, a host whose clock never was set.
        const auto local =
            one.host_now ? *local_seconds_of(*one.host_now) : std::chrono::local_seconds{1h};
        rig.clock().set_wall(WallTime{local.time_since_epoch() - 1h});
    }

    Outcome carry_out(const ControlCase& one) {
        return testing::final_outcome(rig, *plant, one.command.control, one.command.payload);
    }
};

// HR29 shows a stage, but for its first ten seconds that of the number that was written.
Registers with_changes(Registers registers, const ControlCase& one) {
    for (const auto& write : one.changes)
        if (write.index != restart_register) registers[write.index] = write.value;
    return registers;
}

std::string right_outcome(const ControlCase& one) {
    if (one.refused) return "refused";
    return one.changes.empty() && !one.cancels ? "no-op" : "verified";
}

TEST(ControlTable, EveryControlWritesItsRegistersInOrderAndNoOther) {
    for (const auto& one : testing::control_cases()) {
        if (sets_the_clock(one) && !one.refused) continue;
        SCOPED_TRACE(one.text());
        Stage stage{one};

        const auto outcome = stage.carry_out(one);

        EXPECT_EQ(words(outcome.how), right_outcome(one)) << outcome.why;
        EXPECT_EQ(one.refused.value_or("none"), words(outcome.reason)) << outcome.why;
        EXPECT_THAT(outcome.why, ::testing::HasSubstr(one.warns));
        if (!one.cancels) {
            EXPECT_EQ(testing::done_writes(*stage.plant), testing::texts_of(one.changes));
        }
        EXPECT_EQ(
            testing::registers_of(*stage.plant),
            one.cancels ? stage.first : with_changes(stage.before, one)
        );
        EXPECT_THAT(testing::disagreements(*stage.plant), IsEmpty());
    }
}

TEST(ControlTable, SettingTheClockWritesItsSixRegistersInOrderAndNoOther) {
    for (const auto& one : testing::control_cases()) {
        if (!sets_the_clock(one) || one.refused) continue;
        SCOPED_TRACE(one.text());
        Stage stage{one};
        const auto began = stage.rig.clock().now();

        const auto outcome = stage.carry_out(one);

        EXPECT_EQ(outcome.how, How::verified) << outcome.why;
        std::vector<std::uint16_t> indexes;
        for (const auto& write : stage.plant->dongle.write_log())
            indexes.push_back(write.index);
        EXPECT_EQ(indexes, (std::vector<std::uint16_t>{35, 36, 37, 38, 39, 40}));
        EXPECT_EQ(testing::registers_of(*stage.plant), stage.before);
        // What was wished for, and the time that has passed since.
        LocalTime wished;
        for (const auto& write : one.writes) {
            if (write.index == 35) wished.year = static_cast<std::uint16_t>(2000 + write.value);
            if (write.index == 36) wished.month = static_cast<std::uint8_t>(write.value);
            if (write.index == 37) wished.day = static_cast<std::uint8_t>(write.value);
            if (write.index == 38) wished.hour = static_cast<std::uint8_t>(write.value);
            if (write.index == 39) wished.minute = static_cast<std::uint8_t>(write.value);
            if (write.index == 40) wished.second = static_cast<std::uint8_t>(write.value);
        }
        const auto right = *local_seconds_of(wished) + (stage.rig.clock().now() - began);
        const auto off = testing::clock_last_read(*stage.plant) - right;
        EXPECT_LE(std::chrono::abs(off), 3s);
    }
}

TEST(ControlTable, CancellingWritesBackInReverseOrderWhatTheActionChanged) {
    int cases = 0;
    for (const auto& one : testing::control_cases()) {
        if (!one.cancels) continue;
        SCOPED_TRACE(one.text());
        ++cases;
        Stage stage{one};
        std::vector<std::string> back;
        for (auto write = stage.begun.rbegin(); write != stage.begun.rend(); ++write) {
            const auto name = write->substr(0, write->find('='));
            const auto index = static_cast<std::uint16_t>(std::stoi(name.substr(2)));
            back.push_back(name + '=' + std::to_string(stage.first.at(index)));
        }

        const auto outcome = stage.carry_out(one);

        EXPECT_EQ(outcome.how, How::verified) << outcome.why;
        EXPECT_EQ(testing::done_writes(*stage.plant), back);
    }
    EXPECT_EQ(cases, 4);
}

// ---- the first, a middle and the last write fail -------------------------------------------

bool can_fail(const ControlCase& one) {
    return !one.refused && !one.changes.empty() && !sets_the_clock(one) && !restarts(one);
}

std::set<std::size_t> places_of(const ControlCase& one) {
    const auto last = one.changes.size() - 1;
    return {0, last / 2, last};
}

// A write is tried three times: the nth fails with its repeats.
std::string nth_and_repeats(std::string_view fault, std::size_t place) {
    return std::string{fault} + ":*@" + std::to_string(place + 1) + '-' + std::to_string(place + 3);
}

// "Refused" promises that all is as before. Else the sentence says of every register that is not
// what it holds.
void expect_truth(const Stage& stage, const Outcome& outcome) {
    EXPECT_NE(outcome.how, How::verified);
    EXPECT_NE(outcome.how, How::no_op);
    EXPECT_FALSE(outcome.why.empty());
    const auto now = testing::registers_of(*stage.plant);
    EXPECT_TRUE(outcome.how != How::refused || now == stage.before) << outcome.why;
    for (const auto& [index, word] : now) {
        if (word == stage.before.at(index)) continue;
        const auto stands = "HR" + std::to_string(index) + '=' + std::to_string(word);
        EXPECT_THAT(outcome.why, ::testing::HasSubstr(stands));
    }
    EXPECT_THAT(testing::disagreements(*stage.plant), IsEmpty());
}

struct Failing {
    const char* name;
    std::string (*fault)(const ControlCase& one, std::size_t place);

    friend void PrintTo(const Failing& failing, std::ostream* to) { *to << failing.name; }
};

const Failing refusing{"refuse", [](const ControlCase&, std::size_t place) {
                           return nth_and_repeats("refuse", place);
                       }};
const Failing losing{"lose-request", [](const ControlCase&, std::size_t place) {
                         return nth_and_repeats("lose-request", place);
                     }};
const Failing ignoring{"ignore", [](const ControlCase& one, std::size_t place) {
                           return "ignore:HR" + std::to_string(one.changes.at(place).index);
                       }};

class ControlTableFailing : public ::testing::TestWithParam<Failing> {};

TEST_P(ControlTableFailing, WriteLeavesAllAsBeforeAndIsNeverCalledASuccess) {
    int runs = 0;
    for (const auto& one : testing::control_cases()) {
        if (!can_fail(one)) continue;
        for (const auto place : places_of(one)) {
            const auto fault = GetParam().fault(one, place);
            SCOPED_TRACE(one.text() + " with " + fault);
            ++runs;
            Stage stage{one};
            testing::set_fault(*stage.plant, fault);

            const auto outcome = stage.carry_out(one);

            expect_truth(stage, outcome);
            EXPECT_EQ(outcome.how, How::refused) << outcome.why;
            if (!one.begins) continue;
            stage.plant->dongle.clear_faults();
            stage.rig.run_for(2min);
            EXPECT_EQ(testing::registers_of(*stage.plant), stage.before);
        }
    }
    RecordProperty("runs", runs);
    EXPECT_GT(runs, 100);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    ControlTableFailing,
    ::testing::Values(refusing, losing, ignoring),
    [](const auto& failing) {
        std::string name{failing.param.name};
        std::erase(name, '-');
        return name;
    }
);

}  // namespace
}  // namespace giv
