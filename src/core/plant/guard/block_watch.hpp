// More than one value of a block of measurements is odd at once: then nothing of it is believed,
// the inconspicuous rest neither, until three readings agree (spec/quirks.md Q10, Q14).
//
// The dongle puts a good checksum on whatever it holds: a block with zeros behind, or with another
// bank's words. Its live powers are as wrong as its counters, only nobody can tell. Pure state.
#pragma once

#include "core/plant/guard/sight.hpp"

#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/plant/guard/plant_facts.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace giv::guard {

class BlockWatch {
 public:
    // `of_values`: what the values' own rules say of this reading.
    Judgement judge(const Sight& sight, const PlantFacts& facts, Judgement of_values);

 private:
    struct Candidate {
        std::vector<std::uint16_t> words;
        Instant taken_at;
        int reads;
    };

    std::map<RegisterRange, Candidate> candidates_;
    // By their first registers: values that were still doubted when their block was believed.
    std::map<RegisterRange, std::set<std::uint16_t>> waits_on_;
};

}  // namespace giv::guard
