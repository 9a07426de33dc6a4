#include "influx/gzip.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <zlib.h>

namespace giv::influx {
namespace {

// As any receiver would; empty where it is no gzip.
std::string unpacked(std::string packed) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return {};
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes are unsigned
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string text(1'000'000, '\0');
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes are unsigned
    stream.avail_out = static_cast<uInt>(text.size());
    const int done = inflate(&stream, Z_FINISH);
    text.resize(done == Z_STREAM_END ? stream.total_out : 0);
    inflateEnd(&stream);
    return text;
}

TEST(InfluxGzip, PacksTextSoThatAnyReceiverUnpacksIt) {
    std::string lines;
    for (int i = 0; i < 500; ++i)
        lines += "SA2114G047,tagKey=GivReal soc=" + std::to_string(i) + " 1780662000000\n";

    const auto packed = gzipped(lines).value();

    EXPECT_EQ(packed.substr(0, 2), "\x1F\x8B");  // RFC 1952
    EXPECT_LT(packed.size(), lines.size() / 4);
    EXPECT_EQ(unpacked(packed), lines);
}

TEST(InfluxGzip, NothingAndOneByteHaveAFormToo) {
    EXPECT_EQ(unpacked(gzipped("a").value()), "a");
    EXPECT_EQ(gzipped("")->substr(0, 2), "\x1F\x8B");
}

}  // namespace
}  // namespace giv::influx
