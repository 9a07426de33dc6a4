// Follows one low-voltage pack from read to read: is this page still that pack's?
//
// The controller splices pages of packs and of other banks with a good checksum (spec/quirks.md
// Q7). Pure state; the caller keeps one per pack.
#pragma once

#include "core/plant/guard/sight.hpp"

#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/plant/guard/pack_thresholds.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace giv::guard {

using PackPage = std::array<std::uint16_t, 60>;  // IR60-119

// What is missing at the end is 0.
PackPage page_of(std::span<const std::uint16_t> words);

class PackWatch {
 public:
    // A page came; of one that is not judged, because something in it is impossible, this is all
    // that is known.
    void seen(const Sight& sight);

    // Of a whole page in which nothing is impossible.
    Judgement judge(const Sight& sight, const PackThresholds& most);

 private:
    struct Candidate {
        PackPage page;
        std::size_t value;  // of a single step: which
        int reads;
    };
    struct Constants {
        std::array<std::uint16_t, 2> words;
        int reads;
        Instant since;
    };

    Judgement first(const PackPage& page, const PackThresholds& most);
    bool is_confirmed(const PackPage& page, std::size_t value, const PackThresholds& most);
    void judge_constants(
        const PackPage& page, const PackPage& believed, Instant at, Judgement& judgement
    );

    std::optional<Instant> last_seen_;
    bool is_cold_ = true;
    std::optional<Candidate> candidate_;
    std::optional<Constants> constants_;
};

}  // namespace giv::guard
