// A house with a roof, people, a battery and a GivEnergy inverter, living second by second.
//
// Energy is conserved: in each second powers are constant, PlantPowers balances, and the counters
// are their integrals. The same parameters, settings and times give the same life, however often
// it is asked. Not thread-safe.
#pragma once

#include "simulator/life/battery.hpp"
#include "simulator/life/household.hpp"
#include "simulator/life/inverter_logic.hpp"
#include "simulator/life/inverter_settings.hpp"
#include "simulator/life/life.hpp"
#include "simulator/life/luck.hpp"
#include "simulator/life/plant_parameters.hpp"
#include "simulator/life/readings.hpp"
#include "simulator/life/sky.hpp"

#include <chrono>
#include <cstdint>

namespace giv::simulator {

class House final : public Life {
 public:
    // `image` is a plant of these parameters (living_plant), and `earlier` what it has counted
    // before its first day. Its time is `start` at `now`; since midnight it has lived by the
    // settings that it has now.
    House(
        const PlantParameters& parameters,
        const PlantEnergies& earlier,
        std::chrono::local_seconds start,
        Instant now,
        RegisterImage& image
    );

    void live_until(Instant now, RegisterImage& image) override;
    bool moves(DeviceAddress device, Register where) const override;
    const PlantTruth& truth() const override { return truth_; }

 private:
    using Seconds = std::chrono::seconds;

    void live_since_midnight(const RegisterImage& image, std::chrono::local_seconds start);
    void live(Seconds step, std::chrono::local_seconds shown, const InverterSettings& settings);
    void begin_day_if_due(std::chrono::local_seconds shown);
    PlantPowers powers_now(
        Seconds step, std::chrono::local_seconds shown, const InverterSettings& settings
    );
    double battery_watts(
        Seconds step, const InverterSettings& settings, const Situation& situation
    );
    void count(Seconds step);
    double ambient_celsius() const;
    void look_at_battery();
    void show(RegisterImage& image) const;

    PlantParameters parameters_;
    Sky sky_;
    Household household_;
    Battery battery_;
    InverterRatings ratings_;
    Readings readings_;
    PlantTruth truth_;
    Instant born_;
    Seconds lived_{0};
};

}  // namespace giv::simulator
