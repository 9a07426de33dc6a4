// One counter that is far too high for one read, and normal data again: the wrong value is never
// published, and the right one is back within three reads, without a restart.
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"

#include "givtcp/render/document.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::Rig;
using testing::RigPlant;

struct Counter {
    std::string_view name;
    std::uint16_t index;  // of the word that goes wrong
    std::uint16_t wrong;
    std::string_view path;
    double right;
};

void PrintTo(const Counter& counter, std::ostream* out) { *out << counter.name; }

// The values of the simulator's first-generation hybrid.
constexpr auto counters = std::to_array<Counter>({
    {"import_today", 26, 0xFFFF, "Energy/Today/Import_Energy_Today_kWh", 2.3},
    {"export_today", 25, 40'000, "Energy/Today/Export_Energy_Today_kWh", 1.7},
    {"inverter_today", 44, 0x8050, "Energy/Today/Invertor_Energy_Today_kWh", 8.0},
    {"charge_today", 183, 1061, "Energy/Today/Battery_Charge_Energy_Today_kWh", 6.1},
    {"pv_total_high_word", 11, 3, "Energy/Total/PV_Energy_Total_kWh", 14213.6},
    {"import_total_low_word", 33, 0xF000, "Energy/Total/Import_Energy_Total_kWh", 9876.5},
    {"discharge_total", 180, 60'000, "Energy/Total/Battery_Discharge_Energy_Total_kWh", 2987.4},
});

const Measured* find(const Snapshot& snapshot, std::string_view path) {
    const auto found = std::ranges::find_if(snapshot.values, [&](const Measured& measured) {
        return measured.point->path == path;
    });
    return found == snapshot.values.end() ? nullptr : &*found;
}

double number(const Measured& measured) {
    const auto* found = std::get_if<Number>(&measured.value);
    return found != nullptr ? found->value : -1;
}

class CorruptEnergy : public ::testing::TestWithParam<Counter> {
 protected:
    void SetUp() override {
        rig.start(plant);
        const auto is_complete = [&] {
            const auto snapshot = plant.hub.latest();
            return snapshot && render::is_servable(*snapshot) && snapshot->cycles > 2;
        };
        ASSERT_TRUE(rig.run_until(is_complete, 120s));
    }

    void poll(int times) {
        const auto cycles = plant.hub.latest()->cycles + static_cast<std::uint64_t>(times);
        ASSERT_TRUE(rig.run_until([&] { return plant.hub.latest()->cycles >= cycles; }, 120s));
    }

    Rig rig;
    RigPlant& plant = rig.add(simulator::Dongle{simulator::gen1_plant()});
};

TEST_P(CorruptEnergy, IsNeverPublishedAndDoesNotStay) {
    const auto& counter = GetParam();
    auto& registers = plant.dongle.registers();
    const auto right = *registers.word(device::inverter, IR(counter.index));

    registers.set(device::inverter, IR(counter.index), counter.wrong);
    poll(1);
    const auto held = find(*plant.hub.latest(), counter.path)->quality;
    registers.set(device::inverter, IR(counter.index), right);
    poll(3);

    EXPECT_EQ(held, Quality::held);
    const auto* last = find(*plant.hub.latest(), counter.path);
    ASSERT_NE(last, nullptr);
    EXPECT_DOUBLE_EQ(number(*last), counter.right);
    EXPECT_EQ(last->quality, Quality::good);
    EXPECT_TRUE(plant.hub.latest()->online());
    for (const auto& snapshot : plant.sink.snapshots) {
        const auto* shown = find(*snapshot, counter.path);
        ASSERT_DOUBLE_EQ(shown != nullptr ? number(*shown) : counter.right, counter.right);
    }
}

INSTANTIATE_TEST_SUITE_P(
    EachCounter,
    CorruptEnergy,
    ::testing::ValuesIn(counters),
    [](const auto& of) { return std::string{of.param.name}; }
);

}  // namespace
}  // namespace giv
