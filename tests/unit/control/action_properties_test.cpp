// Whatever is begun, extended, cancelled, cut off by a restart or moved by a clock that was set:
// once all timed actions have ended, every register holds its first value.
#include "core/control/action_ledger.hpp"
#include "simulated_registers.hpp"

#include "givtcp/registers/local_time.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr auto kinds = std::to_array<ActionKind>(
    {ActionKind::force_charge,
     ActionKind::force_export,
     ActionKind::pause_charge,
     ActionKind::pause_discharge}
);

constexpr auto slots = std::to_array<std::uint16_t>({44, 45, 56, 57, 94, 95});
constexpr auto switches = std::to_array<std::uint16_t>({27, 59, 96});

// What the executor does, in short; any write may be the last one before the power goes.
class Story {
 public:
    explicit Story(unsigned seed) : chance_(seed) {
        for (const auto index : slots)
            plant_.words[index] = pick({0, 30, 430, 1000, 1030, 2330});
        for (const auto index : switches)
            plant_.words[index] = pick({0, 1});
        plant_.words[110] = pick({4, 10, 100});
        plant_.words[111] = pick({0, 30, 50});
        plant_.words[112] = pick({0, 40, 50});
        plant_.words[116] = pick({80, 100});
        plant_.words[318] = pick({0, 1, 2, 3});
        first_ = plant_.words;
    }

    void go_on() {
        switch (pick({0, 1, 2, 3, 4, 5})) {
            case 0:
            case 1:
            case 2: begin(kinds.at(pick({0, 1, 2, 3}))); break;
            case 3: cancel(kinds.at(pick({0, 1, 2, 3}))); break;
            case 4: wait(std::chrono::minutes{pick({1, 20, 45})}); break;
            case 5: set_clock(std::chrono::minutes{pick({60, 1, 30})} - 40min); break;
        }
    }

    void end_all() {
        while (!actions_.empty())
            cancel(actions_.front().kind);
    }

    const TimedActions& actions() const { return actions_; }
    bool is_as_at_first() const { return plant_.words == first_; }
    std::size_t begun() const { return begun_; }
    std::size_t restarts() const { return restarts_; }

 private:
    std::uint16_t pick(std::initializer_list<std::uint16_t> values) {
        std::uniform_int_distribution<std::size_t> place{0, values.size() - 1};
        return *(values.begin() + place(chance_));
    }

    std::vector<RegisterWrite> writes_of(ActionKind kind, std::chrono::minutes duration) const {
        const auto start = hhmm_of(now_);
        const auto end = hhmm_of(plus(now_, duration).value());
        switch (kind) {
            case ActionKind::force_charge: return force_charge(start, end);
            case ActionKind::force_export: return force_export(start, end);
            case ActionKind::pause_charge: return pause_charge();
            case ActionKind::pause_discharge: return pause_discharge();
        }
        return {};
    }

    // False: the power went before all were written.
    bool write(const std::vector<RegisterWrite>& writes) {
        const bool breaks = pick({0, 0, 0, 1}) == 1;
        std::uniform_int_distribution<std::size_t> place{0, writes.size()};
        const auto count = breaks ? place(chance_) : writes.size();
        for (std::size_t i = 0; i < count; ++i)
            plant_.words[writes[i].index] = writes[i].value;
        return !breaks;
    }

    void restart() {
        ++restarts_;
        // The store has actions_. What was starting is undone at once.
        for (const auto kind : kinds) {
            const auto* action = find_action(actions_, kind);
            if (action != nullptr && action->stage == TimedAction::Stage::starting) cancel(kind);
        }
    }

    void begin(ActionKind kind) {
        if (contradiction(kind, actions_)) return;
        const std::chrono::minutes duration{pick({1, 30, 60})};
        const auto writes = writes_of(kind, duration);
        const ActionStart start{kind, duration, now_, std::nullopt};
        actions_ = ledger::begun(actions_, start, writes, plant_.view()).value();
        ++begun_;
        if (!write(writes)) return restart();
        for (auto& action : actions_)
            if (action.kind == kind) action.stage = TimedAction::Stage::running;
    }

    void cancel(ActionKind kind) {
        const auto found = std::ranges::find(actions_, kind, &TimedAction::kind);
        if (found == actions_.end()) return;
        // Cut off, it is done again: what was restored already no longer holds what we wrote.
        while (!write(ledger::restoring(*found, plant_.view())))
            ++restarts_;
        actions_.erase(found);
    }

    void wait(std::chrono::minutes time) {
        now_ = plus(now_, time).value();
        for (const auto kind : kinds) {
            const auto* action = find_action(actions_, kind);
            if (action != nullptr && is_over(*action, now_)) cancel(kind);
        }
    }

    void set_clock(std::chrono::minutes step) {
        now_ = plus(now_, step).value();
        for (auto& action : actions_) {
            action = shifted(action, step);
            const auto writes = ledger::slots(action, plant_.view());
            action = ledger::written(action, writes);
            if (!write(writes)) ++restarts_;
        }
    }

    std::mt19937 chance_;
    SimulatedRegisters plant_;
    std::map<std::uint16_t, std::uint16_t> first_;
    TimedActions actions_;
    LocalTime now_{2026, 11, 26, 9, 45, 0};
    std::size_t begun_ = 0;
    std::size_t restarts_ = 0;
};

TEST(TimedActionProperties, WhenAllHaveEndedEveryRegisterHoldsItsFirstValue) {
    constexpr unsigned stories = 1000;
    constexpr int steps = 15;
    std::size_t begun = 0;
    std::size_t restarts = 0;
    for (unsigned seed = 0; seed < stories; ++seed) {
        Story story{seed};
        for (int step = 0; step < steps; ++step) {
            story.go_on();
            ASSERT_LE(story.actions().size(), action_kinds) << "seed " << seed;
        }
        story.end_all();

        ASSERT_TRUE(story.is_as_at_first()) << "seed " << seed;
        begun += story.begun();
        restarts += story.restarts();
    }
    EXPECT_GT(begun, stories);  // the stories are about something
    EXPECT_GT(restarts, stories);
}

}  // namespace
}  // namespace giv
