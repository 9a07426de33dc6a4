#include "simulator/life/inverter_logic.hpp"

#include <algorithm>
#include <optional>

namespace giv::simulator {

namespace {

using std::chrono::minutes;

// A lithium battery takes less and less of what it is offered when it is nearly full.
constexpr double taper_begins = 97;  // percent
constexpr double least_of_taper = 0.1;

double taper(double soc) {
    if (soc >= 100) return 0;
    if (soc <= taper_begins) return 1;
    return std::max(least_of_taper, (100 - soc) / (100 - taper_begins));
}

const DailySlot* slot_now(const std::vector<DailySlot>& slots, minutes time) {
    const auto found =
        std::ranges::find_if(slots, [time](const DailySlot& slot) { return slot.contains(time); });
    return found == slots.end() ? nullptr : &*found;
}

// What may be, before what is wanted.
struct Limits {
    double charge;
    double discharge;
};

Limits limits_of(const InverterSettings& settings, const Situation& situation) {
    const auto is_paused_now =
        !settings.pause_slot.is_set() || settings.pause_slot.contains(situation.time_of_day);
    const auto pause = is_paused_now ? settings.pause : Pause::none;
    const bool is_empty = situation.soc_percent <= settings.reserve_percent;
    Limits limits{
        settings.most_charge_watts * taper(situation.soc_percent), settings.most_discharge_watts};
    if (pause == Pause::charge || pause == Pause::both) limits.charge = 0;
    if (pause == Pause::discharge || pause == Pause::both || is_empty) limits.discharge = 0;
    return limits;
}

// With as much of the battery that nothing goes to or comes from the grid.
double to_serve_the_house(const Situation& situation) {
    return dc_of(situation.house_watts) - situation.pv_watts;
}

double only_what_is_left_over(const Situation& situation) {
    return std::min(0.0, to_serve_the_house(situation));
}

std::optional<double> wanted_by_maintenance(Maintenance maintenance, const Limits& limits) {
    switch (maintenance) {
        case Maintenance::none: return std::nullopt;
        case Maintenance::discharges: return limits.discharge;
        case Maintenance::charges: return -limits.charge;
        case Maintenance::rests: return 0;
    }
    return std::nullopt;
}

// A charge slot that has reached its target keeps it.
std::optional<double> wanted_by_charge_slot(
    const InverterSettings& settings, const Situation& situation, const Limits& limits
) {
    if (!settings.charges_by_slots) return std::nullopt;
    const auto* const slot = slot_now(settings.charge_slots, situation.time_of_day);
    if (slot == nullptr) return std::nullopt;
    if (situation.soc_percent < slot->target_percent) return -limits.charge;
    return only_what_is_left_over(situation);
}

double wanted_by_mode(
    const InverterSettings& settings, const Situation& situation, const Limits& limits
) {
    const auto* const slot = settings.discharges_by_slots
                                 ? slot_now(settings.discharge_slots, situation.time_of_day)
                                 : nullptr;
    const bool is_above_target = slot != nullptr && situation.soc_percent > slot->target_percent;
    if (is_above_target && !settings.is_eco) return limits.discharge;
    const bool may_serve = settings.discharges_by_slots ? is_above_target : settings.is_eco;
    return may_serve ? to_serve_the_house(situation) : only_what_is_left_over(situation);
}

// Takes so much from what the battery gives, and what that lacks from the strings.
void cut(PlantPowers& powers, double dc_watts) {
    const auto of_battery = std::clamp(powers.battery, 0.0, dc_watts);
    const auto of_strings = dc_watts - of_battery;
    powers.battery -= of_battery;
    const auto strings = powers.first_string + powers.second_string;
    const auto left = strings > 0 ? std::max(0.0, 1 - of_strings / strings) : 0;
    powers.first_string *= left;
    powers.second_string *= left;
}

double dc_in(const PlantPowers& powers) {
    return powers.first_string + powers.second_string + powers.battery;
}

}  // namespace

double ac_of(double dc_watts) {
    return dc_watts >= 0 ? dc_watts * inverter_efficiency : dc_watts / inverter_efficiency;
}

double dc_of(double ac_watts) {
    return ac_watts >= 0 ? ac_watts / inverter_efficiency : ac_watts * inverter_efficiency;
}

double wanted_battery_watts(const InverterSettings& settings, const Situation& situation) {
    const auto limits = limits_of(settings, situation);
    auto wanted = wanted_by_maintenance(settings.maintenance, limits);
    if (!wanted) wanted = wanted_by_charge_slot(settings, situation, limits);
    if (!wanted) wanted = wanted_by_mode(settings, situation, limits);
    return std::clamp(*wanted, -limits.charge, limits.discharge);
}

PlantPowers flows(PlantPowers known, const InverterSettings& settings) {
    const auto most_sent =
        std::min(settings.most_output_watts, settings.most_export_watts + known.load - known.roof);
    // Where the roof alone gives too much, this inverter gives nothing; taking it is another's to
    // want.
    const auto most_dc = dc_of(std::max(0.0, most_sent));
    if (dc_in(known) > most_dc) cut(known, dc_in(known) - most_dc);
    const auto least_dc = dc_of(-settings.most_output_watts);
    if (dc_in(known) < least_dc) known.battery += least_dc - dc_in(known);

    known.inverter = ac_of(dc_in(known));
    known.losses = dc_in(known) - known.inverter;
    known.grid = known.inverter + known.roof - known.load;
    return known;
}

}  // namespace giv::simulator
