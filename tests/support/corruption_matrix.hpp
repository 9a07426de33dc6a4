// A replay with one frame spoilt, beside the same replay without: what was published that should
// not have been?
//
// What is demanded (issue "Values that can be trusted"; spec/quirks.md Q1, Q7-Q10, Q14-Q16):
// - With the old checksum the frame vanishes: all is as if it had never come.
// - With a fitting one, every value is what the clean run shows, or what it showed before while no
//   more than three further reads of that block came; or no value for as long ("no value rather
//   than a wrong one").
// - One flipped bit can say what might be true. Nobody can tell, so it may be shown, as long as it
//   moves by no more than the rules call possible (the table in the .cpp file, worked out from the
//   specification), and is gone three reads later; a counter, whose way back has to wait longer
//   (Q16), may stay as much too high. Not of a setting: those are read again before a change is
//   believed. The clock, and the rate that follows the power, are none.
// - What is made of several counters keeps the highest that it was, so it may be off by a tenth or
//   two for good where a reading is missing.
// - A repeated old frame says what was true: live values and settings may go back to it for so
//   long. No counter falls.
// - Whatever is `good` was read within three periods.
#pragma once

#include "support/corruption.hpp"
#include "support/frame_replay.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace giv::testing {

enum class Finding : std::uint8_t {
    same,       // as the clean run, at once or late
    withheld,   // no value for a while
    plausible,  // another value that might be true, for a while
    wrong,
};

struct Outcome {
    Finding finding = Finding::same;
    std::string caught_by;  // the rule's name; "checksum", "not ours", "nobody"
    std::string what;       // of a wrong one, for people
};

struct Tally {
    std::uint64_t cases = 0;
    std::uint64_t withheld = 0;
    std::uint64_t plausible = 0;
    std::uint64_t wrong = 0;
};

struct MatrixReport {
    std::map<std::string, Tally> by_rule;
    std::map<std::string, Tally> by_kind;
    std::vector<std::string> wrong;  // the first few, in words

    void add(const CorruptionCase& one, const Outcome& outcome);
    std::uint64_t cases() const;
    std::uint64_t wrong_cases() const;
    std::string table() const;
};

// How much of the matrix.
struct MatrixExtent {
    std::size_t every;     // of the recording's frames, each so-manieth
    std::size_t variants;  // of each kind, at most
    static MatrixExtent sample(std::size_t frames, std::size_t of_them) {
        return {std::max<std::size_t>(1, frames / of_them), 1};
    }
    static MatrixExtent whole() { return {1, 8}; }
};

MatrixReport run_matrix(const Recording& recording, MatrixExtent extent);

}  // namespace giv::testing
