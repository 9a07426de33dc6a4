// Names of devices and components in topics.
#include "core/render/safe_name.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv::render {
namespace {

TEST(SafeName, LeavesWhatIsSafe) {
    EXPECT_EQ(safe_name("SA2114G047_Power"), "SA2114G047_Power");
    EXPECT_EQ(safe_name(""), "");
}

TEST(SafeName, SpellsOutWhatIsNot) {
    EXPECT_EQ(safe_name("GivTCP BG2134G001"), "GivTCP-20BG2134G001");
    EXPECT_EQ(safe_name("a-b/c.d"), "a-2Db-2Fc-2Ed");
    EXPECT_EQ(safe_name("\xc2\xa3"), "-C2-A3");
    EXPECT_EQ(safe_name(std::string(1, '\0')), "-00");
}

TEST(SafeName, IsReadBack) {
    for (int c = 0; c < 256; ++c) {
        const auto text = "x" + std::string(2, static_cast<char>(c)) + "20";
        EXPECT_EQ(text_of_safe_name(safe_name(text)), text) << c;
    }
}

TEST(SafeName, KnowsWhatItNeverWrote) {
    for (const auto* other :
         {" ", "a b", "-", "-2", "a-2", "--", "-2g", "-2d", "-41", "-5F", "a--b", "-20-", "ü"}) {
        EXPECT_FALSE(text_of_safe_name(other)) << other;
    }
}

}  // namespace
}  // namespace giv::render
