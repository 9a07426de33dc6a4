// What a register, or several, can mean: the values of the program.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace giv {

// A number with the decimals that its register has: 9.0 stays "9.0".
struct Number {
    double value = 0;
    std::uint8_t decimals = 0;

    friend bool operator==(const Number&, const Number&) = default;
};

// A row of a field's table of codes.
struct CodeWord {
    std::uint16_t code;
    std::string_view word;
};

// A code, and its row in a constexpr table; null where the code is unknown.
struct Enumerated {
    std::uint16_t code = 0;
    const CodeWord* row = nullptr;

    std::string_view word() const { return row == nullptr ? std::string_view{} : row->word; }

    friend bool operator==(const Enumerated&, const Enumerated&) = default;
};

// A text, as most are: of up to fifteen characters, which are in here.
struct ShortText {
    static constexpr std::size_t most = 15;

    std::array<char, most> characters{};
    std::uint8_t size = 0;

    std::string_view view() const { return {characters.data(), size}; }

    friend bool operator==(const ShortText&, const ShortText&) = default;
};

// A longer one, which all copies share. Never null.
struct LongText {
    std::shared_ptr<const std::string> text;

    std::string_view view() const { return *text; }

    friend bool operator==(const LongText& a, const LongText& b) { return a.view() == b.view(); }
};

// A slot as the inverter holds it: two numbers HHMM, either of which may be "unset".
struct SlotWords {
    std::uint16_t start = 0;
    std::uint16_t end = 0;

    friend bool operator==(const SlotWords&, const SlotWords&) = default;
};

// Wall time as somebody set it on the inverter: no zone.
struct LocalTime {
    std::uint16_t year = 2000;
    std::uint8_t month = 1, day = 1, hour = 0, minute = 0, second = 0;

    friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

// Bits that are set; names come from the field's table.
struct BitMask {
    std::uint32_t bits = 0;
    std::uint8_t width = 16;

    friend bool operator==(const BitMask&, const BitMask&) = default;
};

// Why there is no value. Absent is not zero.
enum class Absence : std::uint8_t {
    not_read,       // no answer yet
    out_of_bounds,  // outside what is physically plausible
    invalid,        // e.g. month 13, text that is no text
    not_here,       // this model or plant has none
};

// Small, for every snapshot has hundreds of them.
using Value = std::
    variant<Absence, Number, bool, Enumerated, ShortText, LongText, SlotWords, LocalTime, BitMask>;

inline bool present(const Value& value) { return !std::holds_alternative<Absence>(value); }

Value text_value(std::string_view text);

// Nothing for a value that is no text. Valid for as long as the value.
std::optional<std::string_view> text_in(const Value& value);

std::string_view words(Absence absence);

// HHMM with hour 0-23 and minute 0-59, else nothing: 60, 2400, 65535 mean "unset" (quirks Q20).
std::optional<std::chrono::minutes> time_of_day(std::uint16_t hhmm);

// A date that exists, in 2000 or later.
bool is_valid(const LocalTime& time);

}  // namespace giv
