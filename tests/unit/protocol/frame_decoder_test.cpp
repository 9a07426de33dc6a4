// The rules of spec/wire-protocol.md §6 one by one, and every kind of message of §3 and §4.
#include "worked_examples.hpp"

#include "givtcp/protocol/crc16.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using testing::bytes_of;
using testing::drained;
using testing::first_of;
using testing::five_registers;
using testing::heartbeat;
using testing::joined;
using testing::one_register;
using testing::write_echo;

using Frames = std::vector<Framed<Response>>;

// The bytes of each frame, which say it all.
std::vector<Bytes> bytes_of_each(const Frames& frames) {
    std::vector<Bytes> all;
    for (const auto& frame : frames)
        all.push_back(frame.bytes);
    return all;
}

std::vector<Bytes> found_in(const Bytes& stream) {
    ResponseDecoder decoder;
    return bytes_of_each(drained(decoder, stream));
}

// A transparent frame around this inner frame: lengths and CRC as they have to be.
Bytes transparent(std::string_view inner_hex) {
    auto inner = bytes_of(inner_hex);
    const auto crc = crc16(inner);
    inner.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    inner.push_back(static_cast<std::uint8_t>(crc >> 8U));
    auto frame = bytes_of("59590001 | 0000 | 01 02 | 57463231323547303030 | 0000000000000000");
    frame[5] = static_cast<std::uint8_t>(inner.size() + 20);
    frame[25] = static_cast<std::uint8_t>(inner.size());
    return joined({frame, inner});
}

// What the one frame in these bytes says.
template <class Message>
Message only(const Bytes& bytes) {
    ResponseDecoder decoder;
    const auto frames = drained(decoder, bytes);
    EXPECT_EQ(frames.size(), 1U);
    EXPECT_EQ(decoder.pending_bytes(), 0U);
    return std::get<Message>(frames.at(0).message);
}

// ---- messages -----------------------------------------------------------------------------

TEST(ResponseDecoder, ReadsOneRegister) {
    const auto read = only<ReadResponse>(one_register);

    EXPECT_EQ(read.adapter.text(), "WJ2414G000");
    EXPECT_EQ(read.inverter.text(), "CH2414G000");
    EXPECT_EQ(read.device, DeviceAddress{0x11});
    EXPECT_EQ(read.range, (RegisterRange{Bank::holding, 0, 1}));
    EXPECT_EQ(read.words, std::vector<std::uint16_t>{0x8001});
}

TEST(ResponseDecoder, ReadsTheTopologyOfHighVoltageBatteries) {
    const auto read = only<ReadResponse>(five_registers);

    EXPECT_EQ(read.device, DeviceAddress{0xA0});
    EXPECT_EQ(read.range, (RegisterRange{Bank::input, 60, 5}));
    EXPECT_EQ(read.words, (std::vector<std::uint16_t>{1, 1, 6, 144, 72}));
}

TEST(ResponseDecoder, ReadsTheEchoOfAWrite) {
    const auto echo = only<WriteResponse>(write_echo);

    EXPECT_EQ(echo.adapter.text(), "WG2303G000");
    EXPECT_EQ(echo.inverter.text(), "EA2303G000");
    EXPECT_EQ(echo.device, DeviceAddress{0x11});
    EXPECT_EQ(echo.index, 20);
    EXPECT_EQ(echo.value, 0);
}

TEST(ResponseDecoder, ReadsARefusalWithAndWithoutACount) {
    const auto bare = only<ErrorResponse>(testing::refusal);
    const auto counted = only<ErrorResponse>(testing::refusal_with_count);

    EXPECT_EQ(bare.inverter.text(), "SA2114G000");
    EXPECT_EQ(bare.device, DeviceAddress{0x31});
    EXPECT_EQ(bare.function, 4);
    EXPECT_EQ(bare.base, 180);
    EXPECT_EQ(bare.count, 0);
    EXPECT_EQ(counted.device, DeviceAddress{0x32});
    EXPECT_EQ(counted.base, 236);
    EXPECT_EQ(counted.count, 60);
}

TEST(ResponseDecoder, ReadsANullResponse) {
    const auto null = only<NullResponse>(testing::null_response());

    EXPECT_EQ(null.adapter.text(), "WF2125G000");
    EXPECT_EQ(null.device, DeviceAddress{0x33});
}

TEST(ResponseDecoder, ReadsAHeartbeat) {
    const auto beat = only<Heartbeat>(heartbeat);

    EXPECT_EQ(beat.adapter.text(), "WJ2414G000");
    EXPECT_EQ(beat.type, 1);
}

TEST(ResponseDecoder, ReadsALanConfigThoughItHasNoCrc) {
    const auto config = only<LanConfig>(testing::lan_config);

    EXPECT_EQ(config.adapter.text(), "WO0000G000");
    EXPECT_EQ(config.text, "000.000.0.00,000.000.000.0,000.000.0.0");
}

