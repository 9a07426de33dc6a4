#include "support/true_plant.hpp"

#include "simulator/builtin_plants.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr auto day = 86'400s;
constexpr double capacity = 13.4;  // kWh of both packs: 262 Ah at 51.2 V
constexpr double battery_limit = 2600;
constexpr double export_limit = 3600;
constexpr double output_limit = 5000;
constexpr double efficiency = 0.97;
constexpr double watts_per_kilowatt = 1000;

struct Span {
    seconds from;
    seconds to;
    double watts;
};

// Kettles, and three times the car: in the end it empties the battery.
constexpr auto appliances = std::to_array<Span>({
    {1h, 4h, 7200},
    {7h, 7h + 3min, 2900},
    {7h + 30min, 7h + 33min, 2900},
    {12h + 15min, 12h + 18min, 2900},
    {13h, 14h, 7200},
    {17h + 30min, 17h + 34min, 2900},
    {18h, 23h + 30min, 7200},
    {21h, 21h + 3min, 2900},
});

constexpr Span night_charge{30min, 4h + 30min, battery_limit};
// Somebody forces it while the battery gives all it can.
constexpr Span evening_charge{21h + 1min, 21h + 20min, battery_limit};

bool holds(const Span& span, seconds at) { return span.from <= at && at < span.to; }

double wave(seconds at, double period, double height) {
    return height * std::sin(2 * std::numbers::pi * static_cast<double>(at.count()) / period);
}

// The same noise in every run: -1 to 1.
double noise(seconds at, std::uint32_t of_what) {
    auto mixed = static_cast<std::uint32_t>(at.count()) * 2'654'435'761U + of_what * 40'503U;
    mixed ^= mixed >> 15U;
    mixed *= 2'246'822'519U;
    mixed ^= mixed >> 13U;
    return static_cast<double>(mixed % 2001U) / 1000 - 1;
}

// From six to eight in the evening; about noon with clouds whose edges are sharp.
double sun_at(seconds at) {
    constexpr auto rise = 6h;
    constexpr auto length = 14.0 * 3600;
    const auto up = static_cast<double>((at - rise).count()) / length;
    if (up <= 0 || up >= 1) return 0;
    const bool is_cloudy = at >= 11h && at < 15h && at % 420s < 90s;
    return 5200 * std::sin(std::numbers::pi * up) * (is_cloudy ? 0.25 : 1);
}

double load_at(seconds at) {
    double load = 420 + wave(at, 1300, 90) + noise(at, 1) * 60;
    for (const auto& one : appliances)
        if (holds(one, at)) load += one.watts + noise(at, 2) * 20;
    return load;
}

std::uint16_t word_of(double value) {
    return static_cast<std::uint16_t>(static_cast<std::int32_t>(std::lround(value)));
}

double tenths(double energy) { return std::floor(energy * 10 + 1e-6); }

}  // namespace

TruePlant::TruePlant() : registers_(simulator::gen1_plant()) {
    total_ = {8100, 6113.6, 5120.4, 9876.5, 1204, 14600, 3319.3, 2987.4};
    live();
    time_ = 0s;
    show_clock();
}

void TruePlant::input(std::uint16_t index, double value) {
    registers_.set(device::inverter, IR(index), word_of(value));
}

void TruePlant::input_pair(std::uint16_t index, double value) {
    const auto whole = static_cast<std::uint32_t>(std::llround(value));
    registers_.set(device::inverter, IR(index), static_cast<std::uint16_t>(whole >> 16U));
    registers_.set(
        device::inverter,
        IR(static_cast<std::uint16_t>(index + 1)),
        static_cast<std::uint16_t>(whole & 0xFFFFU)
    );
}

// Full above all, empty at 4 %; what is forced goes before what the house wants.
double TruePlant::battery_power(double surplus) const {
    const auto at = time_ % day;
    const bool is_forced = holds(night_charge, at) || holds(evening_charge, at);
    const bool is_full = stored_ >= capacity;
    const bool is_empty = stored_ <= capacity * 0.04;
    if (is_forced) return is_full ? 0 : -battery_limit;
    if (surplus > 0) return is_full ? 0 : -std::min(surplus, battery_limit);
    return is_empty ? 0 : std::min(-surplus, battery_limit);
}

TruePlant::Powers TruePlant::powers_now() const {
    const auto at = time_ % day;
    auto sun = sun_at(at);
    Powers now;
    now.load = load_at(at);
    now.battery = battery_power(sun - now.load);
    if (now.battery > 0) now.battery = std::min(now.battery, output_limit / efficiency - sun);
    const auto sold = sun + now.battery - now.load;
    if (sold > export_limit) sun -= sold - export_limit;
    now.first_string = sun * 0.57;
    now.second_string = sun * 0.43;
    now.output = (sun + now.battery) * efficiency;
    now.grid = now.output - now.load;
    return now;
}

void TruePlant::count(Counters& counters, const Powers& powers) const {
    const auto hours = std::chrono::duration<double, std::ratio<3600>>{step}.count();
    const auto energy = [&](double watts) {
        return std::max(0.0, watts) / watts_per_kilowatt * hours;
    };
    counters.first_string += energy(powers.first_string);
    counters.second_string += energy(powers.second_string);
    counters.exported += energy(powers.grid);
    counters.imported += energy(-powers.grid);
    counters.charged_from_grid += energy(-powers.output);
    counters.output += energy(powers.output);
    counters.charged += energy(-powers.battery);
    counters.discharged += energy(powers.battery);
}

