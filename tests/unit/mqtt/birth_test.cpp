#include "mqtt/birth.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1h};

TEST(Birth, IsAnsweredOnceAfterOneToFiveSeconds) {
    for (const auto& [chance, delay] : {std::pair{0.0, 1000ms}, {0.5, 3000ms}, {1.0, 5000ms}}) {
        Birth birth;
        birth.heard(start, chance);

        EXPECT_FALSE(birth.is_due(start + delay - 1ms));
        EXPECT_TRUE(birth.is_due(start + delay));
        EXPECT_FALSE(birth.is_due(start + 1h));
    }
}

TEST(Birth, IsAnsweredEveryThirtySecondsAtMost) {
    Birth birth;
    birth.heard(start, 0);
    ASSERT_TRUE(birth.is_due(start + 1s));
    birth.heard(start + 2s, 0);
    birth.heard(start + 3s, 0);

    EXPECT_FALSE(birth.is_due(start + 30s));
    EXPECT_TRUE(birth.is_due(start + 31s));
    EXPECT_FALSE(birth.is_due(start + 32s));
}

TEST(Birth, IsOfNoAccountAfterAReconnect) {
    Birth birth;
    birth.heard(start, 0);
    birth.forget();

    EXPECT_FALSE(birth.is_due(start + 1h));
}

}  // namespace
}  // namespace giv::mqtt
