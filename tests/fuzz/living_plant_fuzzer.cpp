// Any text for a plant, and any settings in its registers: no crash, and energy is conserved.
//
// The first line is what people write; what follows are registers and words that are written, two
// bytes each.
#include "simulator/life/living_plant.hpp"

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace std::chrono_literals;

namespace {

void check(const giv::simulator::PlantTruth& truth) {
    constexpr double hair = 1e-6;
    const auto& now = truth.powers;
    const auto dc = now.first_string + now.second_string + now.battery;
    const auto ac = now.inverter + now.roof;
    const bool balances = std::abs(dc - now.inverter - now.losses) < hair &&
                          std::abs(ac - now.load - now.grid) < hair;
    const bool is_possible = truth.soc_percent >= 0 && truth.soc_percent <= 100 &&
                             now.losses > -hair && now.first_string >= 0;
    if (!balances || !is_possible) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace giv::simulator;
    const std::string_view all{reinterpret_cast<const char*>(data), size};
    const auto line = all.substr(0, all.find('\n'));
    const auto parameters = parse_plant(line);
    if (!parameters) {
        if (parameters.error().detail.empty()) __builtin_trap();
        return 0;
    }
    giv::Instant now{};
    const std::chrono::local_days day{2026y / 4 / 18};
    auto dongle = living_dongle(*parameters, {}, now, day + 12h);
    for (auto i = line.size() + 1; i + 3 < size && i < 1000; i += 4) {
        const auto word = [&](std::size_t at) {
            return static_cast<std::uint16_t>(data[at] << 8U | data[at + 1]);
        };
        dongle.registers().set(giv::device::inverter, giv::HR(word(i)), word(i + 2));
        now += 61s;
        dongle.show_what_runs(now);
        check(dongle.life()->truth());
    }
    return 0;
}
