#include "givtcp/render/problem_text.hpp"

#include <gtest/gtest.h>

namespace giv::render {
namespace {

TEST(ProblemText, OfAPlantThatIsWellIsAFlagThatIsOff) {
    EXPECT_EQ(problem_text({}), R"({"problem":false,"text":"","problems":[]})");
}

TEST(ProblemText, HasAllSentencesInOneAndEachWithItsKey) {
    EXPECT_EQ(
        problem_text({{"clock_wrong", "the clock is off"}, {"write_budget", "none is left"}}),
        R"({"problem":true,"text":"the clock is off; none is left","problems":[)"
        R"({"key":"clock_wrong","text":"the clock is off"},)"
        R"({"key":"write_budget","text":"none is left"}]})"
    );
}

TEST(ProblemText, IsAsciiWhateverASentenceHolds) {
    EXPECT_EQ(
        problem_text({{"pack_missing", "pack \"\xff\n\""}}),
        R"({"problem":true,"text":"pack \"\ufffd\n\"","problems":[)"
        R"({"key":"pack_missing","text":"pack \"\ufffd\n\""}]})"
    );
}

}  // namespace
}  // namespace giv::render
