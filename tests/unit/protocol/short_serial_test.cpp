#include "givtcp/protocol/short_serial.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

TEST(ShortSerial, IsTheLastFourCharacters) {
    EXPECT_EQ(short_serial("SA2114G047"), "...G047");
    EXPECT_EQ(short_serial("047"), "...047");
    EXPECT_EQ(short_serial(""), "...");
}

TEST(ShortSerial, StandsForEachSerialInAText) {
    EXPECT_EQ(
        with_short_serials("SA2114G047 e_pv_total, BG2134G001/e_total"),
        "...G047 e_pv_total, ...G001/e_total"
    );
    EXPECT_EQ(with_short_serials("of EMS2345678"), "of ...5678");
    EXPECT_EQ(with_short_serials("xSA2114G0479"), "x...G0479");
}

TEST(ShortSerial, LeavesWhatIsNoSerialAsItIs) {
    EXPECT_EQ(with_short_serials("since 2026, SA2114G04"), "since 2026, SA2114G04");
    EXPECT_EQ(with_short_serials(""), "");
}

}  // namespace
}  // namespace giv
