#include "simulator/life/house.hpp"

#include "simulator/plant_clock.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace giv::simulator {

namespace {

using namespace std::chrono_literals;
using std::chrono::local_seconds;

constexpr double soc_at_first = 45;
constexpr double string_share = 0.57;     // of the first of two
constexpr double strings_turned = 18;     // degrees: the first to the east, the second to the west
constexpr double least_string_watts = 8;  // less does not wake an inverter

// So long it takes from nothing to its rated power; a kettle is served by the grid meanwhile.
constexpr std::chrono::duration<double> time_to_full_power = 20s;

// What the inverter takes for the house's wish is a little off.
constexpr double error_watts = 9;

constexpr double joules_per_kilowatt_hour = 3.6e6;

InverterRatings ratings_of(const RegisterImage& image, double capacity_kwh) {
    const auto word = [&image](std::uint16_t index) {
        return image.word(device::inverter, HR(index)).value_or(0);
    };
    const auto type = word(0);
    const auto arm = word(21);
    const auto capacity_wh = capacity_kwh * 1000;
    const auto half_in_an_hour = capacity_wh / 2;
    const auto rated = rated_watts(type, static_cast<std::uint16_t>(word(2) & 0xFFU)).value_or(0);
    const auto by_table = table_battery_watts(type, arm);
    return {
        model_of(type, arm),
        static_cast<double>(rated),
        by_table ? std::min<double>(*by_table, half_in_an_hour) : half_in_an_hour,
        capacity_wh};
}

double pack_ampere_hours(const RegisterImage& image, int packs) {
    constexpr std::uint16_t nominal_capacity = 55;
    const auto all = image.word(device::inverter, HR(nominal_capacity)).value_or(0);
    return static_cast<double>(all) / packs;
}

}  // namespace

House::House(
    const PlantParameters& parameters,
    const PlantEnergies& earlier,
    local_seconds start,
    Instant now,
    RegisterImage& image
)
    : parameters_{parameters},
      sky_{parameters.latitude, Luck{parameters.seed}},
      household_{parameters.load, sky_, Luck{parameters.seed}},
      battery_{parameters.packs, pack_ampere_hours(image, parameters.packs), soc_at_first, 18},
      ratings_{ratings_of(image, battery_.capacity_kwh())},
      readings_{image, ratings_.model, parameters.packs, Luck{parameters.seed}},
      born_{now} {
    truth_.total = earlier;
    look_at_battery();
    live_since_midnight(image, start);
    show(image);
}

// In larger steps: nobody has seen it.
void House::live_since_midnight(const RegisterImage& image, local_seconds start) {
    constexpr Seconds large = 60s;
    const auto midnight = std::chrono::floor<std::chrono::days>(start);
    const auto settings = settings_in(image, ratings_);
    truth_.time = midnight;
    truth_.shown_time = midnight;
    truth_.powers = powers_now(large, midnight, settings);
    while (truth_.time < start) {
        const auto step = std::min(large, start - truth_.time);
        live(step, truth_.time + step, settings);
    }
}

void House::live_until(Instant now, RegisterImage& image) {
    const auto age = std::chrono::floor<Seconds>(now - born_);
    if (age <= lived_) return;

    const auto settings = settings_in(image, ratings_);
    const auto shown_now = PlantClock::shown_by(image).value_or(truth_.time + (age - lived_));
    while (lived_ < age) {
        lived_ += 1s;
        live(1s, shown_now - (age - lived_), settings);
    }
    show(image);
}

bool House::moves(DeviceAddress device, Register where) const {
    RegisterImage shown;
    show(shown);
    return shown.word(device, where).has_value();
}

void House::live(Seconds step, local_seconds shown, const InverterSettings& settings) {
    truth_.time += step;
    begin_day_if_due(shown);
    truth_.powers = powers_now(step, shown, settings);
    battery_.flow(truth_.powers.battery, step, ambient_celsius());
    count(step);
    look_at_battery();
}

