// The words in which a row of the field tables is written, and what the compiler checks of it.
#pragma once

#include "core/registers/codes.hpp"

#include "givtcp/registers/field.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace giv::rows {

using enum Unit;

// Which models have the rows of a table, where a row doesn't say otherwise (.on()). The names of
// spec/registers.json; models that it doesn't list are added to the group that they are read as.
namespace sets {

inline constexpr ModelSet hybrid_gen3 = only(Model::hybrid_gen3) | only(Model::hybrid_gen3_plus);
inline constexpr ModelSet lv = models::single_phase_lv;
inline constexpr ModelSet single_phase = models::single_phase;
inline constexpr ModelSet dc_hybrid =
    models::dc_hybrid_lv | only(Model::pv_only) | only(Model::hybrid_hv_gen3);
inline constexpr ModelSet three_phase = models::three_phase;
inline constexpr ModelSet ems = models::ems;
inline constexpr ModelSet gateway = models::gateway;
inline constexpr ModelSet all_but_ems = single_phase | three_phase | gateway;
inline constexpr ModelSet every_inverter = all_but_ems | ems;
inline constexpr ModelSet any = models::all;
inline constexpr ModelSet hv = models::high_voltage;
inline constexpr ModelSet hv_stack = models::high_voltage - only(Model::aio_commercial);
inline constexpr ModelSet ac_block =
    only(Model::ac) | only(Model::ac_3ph) | only(Model::all_in_one);
// On DC hybrids of generation 3 and 4 only where the block answered a probe (spec/models.md §9).
inline constexpr ModelSet pause_block = ac_block | hybrid_gen3 | only(Model::hybrid_gen4);
inline constexpr ModelSet extended = only(Model::hybrid_gen3) | only(Model::hybrid_gen4) |
                                     only(Model::all_in_one) | only(Model::hybrid_hv_gen3) |
                                     only(Model::all_in_one_hybrid) | only(Model::hybrid_3ph) |
                                     only(Model::ac_3ph) | gateway;
inline constexpr ModelSet gateway_and_ac = gateway | only(Model::ac);
inline constexpr ModelSet gen1 = only(Model::hybrid_gen1);
inline constexpr ModelSet combined_generation =
    only(Model::hybrid_gen1) | hybrid_gen3 | only(Model::all_in_one) | only(Model::hybrid_hv_gen3);
inline constexpr ModelSet unconfirmed = models::none;  // named somewhere, seen nowhere

}  // namespace sets

// "As the table says": replaced by table().
inline constexpr ModelSet as_table{0xFFFF'FFFF};

constexpr Field row(
    std::string_view name, std::uint16_t first, std::uint16_t count, Encoding encoding
) {
    Field field{};
    field.name = name;
    field.first = first;
    field.count = count;
    field.encoding = encoding;
    field.models = as_table;
    return field;
}

constexpr Field u16(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::u16);
}
constexpr Field s16(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::s16);
}
constexpr Field u32(std::string_view name, std::uint16_t at) {
    return row(name, at, 2, Encoding::u32);
}
constexpr Field s32(std::string_view name, std::uint16_t at) {
    return row(name, at, 2, Encoding::s32);
}
constexpr Field high_byte(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::high_byte);
}
constexpr Field low_byte(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::low_byte);
}
constexpr Field flag(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::flag);
}
constexpr Field flag_high(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::flag_high);
}
constexpr Field flag_low(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::flag_low);
}
constexpr Field mask16(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::mask16);
}
constexpr Field mask32(std::string_view name, std::uint16_t at) {
    return row(name, at, 2, Encoding::mask32);
}
constexpr Field hex16(std::string_view name, std::uint16_t at) {
    return row(name, at, 1, Encoding::hex16);
}
constexpr Field hex32(std::string_view name, std::uint16_t at) {
    return row(name, at, 2, Encoding::hex32);
}
constexpr Field slot(std::string_view name, std::uint16_t at) {
    return row(name, at, 2, Encoding::slot);
}
constexpr Field date_time(std::string_view name, std::uint16_t at) {
    return row(name, at, 6, Encoding::date_time);
}
constexpr Field version(std::string_view name, std::uint16_t at) {
    return row(name, at, 4, Encoding::version_a4d4);
}
constexpr Field text(std::string_view name, std::uint16_t at, std::uint16_t registers) {
    return row(name, at, registers, Encoding::text);
}
// Two numbers, in the first and the last register of a span.
constexpr Field firmware(std::string_view name, std::uint16_t first, std::uint16_t last) {
    return row(name, first, static_cast<std::uint16_t>(last - first + 1), Encoding::firmware);
}
constexpr Field code(std::string_view name, std::uint16_t at, std::span<const CodeWord> words) {
    auto field = row(name, at, 1, Encoding::enumeration);
    field.codes = words;
    return field;
}
constexpr Field bits(
    std::string_view name,
    std::uint16_t at,
    std::uint8_t shift,
    std::uint8_t width,
    std::span<const CodeWord> words
) {
    auto field = row(name, at, 1, Encoding::bit_field);
    field.shift = shift;
    field.width = width;
    field.codes = words;
    return field;
}

// Every row gets its map, and the table's models where it names none of its own.
template <std::size_t Size>
constexpr std::array<Field, Size> table(Map map, ModelSet usual, std::array<Field, Size> fields) {
    for (auto& field : fields) {
        field.map = map;
        if (field.models == as_table) field.models = usual;
    }
    return fields;
}

// ---- what must hold for every table -------------------------------------------------------

constexpr bool overlap(const Field& a, const Field& b) {
    return a.first < b.first + b.count && b.first < a.first + a.count;
}

// Rows share registers only where both say so, or on models that never meet.
template <std::size_t Size>
constexpr bool shares_only_on_purpose(const std::array<Field, Size>& fields) {
    for (std::size_t i = 0; i < Size; ++i) {
        for (std::size_t j = i + 1; j < Size; ++j) {
            const auto& a = fields[i];
            const auto& b = fields[j];
            if (b.first >= a.first + 8) break;  // sorted, and no span is longer
            const bool meant = a.part_of_another && b.part_of_another;
            if (overlap(a, b) && !meant && a.models.intersects(b.models)) return false;
        }
    }
    return true;
}

constexpr bool has_sane_bounds(const Field& field) {
    return field.plausible.min <= field.plausible.max && field.decimals <= 4 &&
           field.shift + field.width <= 16 && !field.name.empty() && field.count >= 1 &&
           field.count <= 8;
}

// Names are for ever, and one each.
template <std::size_t Size>
constexpr bool has_unique_names(const std::array<Field, Size>& fields) {
    std::array<std::string_view, Size> names{};
    for (std::size_t i = 0; i < Size; ++i)
        names[i] = fields[i].name;
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) == names.end();
}

template <std::size_t Size>
constexpr bool is_sound(const std::array<Field, Size>& fields) {
    return std::ranges::is_sorted(fields, {}, &Field::first) &&
           std::ranges::all_of(fields, has_sane_bounds) && has_unique_names(fields) &&
           shares_only_on_purpose(fields);
}

}  // namespace giv::rows
