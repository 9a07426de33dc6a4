#include "simulator/life/sky.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace giv::simulator {

namespace {

using namespace std::chrono_literals;
using std::chrono::local_seconds;

constexpr double degree = std::numbers::pi / 180;
constexpr double tilt = 35 * degree;
constexpr double tropic = 23.44 * degree;
constexpr double days_in_year = 365.25;
constexpr double days_from_solstice = 10;  // 21 December to New Year
constexpr double seconds_in_day = 86'400;

constexpr double direct_share = 0.88;      // of the light under a clear sky; the rest is diffuse
constexpr double performance = 0.88;       // warmth, wires, dirt
constexpr double through_thickest = 0.18;  // what a cloud leaves
constexpr double clouds_slow_s = 2400;     // fields of clouds pass by
constexpr double clouds_fast_s = 150;      // single ones
constexpr double edge_of_a_cloud = 0.25;

double day_of_year(local_seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::local_days new_year{date.year() / std::chrono::January / 1};
    return static_cast<double>((day - new_year).count());
}

// 0 at midwinter, 180 degrees at midsummer, of the northern half.
double season_of(local_seconds time) {
    return 2 * std::numbers::pi * (day_of_year(time) + days_from_solstice) / days_in_year;
}

double seconds_since_midnight(local_seconds time) {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    return static_cast<double>((time - midnight).count());
}

double smoothstep(double from, double to, double at) {
    const auto part = std::clamp((at - from) / (to - from), 0.0, 1.0);
    return part * part * (3 - 2 * part);
}

}  // namespace

double Sky::light_at(local_seconds time, double turned) const {
    const auto declination = -tropic * std::cos(season_of(time));
    const auto angle = (seconds_since_midnight(time) / seconds_in_day - 0.5) * 2 * std::numbers::pi;
    const auto latitude = latitude_ * degree;
    const auto height = std::sin(latitude) * std::sin(declination) +
                        std::cos(latitude) * std::cos(declination) * std::cos(angle);
    if (height <= 0) return 0;

    // A roof tilted towards the equator sees the sun as flat ground does nearer to it.
    const auto of_roof = latitude - std::copysign(tilt, latitude);
    const auto facing =
        std::sin(of_roof) * std::sin(declination) +
        std::cos(of_roof) * std::cos(declination) * std::cos(angle - turned * degree);
    // Air weakens light the more, the lower the sun stands (after Meinel and Meinel, 1976).
    const auto air_mass = 1 / (height + 0.05);
    const auto clear = 1.353 * std::pow(0.7, std::pow(air_mass, 0.678));
    const auto direct = direct_share * clear * std::max(0.0, facing);
    const auto diffuse = (1 - direct_share) * clear * height;
    return performance * (direct + diffuse) * clouds_at(time);
}

// 1 under a clear sky.
double Sky::clouds_at(local_seconds time) const {
    const auto seconds = static_cast<double>(time.time_since_epoch().count());
    const auto day = std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
    const auto cloudy = luck_.of(Subject::cloudy_day, day);
    const auto cover = 0.6 * luck_.smooth(Subject::slow_clouds, seconds / clouds_slow_s) +
                       0.4 * luck_.smooth(Subject::fast_clouds, seconds / clouds_fast_s);
    const auto begins = 1 - cloudy;
    return 1 - (1 - through_thickest) * smoothstep(begins, begins + edge_of_a_cloud, cover);
}

double Sky::cold_at(local_seconds time) const {
    const auto winter = (1 + std::cos(season_of(time))) / 2;
    return latitude_ < 0 ? 1 - winter : winter;
}

}  // namespace giv::simulator
