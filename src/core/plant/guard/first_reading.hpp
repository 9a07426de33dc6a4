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
    // A reading of which something was never believed.
    Judgement judge(const Sight& sight, const PlantFacts& facts);

 private:
    bool agrees(const Sight& sight, const PlantFacts& facts) const;

    RegisterBank seen_;
};

// It counts energy, and some of it was never believed.
bool is_first_reading(const Sight& sight, const PlantFacts& facts);

}  // namespace giv::guard
