// What moves a plant's registers as time passes.
//
// A Dongle that was brought to life calls it before it answers, at the instants that it is told;
// nothing happens in between, so that a plant that nobody asks costs nothing. Deterministic: it
// knows no time but what it is told, and the settings that it finds in the registers.
#pragma once

#include "simulator/life/plant_truth.hpp"
#include "simulator/register_image.hpp"

#include "givtcp/registers/register_bank.hpp"

namespace giv::simulator {

class Life {
 public:
    Life() = default;
    virtual ~Life() = default;
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;
    Life(Life&&) = delete;
    Life& operator=(Life&&) = delete;

    // Lives from the last call until `now`, which never goes back, by the settings in the holding
    // registers of `image`, and writes its readings into the input registers. The inverter's clock
    // (HR35-40) is shown there already, and has run evenly since the last call.
    virtual void live_until(Instant now, RegisterImage& image) = 0;

    // What is true at the time of the last call. It never runs ahead of the registers.
    virtual const PlantTruth& truth() const = 0;

    // Is this register one of those that it writes?
    virtual bool moves(DeviceAddress /*device*/, Register /*where*/) const { return false; }
};

}  // namespace giv::simulator
