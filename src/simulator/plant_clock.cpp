#include "simulator/plant_clock.hpp"

#include <algorithm>
#include <array>

namespace giv::simulator {

namespace {

constexpr int century = 2000;
constexpr std::uint16_t seconds_register = 40;

template <class Part>
std::uint16_t word_of(Part part) {
    return static_cast<std::uint16_t>(part);
}

}  // namespace

Instant::duration PlantClock::run_since_shown(Instant now) const {
    const auto passed = now - since_;
    const std::chrono::duration<double> gained =
        gain_a_day_ * (std::chrono::duration<double>{passed} / std::chrono::days{1});
    return passed + std::chrono::duration_cast<Instant::duration>(gained);
}

PlantTime PlantClock::at(Instant now) const {
    return shown_ + std::chrono::floor<std::chrono::seconds>(run_since_shown(now));
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

std::optional<PlantTime> PlantClock::shown_by(const RegisterImage& image) {
    using namespace std::chrono_literals;
    const auto words = image.read(device::inverter, plant_clock_registers);
    if (!words || std::ranges::all_of(*words, [](auto word) { return word == 0; })) return {};
    const auto& w = *words;

    // While a date is being written word by word, the day may be too late for the month: a clock
    // that rolled over into the next one would leave a date that nobody wrote.
    const std::chrono::year_month_day january{
        std::chrono::year{century + w[0] % 100}, std::chrono::January, std::chrono::day{1}};
    const auto month = january + std::chrono::months{(w[1] + 11) % 12};
    const std::chrono::year_month_day_last end{
        month.year(), std::chrono::month_day_last{month.month()}};
    const auto day = std::clamp(unsigned{w[2]}, 1U, unsigned{end.day()});
    const auto date = month.year() / month.month() / std::chrono::day{day};
    return std::chrono::local_days{date} + 1h * w[3] + 1min * w[4] + 1s * w[5];
}

void PlantClock::take(std::uint16_t written, const RegisterImage& image, Instant now) {
    const auto shown = shown_by(image);
    if (!shown) return;

    const auto part_of_second = run_since_shown(now) % std::chrono::seconds{1};
    shown_ = *shown;
    since_ = written == seconds_register ? now : now - part_of_second;
}

}  // namespace giv::simulator
