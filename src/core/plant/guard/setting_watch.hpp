// Follows the inverter's settings: one that became another, and was not written by us, waits until
// three readings say so; they are made at once (issue "Values that can be trusted").
//
// A setting has no physics by which a spliced block could be told. Pure state.
#pragma once

#include "core/plant/guard/sight.hpp"

#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <cstdint>
#include <map>

namespace giv::guard {

class SettingWatch {
 public:
    // We write it: what it shows for a while is what we did.
    void expect_change(std::uint16_t index, Instant at) { expected_.insert_or_assign(index, at); }

    // Of a reading of settings in which nothing is impossible.
    Judgement judge(const Sight& sight);

 private:
    struct Candidate {
        std::uint16_t word;
        int reads;
    };

    bool is_expected(std::uint16_t index, Instant at) const;
    bool is_confirmed(std::uint16_t index, std::uint16_t word);

    std::map<std::uint16_t, Candidate> candidates_;  // by register
    std::map<std::uint16_t, Instant> expected_;
};

}  // namespace giv::guard
