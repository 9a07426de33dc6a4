// What is wrong with a plant, in words for whoever owns it. Pure; any thread.
//
// The list is worked out anew for each snapshot, from what it says and what the link knows: a
// problem clears itself when its cause has gone. One row each, in src/core/plant/problems.cpp.
#pragma once

#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

struct Snapshot;

struct Problem {
    std::string_view key;  // "clock_wrong": from the table, for programs, for ever
    std::string sentence;  // for people; the same words as long as the same is wrong

    friend bool operator==(const Problem&, const Problem&) = default;
};

// What the link knows of a plant and no register says.
struct LinkFacts {
    std::string endpoint;            // "192.168.1.20:8899"; empty: no address is set
    bool dongle_answers = true;      // else what is silent is the dongle, not what is behind it
    std::string search{};            // "192.168.1.0/24": where it is looked for; empty: it is not
    std::string unexpected_packs{};  // why their number is not NUM_BATTERIES; empty: it is
    std::uint32_t writes_per_day = 300;
    std::string new_base;  // which totals began anew within the last day; empty: none
    std::chrono::nanoseconds poll_period{};
    Instant answers_since{};  // the end of the last silence; the epoch: there was none
    std::string newcomer{};   // who answers, and is not believed yet: a sentence; empty: nobody

    friend bool operator==(const LinkFacts&, const LinkFacts&) = default;
};

// In the order of the table; empty: all is well.
std::vector<Problem> problems_of(const Snapshot& snapshot, const LinkFacts& link);

// The keys that there are, in that order.
std::vector<std::string_view> problem_keys();

}  // namespace giv
