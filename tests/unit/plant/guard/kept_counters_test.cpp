#include "givtcp/plant/guard/kept_counters.hpp"

#include "support/shared_counters.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using testing::shared;

TEST(KeptCounters, OfAPackThatIsAwayStayWhenOthersAreTold) {
    const auto known = shared({{"e_pv_total", {5, 0, {}}}, {"BG1/e_total", {7, 0, {}}}});
    const auto newer = shared({{"e_pv_total", {6, 0, {}}}});
    const KeptCounters both{{"e_pv_total", {6, 0, {}}}, {"BG1/e_total", {7, 0, {}}}};
    EXPECT_EQ(*merged(known, newer), both);
}

TEST(KeptCounters, AreSharedWhereAllIsTold) {
    const auto known = shared({{"e_pv_total", {5, 0, {}}}});
    const auto newer = shared({{"e_pv_total", {6, 0, {}}}, {"BG1/e_total", {7, 0, {}}}});
    EXPECT_EQ(merged(known, newer), newer);
    EXPECT_EQ(merged(nullptr, newer), newer);
}

TEST(KeptCounters, AreNoneWhereNothingWasEverTold) {
    EXPECT_TRUE(counters_in(merged(nullptr, nullptr)).empty());
    EXPECT_EQ(counters_in(merged(shared({{"a", {1, 0, {}}}}), nullptr)).size(), 1U);
}

TEST(KeptCounters, AreKeptWhenEachIsAsItIs) {
    const KeptCounters kept{{"a", {1, 0, {}}}, {"b", {2, 0, {}}}};
    EXPECT_TRUE(holds_all(kept, {{"b", {2, 0, {}}}}));
    EXPECT_FALSE(holds_all(kept, {{"b", {2, 1, {}}}}));
    EXPECT_FALSE(holds_all(kept, {{"c", {2, 0, {}}}}));
}

}  // namespace
}  // namespace giv
