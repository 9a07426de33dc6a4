#include "support/chaos_plant.hpp"

#include "support/true_plant.hpp"

#include <array>
#include <chrono>
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

}  // namespace

simulator::Dongle chaos_dongle(std::uint32_t seed, Instant now) {
    auto life = std::make_unique<MovedByHand>(now);
    simulator::DongleSettings settings;
    settings.seed = seed;
    settings.latency_spread = 100ms;
    simulator::Dongle dongle{life->registers(), settings};
    dongle.run_clock(std::chrono::local_days{std::chrono::year{2026} / 4 / 18} + 12h, now);
    dongle.bring_to_life(std::move(life));
    return dongle;
}

}  // namespace giv::testing
