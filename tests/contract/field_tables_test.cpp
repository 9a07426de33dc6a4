// The field tables against their source, row by row, and against what an independent decoder made
// of recorded plants.
#include "support/shared_data.hpp"

#include "givtcp/registers/field.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <string>

namespace giv {
namespace {

using nlohmann::json;

const std::map<std::string, Map>& maps() {
    static const std::map<std::string, Map> all{
        {"inverter_hr", Map::inverter_holding},
        {"inverter_ir", Map::inverter_input},
        {"three_phase_hr", Map::three_phase_holding},
        {"three_phase_ir", Map::three_phase_input},
        {"battery_lv_ir", Map::lv_pack},
        {"lv_bcu_ir", Map::lv_bcu},
        {"meter_ir", Map::meter},
        {"meter_product", Map::meter_product},
        {"hv_bms_config_ir", Map::hv_bms_config},
        {"hv_bams_ir", Map::hv_bams},
        {"hv_bcu_ir", Map::hv_bcu},
        {"hv_bmu_ir", Map::hv_bmu},
        {"ems_hr", Map::ems_holding},
        {"ems_ir", Map::ems_input},
        {"gateway_ir", Map::gateway_input}};
    return all;
}

const std::map<std::string, Encoding>& encodings() {
    static const std::map<std::string, Encoding> all{
        {"uint16", Encoding::u16},
        {"int16", Encoding::s16},
        {"uint32", Encoding::u32},
        {"int32", Encoding::s32},
        {"uint8_hi", Encoding::high_byte},
        {"uint8_lo", Encoding::low_byte},
        {"bool", Encoding::flag},
        {"bool8_hi", Encoding::flag_high},
        {"bool8_lo", Encoding::flag_low},
        {"enum", Encoding::enumeration},
        {"bitfield", Encoding::bit_field},
        {"bitmask16", Encoding::mask16},
        {"bitmask32", Encoding::mask32},
        {"ascii", Encoding::text},
        {"timeslot_hhmm", Encoding::slot},
        {"datetime6", Encoding::date_time},
        {"hex16", Encoding::hex16},
        {"hex32", Encoding::hex32},
        {"version_a4d4", Encoding::version_a4d4},
        {"composite", Encoding::firmware}};
    return all;
}

const std::map<std::string, Unit>& units() {
    static const std::map<std::string, Unit> all{
        {"V", Unit::volt},
        {"A", Unit::ampere},
        {"W", Unit::watt},
        {"kW", Unit::kilowatt},
        {"VA", Unit::volt_ampere},
        {"var", Unit::volt_ampere_reactive},
        {"Wh", Unit::watt_hour},
        {"kWh", Unit::kilowatt_hour},
        {"Ah", Unit::ampere_hour},
        {"Hz", Unit::hertz},
        {"°C", Unit::celsius},
        {"%", Unit::percent},
        {"s", Unit::second},
        {"min", Unit::minute},
        {"h", Unit::hour},
        {"cycles", Unit::cycles}};
    return all;
}

// The rows of the source that ours widen or narrow on purpose.
bool models_differ_on_purpose(const std::string& name, Model model) {
    // Generation 4 answers the pause block where a probe says so (spec/models.md §9).
    return model == Model::hybrid_gen4 && name.starts_with("battery_pause_");
}

bool listed(const json& row, std::string_view key) {
    for (const auto& entry : row.at("models")) {
        const auto text = entry.get<std::string>();
        if (text == "any" || text.substr(0, text.find('(')) == key) return true;
        const bool is_lv = text.starts_with("other LV") || text == "LV";
        if (is_lv && (key == "ac" || key == "polar" || key.starts_with("hybrid_gen"))) return true;
        const bool is_hv = text == "HV";
        if (is_hv && (key.ends_with("3ph") || key.starts_with("all_in_one") ||
                      key == "aio_commercial" || key == "hybrid_hv_gen3")) {
            return true;
        }
    }
    return false;
}

// The models that the source distinguishes.
constexpr auto known_models = std::to_array<Model>(
    {Model::hybrid_gen1,
     Model::hybrid_gen2,
     Model::hybrid_gen3,
     Model::hybrid_gen4,
     Model::polar,
     Model::ac,
     Model::all_in_one,
     Model::hybrid_hv_gen3,
     Model::hybrid_3ph,
     Model::ac_3ph,
     Model::aio_commercial,
     Model::all_in_one_hybrid,
     Model::ems,
     Model::gateway}
);

TEST(FieldTables, EqualTheirSourceRowByRow) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto source = testing::shared_json("spec/registers.json");

