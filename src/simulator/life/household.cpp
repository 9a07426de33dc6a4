#include "simulator/life/household.hpp"

#include <array>
#include <cstddef>

namespace giv::simulator {

namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto profile_names = std::to_array<LoadProfileName>({
    {LoadProfile::family, "family"},
    {LoadProfile::quiet, "quiet"},
    {LoadProfile::electric, "electric"},
});

constexpr unsigned bit(LoadProfile profile) { return 1U << static_cast<unsigned>(profile); }
constexpr unsigned family = bit(LoadProfile::family) | bit(LoadProfile::electric);
constexpr unsigned everyone = family | bit(LoadProfile::quiet);
constexpr unsigned electric = bit(LoadProfile::electric);

enum class Season : std::uint8_t { always, when_cold };

// Somebody switches it on between two times of the day, on so many days of a hundred.
struct Appliance {
    unsigned who;
    double watts;
    minutes earliest;
    minutes latest;
    minutes least;  // how long
    minutes most;
    int percent;
    seconds on{0};
    seconds off{0};
    Season season = Season::always;
};

constexpr auto appliances = std::to_array<Appliance>({
    // kettle
    {everyone, 2900, 6h + 30min, 8h, 2min, 4min, 95},
    {family, 2900, 7h + 30min, 9h, 2min, 4min, 70},
    {family, 2900, 10h, 12h, 2min, 4min, 50},
    {family, 2900, 15h, 17h, 2min, 4min, 70},
    {everyone, 2900, 19h, 22h, 2min, 3min, 80},
    // toaster
    {everyone, 1100, 6h + 40min, 8h + 30min, 3min, 5min, 60},
    // hob
    {family, 1800, 12h, 13h, 10min, 25min, 40, 40s, 20s},
    {everyone, 1800, 17h, 19h, 15min, 40min, 80, 40s, 20s},
    // oven
    {family, 2300, 17h, 18h + 30min, 30min, 60min, 60, 240s, 180s},
    // microwave
    {everyone, 1300, 12h, 20h, 3min, 8min, 60},
    // washing machine: heats, then turns
    {family, 2050, 8h, 14h, 15min, 20min, 45},
    {family, 250, 8h, 14h, 60min, 90min, 45},
    {bit(LoadProfile::quiet), 2050, 9h, 18h, 15min, 20min, 25},
    // dishwasher, while the night is cheap
    {family, 2000, 35min, 1h, 15min, 20min, 80},
    {family, 1900, 1h + 20min, 2h, 10min, 15min, 80},
    // television and lights
    {everyone, 260, 17h, 18h, 240min, 330min, 97},
    {family, 150, 6h, 7h, 90min, 150min, 90, 0s, 0s, Season::when_cold},
    // fan heater
    {family, 1500, 18h, 21h, 30min, 90min, 60, 300s, 300s, Season::when_cold},
    // electric shower
    {electric, 8500, 6h + 30min, 7h + 30min, 5min, 8min, 90},
    {electric, 8500, 20h, 22h, 5min, 8min, 40},
    // heat pump: the colder, the more often
    {electric, 1900, 0h, 20min, 300min, 360min, 95, 900s, 1500s, Season::when_cold},
    {electric, 2200, 5h + 30min, 6h, 180min, 240min, 95, 1500s, 600s, Season::when_cold},
    {electric, 1800, 9h, 10h, 360min, 420min, 95, 900s, 900s, Season::when_cold},
    {electric, 2200, 16h, 17h, 240min, 330min, 95, 1500s, 900s, Season::when_cold},
    // hot water
    {electric, 1500, 13h, 14h, 40min, 60min, 100},
    // car
    {electric, 7200, 35min, 45min, 60min, 210min, 55},
});

constexpr double fridge_watts = 85;
constexpr auto fridge_period = 46min;
constexpr auto fridge_runs = 17min;
constexpr double noise_watts = 12;

double standby_of(LoadProfile profile) { return profile == LoadProfile::quiet ? 90 : 190; }

minutes between(minutes from, minutes to, double chance) {
    return from + minutes{static_cast<int>(chance * static_cast<double>((to - from).count()))};
}

}  // namespace

std::span<const LoadProfileName> load_profile_names() { return profile_names; }

Household::Household(LoadProfile profile, Sky sky, Luck luck)
    : profile_{profile}, sky_{sky}, luck_{luck} {}

double Household::load_at(local_seconds time) {
    const auto today = std::chrono::floor<std::chrono::days>(time);
    if (uses_.empty() || today != planned_) plan(today);

    auto load = base_at(time);
    for (const auto& use : uses_) {
        if (time < use.from || time >= use.to) continue;
        const auto cycle = use.on + use.off;
        const bool rests = cycle > 0s && (time - use.from) % cycle >= use.on;
        if (!rests) load += use.watts;
    }
    return load;
}

// What began yesterday may go on after midnight.
void Household::plan(local_days day) {
    uses_.clear();
    planned_ = day;
    plan_day(day - std::chrono::days{1});
    plan_day(day);
}

void Household::plan_day(local_days day) {
    const auto cold = sky_.cold_at(day);
    auto draw = day.time_since_epoch().count() * std::int64_t{1'000};
    for (const auto& one : appliances) {
        const auto wanted = luck_.of(Subject::appliance, draw++);
        const auto begins = luck_.of(Subject::appliance, draw++);
        const auto lasts = luck_.of(Subject::appliance, draw++);
        const auto likely = one.percent / 100.0 * (one.season == Season::always ? 1 : cold);
        if ((one.who & bit(profile_)) == 0 || wanted >= likely) continue;
        const auto from = day + between(one.earliest, one.latest, begins);
        uses_.push_back(
            {from, from + between(one.least, one.most, lasts), one.watts, one.on, one.off}
        );
    }
}

double Household::base_at(local_seconds time) const {
    const auto seconds = time.time_since_epoch();
    const auto fridge = seconds % fridge_period < fridge_runs ? fridge_watts : 0;
    const auto slow = luck_.smooth(Subject::base_load, static_cast<double>(seconds.count()) / 600);
    const auto noise = luck_.swing(Subject::base_load, -seconds.count());
    return standby_of(profile_) * (0.8 + 0.4 * slow) + fridge + noise_watts * noise;
}

}  // namespace giv::simulator
