#include "givtcp/flat_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Numbers = FlatMap<std::string, int, std::string_view>;

TEST(FlatMap, IsSortedInWhateverOrderEntriesCame) {
    Numbers numbers{{"c", 3}, {"a", 1}};
    numbers.insert_or_assign("b", 2);
    EXPECT_THAT(numbers, ElementsAre(Pair("a", 1), Pair("b", 2), Pair("c", 3)));
    EXPECT_EQ(numbers.size(), 3U);
}

TEST(FlatMap, HasOneEntryOfAKey) {
    Numbers numbers{{"a", 1}, {"a", 2}};
    numbers.insert_or_assign("a", 3);
    numbers["a"] += 4;
    EXPECT_THAT(numbers, ElementsAre(Pair("a", 7)));
}

TEST(FlatMap, FindsWhatItHasAndNothingElse) {
    const Numbers numbers{{"b", 2}, {"d", 4}};
    ASSERT_NE(numbers.find("b"), numbers.end());
    EXPECT_EQ(numbers.find("b")->second, 2);
    for (const auto* absent : {"a", "c", "e", ""})
        EXPECT_EQ(numbers.find(absent), numbers.end()) << absent;
    const Numbers none;
    EXPECT_EQ(none.find("a"), none.end());
}

TEST(FlatMap, ForgetsOne) {
    Numbers numbers{{"a", 1}, {"b", 2}};
    numbers.erase("a");
    numbers.erase("c");
    EXPECT_THAT(numbers, ElementsAre(Pair("b", 2)));
    numbers.erase("b");
    EXPECT_THAT(numbers, IsEmpty());
}

TEST(FlatMap, IsEqualToOneOfTheSameEntries) {
    EXPECT_EQ((Numbers{{"a", 1}, {"b", 2}}), (Numbers{{"b", 2}, {"a", 1}}));
    EXPECT_NE((Numbers{{"a", 1}}), (Numbers{{"a", 2}}));
}

}  // namespace
}  // namespace giv
