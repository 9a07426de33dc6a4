// The fence: what may be written is in the table, what is not is refused. Pure; any thread.
#include "givtcp/control/judged_write.hpp"

#include "core/control/writable_rows.hpp"

#include "givtcp/registers/value.hpp"

namespace giv {
namespace {

constexpr auto all_writables = writable_table::all_rows();

Result<const Writable*> row_on(std::uint16_t index, const Capabilities& plant) {
    const auto* row = find_writable(index);
    if (row == nullptr) {
        return fail(Errc::unsupported, "no control writes HR" + std::to_string(index));
    }
    if (!models::supported.contains(plant.model)) {
        return fail(Errc::unsupported, "givtcp does not control this model yet");
    }
    if (!has(row->where, plant)) {
        return fail(
            Errc::unsupported,
            "HR" + std::to_string(index) + " is there only on " + std::string{words(row->where)}
        );
    }
    return row;
}

}  // namespace

std::span<const Writable> writables() { return all_writables; }

const Writable* find_writable(std::uint16_t index) {
    const auto* found = std::ranges::find(all_writables, index, &Writable::index);
    return found == all_writables.end() ? nullptr : found;
}

bool has(Where where, const Capabilities& plant) {
    const bool ten_slots = has_extended_slots(plant.model, plant.arm_firmware);
    switch (where) {
        case Where::everywhere: return true;
        case Where::ten_slots: return ten_slots;
        case Where::ac_block: return has_ac_block(plant.model);
        case Where::pause_block: return has_ac_block(plant.model) || plant.has_pause_block;
        case Where::legacy_charge_2: return plant.charge_slot_2_legacy && !ten_slots;
    }
    return false;
}

std::string_view words(Where where) {
    switch (where) {
        case Where::everywhere: return "all models";
        case Where::ten_slots: return "models with ten slots";
        case Where::ac_block: return "AC coupled models";
        case Where::pause_block: return "AC coupled models, and others that answer for HR300-359";
        case Where::legacy_charge_2: return "models with ten slots, or with CHARGE_SLOT_2=legacy";
    }
    return "";
}

std::optional<std::string> out_of_bounds(const Writable& row, int value) {
    const auto complain = [&](const std::string& must) {
        return std::string{row.name} + " (HR" + std::to_string(row.index) + ") must be " + must +
               ", not " + std::to_string(value);
    };
    const bool in_range = value >= row.lowest && value <= row.highest;
    switch (row.bounds) {
        case WriteBounds::range:
            if (in_range) return std::nullopt;
            if (row.lowest == row.highest) return complain(std::to_string(row.lowest));
            return complain(std::to_string(row.lowest) + " to " + std::to_string(row.highest));
        case WriteBounds::time_of_day:
            if (in_range && time_of_day(static_cast<std::uint16_t>(value))) return std::nullopt;
            return complain("a time of day, 0000 to 2359");
        case WriteBounds::calibration:
            if (value == 0 || value == 1 || value == 3) return std::nullopt;
            return complain("0, 1 or 3");
    }
    return complain("something else");
}

std::optional<std::string> never_held(std::uint16_t index, std::uint16_t value) {
    constexpr std::uint16_t unset_time = 0xFFFF;
    const auto name = "HR" + std::to_string(index);
    const auto* row = find_writable(index);
    if (row == nullptr) return "no control writes " + name;
    if (row->once_only) return std::string{row->name} + " (" + name + ") is not put back";
    if (row->bounds == WriteBounds::time_of_day && value == unset_time) return std::nullopt;
    if (value >= row->shows_from && value <= row->shows_to) return std::nullopt;
    return name + " = " + std::to_string(value) +
           " is nothing that the inverter can have held: " + std::string{row->name} + " is " +
           std::to_string(row->shows_from) + " to " + std::to_string(row->shows_to);
}

Result<JudgedWrite> JudgedWrite::judge(
    std::uint16_t index, std::uint16_t value, const Capabilities& plant
) {
    const auto row = row_on(index, plant);
    if (!row) return tl::unexpected(row.error());
    if (auto complaint = out_of_bounds(**row, value)) {
        return fail(Errc::out_of_range, *std::move(complaint));
    }
    return JudgedWrite{index, value};
}

Result<JudgedWrite> JudgedWrite::restoring(
    std::uint16_t index, std::uint16_t value, const Capabilities& plant
) {
    const auto row = row_on(index, plant);
    if (!row) return tl::unexpected(row.error());
    if (auto complaint = never_held(index, value)) {
        const auto code = (*row)->once_only ? Errc::unsupported : Errc::out_of_range;
        return fail(code, *std::move(complaint));
    }
    return JudgedWrite{index, value};
}

bool JudgedWrite::once_only() const {
    const auto* row = find_writable(index_);
    return row != nullptr && row->once_only;
}

}  // namespace giv
