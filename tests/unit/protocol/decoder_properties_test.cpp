// What has to hold for any stream whatever, found out with many of them (the same in every run).
#include "worked_examples.hpp"

#include <gtest/gtest.h>

#include <random>

namespace giv {
namespace {

using testing::joined;

constexpr std::size_t longest_frame = 306;

// Good frames, damaged ones, halves and noise, in any order.
Bytes hostile_stream(std::mt19937& random, int pieces) {
    const std::vector<Bytes> good{
        testing::one_register,
        testing::heartbeat,
        testing::write_echo,
        testing::refusal,
        testing::lan_config,
        testing::five_registers,
        testing::null_response(),
        testing::read_request,
        testing::write_request};
    const auto below = [&](std::size_t limit) { return random() % limit; };
    Bytes stream;
    for (; pieces > 0; --pieces) {
        auto piece = good[below(good.size())];
        switch (below(6)) {
            case 0: piece.resize(below(piece.size())); break;
            case 1: piece[below(piece.size())] ^= static_cast<std::uint8_t>(1U << below(8)); break;
            case 2:
                piece.erase(piece.begin() + static_cast<std::ptrdiff_t>(below(piece.size())));
                break;
            case 3:
                for (auto& byte : piece)
                    byte = static_cast<std::uint8_t>(random());
                break;
            default: break;
        }
        stream.insert(stream.end(), piece.begin(), piece.end());
    }
    return stream;
}

template <class Decoder>
std::vector<Bytes> found(Decoder& decoder, std::span<const std::uint8_t> bytes) {
    std::vector<Bytes> frames;
    decoder.feed(bytes);
    while (auto frame = decoder.next())
        frames.push_back(std::move(frame->bytes));
    return frames;
}

template <class Decoder>
class AnyDecoder : public ::testing::Test {};

using Decoders = ::testing::Types<ResponseDecoder, RequestDecoder>;
TYPED_TEST_SUITE(AnyDecoder, Decoders, );

TYPED_TEST(AnyDecoder, FindsTheSameWhereverTheStreamIsCutInTwo) {
    std::mt19937 random{1};
    const auto stream = hostile_stream(random, 25);
    TypeParam whole;
    const auto expected = found(whole, stream);

    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        TypeParam decoder;
        auto frames = found(decoder, std::span{stream}.first(cut));
        for (auto& frame : found(decoder, std::span{stream}.subspan(cut)))
            frames.push_back(std::move(frame));

        ASSERT_EQ(frames, expected) << "cut after " << cut << " bytes";
    }
}

TYPED_TEST(AnyDecoder, FindsTheSameByteByByteAndInRandomPieces) {
    std::mt19937 random{2};
    for (int round = 0; round < 200; ++round) {
        const auto stream = hostile_stream(random, 12);
        TypeParam whole;
        const auto expected = found(whole, stream);

        for (const std::size_t most : {1U, 7U, 400U}) {
            TypeParam decoder;
            std::vector<Bytes> frames;
            for (std::size_t at = 0; at < stream.size();) {
                const auto size = std::min<std::size_t>(1 + random() % most, stream.size() - at);
                for (auto& frame : found(decoder, std::span{stream}.subspan(at, size)))
                    frames.push_back(std::move(frame));
                at += size;
            }

            ASSERT_EQ(frames, expected) << "round " << round << ", pieces of up to " << most;
        }
    }
}

TYPED_TEST(AnyDecoder, TakesAnyBytesAtAll) {
    std::mt19937 random{3};
    TypeParam decoder;
    for (int round = 0; round < 2000; ++round) {
        Bytes noise(random() % 300);
        for (auto& byte : noise) {
            // Mostly what headers are made of, so that much of it begins like a frame.
            constexpr std::array<std::uint8_t, 6> usual{0x59, 0x59, 0x00, 0x01, 0x02, 0x28};
            byte = random() % 8 == 0 ? static_cast<std::uint8_t>(random()) : usual[random() % 6];
        }
        found(decoder, noise);
    }
    SUCCEED();
}

TEST(ResponseDecoder, AccountsForEveryByte) {
    std::mt19937 random{4};
    for (int round = 0; round < 300; ++round) {
        const auto stream = hostile_stream(random, 20);
        ResponseDecoder decoder;

        std::size_t in_frames = 0;
        for (const auto& frame : found(decoder, stream))
            in_frames += frame.size();

        const auto dropped = decoder.counts().garbage_bytes;
        ASSERT_EQ(in_frames + dropped + decoder.pending_bytes(), stream.size());
    }
}

TEST(ResponseDecoder, HoldsNoMoreThanOneLongestFrame) {
    std::mt19937 random{5};
    ResponseDecoder decoder;
    for (int round = 0; round < 300; ++round) {
        found(decoder, hostile_stream(random, 20));
        ASSERT_LT(decoder.pending_bytes(), longest_frame);
    }
    for (int round = 0; round < 1000; ++round) {
        found(decoder, Bytes(1000, 0x59));
        ASSERT_LE(decoder.pending_bytes(), 3U);
    }
}

// Headers within headers, each claiming the longest frame: every one is looked into once, and the
// good frame behind them all is found.
TEST(ResponseDecoder, GetsThroughNestedHeaders) {
    Bytes nested;
    for (int i = 0; i < 20000; ++i) {
        const auto head =
            testing::bytes_of("59590001 012c 01 02 57463231323547303030 0000000000000118");
        nested.insert(nested.end(), head.begin(), head.end());
    }
    ResponseDecoder decoder;

    auto frames = found(decoder, joined({nested, Bytes(longest_frame), testing::one_register}));

    ASSERT_EQ(frames, std::vector<Bytes>{testing::one_register});
    EXPECT_EQ(decoder.counts().crc_errors, 20000U);
}

}  // namespace
}  // namespace giv
