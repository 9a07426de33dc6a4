#include "givtcp/registers/readings.hpp"

namespace giv {
namespace {

Reading read(const Field& field, const RegisterBank& bank) {
    const auto words = bank.words(field.first, field.count);
    if (words.empty()) return {};
    return {giv::decode(field, words), *bank.taken_at(field.first, field.count)};
}

}  // namespace

void DeviceReadings::decode(
    Map map, Model model, std::uint16_t arm_firmware, const RegisterBank& bank
) {
    auto& readings = readings_.at(static_cast<std::size_t>(map));
    readings.clear();
    const auto table = fields(map);
    readings.reserve(table.size());
    for (const auto& field : table) {
        if (exists(field, model, arm_firmware)) {
            readings.push_back(read(field, bank));
        } else {
            readings.push_back({Absence::not_here});
        }
    }
}

const Reading& DeviceReadings::at(FieldKey key) const {
    static const Reading nothing;
    const auto& readings = readings_.at(static_cast<std::size_t>(key.map));
    return key.index < readings.size() ? readings[key.index] : nothing;
}

std::span<const Reading> DeviceReadings::all(Map map) const {
    return readings_.at(static_cast<std::size_t>(map));
}

}  // namespace giv
