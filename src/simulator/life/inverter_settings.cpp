#include "simulator/life/inverter_settings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace giv::simulator {

namespace {

using std::chrono::minutes;

// Where a slot lies; target 0: it has none of its own.
struct SlotPlace {
    std::uint16_t start;
    std::uint16_t end;
    std::uint16_t target = 0;
};

// Charge slot 2 of the older generations shares its registers with language and contrast of the
// display: numbers so small that as times they would lie just after midnight (quirk Q24).
constexpr SlotPlace display{31, 32};
constexpr std::uint16_t most_contrast = 10;
constexpr auto charge_places = std::to_array<SlotPlace>({{94, 95}, display});
constexpr auto discharge_places = std::to_array<SlotPlace>({{56, 57}, {44, 45}});
constexpr auto extended_charge_places = std::to_array<SlotPlace>({
    {94, 95, 242},
    {243, 244, 245},
    {246, 247, 248},
    {249, 250, 251},
    {252, 253, 254},
    {255, 256, 257},
    {258, 259, 260},
    {261, 262, 263},
    {264, 265, 266},
    {267, 268, 269},
});
constexpr auto extended_discharge_places = std::to_array<SlotPlace>({
    {56, 57, 272},
    {44, 45, 275},
    {276, 277, 278},
    {279, 280, 281},
    {282, 283, 284},
    {285, 286, 287},
    {288, 289, 290},
    {291, 292, 293},
    {294, 295, 296},
    {297, 298, 299},
});

class Words {
 public:
    explicit Words(const RegisterImage& image) : image_{image} {}

    std::uint16_t at(std::uint16_t index, std::uint16_t otherwise = 0) const {
        return image_.word(device::inverter, HR(index)).value_or(otherwise);
    }
    bool is_on(std::uint16_t index) const { return at(index) != 0; }
    double number(std::uint16_t index, std::uint16_t otherwise) const {
        return at(index, otherwise);
    }

 private:
    const RegisterImage& image_;
};

// HHMM. Other numbers mean that nobody set one (quirk Q20).
std::optional<minutes> time_of_day(std::uint16_t word) {
    const auto hour = word / 100;
    const auto minute = word % 100;
    if (hour > 23 || minute > 59) return std::nullopt;
    return std::chrono::hours{hour} + minutes{minute};
}

DailySlot slot_at(const Words& words, const SlotPlace& place, double usual_target) {
    const auto start = time_of_day(words.at(place.start));
    const auto end = time_of_day(words.at(place.end));
    const bool is_of_display = place.start == display.start && words.at(place.end) <= most_contrast;
    if (!start || !end || is_of_display) return {};
    const auto own = place.target == 0 ? 0 : words.at(place.target);
    return {*start, *end, own == 0 ? usual_target : own};
}

std::vector<DailySlot> slots_at(
    const Words& words, std::span<const SlotPlace> places, double usual_target
) {
    std::vector<DailySlot> slots;
    for (const auto& place : places) {
        const auto slot = slot_at(words, place, usual_target);
        if (slot.is_set()) slots.push_back(slot);
    }
    return slots;
}

Pause pause_of(std::uint16_t word) {
    return word <= static_cast<std::uint16_t>(Pause::both) ? static_cast<Pause>(word) : Pause::none;
}

// Stages 1 to 7; what else there is passes quietly (spec/quirks.md Q25).
Maintenance maintenance_of(std::uint16_t stage) {
    switch (stage) {
        case 0: return Maintenance::none;
        case 1: return Maintenance::discharges;
        case 3: return Maintenance::charges;
        default: return Maintenance::rests;
    }
}

// Hundredths of the capacity an hour; 50 is all that the hardware can, and more is no more.
double rate_watts(double rate, double capacity_wh) {
    constexpr double full = 50;
    return std::min(rate, full) / 100 * capacity_wh;
}

}  // namespace

bool DailySlot::contains(minutes time_of_day) const {
    if (start <= end) return start <= time_of_day && time_of_day < end;
    return time_of_day >= start || time_of_day < end;
}

InverterSettings settings_in(const RegisterImage& image, const InverterRatings& ratings) {
    constexpr std::uint16_t full_rate = 50;
    const Words words{image};
    const bool is_extended = has_extended_slots(ratings.model, words.at(21));
    const auto most = std::min(ratings.battery_watts, ratings.watts);
    const auto ac_limit = [&](std::uint16_t index) {
        if (!has_ac_block(ratings.model)) return most;
        return most * std::min(words.number(index, 100), 100.0) / 100;
    };
    const auto least = std::max(words.number(110, 4), words.number(114, 4));
    const bool has_targets = words.is_on(20);  // else all charge to the full
    const auto target = has_targets ? words.number(116, 100) : 100.0;

    InverterSettings settings;
    settings.is_eco = words.is_on(27);
    settings.charges_by_slots = words.is_on(96);
    settings.discharges_by_slots = words.is_on(59);
    settings.reserve_percent = std::min(least, 100.0);
    settings.charge_slots = is_extended ? slots_at(words, extended_charge_places, target)
                                        : slots_at(words, charge_places, target);
    for (auto& slot : settings.charge_slots)
        if (!has_targets) slot.target_percent = 100;
    settings.discharge_slots =
        is_extended ? slots_at(words, extended_discharge_places, settings.reserve_percent)
                    : slots_at(words, discharge_places, settings.reserve_percent);
    settings.pause = pause_of(words.at(318));
    settings.pause_slot = slot_at(words, {319, 320}, 0);
    settings.most_charge_watts =
        std::min(rate_watts(words.number(111, full_rate), ratings.capacity_wh), ac_limit(313));
    settings.most_discharge_watts =
        std::min(rate_watts(words.number(112, full_rate), ratings.capacity_wh), ac_limit(314));
    settings.most_output_watts = ratings.watts * std::min(words.number(50, 100), 100.0) / 100;
    settings.most_export_watts = words.number(26, 60'000);
    settings.maintenance = maintenance_of(words.at(29));
    return settings;
}

}  // namespace giv::simulator
