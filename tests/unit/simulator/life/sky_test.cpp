// Light on a roof.
#include "simulator/life/sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::local_seconds;

constexpr local_days midsummer{2026y / 6 / 21};
constexpr local_days midwinter{2026y / 12 / 21};

Sky at_latitude(double degrees, std::uint64_t seed = 1) { return {degrees, Luck{seed}}; }

// Full hours of sun at its peak: what a peak kilowatt gives in kWh.
double yield_of(const Sky& sky, local_days day) {
    double hours = 0;
    for (auto time = local_seconds{day}; time < day + 24h; time += 1min)
        hours += sky.light_at(time, 0) / 60;
    return hours;
}

double mean_yield(const Sky& sky, local_days first, int days) {
    double all = 0;
    for (int day = 0; day < days; ++day)
        all += yield_of(sky, first + std::chrono::days{day});
    return all / days;
}

TEST(Sky, IsDarkByNight) {
    const auto sky = at_latitude(52);
    for (auto time = local_seconds{midsummer}; time < midsummer + 3h; time += 1min)
        EXPECT_EQ(sky.light_at(time, 0), 0);
    for (auto time = local_seconds{midwinter}; time < midwinter + 8h; time += 1min)
        EXPECT_EQ(sky.light_at(time, 0), 0);
    for (local_seconds time = midwinter + 16h; time < midwinter + 24h; time += 1min)
        EXPECT_EQ(sky.light_at(time, 0), 0);
}

// About 950 kWh a year are usual for a peak kilowatt in the south of England.
TEST(Sky, GivesWhatARoofInEnglandGives) {
    const auto sky = at_latitude(52);

    const auto year = mean_yield(sky, local_days{2026y / 1 / 1}, 365) * 365;

    EXPECT_GT(year, 750);
    EXPECT_LT(year, 1250);
}

TEST(Sky, GivesMoreInSummerThanInWinter) {
    const auto north = at_latitude(52);
    const auto south = at_latitude(-34);

    EXPECT_GT(mean_yield(north, midsummer, 20), 2 * mean_yield(north, midwinter, 20));
    EXPECT_GT(mean_yield(south, midwinter, 20), 1.2 * mean_yield(south, midsummer, 20));
}

TEST(Sky, NeverGivesMoreThanThePeak) {
    for (const double latitude : {-66., 0., 30., 66.}) {
        const auto sky = at_latitude(latitude);
        double most = 0;
        for (auto time = local_seconds{midsummer}; time < midsummer + 24h * 365; time += 17min)
            most = std::max(most, sky.light_at(time, 0));
        EXPECT_LT(most, 1.0) << latitude;
        EXPECT_GT(most, 0.6) << latitude;
    }
}

TEST(Sky, ComesEarlierToARoofThatIsTurnedEast) {
    const auto sky = at_latitude(52);

    EXPECT_GT(sky.light_at(midsummer + 8h, -30), sky.light_at(midsummer + 8h, 30));
    EXPECT_LT(sky.light_at(midsummer + 16h, -30), sky.light_at(midsummer + 16h, 30));
}

TEST(Sky, HasWeatherOfItsSeed) {
    const auto noon = midsummer + 12h;

    EXPECT_EQ(at_latitude(52, 7).light_at(noon, 0), at_latitude(52, 7).light_at(noon, 0));
    EXPECT_NE(at_latitude(52, 7).light_at(noon, 0), at_latitude(52, 8).light_at(noon, 0));
}

TEST(Sky, IsColdInWinter) {
    EXPECT_GT(at_latitude(52).cold_at(midwinter), 0.99);
    EXPECT_LT(at_latitude(52).cold_at(midsummer), 0.01);
    EXPECT_GT(at_latitude(-34).cold_at(midsummer), 0.99);
}

}  // namespace
}  // namespace giv::simulator
