// From a field's words to its value, or to no value and why. Total over every content.
#include "givtcp/registers/field.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace giv {
namespace {

using Words = std::span<const std::uint16_t>;

constexpr std::array power_of_ten{1.0, 10.0, 100.0, 1000.0, 10000.0};

std::uint32_t pair(Words words) { return (std::uint32_t{words[0]} << 16U) | words[1]; }

// Dividing by a power of ten gives the double that is nearest to the decimal; multiplying by 0.1
// would print 0.30000000000000004.
Value number(const Field& field, double raw, Words words) {
    const double value = raw / power_of_ten.at(field.decimals) * field.factor + field.offset;
    const bool unpopulated = std::ranges::all_of(words, [](auto word) { return word == 0; });
    if (unpopulated || field.plausible.contain(value)) return Number{value, field.decimals};
    // Some firmware gives the grid's frequency ten times too large (spec/quirks.md Q17).
    const auto tenth = value / 10;
    const bool is_tenfold = field.unit == Unit::hertz && field.plausible.contain(tenth);
    return is_tenfold ? Value{Number{tenth, field.decimals}} : Absence::out_of_bounds;
}

Value enumerated(const Field& field, std::uint16_t code) {
    const auto found = std::ranges::find(field.codes, code, &CodeWord::code);
    return Enumerated{code, found == field.codes.end() ? nullptr : &*found};
}

char high(std::uint16_t word) { return static_cast<char>(word >> 8U); }

char low(std::uint16_t word) { return static_cast<char>(word & 0xFFU); }

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

// NULs are padding and are dropped wherever they are; anything else that is no character means
// that the registers hold no text.
Value text(Words words) {
    std::string characters;
    for (const auto word : words) {
        for (const auto c : {high(word), low(word)}) {
            if (c == '\0') continue;
            if (!is_printable(c)) return Absence::invalid;
            characters += c;
        }
    }
    const auto first = characters.find_first_not_of(' ');
    if (first == std::string::npos) return Absence::not_here;
    const auto past = characters.find_last_not_of(' ') + 1;
    return text_value(std::string_view{characters}.substr(first, past - first));
}

std::string hex(std::uint32_t value, int digits) {
    constexpr std::string_view digit = "0123456789abcdef";
    std::string shown;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
        shown += digit[value >> static_cast<unsigned>(shift) & 0xFU];
    }
    return shown;
}

Value date_time(Words words) {
    const auto small = [](std::uint16_t word) {
        return static_cast<std::uint8_t>(std::min<std::uint16_t>(word, 255));
    };
    const LocalTime time{
        static_cast<std::uint16_t>(2000 + std::min<std::uint16_t>(words[0], 255)),
        small(words[1]),
        small(words[2]),
        small(words[3]),
        small(words[4]),
        small(words[5])};
    if (!is_valid(time)) return Absence::invalid;
    return time;
}

// Four letters, then four bytes shown as decimals: 0x4741 0x4141 0x0000 0x0104 is GAAA0014.
Value version(Words words) {
    auto letters = text(words.first(2));
    const auto shown = text_in(letters);
    if (!shown) return letters;
    std::string version{*shown};
    for (const auto word : words.subspan(2, 2)) {
        version += std::to_string(word >> 8U) + std::to_string(word & 0xFFU);
    }
    return text_value(version);
}

Value firmware(Words words) {
    return text_value(
        "D0." + std::to_string(words.front()) + "-A0." + std::to_string(words.back())
    );
}

std::uint16_t bit_field(const Field& field, std::uint16_t word) {
    const auto mask = (1U << field.width) - 1U;
    return static_cast<std::uint16_t>(static_cast<unsigned>(word) >> field.shift & mask);
}

Value signed_pair(const Field& field, Words words) {
    return number(field, static_cast<std::int32_t>(pair(words)), words);
}

}  // namespace

Value decode(const Field& field, Words words) {
    if (words.size() < field.count || words.empty()) return Absence::not_read;
    const auto word = words[0];
    switch (field.encoding) {
        case Encoding::u16: return number(field, word, words);
        case Encoding::s16: return number(field, static_cast<std::int16_t>(word), words);
        case Encoding::u32: return number(field, pair(words), words);
        case Encoding::s32: return signed_pair(field, words);
        case Encoding::high_byte: return number(field, word >> 8U, words);
        case Encoding::low_byte: return number(field, word & 0xFFU, words);
        case Encoding::flag: return word != 0;
        case Encoding::flag_high: return word >> 8U != 0;
        case Encoding::flag_low: return (word & 0xFFU) != 0;
        case Encoding::enumeration: return enumerated(field, word);
        case Encoding::bit_field: return enumerated(field, bit_field(field, word));
        case Encoding::mask16: return BitMask{word, 16};
        case Encoding::mask32: return BitMask{pair(words), 32};
        case Encoding::text: return text(words);
        case Encoding::slot: return SlotWords{words[0], words[1]};
        case Encoding::date_time: return date_time(words);
        case Encoding::hex16: return text_value(hex(word, 4));
        case Encoding::hex32: return text_value(hex(pair(words), 8));
        case Encoding::version_a4d4: return version(words);
        case Encoding::firmware: return firmware(words);
    }
    return Absence::invalid;
}

std::string describe(const Enumerated& value) {
    if (!value.word().empty()) return std::string{value.word()};
    return "unknown(" + std::to_string(value.code) + ")";
}

}  // namespace giv
