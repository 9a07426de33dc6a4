#include "givtcp/registers/readings.hpp"

namespace giv {
namespace {

bool touches(const DoubtedWords& doubted, const Field& field) {
    return field.first < doubted.first + doubted.words.size() &&
           doubted.first < field.first + field.count;
}

// Only a field that lies within can be decoded.
void note_doubt(Reading& reading, const Field& field, const DoubtedWords& doubted) {
    reading.doubt = doubted.why;
    const bool is_within = field.first >= doubted.first &&
                           field.first + field.count <= doubted.first + doubted.words.size();
    if (!is_within) return;
    const auto words = std::span{doubted.words};
    const auto at = static_cast<std::size_t>(field.first - doubted.first);
    reading.doubted = giv::decode(field, words.subspan(at, field.count));
}

Reading read(const Field& field, const RegisterBank& bank, std::span<const DoubtedWords> doubted) {
    const auto words = bank.words(field.first, field.count);
    Reading reading;
    if (!words.empty()) {
        reading = {giv::decode(field, words), *bank.taken_at(field.first, field.count)};
    }
    for (const auto& one : doubted)
        if (touches(one, field)) note_doubt(reading, field, one);
    return reading;
}

}  // namespace

void DeviceReadings::decode(
    Map map,
    Model model,
    std::uint16_t arm_firmware,
    const RegisterBank& bank,
    std::span<const DoubtedWords> doubted
) {
    auto& readings = readings_.at(static_cast<std::size_t>(map));
    readings.clear();
    const auto table = fields(map);
    readings.reserve(table.size());
    for (const auto& field : table) {
        if (exists(field, model, arm_firmware)) {
            readings.push_back(read(field, bank, doubted));
        } else {
            readings.push_back({Absence::not_here});
        }
    }
}

void DeviceReadings::add(std::span<const CounterNote> notes) {
    const auto carry = [](Value& value, double carried) {
        if (auto* number = std::get_if<Number>(&value)) number->value += carried;
    };
    for (const auto& note : notes) {
        auto& readings = readings_.at(static_cast<std::size_t>(note.field.map));
        if (note.field.index >= readings.size()) continue;
        auto& reading = readings[note.field.index];
        carry(reading.value, note.carried);
        carry(reading.doubted, note.carried);
        reading.day = note.day;
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
