#include "link/doubts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant t0{1h};

Outcome unknown(std::vector<RegisterOutcome> registers) {
    return {Outcome::How::unknown, Reason::not_proved, "", std::move(registers)};
}

RegisterView all_hold(std::uint16_t value) {
    return [value](std::uint16_t) { return std::optional{value}; };
}

TEST(Doubts, AreLookedAtFourTimes) {
    Doubts doubts;
    doubts.add(unknown({{116, 71, true, 90, 90}}), t0);

    for (const auto after : {5s, 15s, 30s, 60s}) {
        EXPECT_EQ(doubts.next_due(), t0 + after);
        EXPECT_FALSE(doubts.is_due(t0 + after - 1ms));
        EXPECT_TRUE(doubts.is_due(t0 + after));
        EXPECT_THAT(doubts.due(t0 + after), ElementsAre(116));
        EXPECT_THAT(doubts.looked(all_hold(90), t0 + after), IsEmpty());
    }
    EXPECT_EQ(doubts.next_due(), std::nullopt);
}

TEST(Doubts, AreOfWrittenRegistersAlone) {
    Doubts doubts;

    doubts.add(unknown({{94, 30, true, 130, {}}, {95, 430, false, 530, {}}}), t0);

    EXPECT_THAT(doubts.due(t0 + 5s), ElementsAre(94));
}

TEST(Doubts, TellOfAnEffectThatComesLateOnce) {
    Doubts doubts;
    doubts.add(unknown({{116, 71, true, 90, 90}}), t0);
    ASSERT_THAT(doubts.looked(all_hold(90), t0 + 5s), IsEmpty());

    const auto late = doubts.looked(all_hold(71), t0 + 15s);

    ASSERT_THAT(late, SizeIs(1));
    EXPECT_EQ(late.front().index, 116);
    EXPECT_EQ(late.front().value, 71);
    EXPECT_THAT(doubts.looked(all_hold(71), t0 + 30s), IsEmpty());
}

TEST(Doubts, TellNothingOfWhatWasSeenThereAlready) {
    Doubts doubts;
    doubts.add(unknown({{116, 71, true, 90, 71}}), t0);

    EXPECT_THAT(doubts.looked(all_hold(71), t0 + 5s), IsEmpty());
}

TEST(Doubts, OfARegisterThatIsWrittenAnewAreForgotten) {
    Doubts doubts;
    doubts.add(unknown({{116, 71, true, 90, 90}, {110, 4, true, 20, 20}}), t0);

    doubts.forget(116);

    EXPECT_THAT(doubts.due(t0 + 5s), ElementsAre(110));
}

TEST(Doubts, OfAReadThatDoesNotComeGoOnWithTheNextLook) {
    Doubts doubts;
    doubts.add(unknown({{116, 71, true, 90, 90}}), t0);

    const auto late =
        doubts.looked([](std::uint16_t) { return std::optional<std::uint16_t>{}; }, t0 + 7s);

    EXPECT_THAT(late, IsEmpty());
    EXPECT_EQ(doubts.next_due(), t0 + 15s);
}

}  // namespace
}  // namespace giv
