#include "link/found_dongle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using ::testing::IsNull;

constexpr std::uint16_t hybrid_gen1 = 0x2001;
constexpr std::uint16_t gateway = 0x7001;

FoundDongle dongle(Ipv4 last, const std::string& serial, std::uint16_t type = hybrid_gen1) {
    FoundDongle found;
    found.host = 0x0A000000U + last;
    found.dongle = "WF2125G" + std::to_string(100 + last);
    found.identity = Identity{serial, type, 449};
    return found;
}

FoundDongle stranger(Ipv4 last) {
    FoundDongle found;
    found.host = 0x0A000000U + last;
    found.why_not = "the port is open, but no inverter answers";
    return found;
}

std::string chosen(
    const std::vector<FoundDongle>& found,
    std::string_view wanted,
    const std::vector<std::string>& taken = {}
) {
    const auto* one = choose(found, wanted, taken);
    return one == nullptr ? "none" : ipv4_text(one->host);
}

TEST(FoundDongles, TheFirstThatNoPlantHasIsTaken) {
    const std::vector found{stranger(1), dongle(9, "SA2114G047"), dongle(3, "CE2231G000")};

    EXPECT_EQ(chosen(found, ""), "10.0.0.3");
    EXPECT_EQ(chosen(found, "", {"CE2231G000"}), "10.0.0.9");
    EXPECT_EQ(chosen(found, "", {"CE2231G000", "SA2114G047"}), "none");
    EXPECT_EQ(chosen({}, ""), "none");
}

TEST(FoundDongles, TheInverterThatIsRememberedIsTakenAndNoOther) {
    const std::vector found{dongle(3, "CE2231G000"), dongle(9, "SA2114G047")};

    EXPECT_EQ(chosen(found, "SA2114G047"), "10.0.0.9");
    EXPECT_EQ(chosen(found, "FD2325G123"), "none");
}

TEST(FoundDongles, OneThatIsReadComesBeforeOneThatIsNot) {
    const std::vector found{dongle(3, "GW2231G000", gateway), dongle(9, "SA2114G047")};

    EXPECT_EQ(chosen(found, ""), "10.0.0.9");
    EXPECT_EQ(chosen(found, "", {"SA2114G047"}), "10.0.0.3");
}

TEST(FoundDongles, AreATableByAddress) {
    const std::vector found{
        dongle(19, "SA2114G047"), stranger(7), dongle(120, "GW2231G000", gateway)};

    EXPECT_EQ(
        table_of(found),
        "ADDRESS     DONGLE      INVERTER    MODEL\n"
        "10.0.0.7    -           -           -            the port is open, but no inverter "
        "answers\n"
        "10.0.0.19   WF2125G119  SA2114G047  hybrid_gen1\n"
        "10.0.0.120  WF2125G220  GW2231G000  gateway      this model is not read yet\n"
    );
}

TEST(FoundDongles, AreOneLineEachInALog) {
    EXPECT_EQ(
        line_of(dongle(19, "SA2114G047")),
        "10.0.0.19: dongle ...G119, inverter ...G047 (hybrid_gen1)"
    );
    EXPECT_EQ(
        line_of(stranger(7)), "10.0.0.7: dongle -, the port is open, but no inverter answers"
    );
}

TEST(FoundDongles, ASerialThatCannotBeOneIsNotShown) {
    EXPECT_EQ(shown_serial(serial_of("WF2125G119")), "WF2125G119");
    EXPECT_EQ(shown_serial(serial_of("\x1b[2JWF2125")), "");
    EXPECT_EQ(shown_serial(serial_of("short")), "");
    EXPECT_EQ(shown_serial(Serial{}), "");
}

}  // namespace
}  // namespace giv
