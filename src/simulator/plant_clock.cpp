#include "simulator/plant_clock.hpp"

#include <array>

namespace giv::simulator {

namespace {

constexpr int century = 2000;

template <class Part>
std::uint16_t word_of(Part part) {
    return static_cast<std::uint16_t>(part);
}

}  // namespace

PlantTime PlantClock::at(Instant now) const {
    return shown_ + std::chrono::floor<std::chrono::seconds>(now - since_);
}

void PlantClock::show(RegisterImage& image, Instant now) const {
    const auto time = at(now);
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss clock{time - midnight};

    const std::array<std::uint16_t, 6> words{
        word_of(static_cast<int>(date.year()) - century),
        word_of(static_cast<unsigned>(date.month())),
        word_of(static_cast<unsigned>(date.day())),
        word_of(clock.hours().count()),
        word_of(clock.minutes().count()),
        word_of(clock.seconds().count()),
    };
    image.set(device::inverter, Bank::holding, plant_clock_registers.base, words);
}

void PlantClock::take(const RegisterImage& image, Instant now) {
    const auto words = image.read(device::inverter, plant_clock_registers);
    if (!words) return;
    const auto& w = *words;

    // Impossible dates and times roll over into the next month, day or hour.
    const std::chrono::year_month_day month{
        std::chrono::year{century + w[0] % 100}, std::chrono::month{1}, std::chrono::day{1}};
    const auto first = std::chrono::local_days{month + std::chrono::months{(w[1] + 11) % 12}};
    shown_ = first + std::chrono::days{w[2] - 1} + std::chrono::hours{w[3]} +
             std::chrono::minutes{w[4]} + std::chrono::seconds{w[5]};
    since_ = now;
}

}  // namespace giv::simulator
