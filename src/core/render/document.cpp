#include "givtcp/render/document.hpp"

#include "core/render/point_path.hpp"
#include "core/render/stamps.hpp"
#include "core/render/value_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

namespace giv::render {
namespace {

using namespace std::chrono_literals;

constexpr auto gone_after = 10min;  // spec/clients.md §2.4, spec/quirks.md Q12 and Q23

void add(Document& document, std::string path, const Value& value) {
    if (auto one = leaf(std::move(path), value)) document.push_back(*std::move(one));
}

void add_point(Document& document, const Snapshot& snapshot, const Measured& measured) {
    const auto path = measured.point->path;
    const auto& id = snapshot.parts[measured.part].id;
    if (path.starts_with(details_place)) {
        add(document, filled(path, details_place, details_name), measured.value);
        add(document, filled(path, details_place, snapshot.serial()), measured.value);
    } else {
        add(document, filled(path, id_place, id), measured.value);
    }
}

std::string_view text_at(const Document& document, std::string_view path) {
    const auto found = std::ranges::find(document, path, &Leaf::path);
    return found == document.end() ? std::string_view{} : found->text;
}

double number_at(const Document& document, std::string_view path) {
    const auto text = text_at(document, path);
    double value = 0;
    std::from_chars(text.begin(), text.end(), value);
    return value;
}

// The seed knew rates as percent of what the battery can do (spec/commands.md 8).
void rates_as_percent(Document& document) {
    constexpr auto rates = std::to_array<std::string_view>(
        {"Control/Battery_Charge_Rate", "Control/Battery_Discharge_Rate"}
    );
    const double maximum = number_at(document, "Invertor_Details/Invertor_Max_Bat_Rate");
    std::erase_if(document, [&](const Leaf& one) {
        return maximum <= 0 && std::ranges::find(rates, one.path) != rates.end();
    });
    for (auto& one : document) {
        if (std::ranges::find(rates, one.path) == rates.end()) continue;
        one.text = std::to_string(std::lround(number_at(document, one.path) / maximum * 100));
    }
}

// What the seed called the reserve, for reading and for writing, is the register of the cut-off.
void cutoff_as_reserve(Document& document) {
    const auto reserve = std::ranges::find(document, "Control/Battery_Power_Reserve", &Leaf::path);
    const auto cutoff = text_at(document, "Control/Battery_Power_Cutoff");
    if (reserve != document.end() && !cutoff.empty()) reserve->text = cutoff;
}

void as_the_seed(Document& document) {
    rates_as_percent(document);
    cutoff_as_reserve(document);
}

// What is so old says nothing about now: the flow of power, and parts that have gone.
bool is_gone(Instant taken_at, Moment now) { return now.steady - taken_at > gone_after; }

bool is_shown(
    const Snapshot& snapshot, const Measured& measured, Moment now, const Options& options
) {
    const auto section = measured.point->section();
    const bool is_of_a_part = measured.point->subject != Subject::inverter;
    if (is_of_a_part && snapshot.parts[measured.part].missing) return false;
    if (section == "Power" || is_of_a_part) return !is_gone(measured.taken_at, now);
    return section != "raw" || options.raw;
}

std::string raw_root(const PartSnapshot& part) {
    switch (part.subject) {
        case Subject::inverter: return "raw/invertor/";
        case Subject::pack: return "raw/batteries/" + part.id + '/';
        case Subject::meter: return "raw/meters/Meter_ID_" + part.id + '/';
        case Subject::stack: return "raw/HV_Battery_Stacks/Stack_" + part.id + '/';
    }
    return {};
}

void add_raw(Document& document, const PartSnapshot& part) {
    const auto root = raw_root(part);
    for (const auto& [field, value] : part.raw) {
        auto path = root + std::string{field->name};
        if (const auto* slot = std::get_if<SlotWords>(&value)) {
            add(document, path + "/start", Number{static_cast<double>(slot->start), 0});
            add(document, path + "/end", Number{static_cast<double>(slot->end), 0});
        } else {
            add(document, std::move(path), value);
        }
    }
}

void add_stamps(Document& document, const Snapshot& snapshot, Moment now, const Options& options) {
    for (const auto& stamp : stamps()) {
        const auto value = stamp.value(snapshot, now, options);
        if (!value) continue;
        add(document, std::string{stamp_section} + '/' + std::string{stamp.key}, *value);
        if (stamp.at_top) add(document, std::string{stamp.key}, *value);
    }
}

// A section that clients look for although this plant has nothing in it.
void add_empty_sections(Document& document) {
    for (const std::string_view within : {"Battery_Details/", "Meter_Details/"}) {
        const auto is_within = [&](const Leaf& one) { return one.path.starts_with(within); };
        if (std::ranges::none_of(document, is_within)) {
            std::string section{within.substr(0, within.size() - 1)};
            document.push_back({std::move(section), "", Leaf::Kind::empty_object});
        }
    }
}

std::size_t about_so_many(const Snapshot& snapshot, const Options& options) {
    constexpr std::size_t shown_twice = 64;  // or beside the values
    auto count = snapshot.values.size() + shown_twice;
    for (const auto& part : snapshot.parts)
        if (options.raw) count += part.raw.size();
    return count;
}

// Of the same path, whose came first.
bool stands_before(const Document& document, std::uint16_t a, std::uint16_t b) {
    const auto order = document[a].path.compare(document[b].path);
    return order != 0 ? order < 0 : a < b;
}

void put_in_order(const Document& document, LeafOrder& order) {
    const auto before = [&](std::uint16_t a, std::uint16_t b) {
        return stands_before(document, a, b);
    };
    if (order.size() == document.size() && std::ranges::is_sorted(order, before)) return;
    order.resize(document.size());
    std::iota(order.begin(), order.end(), std::uint16_t{0});
    std::ranges::sort(order, before);
}

// A point and a field of the same name: the point, which came first, holds.
void sort_by_path(Document& document, LeafOrder& order) {
    put_in_order(document, order);
    Document sorted;
    sorted.reserve(document.size());
    for (const auto index : order) {
        auto& leaf = document[index];
        if (sorted.empty() || sorted.back().path != leaf.path) sorted.push_back(std::move(leaf));
    }
    document = std::move(sorted);
}

}  // namespace

Document document(const Snapshot& snapshot, Moment now, const Options& options) {
    LeafOrder order;
    return document(snapshot, now, options, order);
}

Document document(const Snapshot& snapshot, Moment now, const Options& options, LeafOrder& order) {
    Document document;
    document.reserve(order.empty() ? about_so_many(snapshot, options) : order.size());
    for (const auto& measured : snapshot.values) {
        if (is_shown(snapshot, measured, now, options)) add_point(document, snapshot, measured);
    }
    if (options.raw && snapshot.complete) {
        for (const auto& part : snapshot.parts) {
            const bool is_old = part.taken_at && is_gone(*part.taken_at, now);
            if (!part.missing && !is_old) add_raw(document, part);
        }
    }
    if (options.seed_profile) as_the_seed(document);
    if (snapshot.complete) add_empty_sections(document);
    add_stamps(document, snapshot, now, options);
    sort_by_path(document, order);
    return document;
}

bool is_servable(const Snapshot& snapshot) {
    return snapshot.complete && snapshot.last_cycle.has_value();
}

std::string_view no_data_answer() {
    return R"({"result": "No register data cache exists, try again later"})";
}

}  // namespace giv::render
