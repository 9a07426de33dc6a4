// What a rule may look at: a reading, laid over what is believed of that device.
#pragma once

#include "givtcp/plant/guard/bank_reading.hpp"
#include "givtcp/plant/topology.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace giv::guard {

class Sight {
 public:
    Sight(const BankReading& reading, const RegisterBank& believed, const Identity& identity)
        : reading_(&reading), believed_(&believed), identity_(&identity) {}

    const RegisterRange& range() const { return reading_->range; }
    DeviceAddress device() const { return reading_->device; }
    std::span<const std::uint16_t> words() const { return reading_->words; }
    Instant taken_at() const { return reading_->taken_at; }
    const Identity& identity() const { return *identity_; }
    const RegisterBank& believed() const { return *believed_; }

    // The reading holds all of these registers.
    bool covers(std::uint16_t first, std::uint16_t count) const {
        const auto& range = reading_->range;
        return first >= range.base && first + count <= range.base + reading_->words.size();
    }

    // As read now; nothing if the reading does not hold it.
    std::optional<std::uint16_t> now(std::uint16_t index) const {
        if (!covers(index, 1)) return std::nullopt;
        return reading_->words[static_cast<std::size_t>(index - reading_->range.base)];
    }
    std::span<const std::uint16_t> now(std::uint16_t first, std::uint16_t count) const {
        if (!covers(first, count)) return {};
        return reading_->words.subspan(
            static_cast<std::size_t>(first - reading_->range.base), count
        );
    }

    // As believed; nothing if it never was read.
    std::optional<std::uint16_t> before(std::uint16_t index) const {
        return believed_->word(index);
    }

 private:
    const BankReading* reading_;
    const RegisterBank* believed_;
    const Identity* identity_;
};

}  // namespace giv::guard
