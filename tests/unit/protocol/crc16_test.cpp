#include "givtcp/protocol/crc16.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

namespace giv {
namespace {

// Bit by bit, as the definition goes.
std::uint16_t slow_crc16(std::span<const std::uint8_t> bytes) {
    unsigned crc = 0xFFFF;
    for (const auto byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xA001U : crc >> 1U;
    }
    return static_cast<std::uint16_t>(crc);
}

TEST(Crc16, IsThatOfTheSpecification) {
    constexpr std::array<std::uint8_t, 6> read{0x11, 0x03, 0x00, 0x00, 0x00, 0x3C};

    EXPECT_EQ(crc16(read), 0x4B47);
}

TEST(Crc16, HasTheCatalogueCheckValueOfModbus) {
    constexpr std::array<std::uint8_t, 9> digits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};

    EXPECT_EQ(crc16(digits), 0x4B37);
}

TEST(Crc16, OfNothingIsItsInitialValue) { EXPECT_EQ(crc16({}), 0xFFFF); }

TEST(Crc16, IsRightForEveryLengthAndPlace) {
    std::vector<std::uint8_t> bytes(320);
    unsigned seed = 7;
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>((seed = seed * 1103515245U + 12345U) >> 16U);

    for (std::size_t from = 0; from < 8; ++from) {
        for (std::size_t length = 0; from + length <= bytes.size(); ++length) {
            const auto piece = std::span{bytes}.subspan(from, length);
            ASSERT_EQ(crc16(piece), slow_crc16(piece)) << length << " bytes from " << from;
        }
    }
}

}  // namespace
}  // namespace giv
