// Commands that somebody gives every few minutes, faults or not, and whether what is said of them
// is true: as the dongle's registers and its log of writes have it.
//
// One at a time, so that each write is some command's; once an hour a timed action, which has to
// put back what was before it.
#pragma once

#include "simulator/chance.hpp"
#include "support/chaos_checks.hpp"
#include "support/rig.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace giv::testing {

// What the judge of commands has to know of the faults.
struct FaultsAbout {
    // Was one in force in this time, or not a minute before it?
    std::function<bool(Instant from, Instant to)> any;
    // Was one in which the inverter is other than it says: a frozen cache, late effects, lies?
    std::function<bool(Instant from, Instant to)> deceiving;
    // Do others share the dongle, whose answers may then be late or lost without any fault?
    bool is_line_shared = false;
};

class ChaosOrders {
 public:
    ChaosOrders(Rig& rig, RigPlant& plant, std::uint32_t seed, FaultsAbout faults);

    enum class Wish : std::uint8_t { any, change, change_of_cutoff };

    // The next command; false, and nothing is done, while one is under way.
    bool give(Wish wish);

    // Nothing is asked for anew from now on.
    void stop() { stopped_ = true; }

    // At every event of the rig, and at least once a second.
    void look(Findings& findings);

    std::uint64_t given() const { return given_; }
    // Refused or unknown, and no fault was about.
    std::uint64_t not_done_in_calm() const { return not_done_in_calm_; }
    std::uint64_t ended(Outcome::How how) const { return ended_.at(static_cast<std::size_t>(how)); }
    // Of those that were begun for certain.
    std::uint64_t actions_restored() const { return restored_; }

 private:
    using Holding = std::map<std::uint16_t, std::uint16_t>;

    struct Order {
        std::string control;
        std::string payload;
    };

    struct Under {  // way
        Order order;
        RigCommand* command;
        Instant asked_at;
        Holding before;
        std::size_t writes_before;  // in the dongle's log
        bool is_action = false;
        bool is_told_late = false;
    };

    struct Action {
        Instant ends;
        Holding before;
        std::string name;
        bool has_run = true;  // false: it may have, nobody knows
    };

    Order next_order();
    Order change(bool of_cutoff);
    Order next_action();
    Order plain_order();
    Holding holding() const;
    Holding holding_soon() const;
    void judge(const Under& under, const Outcome& outcome, Findings& findings);
    void judge_reason(const Under& under, const Outcome& outcome, Findings& findings);
    void follow_action(const Outcome& outcome);
    void judge_registers(const Under& under, const Outcome& outcome, Findings& findings) const;
    void judge_repeats(const Under& under, const Outcome& outcome, Findings& findings) const;
    std::deque<simulator::LoggedWrite>::const_iterator writes_since(const Under& under) const;
    void look_at_action(Findings& findings);

    Rig& rig_;
    RigPlant& plant_;
    simulator::Chance chance_;
    FaultsAbout faults_;
    bool stopped_ = false;
    std::uint64_t given_ = 0;
    std::uint64_t not_done_in_calm_ = 0;
    std::uint64_t restored_ = 0;
    std::array<std::uint64_t, 4> ended_{};
    std::optional<Under> under_;
    std::optional<Action> action_;
    std::optional<Instant> last_action_;
    std::uint32_t actions_ = 0;
    Order last_;
};

}  // namespace giv::testing