// "192.168..." looks like device 0x31, function 0x39: the well-known "unknown function 57".
TEST(ResponseDecoder, TakesNoAddressForADeviceOrFunction) {
    const auto frame = transparent(
        "3139322e3136382e312e35 2c 3235352e3235352e3235352e30 2c 3139322e3136382e312e31 0d0a0d0a"
    );

    EXPECT_EQ(only<LanConfig>(frame).text, "192.168.1.5,255.255.255.0,192.168.1.1");
}

TEST(ResponseDecoder, WhatHasNoTwoCommasIsNoLanConfig) {
    const auto one_comma = transparent("31302e302e302e35 2c 31302e302e302e31 0d0a0d0a");
    const auto letters = transparent("31302e302e302e35 2c61622c 31302e302e302e31 0d0a0d0a");

    EXPECT_EQ(only<UnknownFrame>(one_comma).inner_function, '0');
    EXPECT_EQ(only<UnknownFrame>(letters).inner_function, '0');
}

TEST(ResponseDecoder, AcceptsTheCloudsUnit) {
    auto frame = one_register;
    frame[6] = 0;

    EXPECT_EQ(only<ReadResponse>(frame).words.size(), 1U);
}

TEST(ResponseDecoder, LeavesTheSerialToOthersToJudge) {
    const auto echo = only<WriteResponse>(transparent("1106 53410031313447303030 0060 0001"));

    EXPECT_FALSE(is_plausible(echo.inverter));
    EXPECT_EQ(echo.index, 96);
}

struct UselessCase {
    std::string_view name;
    std::string_view inner;
    std::uint8_t function;
};

class SoundButUselessFrame : public ::testing::TestWithParam<UselessCase> {};

