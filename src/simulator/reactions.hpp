// What an inverter does when certain registers are written, beyond storing the value.
//
// A table and a small state; knows no time but what it is told.
// Source: spec/commands.md §1, spec/quirks.md Q25.
#pragma once

#include "simulator/register_image.hpp"

#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace giv::simulator {

enum class Reaction : std::uint8_t {
    stores,
    refuses,
    refuses_and_sulks,  // and answers nobody for a while
    restarts,
    calibrates,
};

Reaction reaction_to(std::uint16_t index, std::uint16_t value);

inline constexpr std::chrono::milliseconds time_of_sulking{2000};
inline constexpr std::chrono::milliseconds time_until_restart{500};

// HR29: any value but 0 starts it, 3 ("charge only") at the stage that charges. From then on the
// register shows how far it has come, not what was written: stages 1 to 7, of ten seconds each (a
// real one takes hours), then 0.
class Calibration {
 public:
    static constexpr std::uint16_t index = 29;
    static constexpr std::chrono::seconds time_of_stage{10};
    static constexpr std::uint16_t stages = 7;
    static constexpr std::uint16_t charging = 3;

    void take(std::uint16_t value, Instant now);

    // From this stage on; 0: it does not run, any other that there is not: nor is the register
    // ours.
    void be_at(std::uint16_t stage, Instant now);

    // Brings the register of `image` up to date, if it was ever written.
    void show(RegisterImage& image, Instant now) const;

 private:
    bool was_written_ = false;
    std::optional<Instant> since_;  // its first stage began, or would have
};

}  // namespace giv::simulator
