#include "support/corruption.hpp"

#include "core/protocol/layout.hpp"

#include "givtcp/protocol/crc16.hpp"
#include "givtcp/protocol/frame.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace giv::testing {
namespace {

constexpr auto rows = std::to_array<CorruptionRow>({
    {Corruption::bit_flip, "bit flip"},
    {Corruption::header_flip, "bit flip in the header"},
    {Corruption::zero_tail, "zero tail"},
    {Corruption::splice, "splice with another bank"},
    {Corruption::other_bank, "all of another bank"},
    {Corruption::all_zero, "all zero"},
    {Corruption::wrong_serial, "wrong serial"},
    {Corruption::repeated_old, "repeated old frame"},
});

constexpr std::size_t bits_per_byte = 8;
constexpr std::size_t old_reads = 5;  // so many reads ago

std::size_t words_in(const Bytes& frame) {
    return (frame.size() - wire::words_at - wire::crc_size) / 2;
}

std::size_t place_of(std::size_t word) { return wire::words_at + 2 * word; }

void flip(Bytes& frame, std::size_t first_byte, std::size_t bytes, std::size_t which) {
    const auto bit = which % (bytes * bits_per_byte);
    auto& byte = frame.at(first_byte + bit / bits_per_byte);
    byte = static_cast<std::uint8_t>(byte ^ 1U << bit % bits_per_byte);
}

// A quarter, half, three quarters of the words are left; or all but the last ten.
std::size_t words_left(const Bytes& frame, std::size_t variant) {
    const auto words = words_in(frame);
    if (words < 12) return words / 2;
    const std::array<std::size_t, 4> left{words / 4, words / 2, words * 3 / 4, words - 10};
    return left.at(variant % left.size());
}

// The inverter answers to several addresses with the same registers: that is no other block.
bool is_the_same_block(const ReadResponse& one, const ReadResponse& other) {
    constexpr std::uint16_t pages_of_parts = 60;
    const bool is_of_parts = one.range.bank == Bank::input && one.range.base == pages_of_parts;
    return one.range == other.range && (!is_of_parts || one.device == other.device);
}

// The words of another block of the same time, of those with as many words.
void put_other_words(
    Bytes& frame, const Recording& recording, const CorruptionCase& one, std::size_t from
) {
    const auto& frames = recording.frames;
    const auto& says = *frames.at(one.frame).says;
    auto to_skip = one.variant % 5;
    for (std::size_t back = 1; back <= one.frame; ++back) {
        const auto& other = frames.at(one.frame - back);
        if (!other.says || is_the_same_block(*other.says, says)) continue;
        if (other.says->words.size() != says.words.size()) continue;
        if (to_skip-- > 0) continue;
        const auto begin = static_cast<std::ptrdiff_t>(place_of(from));
        std::copy(
            other.bytes.begin() + begin, other.bytes.end() - wire::crc_size, frame.begin() + begin
        );
        return;
    }
}

void put_serial(Bytes& frame, std::size_t at) {
    constexpr std::string_view stranger = "SA2231G777";
    std::copy(stranger.begin(), stranger.end(), frame.begin() + static_cast<std::ptrdiff_t>(at));
}

void put_wrong_serials(Bytes& frame, const ReadResponse& says) {
    constexpr std::uint16_t inverter_serial = 13;
    constexpr std::uint16_t pack_serial = 110;
    put_serial(frame, wire::inverter_at);
    const auto in_words = [&](std::uint16_t index) {
        const auto at = static_cast<std::size_t>(index - says.range.base);
        if (index >= says.range.base && at + 5 <= says.words.size())
            put_serial(frame, place_of(at));
    };
    if (says.device == device::inverter && says.range.bank == Bank::holding)
        in_words(inverter_serial);
    if (says.device >= device::first_lv_pack && says.range.bank == Bank::input)
        in_words(pack_serial);
}

std::optional<Bytes> old_frame(const Recording& recording, std::size_t frame) {
    const auto target = target_of(*recording.frames.at(frame).says);
    auto to_skip = old_reads;
    for (auto at = frame; at-- > 0;) {
        const auto& earlier = recording.frames.at(at);
        if (!earlier.says || target_of(*earlier.says) != target || --to_skip > 0) continue;
        return earlier.bytes;
    }
    return std::nullopt;
}

void put_crc(Bytes& frame) {
    const auto end = frame.size() - wire::crc_size;
    const auto crc = crc16(std::span{frame}.subspan(wire::inner_at, end - wire::inner_at));
    frame.at(end) = static_cast<std::uint8_t>(crc & 0xFFU);
    frame.at(end + 1) = static_cast<std::uint8_t>(crc >> 8U);
}

void spoil(Bytes& frame, const Recording& recording, const CorruptionCase& one) {
    const auto words = words_in(frame);
    const auto zero_from = [&](std::size_t word) {
        std::fill(
            frame.begin() + static_cast<std::ptrdiff_t>(place_of(word)),
            frame.end() - wire::crc_size,
            std::uint8_t{0}
        );
    };
    switch (one.kind) {
        case Corruption::bit_flip: flip(frame, wire::words_at, words * 2, one.variant); return;
        case Corruption::header_flip:
            flip(frame, wire::inner_at, wire::words_at - wire::inner_at, one.variant);
            return;
        case Corruption::zero_tail: zero_from(words_left(frame, one.variant)); return;
        case Corruption::splice:
            put_other_words(frame, recording, one, words_left(frame, one.variant / 5));
            return;
        case Corruption::other_bank: put_other_words(frame, recording, one, 0); return;
        case Corruption::all_zero: zero_from(0); return;
        case Corruption::wrong_serial:
            put_wrong_serials(frame, *recording.frames.at(one.frame).says);
            return;
        case Corruption::repeated_old: return;
    }
}

}  // namespace

std::span<const CorruptionRow> corruptions() { return rows; }

std::optional<Bytes> corrupted(const Recording& recording, const CorruptionCase& one) {
    const auto& good = recording.frames.at(one.frame);
    auto bytes = good.bytes;
    if (one.kind == Corruption::repeated_old) {
        const auto old = old_frame(recording, one.frame);
        if (!old || one.checksum == Checksum::old) return std::nullopt;  // it has its own
        bytes = *old;
    } else {
        spoil(bytes, recording, one);
    }
    if (bytes == good.bytes) return std::nullopt;
    if (one.checksum == Checksum::recomputed && one.kind != Corruption::repeated_old)
        put_crc(bytes);
    return bytes;
}

}  // namespace giv::testing
