#include "givtcp/protocol/pdu.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::string_view_literals;

TEST(Serial, IsPaddedWithNul) { EXPECT_EQ(serial_of("SA21").text(), "SA21\0\0\0\0\0\0"sv); }

TEST(Serial, IsCutAfterTenCharacters) {
    EXPECT_EQ(serial_of("SA2114G000andmore").text(), "SA2114G000");
}

TEST(Serial, IsPlausibleAsAnInverterOrAnEms) {
    EXPECT_TRUE(is_plausible(serial_of("SA2114G000")));
    EXPECT_TRUE(is_plausible(serial_of("EMS2345678")));
}

TEST(Serial, IsNotPlausibleOtherwise) {
    for (const auto text :
         {""sv,
          "SA2114G00"sv,
          "sa2114g000"sv,
          "SA2114G00\0"sv,
          "SA21\0004G000"sv,
          "SA21140000"sv,
          "S\xC3"
          "2114G000"sv,
          "2A2114G000"sv,
          "SAAA14G000"sv,
          "**********"sv,
          "EM52345678"sv,
          "EMSS345678"sv}) {
        EXPECT_FALSE(is_plausible(serial_of(text))) << text;
    }
}

}  // namespace
}  // namespace giv
