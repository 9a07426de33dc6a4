// A plant at one moment: immutable, shared between threads, complete in itself.
#pragma once

#include "givtcp/plant/guard/rule.hpp"
#include "givtcp/plant/problem.hpp"
#include "givtcp/plant/topology.hpp"
#include "givtcp/points/control_state.hpp"
#include "givtcp/points/point.hpp"
#include "givtcp/registers/register_bank.hpp"
#include "givtcp/registers/value.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

using WallTime = std::chrono::system_clock::time_point;

// The same moment by both clocks: steady for intervals, wall for people.
struct Moment {
    Instant steady;
    WallTime wall;
};

enum class Quality : std::uint8_t {
    good,
    held,         // an improbable reading is waiting for confirmation; this is the one before it
    stale,        // older than three periods
    unavailable,  // older than ten minutes (settings: six periods), or gone
};

std::string_view words(Quality quality);

// One value of a point, for one part.
struct Measured {
    const Point* point = nullptr;
    Value value;
    Instant taken_at;        // when the oldest of its registers was read
    std::uint16_t part = 0;  // index into Snapshot::parts of the point's subject
    Quality quality = Quality::good;
};

// Why a value is anything but good. Few are, so it is not kept with each.
struct Doubt {
    std::size_t of = 0;                   // index into Snapshot::values
    std::string_view reason;              // from a constexpr table
    Value held_back = Absence::not_read;  // of one that is held and not derived: the newer reading
};

// One decoded field for `raw`.
struct RawField {
    const Field* field = nullptr;
    Value value;
};

struct PartSnapshot {
    Subject subject = Subject::inverter;
    std::string id;             // serial, "1" for a meter or stack
    std::vector<RawField> raw;  // empty where nobody wants it (PlantImage::leave_out_raw)
    std::optional<Instant>
        taken_at;  // of a part's page; nothing for the inverter, whose blocks differ

    // Of a known pack. One that was never read at all is not missing yet.
    bool missing = false;                   // it is not there, and its values are withdrawn
    std::string_view trouble{};             // missing or frozen: why, from a constexpr table
    std::optional<Instant> frozen_since{};  // its values are as old as that, though it answers
};

// What the link is doing, in words that a person reads.
enum class PlantState : std::uint8_t {
    searching,    // no address is set, and the dongle is not where it was: it is looked for
    connecting,   // no connection yet, or lost
    detecting,    // connected, identity not known yet
    live,         // polled
    silent,       // connected or not: no inverter bank for max(3 cycles, 30 s)
    unsupported,  // identified, but this model is not read yet
};

std::string_view words(PlantState state);

// So many searches have to miss a part before it counts as absent: it may miss a question, or its
// answer be spliced. Twice, minutes apart, is no accident.
inline constexpr int proof_of_absence = 2;

struct Snapshot {
    std::uint64_t number = 0;  // grows with every snapshot of this plant
    std::uint64_t cycles = 0;  // measurement cycles completed so far
    Moment made_at;
    PlantState state = PlantState::connecting;
    std::string detail;                  // one sentence for people: what is going on
    std::optional<Identity> identity;    // once known
    std::optional<Moment> last_cycle;    // end of the last completed measurement cycle
    std::optional<Moment> last_reading;  // of the last one in which anything of the inverter came
    ControlState control;
    guard::RuleCounts rule_counts;    // what was not believed at once, since the start
    std::vector<Problem> problems;    // what its owner should know; empty: all is well
    bool complete = false;            // Control, Timeslots and details are in
    int searches = 0;                 // for packs, meters and blocks, to the end
    std::vector<PartSnapshot> parts;  // inverter first, then packs, stacks, meters
    std::vector<Measured> values;     // in the order of points(), then parts; only what exists
    std::vector<Doubt> doubts;        // in the order of values

    // Of one of `values`; null where there is nothing to say.
    const Doubt* doubt_of(const Measured& measured) const;

    bool online() const { return state == PlantState::live || state == PlantState::unsupported; }
    std::string_view serial() const {
        return identity ? std::string_view{identity->serial} : std::string_view{};
    }
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace giv
