#include "simulator/life/readings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

namespace giv::simulator {

namespace {

constexpr double least_noticed_watts = 10;  // less is idle

// ---- the inverter -------------------------------------------------------------------------

enum ChargeStatus : std::uint8_t { idle = 0, charging = 2, discharging = 5 };

double charge_status(const Moment& m) {
    if (m.truth.powers.battery > least_noticed_watts) return discharging;
    return m.truth.powers.battery < -least_noticed_watts ? charging : idle;
}

// A string without light has no voltage either.
double string_volts(double watts, double usual, const Moment& m) {
    return watts > 0 ? usual + 11 * m.pv_unrest : 0;
}
double first_volts(const Moment& m) { return string_volts(m.truth.powers.first_string, 360, m); }
double second_volts(const Moment& m) { return string_volts(m.truth.powers.second_string, 341, m); }

double amperes(double watts, double volts) { return volts > 0 ? watts / volts : 0; }

double strings(const PlantEnergies& energies) {
    return energies.first_string + energies.second_string;
}

double apparent(const Moment& m) { return std::abs(m.truth.powers.grid) * 1.02 + 15; }

constexpr auto inverter_rows = std::to_array<ReadingRow>({
    {"v_pv1", first_volts},
    {"v_pv2", second_volts},
    {"v_ac1", [](const Moment& m) { return m.grid_volts; }},
    {"i_pv1", [](const Moment& m) { return amperes(m.truth.powers.first_string, first_volts(m)); }},
    {"i_pv2",
     [](const Moment& m) { return amperes(m.truth.powers.second_string, second_volts(m)); }},
    {"i_ac1", [](const Moment& m) { return std::abs(m.truth.powers.inverter) / m.grid_volts; }},
    {"f_ac1", [](const Moment& m) { return m.grid_hertz; }},
    {"charge_status", charge_status},
    {"p_pv1", [](const Moment& m) { return m.truth.powers.first_string; }},
    {"p_pv2", [](const Moment& m) { return m.truth.powers.second_string; }},
    {"p_grid_out_ph1", [](const Moment& m) { return m.truth.powers.inverter; }},
    {"p_grid_out", [](const Moment& m) { return m.truth.powers.grid; }},
    {"t_inverter_heatsink",
     [](const Moment& m) {
         return m.ambient_celsius + 14 + std::abs(m.truth.powers.inverter) / 250;
     }},
    {"p_load_demand", [](const Moment& m) { return m.truth.powers.load; }},
    {"p_grid_apparent", apparent},
    {"v_battery", [](const Moment& m) { return m.battery.volts(); }},
    {"i_battery", [](const Moment& m) { return m.truth.powers.battery / m.battery.volts(); }},
    {"p_battery", [](const Moment& m) { return m.truth.powers.battery; }},
    {"v_ac1_output", [](const Moment& m) { return m.grid_volts; }},
    {"f_ac1_output", [](const Moment& m) { return m.grid_hertz; }},
    {"t_charger",
     [](const Moment& m) {
         return m.ambient_celsius + 16 + std::abs(m.truth.powers.battery) / 220;
     }},
    {"t_battery", [](const Moment& m) { return m.battery.celsius(); }},
    {"i_grid_port", [](const Moment& m) { return std::abs(m.truth.powers.grid) / m.grid_volts; }},
    {"battery_soc", [](const Moment& m) { return m.truth.soc_percent; }},
    {"p_combined_generation",
     [](const Moment& m) { return m.truth.powers.first_string + m.truth.powers.second_string; }},

    {"e_pv1_day", [](const Moment& m) { return m.truth.today.first_string; }, Rounding::counter},
    {"e_pv2_day", [](const Moment& m) { return m.truth.today.second_string; }, Rounding::counter},
    {"e_grid_out_day", [](const Moment& m) { return m.truth.today.exported; }, Rounding::counter},
    {"e_grid_in_day", [](const Moment& m) { return m.truth.today.imported; }, Rounding::counter},
    {"e_ac_charge_today",
     [](const Moment& m) { return m.truth.today.charged_from_grid; },
     Rounding::counter},
    {"e_battery_charge_today_alt1",
     [](const Moment& m) { return m.truth.today.charged; },
     Rounding::counter},
    {"e_battery_discharge_today_alt1",
     [](const Moment& m) { return m.truth.today.discharged; },
     Rounding::counter},
    {"e_pv_generation_today",
     [](const Moment& m) { return m.truth.today.inverter; },
     Rounding::counter},
    {"e_battery_discharge_today_alt2",
     [](const Moment& m) { return m.truth.today.discharged; },
     Rounding::counter},
    {"e_battery_charge_today_alt2",
     [](const Moment& m) { return m.truth.today.charged; },
     Rounding::counter},

    {"e_battery_throughput",
     [](const Moment& m) { return m.truth.total.charged + m.truth.total.discharged; },
     Rounding::counter},
    {"e_pv_total", [](const Moment& m) { return strings(m.truth.total); }, Rounding::counter},
    {"e_grid_out_total", [](const Moment& m) { return m.truth.total.exported; }, Rounding::counter},
    {"e_inverter_in_total",
     [](const Moment& m) { return m.truth.total.charged_from_grid; },
     Rounding::counter},
    {"e_grid_in_total", [](const Moment& m) { return m.truth.total.imported; }, Rounding::counter},
    {"e_pv_generation_total",
     [](const Moment& m) { return m.truth.total.inverter; },
     Rounding::counter},
    {"e_battery_discharge_total_alt1",
     [](const Moment& m) { return m.truth.total.discharged; },
     Rounding::counter},
    {"e_battery_charge_total_alt1",
     [](const Moment& m) { return m.truth.total.charged; },
     Rounding::counter},
    {"work_time_total_hours",
     [](const Moment& m) { return m.truth.working_hours; },
     Rounding::counter},
});

// ---- packs and meter ----------------------------------------------------------------------

double mosfet_celsius(const Moment& m) {
    return m.battery.celsius() + 2 + std::abs(m.battery.pack_amperes()) / 12;
}

constexpr auto pack_rows = std::to_array<ReadingRow>({
    {"t_bms_mosfet", mosfet_celsius},
    {"cap_remaining",
     [](const Moment& m) { return m.battery.pack_ampere_hours() * m.truth.soc_percent / 100; }},
    {"i_battery", [](const Moment& m) { return m.battery.pack_amperes(); }},
    {"num_cycles",
     [](const Moment& m) { return m.truth.total.discharged / m.truth.capacity_kwh; },
     Rounding::counter},
    {"soc", [](const Moment& m) { return m.truth.soc_percent; }},
});

// Where the inverter has no totals of its own, the first pack has the plant's (spec/models.md §8).
constexpr auto first_pack_rows = std::to_array<ReadingRow>({
    {"e_battery_discharge_total",
     [](const Moment& m) { return m.truth.total.discharged; },
     Rounding::counter},
    {"e_battery_charge_total",
     [](const Moment& m) { return m.truth.total.charged; },
     Rounding::counter},
});

// At the grid; it counts import positive.
constexpr auto meter_rows = std::to_array<ReadingRow>({
    {"v_phase_1", [](const Moment& m) { return m.grid_volts; }},
    {"i_phase_1", [](const Moment& m) { return apparent(m) / m.grid_volts; }},
    {"i_total", [](const Moment& m) { return apparent(m) / m.grid_volts; }},
    {"p_active_phase_1", [](const Moment& m) { return -m.truth.powers.grid; }},
    {"p_active_total", [](const Moment& m) { return -m.truth.powers.grid; }},
    {"p_apparent_phase_1", apparent},
    {"p_apparent_total", apparent},
    {"pf_phase_1", [](const Moment& m) { return std::abs(m.truth.powers.grid) / apparent(m); }},
    {"pf_total", [](const Moment& m) { return std::abs(m.truth.powers.grid) / apparent(m); }},
    {"frequency", [](const Moment& m) { return m.grid_hertz; }},
    {"e_import_active", [](const Moment& m) { return m.truth.total.imported; }, Rounding::counter},
    {"e_export_active", [](const Moment& m) { return m.truth.total.exported; }, Rounding::counter},
});

std::span<const ReadingRow> rows_of(Map map) {
    switch (map) {
        case Map::inverter_input: return inverter_rows;
        case Map::lv_pack: return pack_rows;
        case Map::meter: return meter_rows;
        default: return {};
    }
}

void set(RegisterImage& image, DeviceAddress device, const Field& field, const FieldWords& words) {
    const Register first{bank_of(field.map), field.first};
    image.set(device, first, words[0]);
    if (field.count == 1) return;
    image.set(device, {first.bank, static_cast<std::uint16_t>(field.first + 1)}, words[1]);
}

DeviceAddress pack_address(int pack) {
    return {static_cast<std::uint8_t>(device::first_lv_pack.value + pack)};
}

std::string cell_name(int cell) {
    const auto number = std::to_string(cell + 1);
    return "v_cell_" + std::string(2 - number.size(), '0') + number;
}

constexpr std::array<std::string_view, 4> temperature_names{
    "t_cells_01_04", "t_cells_05_08", "t_cells_09_12", "t_cells_13_16"};

}  // namespace

Readings::Readings(const RegisterImage& image, Model model, int packs, Luck luck) : luck_{luck} {
    add_lines(image, device::inverter, model, Map::inverter_input);
    add_lines(image, device::first_meter, model, Map::meter);
    const bool pack_has_totals = model != Model::hybrid_gen1;
    for (const auto& row : first_pack_rows) {
        const auto* const shown = find_field(Map::lv_pack, row.field, model);
        if (pack_has_totals && shown != nullptr) lines_.push_back({pack_address(0), shown, &row});
    }
    for (int pack = 0; pack < packs; ++pack) {
        const auto named = [model](std::string_view name) {
            return find_field(Map::lv_pack, name, model);
        };
        Pack one{
            pack_address(pack),
            {},
            {},
            named("v_cells_sum"),
            named("v_out"),
            named("t_max"),
            named("t_min")};
        add_lines(image, one.device, model, Map::lv_pack);
        for (int cell = 0; cell < Battery::cells; ++cell)
            one.cells.push_back(named(cell_name(cell)));
        for (const auto name : temperature_names)
            one.temperatures.push_back(named(name));
        packs_.push_back(std::move(one));
    }
}

void Readings::add_lines(const RegisterImage& image, DeviceAddress device, Model model, Map map) {
    for (const auto& row : rows_of(map)) {
        const auto* const shown = find_field(map, row.field, model);
        if (shown == nullptr || !image.word(device, {bank_of(map), shown->first})) continue;
        lines_.push_back({device, shown, &row});
    }
}

void Readings::show(
    RegisterImage& image, const PlantTruth& truth, const Battery& battery, double ambient_celsius
) const {
    const auto seconds = truth.time.time_since_epoch().count();
    const auto time = static_cast<double>(seconds);
    const Moment moment{
        .truth = truth,
        .battery = battery,
        .ambient_celsius = ambient_celsius,
        .grid_volts = 241 + 5 * (2 * luck_.smooth(Subject::grid_voltage, time / 900) - 1) +
                      0.6 * luck_.swing(Subject::grid_voltage, -seconds),
        .grid_hertz = 50 + 0.08 * (2 * luck_.smooth(Subject::grid_frequency, time / 120) - 1),
        .pv_unrest = 2 * luck_.smooth(Subject::pv_voltage, time / 60) - 1,
    };
    for (const auto& line : lines_) {
        const auto& row = *line.row;
        set(image, line.device, *line.field, words_of(*line.field, row.of(moment), row.rounding));
    }
    for (const auto& pack : packs_)
        show_pack(image, pack, moment);
}

// Cells differ a little, each always in its way, and their meters tremble.
void Readings::show_pack(RegisterImage& image, const Pack& pack, const Moment& moment) const {
    constexpr std::int64_t cells_apart = 1'000'000'007;
    constexpr double own_volts = 0.004;
    constexpr double trembling_volts = 0.001;
    constexpr double own_celsius = 0.8;
    const auto now = moment.truth.time.time_since_epoch().count() / 10;
    auto number = std::int64_t{pack.device.value} * 100;
    const auto in_thousandths = [](double volts) { return std::round(volts * 1000) / 1000; };

    double sum = 0;
    for (const auto* cell : pack.cells) {
        const auto own = luck_.swing(Subject::cell, ++number) * own_volts;
        const auto trembling =
            luck_.swing(Subject::cell, number * cells_apart + now) * trembling_volts;
        const auto volts = in_thousandths(moment.battery.cell_volts() + own + trembling);
        set(image, pack.device, *cell, words_of(*cell, volts));
        sum += volts;
    }
    double warmest = -1000;
    double coldest = 1000;
    for (const auto* place : pack.temperatures) {
        const auto own = luck_.swing(Subject::temperature, ++number) * own_celsius;
        const auto celsius = std::round((moment.battery.celsius() + own) * 10) / 10;
        set(image, pack.device, *place, words_of(*place, celsius));
        warmest = std::max(warmest, celsius);
        coldest = std::min(coldest, celsius);
    }
    const auto show = [&](const Field* field, double value) {
        if (field != nullptr) set(image, pack.device, *field, words_of(*field, value));
    };
    show(pack.sum, sum);
    show(pack.out, sum + 0.012);
    show(pack.warmest, warmest);
    show(pack.coldest, coldest);
}

}  // namespace giv::simulator
