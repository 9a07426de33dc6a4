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

TEST(PlantClock, GainsOrLosesWhatItIsTold) {
    const PlantClock fast{new_years_eve, start, 40s};
    const PlantClock slow{new_years_eve, start, -40s};

    EXPECT_EQ(fast.at(start + 12h), new_years_eve + 12h + 20s);
    EXPECT_EQ(fast.at(start + 24h), new_years_eve + 24h + 40s);
    EXPECT_EQ(slow.at(start + 24h), new_years_eve + 24h - 40s);
}

TEST(PlantClock, GainsFromWhatWasWrittenOn) {
    PlantClock clock{new_years_eve, start, 40s};
    RegisterImage image;
    const std::array<std::uint16_t, 6> written{26, 3, 1, 12, 0, 0};
    image.set(device::inverter, Bank::holding, 35, written);

    clock.take(40, image, start + 240h);

    EXPECT_THAT(shown(clock, start + 240h), ElementsAre(26, 3, 1, 12, 0, 0));
    EXPECT_THAT(shown(clock, start + 264h), ElementsAre(26, 3, 2, 12, 0, 40));
}

TEST(PlantClock, RunsOnFromWhatWasWritten) {
    PlantClock clock{new_years_eve, start};
    RegisterImage image;
    const std::array<std::uint16_t, 6> written{26, 3, 29, 1, 59, 30};
    image.set(device::inverter, Bank::holding, 35, written);

    clock.take(40, image, start + 10s);

    EXPECT_THAT(shown(clock, start + 40s), ElementsAre(26, 3, 29, 2, 0, 0));
}

TEST(PlantClock, RollsOverATimeThatCannotBe) {
    PlantClock clock{new_years_eve, start};
    RegisterImage image;
    const std::array<std::uint16_t, 6> written{26, 2, 28, 24, 0, 60};
    image.set(device::inverter, Bank::holding, 35, written);

    clock.take(40, image, start);

    EXPECT_THAT(shown(clock, start), ElementsAre(26, 3, 1, 0, 1, 0));
}

TEST(PlantClock, KeepsADayThatIsTooLateInItsMonth) {
    PlantClock clock{new_years_eve, start};
    RegisterImage image;
    const std::array<std::uint16_t, 6> written{28, 2, 31, 12, 0, 0};
    image.set(device::inverter, Bank::holding, 35, written);

    clock.take(36, image, start);

    EXPECT_THAT(shown(clock, start), ElementsAre(28, 2, 29, 12, 0, 0));
}

// 23:59:58.6 on the old clock when the hour is written: 0.4 s later the second goes on.
TEST(PlantClock, BeginsTheSecondAnewOnlyWhenThatIsWritten) {
    PlantClock clock{new_years_eve, start};
    RegisterImage image;
    const std::array<std::uint16_t, 6> hour_written{27, 12, 31, 12, 59, 58};
    image.set(device::inverter, Bank::holding, 35, hour_written);

    clock.take(38, image, start + 600ms);

    EXPECT_THAT(shown(clock, start + 999ms), ElementsAre(27, 12, 31, 12, 59, 58));
    EXPECT_THAT(shown(clock, start + 1s), ElementsAre(27, 12, 31, 12, 59, 59));

    clock.take(40, image, start + 1600ms);

    EXPECT_THAT(shown(clock, start + 2599ms), ElementsAre(27, 12, 31, 12, 59, 58));
    EXPECT_THAT(shown(clock, start + 2600ms), ElementsAre(27, 12, 31, 12, 59, 59));
}

TEST(PlantClock, ReadsWhatRegistersShow) {
    RegisterImage image;
    EXPECT_EQ(PlantClock::shown_by(image), std::nullopt);
    const std::array<std::uint16_t, 6> zeros{};
    image.set(device::inverter, Bank::holding, 35, zeros);
    EXPECT_EQ(PlantClock::shown_by(image), std::nullopt);

    const std::array<std::uint16_t, 6> shown{27, 12, 31, 23, 59, 58};
    image.set(device::inverter, Bank::holding, 35, shown);

    EXPECT_EQ(PlantClock::shown_by(image), new_years_eve);
}

TEST(PlantClock, SurvivesAnyWords) {
    PlantClock clock{new_years_eve, start};
    RegisterImage image;
    const std::array<std::uint16_t, 6> written{65535, 65535, 65535, 65535, 65535, 65535};
    image.set(device::inverter, Bank::holding, 35, written);

    clock.take(35, image, start);

    EXPECT_EQ(shown(clock, start).size(), 6U);
}

}  // namespace
}  // namespace giv::simulator
