// Nothing cumulative is believed at once: a block that counts energy is believed when a second
// reading agrees (spec/quirks.md Q16, research of users' poisoned histories).
#pragma once

#include "core/plant/guard/sight.hpp"

#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/plant/guard/plant_facts.hpp"
#include "givtcp/registers/register_bank.hpp"

namespace giv::guard {

class FirstReading {
 public:
    // It counts energy, and no two readings of some of it agreed yet.
    bool is_first(const Sight& sight, const PlantFacts& facts) const;

    // Of such a one.
    Judgement judge(const Sight& sight, const PlantFacts& facts);

 private:
    bool agrees(const Sight& sight, const PlantFacts& facts) const;

    RegisterBank seen_;
    RegisterBank agreed_;
};

}  // namespace giv::guard
