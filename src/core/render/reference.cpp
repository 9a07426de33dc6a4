// Words for people: nothing here goes to a client, and no client's words are used here.
#include "givtcp/render/reference.hpp"

#include "givtcp/points/point.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace giv::render {
namespace {

constexpr std::string_view introduction = R"(# What is published

<!-- Made from the tables in src/core/points; a test compares. -->

One row per value. The path is that of the JSON document and, below the topic's root and the
inverter's serial, that of the MQTT topic. `{details}` stands for `Invertor_Details` and for the
inverter's serial, under both of which the value is found; `{id}` for a pack's serial or a meter's
number. "all" models are those that this version reads, "hybrids" all of them but AC coupled. What
changes a setting stands in [CONTROLS.md](CONTROLS.md).

Not in these tables, but in the document: the registers' fields below `raw`, and `Stats` and what
else says how old the values are (src/core/render/stamps.cpp).
)";

std::string_view in_words(Quantity quantity) {
    switch (quantity) {
        case Quantity::power: return "power";
        case Quantity::apparent_power: return "apparent power";
        case Quantity::energy_today: return "energy today";
        case Quantity::energy_total: return "energy in total";
        case Quantity::energy_stored: return "energy stored";
        case Quantity::voltage: return "voltage";
        case Quantity::current: return "current";
        case Quantity::frequency: return "frequency";
        case Quantity::temperature: return "temperature";
        case Quantity::state_of_charge: return "state of charge";
        case Quantity::percentage: return "percentage";
        case Quantity::capacity: return "capacity";
        case Quantity::count: return "count";
        case Quantity::duration_minutes:
        case Quantity::duration_seconds: return "duration";
        case Quantity::power_factor: return "power factor";
        case Quantity::money: return "money";
        case Quantity::timestamp: return "date and time";
        case Quantity::time_of_day: return "time of day";
        case Quantity::state: return "state";
        case Quantity::on_off: return "on or off";
        case Quantity::text: return "text";
    }
    return "";
}

std::string_view in_words(Unit unit) {
    switch (unit) {
        case Unit::none: return "";
        case Unit::volt: return "V";
        case Unit::ampere: return "A";
        case Unit::watt: return "W";
        case Unit::kilowatt: return "kW";
        case Unit::volt_ampere: return "VA";
        case Unit::volt_ampere_reactive: return "var";
        case Unit::watt_hour: return "Wh";
        case Unit::kilowatt_hour: return "kWh";
        case Unit::ampere_hour: return "Ah";
        case Unit::hertz: return "Hz";
        case Unit::celsius: return "°C";
        case Unit::percent: return "%";
        case Unit::second: return "s";
        case Unit::minute: return "min";
        case Unit::hour: return "h";
        case Unit::cycles: return "cycles";
    }
    return "";
}

std::string_view in_words(Category category) {
    switch (category) {
        case Category::measurement: return "measurement";
        case Category::setting: return "setting";
        case Category::diagnostic: return "diagnostic";
    }
    return "";
}

// What a set is called, if it has a name; otherwise its models are listed.
struct NamedSet {
    ModelSet models;
    std::string_view name;
};

constexpr auto named_sets = std::to_array<NamedSet>({
    {models::supported, "all"},
    {models::dc_hybrid_lv, "hybrids"},
});

struct ModelName {
    Model model;
    std::string_view name;
};

constexpr auto model_names = std::to_array<ModelName>({
    {Model::hybrid_gen1, "hybrid gen 1"},
    {Model::hybrid_gen2, "hybrid gen 2"},
    {Model::hybrid_gen3, "hybrid gen 3"},
    {Model::hybrid_gen3_plus, "hybrid gen 3 plus"},
    {Model::hybrid_gen4, "hybrid gen 4"},
    {Model::polar, "Polar"},
    {Model::pv_only, "PV only"},
    {Model::ac, "AC coupled"},
    {Model::all_in_one, "All-in-One"},
    {Model::hybrid_hv_gen3, "hybrid HV gen 3"},
    {Model::hybrid_3ph, "three-phase hybrid"},
    {Model::ac_3ph, "three-phase AC coupled"},
    {Model::aio_commercial, "commercial All-in-One"},
    {Model::all_in_one_hybrid, "All-in-One hybrid"},
    {Model::ems, "EMS"},
    {Model::ems_commercial, "commercial EMS"},
    {Model::gateway, "Gateway"},
});

// A model without a name would vanish from the lists.
static_assert(
    [] {
        ModelSet named;
        for (const auto& row : model_names)
            named = named | only(row.model);
        return models::all - named == models::none;
    }(),
    "a model has no name for people"
);

std::string in_words(ModelSet models) {
    const auto* const named = std::ranges::find(named_sets, models, &NamedSet::models);
    if (named != named_sets.end()) return std::string{named->name};

    std::string text;
    for (const auto& [model, name] : model_names) {
        if (!models.contains(model)) continue;
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text;
}

std::string row(const Point& point) {
    std::string text = "| `" + std::string{point.path} + "` |";
    const auto models = in_words(point.models);
    for (const std::string_view cell :
         {point.label,
          in_words(point.quantity),
          in_words(unit_of(point.quantity)),
          in_words(point.category),
          std::string_view{models}}) {
        text += (cell.empty() ? "" : " ") + std::string{cell} + " |";
    }
    return text + "\n";
}

// In the order of publication.
std::vector<std::string_view> sections() {
    std::vector<std::string_view> all;
    for (const auto& point : points()) {
        if (std::ranges::find(all, point.section()) == all.end()) all.push_back(point.section());
    }
    return all;
}

std::string table_of(std::string_view section) {
    std::string text = "\n## " + std::string{section} +
                       "\n\n| Path | Label | Quantity | Unit | Category | Models |\n"
                       "|---|---|---|---|---|---|\n";
    for (const auto& point : points()) {
        if (point.section() == section) text += row(point);
    }
    return text;
}

}  // namespace

std::string entity_reference() {
    std::string text{introduction};
    for (const auto section : sections())
        text += table_of(section);
    return text;
}

}  // namespace giv::render
