#include "broker/password_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>

namespace giv::broker {
namespace {

// Recorded: mosquitto_passwd 2.0.11 -b FILE carol 'open sesame', and the salt that it chose.
TEST(BrokerPasswords, AreHashedAsMosquittoDoes) {
    constexpr std::array<std::uint8_t, 12> salt{
        0xcb, 0xc9, 0xf1, 0x76, 0xdd, 0x82, 0x8f, 0x39, 0x45, 0xa3, 0x01, 0x92};

    EXPECT_EQ(
        password_line("carol", "open sesame", salt).value(),
        "carol:$7$101$y8nxdt2CjzlFowGS$"
        "QHN46mezdblNvNhgI3PoydlyzC/3/mj2eQFH+yb7ytEm87+iEObB7PIxHMrmsVw1Si/+SYg8L3vA3A9PC/"
        "nJIg==\n"
    );
}

TEST(BrokerPasswords, AreRecognisedInTheirFile) {
    const std::string line =
        "carol:$7$101$y8nxdt2CjzlFowGS$"
        "QHN46mezdblNvNhgI3PoydlyzC/3/mj2eQFH+yb7ytEm87+iEObB7PIxHMrmsVw1Si/+SYg8L3vA3A9PC/"
        "nJIg==\n";
    EXPECT_TRUE(is_line_of(line, "carol", "open sesame"));
    EXPECT_FALSE(is_line_of(line, "carol", "open says me"));
    EXPECT_FALSE(is_line_of(line, "bob", "open sesame"));
    EXPECT_FALSE(is_line_of(line + line, "carol", "open sesame"));
    for (const auto* bad : {"", "carol", "carol:$7$101$", "carol:$7$101$$", "carol:$7$101$!!!$x"})
        EXPECT_FALSE(is_line_of(bad, "carol", "open sesame")) << bad;
}

}  // namespace
}  // namespace giv::broker
