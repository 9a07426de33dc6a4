// Which problem of a plant is worth a recording.
#include "app/dump_policy.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string_view>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using Key = std::optional<std::string_view>;

Snapshot with(const std::vector<std::string_view>& problems, std::chrono::minutes at) {
    Snapshot snapshot;
    snapshot.made_at.steady = Instant{at};
    for (const auto key : problems)
        snapshot.problems.push_back({key, "something is wrong"});
    return snapshot;
}

TEST(DumpPolicy, WantsOneWhenAProblemBegins) {
    DumpPolicy policy;

    EXPECT_EQ(policy.wants(1, with({}, 0min)), std::nullopt);
    EXPECT_EQ(policy.wants(1, with({"pack_missing"}, 1min)), Key{"pack_missing"});
    EXPECT_EQ(policy.wants(1, with({"pack_missing"}, 2min)), std::nullopt);
    EXPECT_EQ(policy.wants(1, with({"clock_wrong", "pack_missing"}, 3min)), Key{"clock_wrong"});
}

TEST(DumpPolicy, WantsOneADayOfAProblemThatComesAndGoes) {
    DumpPolicy policy;
    int wanted = 0;

    for (int hour = 0; hour < 48; ++hour) {
        if (policy.wants(1, with({"inverter_silent"}, hour * 60min))) ++wanted;
        EXPECT_EQ(policy.wants(1, with({}, hour * 60min + 30min)), std::nullopt);
    }

    EXPECT_EQ(wanted, 2);
}

TEST(DumpPolicy, WantsNoneForOneThatLastsForDays) {
    DumpPolicy policy;
    policy.wants(1, with({"inverter_silent"}, 0min));

    EXPECT_EQ(policy.wants(1, with({"inverter_silent"}, 60h)), std::nullopt);
}

TEST(DumpPolicy, TakesTwoThatBeginTogetherAsOne) {
    DumpPolicy policy;

    EXPECT_EQ(policy.wants(1, with({"pack_missing", "values_old"}, 0min)), Key{"pack_missing"});
    EXPECT_EQ(policy.wants(1, with({}, 1min)), std::nullopt);
    EXPECT_EQ(policy.wants(1, with({"values_old"}, 2min)), std::nullopt);
}

TEST(DumpPolicy, KeepsPlantsApart) {
    DumpPolicy policy;

    EXPECT_EQ(policy.wants(1, with({"pack_missing"}, 0min)), Key{"pack_missing"});
    EXPECT_EQ(policy.wants(2, with({"pack_missing"}, 0min)), Key{"pack_missing"});
}

}  // namespace
}  // namespace giv
