// The words in which a built-in plant is written down.
#pragma once

#include "simulator/register_image.hpp"

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace giv::simulator {

// A value on the wire, in the register's own unit, with what it means.
struct PlantRow {
    std::uint16_t index;
    int word;  // negative: two's complement
    std::string_view meaning;
};

class PlantTable {
 public:
    // These registers exist, and read 0 where no row says otherwise.
    PlantTable& block(DeviceAddress device, RegisterRange range);

    PlantTable& rows(DeviceAddress device, Bank bank, std::initializer_list<PlantRow> rows);

    // Side by side, from `base` on.
    PlantTable& words(
        DeviceAddress device, Bank bank, std::uint16_t base, std::initializer_list<int> words
    );

    // Two characters a register.
    PlantTable& text(DeviceAddress device, Register first, std::string_view text);

    RegisterImage image() const { return image_; }

 private:
    RegisterImage image_;
};

}  // namespace giv::simulator
