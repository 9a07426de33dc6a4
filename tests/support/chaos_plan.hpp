// Which fault comes when, in a day of all of them. Pure: the same seed, the same day.
//
// Each kind comes as often as it must, in an order that is drawn; each lasts 5 to 60 s; a third
// begin while another lasts. After the last of those that overlap, all is well for two minutes and
// more, so that it can be seen how soon everything is as before.
#pragma once

#include "simulator/fault_plan.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace giv::testing {

enum class Effect : std::uint8_t {
    hinders,
    silences,  // nothing that could be believed comes meanwhile
    lies,      // values are wrong with a good checksum: those that might be true are believed
    deceives,  // what is written takes effect, or is answered, later than anybody waits for it
};

// One way in which a kind comes, in the language of `--faults`. One without "times" lasts as long
// as the episode. The first is the kind's own, which is counted; others make it felt.
struct FaultVariant {
    std::string_view faults;
    Effect effect = Effect::hinders;
    // More is asked than a line can answer so slowly that the cloud uses, too: what waits there
    // outlasts the fault by minutes.
    bool is_too_slow_for_two = false;
};

// Who asks on the dongle's line.
enum class Line : std::uint8_t { own, shared };

struct ChaosKind {
    std::string_view name;
    std::vector<FaultVariant> variants;  // taken in turn
    int percent_of_times = 100;          // of those that are wished: some are not met each time
    bool is_of_writes = false;           // without a command nothing of it is seen
    bool is_of_cutoff = false;           // without one that writes HR114 (setBatteryCutoff)
    bool delays_truth = false;           // what comes was true when it began
    // The registers that come are not the plant's. During a frozen cache, which would repeat them
    // three times and more, nobody could tell.
    bool changes_words = false;
    bool names_others = false;  // devices say that they are others
};

std::span<const ChaosKind> chaos_kinds();

struct Episode {
    std::size_t kind;  // of chaos_kinds()
    FaultVariant variant;
    std::vector<simulator::PlannedFault> faults;  // since the start of the day
    std::chrono::milliseconds begins;
    std::chrono::milliseconds ends;
    std::size_t cluster;  // those that overlap, and those of which no pause is between them

    const ChaosKind& facts() const { return chaos_kinds()[kind]; }
};

struct ChaosPlan {
    std::vector<Episode> episodes;                     // in the order of their beginnings
    std::vector<std::chrono::milliseconds> calm_from;  // by cluster: the end of its last
};

// Of this length, with each kind at least so often; throws where it is too short for that.
ChaosPlan chaos_plan(
    std::uint32_t seed, std::chrono::seconds length, int least_times, Line line = Line::own
);

}  // namespace giv::testing