TEST_P(SoundButUselessFrame, IsSkippedWholeAndCounted) {
    const auto frame = transparent(GetParam().inner);
    ResponseDecoder decoder;

    const auto frames = drained(decoder, joined({frame, one_register}));

    ASSERT_EQ(bytes_of_each(frames), (std::vector{frame, one_register}));
    EXPECT_EQ(frames[0].message, Response(UnknownFrame{2, GetParam().function}));
    EXPECT_EQ(decoder.counts().frames, 2U);
    EXPECT_EQ(decoder.counts().crc_errors, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Protocol,
    SoundButUselessFrame,
    ::testing::Values(
        UselessCase{"no_such_function", "1139 53413231313447303030 0000 0001 1234", 0x39},
        UselessCase{"no_such_error", "11b9 53413231313447303030 0000 0001", 0xB9},
        UselessCase{"null_with_content", "1100 53413231313447303030 0000 0001 1234", 0},
        UselessCase{"nothing_inside", "1104", 4},
        UselessCase{"a_request", "1104 0000 003c", 4},
        UselessCase{"more_words_than_counted", "1104 53413231313447303030 0000 0001 1234 5678", 4},
        UselessCase{"fewer_words_than_counted", "1103 53413231313447303030 0000 0002 1234", 3},
        UselessCase{"half_a_word", "1104 53413231313447303030 0000 0001 1234 56", 4},
        UselessCase{"no_words_at_all", "1104 53413231313447303030 0000 0000", 4},
        UselessCase{"beyond_the_last_register", "1104 53413231313447303030 ffff 0002 1234 5678", 4},
        UselessCase{"echo_with_more_behind", "1106 53413231313447303030 0060 0001 0002", 6},
        UselessCase{"echo_cut_short", "1106 53413231313447303030 0060", 6},
        UselessCase{"error_with_a_code_only", "1183 02", 0x83},
        UselessCase{"error_with_more_behind", "1184 53413231313447303030 0060 0001 0002", 0x84}
    ),
    [](const auto& one) { return std::string{one.param.name}; }
);

TEST(ResponseDecoder, TakesSixtyRegistersAndNotSixtyOne) {
    std::string words;
    for (int i = 0; i < 60; ++i)
        words += "0102";
    const auto sixty = transparent("1104 53413231313447303030 0000 003c" + words);
    const auto sixty_one = transparent("1104 53413231313447303030 0000 003d 0102" + words);

    EXPECT_EQ(only<ReadResponse>(sixty).words, std::vector<std::uint16_t>(60, 0x0102));
    EXPECT_EQ(only<UnknownFrame>(sixty_one).inner_function, 4);
}

TEST(ResponseDecoder, TakesTheVeryLastRegister) {
    const auto read = only<ReadResponse>(transparent("1104 53413231313447303030 ffff 0001 1234"));

    EXPECT_EQ(read.range, (RegisterRange{Bank::input, 65535, 1}));
}

// ---- rule 1: the marker ---------------------------------------------------------------------

TEST(ResponseDecoder, FindsTheNextFrameAfterGarbage) {
    ResponseDecoder decoder;

    const auto frames = drained(decoder, joined({bytes_of("00ff5959aa000159"), one_register}));

    EXPECT_EQ(bytes_of_each(frames), std::vector<Bytes>{one_register});
    EXPECT_EQ(decoder.counts().garbage_bytes, 8U);
}

TEST(ResponseDecoder, KeepsThreeBytesThatMayBeginAMarker) {
    ResponseDecoder decoder;

    EXPECT_TRUE(drained(decoder, bytes_of("0102030405595900")).empty());

    EXPECT_EQ(decoder.pending_bytes(), 3U);
    EXPECT_EQ(decoder.counts().garbage_bytes, 5U);
}

TEST(ResponseDecoder, FindsAMarkerThatFollowsHalfOfOne) {
    EXPECT_EQ(found_in(joined({bytes_of("59"), one_register})), std::vector<Bytes>{one_register});
    EXPECT_EQ(found_in(joined({bytes_of("5959"), one_register})), std::vector<Bytes>{one_register});
    EXPECT_EQ(
        found_in(joined({bytes_of("595900"), one_register})), std::vector<Bytes>{one_register}
    );
}

// ---- rules 2 to 4: the header ---------------------------------------------------------------

class FalseHeader : public ::testing::TestWithParam<std::pair<std::string_view, std::string_view>> {
};

TEST_P(FalseHeader, CostsItsMarkerOnly) {
    ResponseDecoder decoder;

    const auto frames = drained(decoder, joined({bytes_of(GetParam().second), one_register}));

    EXPECT_EQ(bytes_of_each(frames), std::vector<Bytes>{one_register});
    EXPECT_EQ(decoder.counts().false_markers, 1U);
    EXPECT_EQ(decoder.counts().crc_errors, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Protocol,
    FalseHeader,
    ::testing::Values(
        std::pair{"length_12", "59590001 000c 01 01 574a3234313447303030"},
        std::pair{"length_301", "59590001 012d 01 02 574a3234313447303030 0000000000000119"},
        std::pair{"length_65535", "59590001 ffff 01 02"},
        std::pair{"length_0", "59590001 0000 01 02"},
        std::pair{"unit_2", "59590001 0028 02 02 574a3234313447303030 0000000000000014"},
        std::pair{"function_0", "59590001 0028 01 00 574a3234313447303030 0000000000000014"},
        std::pair{"function_3", "59590001 0028 01 03 574a3234313447303030 0000000000000014"},
        std::pair{"heartbeat_14", "59590001 000e 01 01 574a3234313447303030 01 00"},
        std::pair{"inner_length_zero", "59590001 0028 01 02 574a3234313447303030 0000000000000000"},
        std::pair{"inner_length_more", "59590001 0028 01 02 574a3234313447303030 0000000000000015"},
        std::pair{"inner_length_huge", "59590001 0028 01 02 574a3234313447303030 0001000000000014"},
        std::pair{
            "inner_length_wraps", "59590001 000d 01 02 574a3234313447303030 fffffffffffffff9"},
        std::pair{"no_room_for_a_crc", "59590001 0017 01 02 574a3234313447303030 0000000000000003"},
        std::pair{"marker_only", "59590001"},
        std::pair{"header_only", "59590001 0028 01 02"},
        std::pair{"cut_in_the_serial", "59590001 0028 01 02 574a3234"},
        std::pair{
            "cut_in_the_inner_length", "59590001 0028 01 02 574a3234313447303030 00000000000000"}
    ),
    [](const auto& one) { return std::string{one.param.first}; }
);

// ---- rule 5: frames that do not end as they should --------------------------------------------

TEST(ResponseDecoder, DropsAFrameWithAWrongBit) {
    auto broken = five_registers;
    broken[45] ^= 0x10U;
    ResponseDecoder decoder;

    const auto frames = drained(decoder, joined({broken, one_register}));

    EXPECT_EQ(bytes_of_each(frames), std::vector<Bytes>{one_register});
    EXPECT_EQ(decoder.counts().crc_errors, 1U);
}

TEST(ResponseDecoder, LosesNoFrameBehindATruncatedOne) {
    for (std::size_t kept = 0; kept < five_registers.size(); ++kept) {
        const auto stream =
            joined({first_of(five_registers, kept), one_register, heartbeat, write_echo});

        EXPECT_EQ(found_in(stream), (std::vector{one_register, heartbeat, write_echo}))
            << "truncated after " << kept << " bytes";
    }
}

TEST(ResponseDecoder, LosesNoFrameBehindATruncatedLanConfigOrNullResponse) {
    for (const auto& whole : {testing::lan_config, testing::null_response()}) {
        for (std::size_t kept = 0; kept < whole.size(); ++kept) {
            const auto stream = joined(
                {first_of(whole, kept),
                 five_registers,
                 one_register,
                 five_registers,
                 five_registers,
                 five_registers}
            );

            EXPECT_EQ(found_in(stream).size(), 5U) << "truncated after " << kept << " bytes";
        }
    }
}

// A heartbeat has no CRC. All but a cut before the very last byte can be told.
TEST(ResponseDecoder, LosesNoFrameBehindATruncatedHeartbeat) {
    for (std::size_t kept = 0; kept + 1 < heartbeat.size(); ++kept) {
        EXPECT_EQ(
            found_in(joined({first_of(heartbeat, kept), one_register})),
            std::vector<Bytes>{one_register}
        ) << "truncated after "
          << kept << " bytes";
    }
}

TEST(ResponseDecoder, TakesAHeartbeatOfAnyType) {
    for (int type = 0; type < 256; ++type) {
        auto bytes = heartbeat;
        bytes.back() = static_cast<std::uint8_t>(type);

        EXPECT_EQ(only<Heartbeat>(bytes).type, type);
    }
}

TEST(ResponseDecoder, SurvivesALostOrAnAddedByte) {
    for (std::size_t at = 1; at < five_registers.size(); ++at) {
        const auto place = five_registers.begin() + static_cast<std::ptrdiff_t>(at);
        auto shorter = five_registers;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
        const Bytes before(five_registers.begin(), place);
        const Bytes behind(place, five_registers.end());
        const auto longer = joined({before, {0xEE}, behind});

        EXPECT_EQ(
            found_in(joined({shorter, one_register, heartbeat})),
            (std::vector{one_register, heartbeat})
        ) << at;
        EXPECT_EQ(
            found_in(joined({longer, one_register, heartbeat})),
            (std::vector{one_register, heartbeat})
        ) << at;
    }
}

TEST(ResponseDecoder, WaitsForTheRestOfAFrame) {
    ResponseDecoder decoder;

    EXPECT_TRUE(drained(decoder, first_of(one_register, 45)).empty());
    EXPECT_EQ(decoder.pending_bytes(), 45U);

    EXPECT_EQ(drained(decoder, Bytes{0xF7}).size(), 1U);
    EXPECT_EQ(decoder.pending_bytes(), 0U);
}

TEST(ResponseDecoder, LooksAgainAtWhatFollowsAnAbandonedMarker) {
    const auto head_of_a_long_frame =
        bytes_of("59590001 009e 01 02 57463231323547303030 000000000000008a");
    ResponseDecoder decoder;
    EXPECT_TRUE(drained(decoder, joined({head_of_a_long_frame, one_register})).empty());

    decoder.abandon_partial();

    EXPECT_EQ(bytes_of_each(drained(decoder, {})), std::vector<Bytes>{one_register});
    EXPECT_EQ(decoder.pending_bytes(), 0U);
    EXPECT_EQ(decoder.counts().false_markers, 1U);
}

TEST(ResponseDecoder, AbandonsNothingWhereNoFrameHasBegun) {
    ResponseDecoder decoder;
    decoder.abandon_partial();
    EXPECT_TRUE(drained(decoder, bytes_of("595900")).empty());

    decoder.abandon_partial();

    EXPECT_EQ(decoder.counts().false_markers, 0U);
    EXPECT_EQ(drained(decoder, Bytes(one_register.begin() + 3, one_register.end())).size(), 1U);
}

TEST(ResponseDecoder, AbandonsNoWholeFrameThatWasNotTakenYet) {
    ResponseDecoder decoder;
    decoder.feed(one_register);

    decoder.abandon_partial();

    EXPECT_EQ(bytes_of_each(drained(decoder, {})), std::vector<Bytes>{one_register});
}

// ---- rules 6 and 7: what is no fault
// --------------------------------------------------------------

TEST(ResponseDecoder, LeavesAMarkerInsideAGoodFrameAlone) {
    const auto frame = transparent(
        "1104 53413231313447303030 00b4 0004 5959 0001 000d 0101"  // a heartbeat's header
    );

    EXPECT_EQ(found_in(joined({frame, one_register})), (std::vector{frame, one_register}));
}

TEST(ResponseDecoder, FindsSeveralFramesAtOnce) {
    ResponseDecoder decoder;

    const auto frames = drained(
        decoder, joined({heartbeat, write_echo, one_register, one_register, first_of(heartbeat, 7)})
    );

    EXPECT_EQ(
        bytes_of_each(frames), (std::vector{heartbeat, write_echo, one_register, one_register})
    );
    EXPECT_EQ(decoder.pending_bytes(), 7U);
    EXPECT_EQ(decoder.counts().frames, 4U);
}

}  // namespace
}  // namespace giv
