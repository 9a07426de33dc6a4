#include "mqtt/packed_leaves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv::mqtt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Presence = LeafMarks::Presence;

std::vector<std::string> lines(const PackedLeaves& leaves) {
    std::vector<std::string> found;
    for (auto leaf = leaves.begin(); !leaf.at_end(); leaf.next())
        found.push_back(std::string{leaf.path()} + '=' + std::string{leaf.text()});
    return found;
}

TEST(PackedLeaves, GiveBackWhatWasPutInWhateverPathsShare) {
    PackedLeaves leaves;
    leaves.add("Energy", "1", {});
    leaves.add("Energy/Today", "", {});
    leaves.add("Energy/Today/PV", "12.5", {});
    leaves.add("Power/PV", "2602", {});
    leaves.add("Power/SOC", "71", {});
    leaves.add("Power/SOC/x", "y", {});

    EXPECT_THAT(
        lines(leaves),
        ElementsAre(
            "Energy=1",
            "Energy/Today=",
            "Energy/Today/PV=12.5",
            "Power/PV=2602",
            "Power/SOC=71",
            "Power/SOC/x=y"
        )
    );
    EXPECT_EQ(leaves.size(), 6U);
}

TEST(PackedLeaves, AreNoneAtFirst) { EXPECT_THAT(lines(PackedLeaves{}), IsEmpty()); }

TEST(PackedLeaves, KeepMarksForEach) {
    PackedLeaves leaves;
    leaves.add("a", "1", {.presence = Presence::unknown, .due = false, .ever_sent = true});
    leaves.add("b", "2", {});

    leaves.mark(1, {.due = false, .ever_sent = true});

    auto leaf = leaves.begin();
    EXPECT_EQ(leaf.marks().presence, Presence::unknown);
    EXPECT_FALSE(leaf.marks().due);
    EXPECT_TRUE(leaf.marks().ever_sent);
    leaf.next();
    EXPECT_EQ(leaf.index(), 1U);
    EXPECT_EQ(leaf.marks().presence, Presence::present);
    EXPECT_FALSE(leaf.marks().due);
    EXPECT_TRUE(leaf.marks().ever_sent);
}

TEST(PackedLeaves, HoldLongTextsAndPaths) {
    const std::string path(60'000, 'p');
    const std::string text(200'000, 't');
    PackedLeaves leaves;
    leaves.add(path, text, {});
    leaves.add(path + 'q', "short", {});

    EXPECT_THAT(lines(leaves), ElementsAre(path + '=' + text, path + "q=short"));
}

TEST(PackedLeaves, AreCopiedAndGoOnBothForThemselves) {
    PackedLeaves leaves;
    leaves.add("Power/PV", "2602", {.due = false});
    PackedLeaves copied;
    copied.add("was here", "before", {});
    copied.copy(leaves);
    leaves.clear();
    leaves.add("Power/SOC", "71", {});
    copied.add("Power/SOC", "72", {});

    EXPECT_THAT(lines(leaves), ElementsAre("Power/SOC=71"));
    EXPECT_THAT(lines(copied), ElementsAre("Power/PV=2602", "Power/SOC=72"));
    EXPECT_FALSE(copied.begin().marks().due);
}

}  // namespace
}  // namespace giv::mqtt
