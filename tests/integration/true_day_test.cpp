// A noisy but true day: nothing of it is doubted, but for the one poll that a jump larger than
// the rated power waits (spec/quirks.md Q15).
#include "support/frame_replay.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>

namespace giv {
namespace {

using namespace std::chrono_literals;
using guard::Rule;
using testing::GuardedPlant;

// A day and ten minutes in polls of ten seconds, and how it is played.
class TrueDay : public ::testing::Test {
 protected:
    void live(std::chrono::seconds from, int polls) {
        const auto recording = testing::true_recording(from, polls);
        GuardedPlant plant{recording};
        for (const auto& frame : recording.frames) {
            plant.hear(frame.bytes, frame.at);
            ASSERT_TRUE(plant.last_judgement());
            note(frame.says->range.base, *plant.last_judgement());
        }
    }

    // A power that waits is believed in the very next read.
    void note(std::uint16_t block, const guard::Judgement& judgement) {
        ++readings_;
        if (judgement.rule) ++doubts_[*judgement.rule];
        bool waits = false;
        for (const auto& kept : judgement.kept) {
            if (!kept.doubted_by) {
                ++rounded_;
                continue;
            }
            ++doubts_[*kept.doubted_by];
            waits = waits || *kept.doubted_by == Rule::power_jump;
        }
        if (waits && waited_[block]) ++waited_longer_;
        waited_[block] = waits;
    }

    std::uint64_t readings_ = 0;
    std::uint64_t rounded_ = 0;
    std::uint64_t waited_longer_ = 0;
    std::map<Rule, std::uint64_t> doubts_;
    std::map<std::uint16_t, bool> waited_;
};

TEST_F(TrueDay, IsBelieved) {
    live(0s, 8640 + 60);

    const auto power_jumps = doubts_[Rule::power_jump];
    doubts_.erase(Rule::power_jump);
    // A start: the two blocks that count, and two packs, are asked for a second time.
    EXPECT_EQ(doubts_[Rule::first_reading], 4U);
    doubts_.erase(Rule::first_reading);
    for (const auto& [rule, count] : doubts_)
        ADD_FAILURE() << guard::facts(rule).key << ": " << count;
    EXPECT_EQ(waited_longer_, 0U);
    // The battery turns from giving 2600 W to taking as much, and back: more than 5000 W.
    EXPECT_GE(power_jumps, 1U);
    EXPECT_LE(power_jumps, 6U);
    EXPECT_GT(rounded_, 100U);  // counters that stepped back by a tenth
    std::cout << readings_ << " readings of a true day: 0 false rejections, " << power_jumps
              << " powers waited one poll, " << rounded_ << " counters were rounded back\n";
}

}  // namespace
}  // namespace giv