    std::map<Map, std::size_t> seen;
    for (const auto& row : source.at("registers")) {
        const auto map = maps().at(row.at("bank"));
        const auto name = row.at("name").get<std::string>();
        SCOPED_TRACE(row.at("bank").get<std::string>() + "." + name);
        const auto table = fields(map);
        const auto field = std::ranges::find(table, name, &Field::name);
        ASSERT_NE(field, table.end());
        ++seen[map];

        const auto& index = row.at("index");
        const auto first = index.is_array() ? index.front() : index;
        const auto last = index.is_array() ? index.back() : index;
        EXPECT_EQ(field->first, first.get<int>());
        EXPECT_EQ(field->count, last.get<int>() - first.get<int>() + 1);
        EXPECT_EQ(field->encoding, encodings().at(row.at("type")));
        EXPECT_EQ(field->unit, row.at("unit").is_null() ? Unit::none : units().at(row.at("unit")));
        if (!row.at("scale").is_null()) {
            const double ours = field->factor / std::pow(10.0, field->decimals);
            EXPECT_DOUBLE_EQ(ours, row.at("scale").get<double>());
        }
        EXPECT_DOUBLE_EQ(field->offset, row.value("offset", 0.0));
        const bool bounded = field->encoding <= Encoding::low_byte;
        if (bounded && !row.at("min").is_null()) {
            EXPECT_DOUBLE_EQ(field->plausible.min, row.at("min").get<double>());
        }
        if (bounded && !row.at("max").is_null()) {
            EXPECT_DOUBLE_EQ(field->plausible.max, row.at("max").get<double>());
        }
        if (row.contains("bits")) {
            EXPECT_EQ(field->shift, row.at("bits").at("shift").get<int>());
            EXPECT_EQ(field->width, row.at("bits").at("width").get<int>());
        }
        if (field->encoding == Encoding::enumeration || field->encoding == Encoding::bit_field) {
            const auto& words = source.at("enums").at(row.at("enum").get<std::string>());
            EXPECT_EQ(field->codes.size(), words.size());
            for (const auto& code : field->codes) {
                EXPECT_EQ(words.at(std::to_string(code.code)), std::string{code.word});
            }
        }
        for (const auto model : known_models) {
            if (models_differ_on_purpose(name, model)) continue;
            EXPECT_EQ(field->models.contains(model), listed(row, facts(model).key))
                << facts(model).key;
        }
    }
    for (const auto& [name, map] : maps()) {
        EXPECT_EQ(seen[map], fields(map).size()) << name << " has rows that the source has not";
    }
}

// ---- decoded plants -----------------------------------------------------------------------

// One device of a dump: its words by bank and register.
using Registers = std::map<std::string, std::map<int, std::uint16_t>>;

Registers registers_of(const json& dump, const std::string& device) {
    Registers registers;
    if (!dump.contains(device)) return registers;
    for (const auto& [bank, words] : dump.at(device).items()) {
        for (const auto& [index, word] : words.items()) {
            registers[bank][std::stoi(index)] = word.get<std::uint16_t>();
        }
    }
    return registers;
}

Value decoded(const Field& field, const Registers& registers) {
    const auto bank = registers.find(bank_of(field.map) == Bank::holding ? "HR" : "IR");
    if (bank == registers.end()) return Absence::not_read;
    std::vector<std::uint16_t> words;
    for (int i = 0; i < field.count; ++i) {
        const auto word = bank->second.find(field.first + i);
        if (word == bank->second.end()) return Absence::not_read;
        words.push_back(word->second);
    }
    return decode(field, words);
}

std::string clock_text(std::uint16_t hhmm) {
    const auto time = time_of_day(hhmm);
    if (!time) return "";
    const auto two = [](auto n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(time->count() / 60) + ":" + two(time->count() % 60);
}

std::string iso_text(const LocalTime& t) {
    std::array<char, 32> text{};
    std::snprintf(
        text.data(),
        text.size(),
        "%04d-%02d-%02dT%02d:%02d:%02d",
        t.year,
        t.month,
        t.day,
        t.hour,
        t.minute,
        t.second
    );
    return text.data();
}

// What the independent decoder's JSON must be equal to, within 1e-6.
bool same(const Value& ours, const json& theirs) {
    if (theirs.is_null()) return !present(ours);
    if (const auto* number = std::get_if<Number>(&ours)) {
        if (theirs.is_string()) {  // a version shown as text, "1.40"
            return std::abs(std::stod(theirs.get<std::string>()) - number->value) < 1e-6;
        }
        if (theirs.is_boolean()) return false;
        const auto value = theirs.get<double>();
        return std::abs(value - number->value) <= 1e-6 * std::max(1.0, std::abs(value));
    }
    if (const auto* flag = std::get_if<bool>(&ours)) {
        return theirs.is_boolean() ? theirs.get<bool>() == *flag : theirs.get<int>() == *flag;
    }
    if (const auto* code = std::get_if<Enumerated>(&ours)) {
        const bool by_word = theirs.is_number_integer() &&
                             std::to_string(theirs.get<int>()) == code->word();  // 230 for "230"
        return theirs == code->code || by_word;
    }
    if (const auto* mask = std::get_if<BitMask>(&ours)) {
        if (theirs.is_array())
            return theirs.size() == static_cast<unsigned>(std::popcount(mask->bits));
        return theirs == mask->bits;
    }
    if (const auto text = text_in(ours)) return theirs == *text;
    if (const auto* time = std::get_if<LocalTime>(&ours)) return theirs == iso_text(*time);
    if (const auto* slot = std::get_if<SlotWords>(&ours)) {
        return theirs == json::array({clock_text(slot->start), clock_text(slot->end)});
    }
    return false;
}

std::string shown(const Value& value) {
    if (const auto* number = std::get_if<Number>(&value)) return std::to_string(number->value);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* code = std::get_if<Enumerated>(&value)) return describe(*code);
    if (const auto text = text_in(value)) return '"' + std::string{*text} + '"';
    if (const auto* absence = std::get_if<Absence>(&value)) return std::string{words(*absence)};
    if (const auto* mask = std::get_if<BitMask>(&value)) return std::to_string(mask->bits);
    if (const auto* slot = std::get_if<SlotWords>(&value)) {
        return std::to_string(slot->start) + "-" + std::to_string(slot->end);
    }
    return iso_text(std::get<LocalTime>(value));
}

struct Deviation {
    const char* plants;  // a part of the plant's name; empty for all
    const char* name;
    const char* why;
};

// What we decode otherwise than the library, on purpose. A line that isn't needed fails the test.
constexpr auto deviations = std::to_array<Deviation>({
    {"hybrid-gen1",
     "p_combined_generation",
     "in the dump; the library doesn't look at IR240 on gen1"},
    {"ac-", "e_pv_generation_today", "inverter output there, and published as that"},
    {"ac-", "e_pv_generation_total", "inverter output there, and published as that"},
    {"aio-", "e_pv_generation_today", "inverter output there, and published as that"},
    {"aio-", "e_pv_generation_total", "inverter output there, and published as that"},
});

// What the library has that is no field: derived from others, and here published as a point (which
// legacy_documents_test compares), or not published.
constexpr auto not_fields = std::to_array<Deviation>({
    {"", "battery_capacity_kwh", "a point: Battery_Capacity_kWh"},
    {"", "battery_charge_power", "a point: Charge_Power"},
    {"", "battery_discharge_power", "a point: Discharge_Power"},
    {"", "battery_max_power", "a point: raw/invertor/battery_max_power"},
    {"", "inverter_max_power", "a point: Invertor_Max_Inv_Rate"},
    {"", "grid_export_power", "a point: Export_Power"},
    {"", "grid_import_power", "a point: Import_Power"},
    {"", "e_battery_charge_today", "a point: one of two fields, by model"},
    {"", "e_battery_discharge_today", "a point: one of two fields, by model"},
    {"", "e_battery_charge_total", "a point: inverter's or first pack's, by model"},
    {"", "e_battery_discharge_total", "a point: inverter's or first pack's, by model"},
    {"", "e_consumption_today", "a point: Load_Energy_Today_kWh"},
    {"", "e_self_consumption_today", "a point by GivTCP's formula, which takes PV from IR17+19"},
    {"", "e_self_consumption_total", "a point by GivTCP's formula, which takes PV from IR11:12"},
    {"", "e_pv_direct_today", "not published: GivTCP has no such key"},
    {"", "e_inverter_out_today", "a point: Invertor_Energy_Today_kWh, IR44 as on every model"},
    {"", "e_inverter_out_total", "a point: Invertor_Energy_Total_kWh, IR45:46 as on every model"},
    {"", "status_label", "status once more"},
    {"", "charge_status_label", "charge_status once more"},
    {"", "charge_slot_2_x", "charge_slot_2_extended once more"},
    {"", "charger_warning_messages", "charger_warning_code as words"},
    {"", "inverter_fault_messages", "the fault code as words"},
    {"", "is_ac_coupled", "follows from the model"},
    {"", "model", "the identity, compared by its tests"},
    {"", "remaining_energy_measured_wh", "not published: cap_remaining times v_out"},
    {"", "remaining_energy_nominal_wh", "not published: cap_remaining times 51.2 V"},
    {"", "module_address", "where it was read, not what"},
});

struct Comparison {
    std::string plant;
    std::set<std::string> used;
    int compared = 0;
    std::set<std::string> seen;  // names that a field has, of the device at hand

