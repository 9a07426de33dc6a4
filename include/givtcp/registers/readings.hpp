// One device, decoded: a value for every field of its maps, with the time of its oldest register.
#pragma once

#include "givtcp/registers/field.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace giv {

// Registers that were read since, and are not believed (yet).
struct DoubtedWords {
    std::uint16_t first;
    std::vector<std::uint16_t> words;
    std::string_view why;  // from a constexpr table
};

// What is known of a counter beside its register.
struct CounterNote {
    FieldKey field;
    double carried;  // kWh: what its register of 16 bits counted before it began anew
    // Whose energy it counts, by the inverter's calendar; nothing: not known, or it counts none.
    std::optional<std::chrono::local_days> day;
};

struct Reading {
    Value value = Absence::not_read;
    Instant taken_at{};                            // meaningless while the value was not read
    std::string_view doubt{};                      // a newer value is not believed: why
    Value doubted = Absence::not_read;             // that value
    std::optional<std::chrono::local_days> day{};  // of a counter: CounterNote::day
};

class DeviceReadings {
 public:
    // Decodes every field that `map` has for this model; other fields are `not_here`.
    void decode(
        Map map,
        Model model,
        std::uint16_t arm_firmware,
        const RegisterBank& bank,
        std::span<const DoubtedWords> doubted = {}
    );

    // After decode(): notes of other maps say nothing.
    void add(std::span<const CounterNote> notes);

    // `not_read` for fields of maps that were not decoded.
    const Reading& at(FieldKey key) const;

    // In the order of fields(map); empty if not decoded.
    std::span<const Reading> all(Map map) const;

 private:
    static constexpr std::size_t maps = static_cast<std::size_t>(Map::gateway_input) + 1;

    std::array<std::vector<Reading>, maps> readings_;
};

}  // namespace giv
