// Where a value lives on the wire: the vocabulary of the dongle's dialect.
//
// Source: spec/wire-protocol.md §4, spec/models.md §5.
#pragma once

#include <compare>
#include <cstdint>

namespace giv {

// The three kinds of registers that can be read. Each has an address space of its own.
enum class Bank : std::uint8_t {
    holding,        // function 3: settings; function 6 writes one
    input,          // function 4: measurements
    meter_product,  // function 0x16: what a meter says of itself
};

// A Modbus device address on the inverter's internal bus.
struct DeviceAddress {
    std::uint8_t value = 0;

    friend constexpr auto operator<=>(const DeviceAddress&, const DeviceAddress&) = default;
};

namespace device {

inline constexpr DeviceAddress inverter{0x11};         // every model answers here
inline constexpr DeviceAddress inverter_facade{0x31};  // the same register file on ac, gen1, gen2
inline constexpr DeviceAddress first_lv_pack{0x32};
inline constexpr int lv_pack_places = 6;  // 0x32..0x37
inline constexpr DeviceAddress first_meter{0x01};
inline constexpr int meter_places = 8;  // 0x01..0x08

}  // namespace device

struct Register {
    Bank bank;
    std::uint16_t index;

    friend constexpr auto operator<=>(const Register&, const Register&) = default;
};

// Spelled as the protocol document spells them.
constexpr Register IR(std::uint16_t index) { return {Bank::input, index}; }

constexpr Register HR(std::uint16_t index) { return {Bank::holding, index}; }

// Registers that one read asks for. The dongle answers at most 60.
struct RegisterRange {
    Bank bank;
    std::uint16_t base;
    std::uint16_t count;

    constexpr bool contains(Register one) const {
        return one.bank == bank && one.index >= base && one.index - base < count;
    }

    friend constexpr auto operator<=>(const RegisterRange&, const RegisterRange&) = default;
};

inline constexpr std::uint16_t most_registers_per_read = 60;

}  // namespace giv
