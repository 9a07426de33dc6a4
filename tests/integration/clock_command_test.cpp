// Setting the inverter's clock: six writes while time goes on, against a clock that runs.
#include "support/control_rig.hpp"

#include "givtcp/registers/local_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::done_writes;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Rig;
using testing::RigPlant;
using testing::set_fault;
using ::testing::SizeIs;
using testing::text_of;
using How = Outcome::How;
using Texts = std::vector<std::string>;

struct ClockCommand : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;
    Outcome outcome;
    std::chrono::milliseconds off{0};  // what the clock showed last, less what was right then

    void SetUp() override {
        testing::PlantWishes wishes;
        wishes.control.writes_per_day = 10'000;
        plant = &testing::add_control_plant(rig, testing::control_plant("gen1"), wishes);
        testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
    }

    void set_to(const LocalTime& time) {
        std::array<char, 32> text{};
        std::snprintf(
            text.data(),
            text.size(),
            "%02d/%02d/%04d %02d:%02d:%02d",
            time.day,
            time.month,
            time.year,
            time.hour,
            time.minute,
            time.second
        );
        plant->dongle.clear_write_log();
        const auto asked_at = rig.clock().now();
        outcome = testing::final_outcome(rig, *plant, "setDateTime", text.data());
        const auto right = *local_seconds_of(time) + (rig.clock().now() - asked_at);
        off =
            std::chrono::round<std::chrono::milliseconds>(testing::clock_last_read(*plant) - right);
    }

    std::vector<std::uint16_t> written() const {
        std::vector<std::uint16_t> indexes;
        for (const auto& write : plant->dongle.write_log())
            indexes.push_back(write.index);
        return indexes;
    }
};

const std::vector<std::uint16_t> all_six{35, 36, 37, 38, 39, 40};

std::vector<std::uint16_t> operator+(
    std::vector<std::uint16_t> left, const std::vector<std::uint16_t>& right
) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

TEST_F(ClockCommand, IsRightFromEverySecondOfAMinuteOn) {
    for (std::uint8_t second = 0; second < 60; ++second) {
        SCOPED_TRACE(int{second});
        testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
        rig.run_for(1s + second * 37ms);

        set_to({2026, 12, 31, 23, 59, second});  // the last minute of a year

        EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
        // Where the inverter's own seconds roll over in between, all six are needed once more.
        EXPECT_TRUE(written() == all_six || written() == all_six + all_six);
        EXPECT_LE(std::chrono::abs(off), 1500ms);
    }
}

TEST_F(ClockCommand, WaitsForTheNextMinuteWhereSixWritesDoNotFitBeforeIt) {
    set_to({2028, 2, 28, 23, 59, 59});

    EXPECT_EQ(
        done_writes(*plant), (Texts{"HR35=28", "HR36=2", "HR37=29", "HR38=0", "HR39=0", "HR40=0"})
    );
    EXPECT_LE(std::chrono::abs(off), 1500ms);
}

TEST_F(ClockCommand, IsRightOverASlowLineToo) {
    plant->dongle.set_latency(1400ms);

    set_to({2026, 11, 25, 13, 5, 57});

    EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
    EXPECT_LE(std::chrono::abs(off), 3s);
}

TEST_F(ClockCommand, ThatIsRightAlreadyIsNotSet) {
    set_to({2026, 6, 5, 12, 19, 53});

    EXPECT_EQ(outcome.how, How::no_op) << text_of(outcome);
    EXPECT_THAT(written(), IsEmpty());
}

TEST_F(ClockCommand, WithALostWriteIsSetOnceMoreFromTheFirst) {
    set_fault(*plant, "lose-request:HR38@1");

    set_to({2026, 11, 25, 13, 5, 9});

    EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
    EXPECT_EQ(written(), (std::vector<std::uint16_t>{35, 36, 37, 38}) + all_six);
    EXPECT_LE(std::chrono::abs(off), 1500ms);
}

TEST_F(ClockCommand, WithAnIgnoredWriteIsSetOnceMoreFromTheFirst) {
    set_fault(*plant, "ignore:HR38@1");

    set_to({2026, 11, 25, 13, 5, 9});

    EXPECT_EQ(outcome.how, How::verified) << text_of(outcome);
    EXPECT_EQ(written(), all_six + all_six);
}

TEST_F(ClockCommand, ThatIsWrongTwiceIsUnknownAndSaysHowWrong) {
    set_fault(*plant, "ignore:HR38");  // the hour stays 12

    set_to({2026, 6, 5, 14, 25, 10});

    EXPECT_EQ(outcome.how, How::unknown) << text_of(outcome);
    EXPECT_EQ(written(), all_six + all_six);
    EXPECT_THAT(outcome.why, HasSubstr("-720"));
    rig.run_for(6min);
    EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
}

TEST_F(ClockCommand, ThatTheInverterRefusesIsNoSuccess) {
    set_fault(*plant, "refuse:*");

    set_to({2026, 6, 5, 14, 25, 10});

    EXPECT_NE(outcome.how, How::verified);
    EXPECT_EQ(written(), (std::vector<std::uint16_t>{35, 35}));
}

TEST_F(ClockCommand, WhoseLinkDiesHalfWayIsSetOnceMoreFromTheFirst) {
    testing::RigCommand& asked = rig.ask(*plant, "setDateTime", "25/11/2026 13:05:09");
    ASSERT_TRUE(rig.run_until([&] { return written().size() == 3; }, 5s));
    plant->dongle.hang_up(rig.clock().now());

    EXPECT_EQ(testing::final_outcome(rig, *plant, asked).how, How::verified);

    EXPECT_EQ(written(), (std::vector<std::uint16_t>{35, 36, 37}) + all_six);
}

// Between the first and the last of six writes the clock shows a time that nobody means.
TEST_F(ClockCommand, WhoseLinkDiesHalfWayEndsNoTimedActionTooEarly) {
    ASSERT_EQ(rig.command(*plant, "tempPauseCharge", "30").how, How::verified);
    plant->dongle.clear_write_log();
    testing::RigCommand& asked = rig.ask(*plant, "setDateTime", "25/11/2029 13:05:09");
    ASSERT_TRUE(rig.run_until([&] { return written().size() == 1; }, 5s));  // the year alone
    plant->dongle.hang_up(rig.clock().now());
    ASSERT_EQ(testing::final_outcome(rig, *plant, asked).how, How::verified);

    rig.run_for(28min);
    EXPECT_EQ(testing::word_of(*plant, 111), 0);
    rig.run_for(3min);

    EXPECT_EQ(testing::word_of(*plant, 111), 50);
}

}  // namespace
}  // namespace giv
