#include "simulator/life/battery.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace giv::simulator {

namespace {

// Of a cell at rest, by state of charge.
struct Rest {
    double soc_percent;
    double volts;
};
constexpr auto at_rest = std::to_array<Rest>({
    {0, 3.000},
    {4, 3.120},
    {10, 3.205},
    {20, 3.245},
    {40, 3.285},
    {60, 3.305},
    {80, 3.330},
    {95, 3.345},
    {98, 3.370},
    {100, 3.420},
});

constexpr double ohms_of_a_cell = 0.0006;    // with its share of the wires
constexpr double celsius_per_watt = 0.0022;  // above where it stands, when it has settled
constexpr std::chrono::duration<double> time_to_settle = std::chrono::hours{3};
constexpr double joules_per_kilowatt_hour = 3.6e6;

}  // namespace

Battery::Battery(int packs, double pack_ampere_hours, double soc_percent, double ambient_celsius)
    : packs_{packs},
      pack_ampere_hours_{pack_ampere_hours},
      stored_kwh_{capacity_kwh() * soc_percent / 100},
      celsius_{ambient_celsius} {}

double Battery::capacity_kwh() const {
    return packs_ * pack_ampere_hours_ * cells * nominal_cell_volts / 1000;
}

void Battery::flow(double watts, std::chrono::duration<double> time, double ambient_celsius) {
    watts_ = watts;
    const auto inside = watts > 0 ? watts / efficiency : watts * efficiency;
    const auto moved = inside * time.count() / joules_per_kilowatt_hour;
    stored_kwh_ = std::clamp(stored_kwh_ - moved, 0.0, capacity_kwh());

    const auto settles_at = ambient_celsius + celsius_per_watt * std::abs(watts) / packs_;
    celsius_ += (settles_at - celsius_) * std::min(1.0, time / time_to_settle);
}

double Battery::watts_to_full(std::chrono::duration<double> time) const {
    const auto room = std::max(0.0, capacity_kwh() - stored_kwh_);
    return room * joules_per_kilowatt_hour / time.count() / efficiency;
}

double Battery::watts_to_empty(std::chrono::duration<double> time) const {
    return stored_kwh_ * joules_per_kilowatt_hour / time.count() * efficiency;
}

double Battery::open_circuit_volts() const {
    const auto soc = soc_percent();
    std::size_t above = 1;
    while (above + 1 < at_rest.size() && soc >= at_rest.at(above).soc_percent)
        ++above;
    const auto& from = at_rest.at(above - 1);
    const auto& to = at_rest.at(above);
    const auto part = (soc - from.soc_percent) / (to.soc_percent - from.soc_percent);
    return from.volts + (to.volts - from.volts) * part;
}

// Amperes by the voltage at rest: what the load takes off makes no difference worth the solving.
double Battery::cell_volts() const {
    const auto rest = open_circuit_volts();
    return rest - watts_ / packs_ / (rest * cells) * ohms_of_a_cell;
}

}  // namespace giv::simulator
