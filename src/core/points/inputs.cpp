#include "givtcp/points/inputs.hpp"

#include <algorithm>

namespace giv {
namespace {

bool belongs_to_inverter(Map map) {
    return map == Map::inverter_holding || map == Map::inverter_input;
}

std::optional<double> as_number(const Value& value) {
    const auto* number = std::get_if<Number>(&value);
    if (number == nullptr) return std::nullopt;
    return number->value;
}

}  // namespace

const Value& Inputs::seen(const Reading& reading, Map map) const {
    if (!reading.doubt.empty() && doubted_ == nullptr) doubted_ = &reading;
    if (reading.day) {
        if (days_.day && *days_.day != *reading.day) days_.differ = true;
        days_.day = reading.day;
    }
    if (present(reading.value)) {
        auto& oldest = bank_of(map) == Bank::holding ? setting_ : measurement_;
        oldest = oldest ? std::min(*oldest, reading.taken_at) : reading.taken_at;
    }
    return reading.value;
}

const Value& Inputs::value(FieldKey key) const {
    const auto* device = belongs_to_inverter(key.map) ? plant_->inverter : part_;
    return seen(device->at(key), key.map);
}

std::optional<double> Inputs::number(FieldKey key) const { return as_number(value(key)); }

std::optional<bool> Inputs::flag(FieldKey key) const {
    const auto* flag = std::get_if<bool>(&value(key));
    if (flag == nullptr) return std::nullopt;
    return *flag;
}

std::optional<std::uint16_t> Inputs::code(FieldKey key) const {
    const auto* enumerated = std::get_if<Enumerated>(&value(key));
    if (enumerated == nullptr) return std::nullopt;
    return enumerated->code;
}

std::optional<SlotWords> Inputs::slot(FieldKey key) const {
    const auto* slot = std::get_if<SlotWords>(&value(key));
    if (slot == nullptr) return std::nullopt;
    return *slot;
}

std::optional<double> Inputs::first_pack_number(FieldKey key) const {
    if (plant_->first_pack == nullptr) return std::nullopt;
    return as_number(seen(plant_->first_pack->at(key), key.map));
}

}  // namespace giv
