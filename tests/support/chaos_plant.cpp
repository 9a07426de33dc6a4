#include "support/chaos_plant.hpp"

#include "simulator/life/living_plant.hpp"
#include "support/true_plant.hpp"

#include "givtcp/plant/topology.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;

// The hand-made plant, moved as time passes.
class MovedByHand final : public simulator::Life {
 public:
    explicit MovedByHand(Instant born) : born_(born) {
        while (plant_.since_midnight() < noon)
            plant_.live();
    }

    void live_until(Instant now, simulator::RegisterImage& image) override {
        bool has_moved = false;
        while (plant_.since_midnight() - noon + TruePlant::step <= now - born_) {
            plant_.live();
            has_moved = true;
        }
        if (has_moved || is_new_) show(image);
        is_new_ = false;
    }

    const simulator::PlantTruth& truth() const override { return truth_; }

    const simulator::RegisterImage& registers() const { return plant_.registers(); }

 private:
    static constexpr auto noon = 12h;

    void show(simulator::RegisterImage& image) const {
        const auto copy = [&](DeviceAddress device, RegisterRange range) {
            const auto words = plant_.registers().read(device, range);
            if (words) image.set(device, range.bank, range.base, *words);
        };
        copy(device::inverter, {Bank::input, 0, 60});
        copy(device::inverter, {Bank::input, 180, 4});
        copy(DeviceAddress{0x32}, {Bank::input, 60, 60});
        copy(DeviceAddress{0x33}, {Bank::input, 60, 60});
    }

    TruePlant plant_;
    Instant born_;
    simulator::PlantTruth truth_{};
    bool is_new_ = true;
};

constexpr auto start = std::chrono::local_days{std::chrono::year{2026} / 4 / 18} + 12h;

// A client that goes unnoticed leaves its place within four minutes, and before the next one does.
constexpr auto heartbeats = 60s;
constexpr std::size_t places = 8;

std::uint16_t word(double value) {
    return static_cast<std::uint16_t>(static_cast<std::int32_t>(std::lround(value)));
}

}  // namespace

simulator::Dongle chaos_dongle(std::uint32_t seed, Instant now) {
    auto life = std::make_unique<MovedByHand>(now);
    simulator::DongleSettings settings;
    settings.seed = seed;
    settings.latency_spread = 100ms;
    settings.heartbeat_period = heartbeats;
    settings.most_connections = places;
    simulator::Dongle dongle{life->registers(), settings};
    dongle.run_clock(start, now);
    dongle.bring_to_life(std::move(life));
    return dongle;
}

simulator::Dongle living_chaos_dongle(std::uint32_t seed, Instant now) {
    const auto all = simulator::families();
    auto parameters = simulator::usual_parameters(all[seed % all.size()].family);
    parameters.seed = seed;
    parameters.packs = static_cast<int>(1 + seed % 2);
    simulator::DongleSettings settings;
    settings.seed = seed;
    settings.heartbeat_period = heartbeats;
    settings = simulator::lifelike(settings);
    settings.most_connections = places;
    auto dongle = simulator::living_dongle(parameters, settings, now, start);
    move_meter(dongle, now);
    return dongle;
}

std::size_t parts_of(const simulator::Dongle& dongle) {
    constexpr RegisterRange pack_page{Bank::input, 60, 60};
    constexpr RegisterRange meter_page{Bank::input, 60, 30};
    const auto& registers = dongle.registers();
    const auto devices = registers.devices();
    const auto is_part = [&](DeviceAddress one) {
        if (one.value < device::first_lv_pack.value) {
            const auto words = registers.read(one, meter_page);
            return one != device::inverter && words && judge_meter(*words);
        }
        const auto words = registers.read(one, pack_page);
        return words && judge_pack(*words);
    };
    return 1 + static_cast<std::size_t>(std::ranges::count_if(devices, is_part));
}

// Its voltage moves, as they do: a page that stood still would be a frozen one (spec/quirks.md
// Q11).
void move_meter(simulator::Dongle& dongle, Instant now) {
    dongle.show_what_runs(now);
    const auto& truth = dongle.life()->truth();
    const auto volts = 230.0 + static_cast<double>(truth.time.time_since_epoch() % 60s / 1s) / 10;
    const auto watts = -truth.powers.grid;
    std::array<std::uint16_t, 30> page{};
    const auto set = [&](std::size_t index, double value) { page.at(index - 60) = word(value); };
    set(60, volts * 10);
    set(63, std::abs(watts) / volts * 100);
    set(67, std::abs(watts) / volts * 100);
    set(68, watts);
    set(71, watts);
    set(76, std::abs(watts) * 10);
    set(79, std::abs(watts) * 10);
    set(80, 10'000);
    set(83, 10'000);
    set(84, 5000);
    set(85, truth.total.imported * 10);
    set(87, truth.total.exported * 10);
    dongle.registers().set(device::first_meter, Bank::input, 60, page);
}

}  // namespace giv::testing
