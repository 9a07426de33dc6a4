#include "core/points/formulas.hpp"
#include "core/points/point_words.hpp"

#include "givtcp/points/wall_text.hpp"
#include "givtcp/result.hpp"

#include <algorithm>

namespace giv::formulas {
namespace {

using namespace points_table;

// GivTCP leaves a value out that is beyond these (spec/givtcp-reference.md §1.5).
constexpr double pv_limit_w = 15000;
constexpr double load_limit_w = 15500;

std::optional<double> solar(const Inputs& in) {
    const auto first = in.number(ir("p_pv1"));
    const auto second = in.number(ir("p_pv2"));
    if (!first || !second) return std::nullopt;
    return *first + *second;
}

// One string is shown only while the sum is plausible.
Value pv_string(const Inputs& in, FieldKey key) {
    const auto sum = solar(in);
    const auto own = in.number(key);
    if (!sum || !own) return nothing;
    return *sum < pv_limit_w ? watts(*own) : Value{Absence::out_of_bounds};
}

// The powers that the flows are made of, all non-negative.
struct Balance {
    double solar;
    double load;
    double exported;
    double imported;
    double charging;
    double discharging;
};

// A sun that is left out makes no flows either: no battery takes 40 kW.
tl::expected<Balance, Absence> balance(const Inputs& in) {
    const auto sun = solar(in);
    const auto load = in.number(ir("p_load_demand"));
    const auto grid = in.number(ir("p_grid_out"));
    const auto battery = in.number(ir("p_battery"));
    if (!sun || !load || !grid || !battery) return tl::unexpected(Absence::not_read);
    if (*sun >= pv_limit_w) return tl::unexpected(Absence::out_of_bounds);
    return Balance{
        *sun,
        *load,
        std::max(0.0, *grid),
        std::max(0.0, -*grid),
        std::max(0.0, -*battery),
        std::max(0.0, *battery)};
}

double sun_to_house(const Balance& b) { return std::min(b.solar, b.load); }

double sun_to_battery(const Balance& b) {
    return b.solar > 0 ? std::max(b.solar - sun_to_house(b) - b.exported, 0.0) : 0.0;
}

using Flow = double (*)(const Balance&);

Value flow(const Inputs& in, Flow of) {
    const auto powers = balance(in);
    return powers ? watts(std::max(0.0, of(*powers))) : Value{powers.error()};
}

// Minutes until `energy_wh` has gone in or out at this power; 0 while it is not under way.
Value minutes_for(double energy_wh, double power_w) {
    if (power_w <= 0 || energy_wh <= 0) return whole(0);
    return Number{std::floor(energy_wh / power_w * 60), 0};
}

Value completion(const Inputs& in, const Value& remaining) {
    const auto* minutes = std::get_if<Number>(&remaining);
    if (minutes == nullptr || minutes->value <= 0) return Absence::not_here;
    using std::chrono::floor;
    const auto wait = std::chrono::minutes{static_cast<std::int64_t>(minutes->value)};
    const auto end = floor<std::chrono::minutes>(in.plant().wall + wait);
    return word(utc_text(end));
}

}  // namespace

Value pv_power(const Inputs& in) {
    const auto sum = solar(in);
    if (!sum) return nothing;
    return *sum < pv_limit_w ? watts(*sum) : Value{Absence::out_of_bounds};
}

Value pv_power_1(const Inputs& in) { return pv_string(in, ir("p_pv1")); }

Value pv_power_2(const Inputs& in) { return pv_string(in, ir("p_pv2")); }

Value import_power(const Inputs& in) {
    const auto grid = in.number(ir("p_grid_out"));
    return grid ? watts(std::max(0.0, -*grid)) : nothing;
}

Value export_power(const Inputs& in) {
    const auto grid = in.number(ir("p_grid_out"));
    return grid ? watts(std::max(0.0, *grid)) : nothing;
}

Value inverter_power(const Inputs& in) {
    const auto power = in.number(ir("p_grid_out_ph1"));
    if (!power) return nothing;
    const auto rated = rated_watts(
        in.plant().device_type_code,
        static_cast<std::uint16_t>(in.number(hr("rated_power_code")).value_or(0) / 100)
    );
    constexpr double margin = 1.5;  // of the rating: beyond it no inverter delivers
    constexpr double unrated_limit_w = 15000;
    const double limit = rated ? *rated * margin : unrated_limit_w;
    return std::abs(*power) <= limit ? watts(*power) : Value{Absence::out_of_bounds};
}

Value ac_charge_power(const Inputs& in) {
    const auto power = in.number(ir("p_grid_out_ph1"));
    return power ? watts(std::max(0.0, -*power)) : nothing;
}

Value load_power(const Inputs& in) {
    const auto load = in.number(ir("p_load_demand"));
    if (!load) return nothing;
    return *load < load_limit_w ? watts(*load) : Value{Absence::out_of_bounds};
}

Value self_consumption_power(const Inputs& in) {
    const auto load = in.number(ir("p_load_demand"));
    const auto grid = in.number(ir("p_grid_out"));
    if (!load || !grid) return nothing;
    return watts(std::max(0.0, *load - std::max(0.0, -*grid)));
}

Value charge_power(const Inputs& in) {
    const auto battery = in.number(ir("p_battery"));
    return battery ? watts(std::max(0.0, -*battery)) : nothing;
}

Value discharge_power(const Inputs& in) {
    const auto battery = in.number(ir("p_battery"));
    return battery ? watts(std::max(0.0, *battery)) : nothing;
}

Value stored_energy(const Inputs& in) {
    const auto charge = in.number(ir("battery_soc"));
    const auto capacity = capacity_wh(in);
    if (!charge || !capacity) return nothing;
    return hundredths(*charge * *capacity / 100'000);
}

Value charge_time_remaining(const Inputs& in) {
    const auto battery = in.number(ir("p_battery"));
    const auto charge = in.number(ir("battery_soc"));
    const auto target = in.number(hr("charge_target_soc"));
    const auto capacity = capacity_wh(in);
    if (!battery || !charge || !target || !capacity) return nothing;
    return minutes_for(*capacity * (*target - *charge) / 100, -*battery);
}

Value discharge_time_remaining(const Inputs& in) {
    const auto battery = in.number(ir("p_battery"));
    const auto charge = in.number(ir("battery_soc"));
    const auto reserve = in.number(hr("battery_soc_reserve"));
    const auto capacity = capacity_wh(in);
    if (!battery || !charge || !reserve || !capacity) return nothing;
    return minutes_for(*capacity * (*charge - *reserve) / 100, *battery);
}

Value charge_completion_time(const Inputs& in) { return completion(in, charge_time_remaining(in)); }

Value discharge_completion_time(const Inputs& in) {
    return completion(in, discharge_time_remaining(in));
}

Value solar_to_house(const Inputs& in) { return flow(in, sun_to_house); }

Value solar_to_battery(const Inputs& in) { return flow(in, sun_to_battery); }

Value solar_to_grid(const Inputs& in) {
    return flow(in, [](const Balance& b) {
        return b.solar > 0 ? b.solar - sun_to_house(b) - sun_to_battery(b) : 0.0;
    });
}

Value battery_to_house(const Inputs& in) {
    return flow(in, [](const Balance& b) { return b.discharging - b.exported; });
}

Value battery_to_grid(const Inputs& in) {
    return flow(in, [](const Balance& b) {
        if (b.exported <= 0) return 0.0;
        return b.discharging - std::max(0.0, b.discharging - b.exported);
    });
}

Value grid_to_battery(const Inputs& in) {
    return flow(in, [](const Balance& b) {
        return b.imported > 0 ? b.charging - std::max(b.solar - b.load, 0.0) : 0.0;
    });
}

Value grid_to_house(const Inputs& in) {
    return flow(in, [](const Balance& b) {
        return b.imported > 0 ? b.imported - b.charging : 0.0;
    });
}

}  // namespace giv::formulas
