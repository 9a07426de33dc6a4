// Modbus function codes and the banks they read.
#pragma once

#include "core/protocol/layout.hpp"

#include "givtcp/protocol/address.hpp"

#include <optional>

namespace giv::wire {

constexpr std::uint8_t function_of(Bank bank) {
    switch (bank) {
        case Bank::holding: return read_holding;
        case Bank::input: return read_input;
        case Bank::meter_product: return read_meter_product;
    }
    return read_input;
}

constexpr std::optional<Bank> bank_read_by(std::uint8_t function) {
    switch (function) {
        case read_holding: return Bank::holding;
        case read_input: return Bank::input;
        case read_meter_product: return Bank::meter_product;
        default: return std::nullopt;
    }
}

}  // namespace giv::wire
