// The running clock in HR35-40.
#include "simulator/plant_clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr Instant start{};
constexpr PlantTime new_years_eve{std::chrono::local_days{2027y / 12 / 31} + 23h + 59min + 58s};

std::vector<std::uint16_t> shown(const PlantClock& clock, Instant now) {
    RegisterImage image;
    clock.show(image, now);
    return image.read(device::inverter, plant_clock_registers).value();
}

TEST(PlantClock, RunsIntoTheNextYear) {
    const PlantClock clock{new_years_eve, start};

    EXPECT_THAT(shown(clock, start), ElementsAre(27, 12, 31, 23, 59, 58));
    EXPECT_THAT(shown(clock, start + 1999ms), ElementsAre(27, 12, 31, 23, 59, 59));
    EXPECT_THAT(shown(clock, start + 2s), ElementsAre(28, 1, 1, 0, 0, 0));
}

TEST(PlantClock, RunsOnFromWhatWasWritten) {
    PlantClock clock{new_years_eve, start};
    RegisterImage image;
    const std::array<std::uint16_t, 6> written{26, 3, 29, 1, 59, 30};
    image.set(device::inverter, Bank::holding, 35, written);

    clock.take(image, start + 10s);

    EXPECT_THAT(shown(clock, start + 40s), ElementsAre(26, 3, 29, 2, 0, 0));
}

TEST(PlantClock, RollsOverWhatCannotBe) {
    PlantClock clock{new_years_eve, start};
    RegisterImage image;
    const std::array<std::uint16_t, 6> written{26, 2, 30, 24, 0, 0};
    image.set(device::inverter, Bank::holding, 35, written);

    clock.take(image, start);

    EXPECT_THAT(shown(clock, start), ElementsAre(26, 3, 3, 0, 0, 0));
}

TEST(PlantClock, SurvivesAnyWords) {
    PlantClock clock{new_years_eve, start};
    RegisterImage image;
    const std::array<std::uint16_t, 6> written{65535, 65535, 65535, 65535, 65535, 65535};
    image.set(device::inverter, Bank::holding, 35, written);

    clock.take(image, start);

    EXPECT_EQ(shown(clock, start).size(), 6U);
}

}  // namespace
}  // namespace giv::simulator
