// Follows the inverter's settings: one that became another, and was not written by us, waits until
// three readings say so; they are made at once (issue "Values that can be trusted").
//
// A setting has no physics by which a spliced block could be told. But where several settings of a
// block became another at once, all of them have to be the same in all three readings: a splice is
// another with each reading, and zeros behind it are the same by chance. Pure state.
#pragma once

#include "core/plant/guard/clock_step.hpp"
#include "core/plant/guard/sight.hpp"

#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace giv::guard {

class SettingWatch {
 public:
    // We write it: where it shows this word in the next two minutes, that is what we did.
    void expect_change(std::uint16_t index, std::uint16_t word, Instant at) {
        expected_.insert_or_assign(index, Expected{word, at});
    }

    // Of a reading of settings in which nothing is impossible.
    Judgement judge(const Sight& sight);

 private:
    struct Candidate {
        std::uint16_t word;
        int reads = 1;    // that said so
        int changes = 1;  // reads in a row that said anything but what is believed
    };
    struct Expected {
        std::uint16_t word;
        Instant at;
    };
    // Registers of a reading that differ from what is believed.
    struct Differing {
        std::vector<std::uint16_t> doubted;
        std::vector<std::uint16_t> restless;
    };

    // Settings by register that became another, unexpectedly.
    using Odd = std::map<std::uint16_t, std::uint16_t>;

    Odd odd_ones(const Sight& sight, std::vector<std::uint16_t>& restless);
    Differing differing(const Sight& sight);
    bool is_restless(std::uint16_t index, Model model) const;
    bool is_being_set(std::uint16_t index, Instant at) const;
    bool is_expected(std::uint16_t index, std::uint16_t word, Instant at) const;
    void look_at_crowd(const RegisterRange& range, const Odd& odd);
    bool is_confirmed(std::uint16_t index, std::uint16_t word, bool may_be_restless);
    bool is_clock_doubted(const Sight& sight);

    ClockStep clock_;
    std::map<std::uint16_t, Candidate> candidates_;  // by register
    std::map<RegisterRange, Odd> last_odd_;          // of each block's last reading
    std::map<std::uint16_t, Expected> expected_;
    std::set<std::uint16_t> restless_;  // seen to move with every reading
};

}  // namespace giv::guard