    bool excused(const std::string& name) {
        for (const auto& deviation : deviations) {
            if (plant.find(deviation.plants) == std::string::npos || name != deviation.name) {
                continue;
            }
            used.insert(std::string{deviation.plants} + deviation.name);
            return true;
        }
        return false;
    }

    void check(const Field& field, const Registers& registers, const json& expected) {
        const std::string name{field.name};
        if (!expected.contains(name)) return;
        seen.insert(name);
        ++compared;
        const auto ours = decoded(field, registers);
        if (same(ours, expected.at(name)) || excused(name)) return;
        ADD_FAILURE() << plant << ": " << name << " is " << shown(ours) << ", expected "
                      << expected.at(name);
    }

    // The library decodes what a dump happens to hold, also where the model has no such thing.
    static bool is_of_other_models(const std::string& name) {
        const auto has = [&](Map map) {
            return std::ranges::find(fields(map), name, &Field::name) != fields(map).end();
        };
        return has(Map::inverter_holding) || has(Map::inverter_input);
    }

    // The other way round: nothing that the library decoded is missing here without a reason.
    void finish(const json& expected) {
        for (const auto& item : expected.items()) {
            const auto& name = item.key();
            const auto& value = item.value();
            if (value.is_null() || seen.contains(name) || is_of_other_models(name)) continue;
            const auto reason = std::ranges::find_if(not_fields, [&](const Deviation& one) {
                return name == one.name && plant.find(one.plants) != std::string::npos;
            });
            if (reason == not_fields.end()) {
                ADD_FAILURE() << plant << ": " << name << " = " << value << " is no field";
            } else {
                used.insert(reason->name);
            }
        }
        seen.clear();
    }
};

constexpr auto plants = std::to_array<const char*>(
    {"hybrid-gen1-2bat-0x11",
     "hybrid-gen1-2bat-0x31",
     "ac-2x-givbat52",
     "ac-1x-givbat512gen3",
     "aio-arm612",
     "aio-arm620",
     "three-phase-hv"}
);

TEST(FieldTables, DecodeWhatAnIndependentDecoderMadeOfSevenPlants) {
    GIVTCP_NEEDS_SHARED_DATA();
    std::set<std::string> used;
    int compared = 0;
    for (const std::string plant : plants) {
        const auto dump = testing::shared_json("vectors/registers-" + plant + ".json");
        const auto expected = testing::shared_json("vectors/decoded-" + plant + ".json");
        Comparison comparison{plant, {}, 0, {}};
        // One register file, read by two addresses; the decoder looked at one of them first.
        const std::string first = expected.at("capabilities").at("inverter_address");
        auto inverter = registers_of(dump, first);
        const auto* const other = first == "0x11" ? "0x31" : "0x11";
        for (const auto& [bank, words] : registers_of(dump, other)) {
            const bool input_page = bank == "IR";
            for (const auto& [index, word] : words) {
                if (input_page && index >= 60 && index < 120) continue;  // the BCU's page
                inverter[bank].try_emplace(index, word);
            }
        }
        const auto& holding = inverter["HR"];
        const auto model = model_of(holding.at(0), holding.at(21));
        const auto arm = holding.at(21);
        for (const auto map :
             {Map::inverter_holding,
              Map::inverter_input,
              Map::three_phase_holding,
              Map::three_phase_input}) {
            for (const auto& field : fields(map)) {
                if (!exists(field, model, arm)) continue;
                const bool overridden =
                    models::three_phase.contains(model) &&
                    (map == Map::inverter_holding || map == Map::inverter_input) &&
                    (find_field(Map::three_phase_holding, field.name, model) != nullptr ||
                     find_field(Map::three_phase_input, field.name, model) != nullptr);
                if (!overridden) comparison.check(field, inverter, expected.at("inverter"));
            }
        }
        comparison.finish(expected.at("inverter"));
        for (const auto& [address, pack] : expected.at("batteries").items()) {
            const auto registers = registers_of(dump, address);
            for (const auto& field : fields(Map::lv_pack)) {
                comparison.check(field, registers, pack);
            }
            comparison.finish(pack);
        }
        for (const auto& [address, meter] : expected.at("meters").items()) {
            const auto registers = registers_of(dump, address);
            for (const auto& field : fields(Map::meter)) {
                comparison.check(field, registers, meter);
            }
            comparison.finish(meter);
        }
        for (const auto& stack : expected.at("hv_stacks")) {
            const auto registers = registers_of(dump, stack.at("address"));
            for (const auto& field : fields(Map::hv_bcu)) {
                comparison.check(field, registers, stack.at("bcu"));
            }
            comparison.finish(stack.at("bcu"));
        }
        for (const auto& module : expected.at("aio_modules")) {
            std::array<char, 8> address{};
            std::snprintf(
                address.data(), address.size(), "0x%02x", module.at("module_address").get<int>()
            );
            const auto registers = registers_of(dump, address.data());
            for (const auto& field : fields(Map::hv_bmu)) {
                comparison.check(field, registers, module);
            }
            comparison.finish(module);
        }
        used.insert(comparison.used.begin(), comparison.used.end());
        compared += comparison.compared;
    }
    for (const auto& deviation : deviations) {
        EXPECT_TRUE(used.contains(std::string{deviation.plants} + deviation.name))
            << deviation.name << " needs no excuse";
    }
    for (const auto& one : not_fields) {
        EXPECT_TRUE(used.contains(one.name)) << one.name << " needs no excuse";
    }
    EXPECT_GT(compared, 2000);
}

}  // namespace
}  // namespace giv
