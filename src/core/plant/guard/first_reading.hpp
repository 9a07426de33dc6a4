// Nothing cumulative is believed at once: a block that counts energy is believed when a second
// reading agrees (spec/quirks.md Q16, research of users' poisoned histories).
#pragma once

#include "core/plant/guard/sight.hpp"
#include "core/plant/guard/value_rules.hpp"

#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/plant/guard/plant_facts.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <span>

namespace giv::guard {

class FirstReading {
 public:
    // The rows of these maps are its own.
    explicit FirstReading(std::span<const Map> maps) : maps_(maps) {}

    // It counts energy, and no two readings of some of it agreed yet.
    bool is_first(const Sight& sight, const PlantFacts& facts) const;

    // Of such a one.
    Judgement judge(const Sight& sight, const PlantFacts& facts);

 private:
    bool is_in(const ValueRule& row, const Sight& sight, const PlantFacts& facts) const;
    bool agrees(const Sight& sight, const PlantFacts& facts) const;

    std::span<const Map> maps_;
    RegisterBank seen_;
    RegisterBank agreed_;
};

}  // namespace giv::guard
