#include "core/points/formulas.hpp"
#include "core/points/point_words.hpp"

#include <algorithm>

namespace giv::formulas {
namespace {

using namespace points_table;

// What we count, as old as the power that it is made of.
Value counted(const Inputs& in, double CountedLoad::*of) {
    const auto& load = in.plant().counted_load;
    if (!load || !in.number(ir("p_load_demand"))) return nothing;
    return tenths((*load).*of);
}

bool has_load_formula(const Inputs& in) { return models::dc_hybrid_lv.contains(in.plant().model); }

// (inverter output - AC charge) - (export - import): what the house took (spec/models.md §10).
Value load(
    const Inputs& in, FieldKey output, FieldKey ac_charge, FieldKey exported, FieldKey imported
) {
    const auto out = in.number(output);
    const auto charged = in.number(ac_charge);
    const auto sold = in.number(exported);
    const auto bought = in.number(imported);
    if (!out || !charged || !sold || !bought) return nothing;
    return tenths(std::max(0.0, (*out - *charged) - (*sold - *bought)));
}

Value self_consumption(std::optional<double> generated, std::optional<double> exported) {
    if (!generated || !exported) return nothing;
    return tenths(std::max(0.0, *generated - *exported));
}

std::optional<double> generated_today(const Inputs& in) {
    const auto first = in.number(ir("e_pv1_day"));
    const auto second = in.number(ir("e_pv2_day"));
    if (!first || !second) return std::nullopt;
    return *first + *second;
}

bool is_gen1(const Inputs& in) { return in.plant().model == Model::hybrid_gen1; }

std::optional<double> charged_today(const Inputs& in) {
    return in.number(
        is_gen1(in) ? ir("e_battery_charge_today_alt2") : ir("e_battery_charge_today_alt1")
    );
}

std::optional<double> discharged_today(const Inputs& in) {
    return in.number(
        is_gen1(in) ? ir("e_battery_discharge_today_alt2") : ir("e_battery_discharge_today_alt1")
    );
}

struct BatteryTotals {
    double charged;
    double discharged;
};

// Generation 1 counts in the inverter; where both counters are 0, and on every other model, the
// first pack's count (spec/models.md §8). All zero: nobody counts, so there is no value.
std::optional<BatteryTotals> battery_totals(const Inputs& in) {
    if (is_gen1(in)) {
        const auto charged = in.number(ir("e_battery_charge_total_alt1"));
        const auto discharged = in.number(ir("e_battery_discharge_total_alt1"));
        if (!charged || !discharged) return std::nullopt;
        if (*charged != 0 || *discharged != 0) return BatteryTotals{*charged, *discharged};
    }
    const auto charged = in.first_pack_number(pack("e_battery_charge_total"));
    const auto discharged = in.first_pack_number(pack("e_battery_discharge_total"));
    if (!charged || !discharged || (*charged == 0 && *discharged == 0)) return std::nullopt;
    return BatteryTotals{*charged, *discharged};
}

}  // namespace

Value pv_energy_today(const Inputs& in) {
    const auto generated = generated_today(in);
    return generated ? tenths(*generated) : nothing;
}

Value load_energy_today(const Inputs& in) {
    if (!has_load_formula(in)) return counted(in, &CountedLoad::today_kwh);
    return load(
        in,
        ir("e_pv_generation_today"),
        ir("e_ac_charge_today"),
        ir("e_grid_out_day"),
        ir("e_grid_in_day")
    );
}

Value load_energy_total(const Inputs& in) {
    if (!has_load_formula(in)) return counted(in, &CountedLoad::total_kwh);
    return load(
        in,
        ir("e_pv_generation_total"),
        ir("e_inverter_in_total"),
        ir("e_grid_out_total"),
        ir("e_grid_in_total")
    );
}

Value self_consumption_energy_today(const Inputs& in) {
    return self_consumption(generated_today(in), in.number(ir("e_grid_out_day")));
}

Value self_consumption_energy_total(const Inputs& in) {
    return self_consumption(in.number(ir("e_pv_total")), in.number(ir("e_grid_out_total")));
}

Value battery_charge_energy_today(const Inputs& in) {
    const auto charged = charged_today(in);
    return charged ? tenths(*charged) : nothing;
}

Value battery_discharge_energy_today(const Inputs& in) {
    const auto discharged = discharged_today(in);
    return discharged ? tenths(*discharged) : nothing;
}

Value battery_throughput_today(const Inputs& in) {
    const auto charged = charged_today(in);
    const auto discharged = discharged_today(in);
    if (!charged || !discharged) return nothing;
    return tenths(*charged + *discharged);
}

Value battery_charge_energy_total(const Inputs& in) {
    const auto totals = battery_totals(in);
    return totals ? tenths(totals->charged) : nothing;
}

Value battery_discharge_energy_total(const Inputs& in) {
    const auto totals = battery_totals(in);
    return totals ? tenths(totals->discharged) : nothing;
}

}  // namespace giv::formulas
