#include "http/path_pattern.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

TEST(PathPattern, WithoutPlaceholdersIsThePath) {
    EXPECT_THAT(match("/readData", "/readData"), Optional(IsEmpty()));

    for (const auto* const path : {"", "/", "/readdata", "/readData/", "/readData/a", "/read", "x"})
        EXPECT_FALSE(match("/readData", path)) << path;
}

TEST(PathPattern, TakesAnyOneSegmentForAPlaceholder) {
    EXPECT_THAT(match("/a/{x}/b/{y}", "/a/1/b/2 3"), Optional(ElementsAre("1", "2 3")));
    EXPECT_THAT(match("/a/{x}", "/a/{x}"), Optional(ElementsAre("{x}")));

    for (const auto* const path :
         {"/a",
          "/a/",
          "/a//b/2",
          "/a/1/b",
          "/a/1/b/",
          "/a/1/b/2/",
          "/a/1/c/2",
          "/a/1/b/2/3",
          "/a/1"})
        EXPECT_FALSE(match("/a/{x}/b/{y}", path)) << path;
}

TEST(PathPattern, TakesAllThatIsLeft) {
    EXPECT_THAT(match("/a/{x}/{...}", "/a/1/b/c"), Optional(ElementsAre("1", "b/c")));
    EXPECT_THAT(match("/a/{...}", "/a/b"), Optional(ElementsAre("b")));

    for (const auto* const path : {"/a", "/a/", "/b/c", "/a/1"})
        EXPECT_FALSE(match("/a/1/{...}", path)) << path;
}

}  // namespace
}  // namespace giv::http
