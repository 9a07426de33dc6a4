// A living plant on a clock that the test turns.
#pragma once

#include "simulator/life/living_plant.hpp"

#include <chrono>
#include <string_view>

namespace giv::simulator {

class Living {
 public:
    // As on the command line; at midnight of an April day where the text says no other start.
    explicit Living(std::string_view text)
        : dongle{living_dongle(
              parse_plant(text).value(), {}, now, std::chrono::local_days{april_18}
          )} {}

    const PlantTruth& truth() const { return dongle.life()->truth(); }
    const PlantPowers& powers() const { return truth().powers; }

    void live(std::chrono::seconds time) {
        now += time;
        dongle.show_what_runs(now);
    }

    // Calls `each` after every second of it.
    template <class Each>
    void live_by_the_second(std::chrono::seconds time, Each each) {
        for (auto left = time; left.count() > 0; --left) {
            live(std::chrono::seconds{1});
            each();
        }
    }

    // Until the time of the day that the plant has, today or tomorrow.
    void live_until(std::chrono::seconds time_of_day) {
        const auto passed = truth().time - std::chrono::floor<std::chrono::days>(truth().time);
        const auto left = time_of_day - passed;
        live(left.count() > 0 ? left : left + std::chrono::hours{24});
    }

    // As the daemon writes.
    void write(std::uint16_t index, std::uint16_t word) {
        dongle.show_what_runs(now);
        dongle.registers().set(device::inverter, HR(index), word);
    }

    std::uint16_t input(std::uint16_t index, DeviceAddress device = device::inverter) const {
        return dongle.registers().word(device, IR(index)).value();
    }
    int signed_input(std::uint16_t index) const { return static_cast<std::int16_t>(input(index)); }
    // Of two registers.
    std::uint32_t total(std::uint16_t high) const {
        return std::uint32_t{input(high)} << 16U | input(static_cast<std::uint16_t>(high + 1));
    }

    Instant now{};
    Dongle dongle;

 private:
    static constexpr auto april_18 =
        std::chrono::year{2026} / std::chrono::April / std::chrono::day{18};
};

}  // namespace giv::simulator