// Not all counters fall in the same poll.
void TruePlant::begin_day_if_due() {
    if (time_ < day) return;
    if (time_ % day == 20s) today_ = {};
    if (time_ % day == 30s) other_today_ = {};
}

void TruePlant::live() {
    time_ += step;
    begin_day_if_due();
    const auto powers = powers_now();
    for (auto* counters : {&today_, &other_today_, &total_})
        count(*counters, powers);
    const auto hours = std::chrono::duration<double, std::ratio<3600>>{step}.count();
    stored_ -= powers.battery / watts_per_kilowatt * hours;
    stored_ = std::clamp(stored_, 0.0, capacity);
    // The controller finds out that it knew too little: a true step of several percent.
    if (time_ % day == 22h + 30min) stored_ = std::min(capacity, stored_ + 0.9);

    show_powers(powers);
    show_today();
    show_totals();
    show_packs(powers);
    show_clock();
}

void TruePlant::show_powers(const Powers& powers) {
    const bool is_light = powers.first_string > 0;
    const auto grid_volts = 2413 + wave(time_, 5400, 60) + noise(time_, 3) * 9;
    const auto hertz = 5000 + wave(time_, 900, 6) + noise(time_, 4) * 3;
    const auto battery_volts = 4900 + stored_ / capacity * 500 - powers.battery / 40;
    input(1, is_light ? 3600 + wave(time_, 700, 120) : 0);
    input(2, is_light ? 3412 + wave(time_, 800, 110) : 0);
    input(5, grid_volts);
    input(8, powers.first_string / 360 * 10);
    input(9, powers.second_string / 341 * 10);
    input(10, std::abs(powers.output) / 241 * 10);
    input(13, hertz);
    input(14, powers.battery > 0 ? 3 : powers.battery < 0 ? 2 : 1);
    input(18, powers.first_string);
    input(20, powers.second_string);
    input(24, powers.output);
    input(30, powers.grid);
    input(41, 280 + std::abs(powers.output) / 40 + noise(time_, 5) * 2);
    input(42, powers.load);
    input(43, std::abs(powers.grid) * 1.05);
    input(50, battery_volts);
    input(51, powers.battery / battery_volts * 10'000);
    input(52, powers.battery);
    input(53, grid_volts);
    input(54, hertz);
    input(55, 300 + std::abs(powers.battery) / 30 + noise(time_, 6) * 2);
    input(56, 198 + wave(time_, 86'400, 15));
    input(58, std::abs(powers.grid) / 241 * 100);
    input(59, std::floor(stored_ / capacity * 100));
}

// Now and then a counter steps back by a tenth, and comes again.
void TruePlant::show_today() {
    const double back = time_ % 970s == 0s ? 1 : 0;
    input(17, std::max(0.0, tenths(today_.first_string) - back));
    input(19, tenths(today_.second_string));
    input(25, tenths(today_.exported));
    input(26, std::max(0.0, tenths(today_.imported) - back));
    input(35, tenths(today_.charged_from_grid));
    input(36, tenths(today_.charged));
    input(37, tenths(today_.discharged));
    input(44, tenths(today_.output));
    input(182, tenths(other_today_.discharged));
    input(183, tenths(other_today_.charged));
}

void TruePlant::show_totals() {
    const double back = time_ % 1130s == 0s ? 1 : 0;
    input_pair(6, tenths(total_.charged + total_.discharged));
    input_pair(11, tenths(total_.first_string + total_.second_string) - back);
    input_pair(21, tenths(total_.exported));
    input_pair(27, tenths(total_.charged_from_grid));
    input_pair(32, tenths(total_.imported) - back);
    input_pair(45, tenths(total_.output));
    input(180, tenths(total_.discharged));
    input(181, tenths(total_.charged));
}

void TruePlant::show_packs(const Powers& powers) {
    const auto charge = stored_ / capacity;
    for (const bool is_first : {true, false}) {
        const DeviceAddress pack{is_first ? std::uint8_t{0x32} : std::uint8_t{0x33}};
        const auto set = [&](std::uint16_t index, double value) {
            registers_.set(pack, IR(index), word_of(value));
        };
        const auto cell = 3230 + charge * 130 - powers.battery / 60;
        for (std::uint16_t i = 0; i < 16; ++i)
            set(static_cast<std::uint16_t>(60 + i), cell + noise(time_, 100U + i) * 3);
        const auto warm = 196 + wave(time_, 86'400, 20);
        for (std::uint16_t i = 76; i < 80; ++i)
            set(i, warm + noise(time_, i) * 2);
        set(80, cell * 16);
        set(81, warm + std::abs(powers.battery) / 60);
        set(83, cell * 16 + 15);
        set(89, charge * (is_first ? 16'000 : 10'200));
        set(95, -powers.battery / 53 * 100 / 2);
        set(100, std::floor(charge * 100));
        set(103, warm + 2);
        set(104, warm - 2);
    }
}

void TruePlant::show_clock() {
    const auto at = time_ % day;
    const auto date = 18 + static_cast<int>(time_ / day);
    const std::array<std::int64_t, 6> clock{
        26, 4, date, at / 1h, at % 1h / 1min, (at % 1min).count()};
    for (std::size_t i = 0; i < clock.size(); ++i) {
        const Register place = HR(static_cast<std::uint16_t>(35 + i));
        registers_.set(device::inverter, place, static_cast<std::uint16_t>(clock.at(i)));
    }
}

}  // namespace giv::testing
