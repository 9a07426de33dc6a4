#include "link/backoff.hpp"

#include <gtest/gtest.h>

#include <array>

namespace giv {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, WaitsLongerEachTimeUpToFortySeconds) {
    Backoff backoff;
    constexpr auto expected =
        std::to_array<std::chrono::milliseconds>({2s, 5s, 10s, 20s, 40s, 40s, 40s});

    for (const auto pause : expected)
        EXPECT_EQ(backoff.next(0.5), pause);
}

TEST(Backoff, StraysByAFifthToEitherSide) {
    Backoff shortest;
    Backoff longest;

    EXPECT_EQ(shortest.next(0), 1600ms);
    EXPECT_EQ(longest.next(1), 2400ms);
}

TEST(Backoff, BeginsAgainAfterASuccess) {
    Backoff backoff;
    backoff.next(0.5);
    backoff.next(0.5);

    backoff.reset();

    EXPECT_EQ(backoff.next(0.5), 2s);
}

}  // namespace
}  // namespace giv
