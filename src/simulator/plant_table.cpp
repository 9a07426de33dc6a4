#include "simulator/plant_table.hpp"

#include <vector>

namespace giv::simulator {

PlantTable& PlantTable::block(DeviceAddress device, RegisterRange range) {
    const std::vector<std::uint16_t> zeros(range.count, 0);
    image_.set(device, range.bank, range.base, zeros);
    return *this;
}

PlantTable& PlantTable::rows(
    DeviceAddress device, Bank bank, std::initializer_list<PlantRow> rows
) {
    for (const auto& row : rows) {
        image_.set(device, {bank, row.index}, static_cast<std::uint16_t>(row.word));
    }
    return *this;
}

PlantTable& PlantTable::words(
    DeviceAddress device, Bank bank, std::uint16_t base, std::initializer_list<int> words
) {
    auto index = base;
    for (const auto word : words) {
        image_.set(device, {bank, index++}, static_cast<std::uint16_t>(word));
    }
    return *this;
}

PlantTable& PlantTable::text(DeviceAddress device, Register first, std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto high = static_cast<std::uint8_t>(text[i]);
        const auto low = static_cast<std::uint8_t>(text[i + 1]);
        image_.set(device, first, static_cast<std::uint16_t>(high * 256 + low));
        first.index++;
    }
    return *this;
}

}  // namespace giv::simulator
