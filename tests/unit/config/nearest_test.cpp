#include "config/nearest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace giv {
namespace {

TEST(Nearest, CountsChangesDropsAdditionsAndSwaps) {
    EXPECT_EQ(edit_distance("port", "port"), 0U);
    EXPECT_EQ(edit_distance("PORT", "port"), 0U);
    EXPECT_EQ(edit_distance("prot", "port"), 1U);
    EXPECT_EQ(edit_distance("por", "port"), 1U);
    EXPECT_EQ(edit_distance("ports", "port"), 1U);
    EXPECT_EQ(edit_distance("pork", "port"), 1U);
    EXPECT_EQ(edit_distance("", "port"), 4U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Nearest, AVeryLongWordIsFarFromEverything) {
    EXPECT_EQ(edit_distance(std::string(1000, 'a'), "port"), 1000U);
    EXPECT_EQ(edit_distance(std::string(64, 'a'), std::string(64, 'b')), 64U);
}

TEST(Nearest, FindsWhatWasMeantOrNothing) {
    const std::vector<std::string> known{"mqtt.host", "mqtt.port", "mqtt.retain"};

    EXPECT_EQ(nearest("mqtt.prot", known, 4), "mqtt.port");
    EXPECT_EQ(nearest("mqtt.reatin", known, 4), "mqtt.retain");
    EXPECT_EQ(nearest("something", known, 4), "");
    EXPECT_EQ(nearest("ab", known, 4), "");
}

}  // namespace
}  // namespace giv