void House::look_at_battery() {
    truth_.capacity_kwh = battery_.capacity_kwh();
    truth_.stored_kwh = battery_.stored_kwh();
    truth_.soc_percent = battery_.soc_percent();
    truth_.cell_volts = battery_.cell_volts();
    truth_.battery_celsius = battery_.celsius();
}

// A clock that is put back repeats part of a day, and its counters go on; back by a second it was
// only rounded.
void House::begin_day_if_due(local_seconds shown) {
    const auto day_of = [](local_seconds time) {
        return std::chrono::floor<std::chrono::days>(time);
    };
    const bool is_rounding = shown < truth_.shown_time && truth_.shown_time - shown < 5s;
    if (is_rounding) return;
    if (day_of(shown) > day_of(truth_.shown_time)) truth_.today = {};
    truth_.shown_time = shown;
}

PlantPowers House::powers_now(Seconds step, local_seconds shown, const InverterSettings& settings) {
    const auto string_watts = [&](double share, double turned) {
        const auto watts = parameters_.kwp * 1000 * share * sky_.light_at(truth_.time, turned);
        return watts < least_string_watts ? 0 : watts;
    };
    PlantPowers powers;
    switch (parameters_.strings) {
        case 0: powers.roof = string_watts(1, 0); break;
        case 1: powers.first_string = string_watts(1, 0); break;
        default:
            powers.first_string = string_watts(string_share, -strings_turned);
            powers.second_string = string_watts(1 - string_share, strings_turned);
    }
    powers.load = household_.load_at(truth_.time);
    const auto midnight = std::chrono::floor<std::chrono::days>(shown);
    const Situation situation{
        std::chrono::floor<std::chrono::minutes>(shown - midnight),
        battery_.soc_percent(),
        powers.first_string + powers.second_string,
        powers.load - powers.roof};
    powers.battery = battery_watts(step, settings, situation);
    return flows(powers, settings);
}

// It goes where it is wanted as fast as it can; a battery that is full or empty opens at once.
double House::battery_watts(
    Seconds step, const InverterSettings& settings, const Situation& situation
) {
    const Luck luck{parameters_.seed};
    auto seen = situation;
    seen.house_watts +=
        error_watts * luck.swing(Subject::control, truth_.time.time_since_epoch().count());
    const auto wanted = wanted_battery_watts(settings, seen);
    const auto reach = ratings_.watts * (step / time_to_full_power);
    const auto before = truth_.powers.battery;
    const auto watts = std::clamp(wanted, before - reach, before + reach);
    return std::clamp(watts, -battery_.watts_to_full(step), battery_.watts_to_empty(step));
}

void House::count(Seconds step) {
    const auto energy = [step](double watts) {
        return std::max(0.0, watts) * static_cast<double>(step.count()) / joules_per_kilowatt_hour;
    };
    const auto& powers = truth_.powers;
    for (auto* counters : {&truth_.today, &truth_.total}) {
        counters->first_string += energy(powers.first_string);
        counters->second_string += energy(powers.second_string);
        counters->imported += energy(-powers.grid);
        counters->exported += energy(powers.grid);
        counters->charged += energy(-powers.battery);
        counters->discharged += energy(powers.battery);
        counters->charged_from_grid += energy(-powers.inverter);
        counters->inverter += energy(powers.inverter);
        counters->load += energy(powers.load);
        counters->losses += energy(powers.losses);
        counters->roof += energy(powers.roof);
    }
    truth_.working_hours += static_cast<double>(step.count()) / 3600;
}

// Of a garage: follows the year slowly, and the day a little.
double House::ambient_celsius() const {
    const auto day = truth_.time - std::chrono::floor<std::chrono::days>(truth_.time);
    const auto hours = std::chrono::duration<double, std::ratio<3600>>{day}.count();
    const auto of_day = std::sin(2 * std::numbers::pi * (hours - 9) / 24);
    return 20 - 11 * sky_.cold_at(truth_.time) + 2 * of_day;
}

void House::show(RegisterImage& image) const {
    readings_.show(image, truth_, battery_, ambient_celsius());
}

}  // namespace giv::simulator
