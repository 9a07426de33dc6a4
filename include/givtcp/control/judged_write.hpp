// One write that may go over the wire. The link takes nothing else (architecture ruling 17).
//
// A JudgedWrite can only be made by its two factories, which know the table of writable registers
// (src/core/control/writable_rows.hpp); a style test lets only src/core/control call them. Pure.
#pragma once

#include "givtcp/registers/models.hpp"
#include "givtcp/result.hpp"

#include <cstdint>

namespace giv {

// What the inverter is, as far as writing goes.
struct Capabilities {
    Model model = Model::unknown;
    std::uint16_t arm_firmware = 0;
    bool has_pause_block = false;       // HR300-359 answered a read
    bool charge_slot_2_legacy = false;  // CHARGE_SLOT_2=legacy: HR31/32
};

class JudgedWrite {
 public:
    // Errc::unsupported: no control of this model writes this register. Errc::out_of_range: the
    // value is outside the register's bounds; the sentence names them.
    static Result<JudgedWrite> judge(
        std::uint16_t index, std::uint16_t value, const Capabilities& plant
    );

    // Puts back a value that was read from this very register. It may be one that no control
    // writes, but must be one that the register can hold: else Errc::out_of_range.
    static Result<JudgedWrite> restoring(
        std::uint16_t index, std::uint16_t value, const Capabilities& plant
    );

    std::uint16_t index() const { return index_; }
    std::uint16_t value() const { return value_; }

    // A second write of the same may do harm: reboot, calibration, the clock (commands.md 0.5).
    bool once_only() const;

    friend bool operator==(const JudgedWrite&, const JudgedWrite&) = default;

 private:
    JudgedWrite(std::uint16_t index, std::uint16_t value) : index_(index), value_(value) {}

    std::uint16_t index_;
    std::uint16_t value_;
};

}  // namespace giv
