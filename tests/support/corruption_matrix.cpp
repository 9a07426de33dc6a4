#include "support/corruption_matrix.hpp"

#include "givtcp/points/point.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

namespace giv::testing {
namespace {

constexpr std::size_t flank = 20;           // frames, before and behind
constexpr std::size_t furthest_flank = 90;  // to see a block come often enough
constexpr int reads_to_heal = 3;
constexpr std::size_t most_parts = 16;
constexpr std::size_t wrong_ones_told = 60;

// ---- what is shown ------------------------------------------------------------------------

// One snapshot; its values by point and part.
class Show {
 public:
    explicit Show(SnapshotPtr snapshot) : snapshot_(std::move(snapshot)) {
        places_.resize(points().size() * most_parts, nullptr);
        for (const auto& measured : snapshot_->values) {
            const auto row = static_cast<std::size_t>(measured.point - points().data());
            places_.at(row * most_parts + measured.part) = &measured;
        }
    }

    std::size_t places() const { return places_.size(); }
    const Measured* at(std::size_t place) const { return places_.at(place); }
    const Snapshot& snapshot() const { return *snapshot_; }

 private:
    SnapshotPtr snapshot_;
    std::vector<const Measured*> places_;
};

bool is_shown(const Measured* one) { return one != nullptr && present(one->value); }

bool is_same_value(const Measured* one, const Measured* other) {
    if (!is_shown(one) || !is_shown(other)) return is_shown(one) == is_shown(other);
    return one->value == other->value;
}

// Made of the time of the snapshot, and of another point that is compared.
bool follows_the_wall(const Point& point) { return point.quantity == Quantity::timestamp; }

bool counts_energy(const Point& point) {
    return point.quantity == Quantity::energy_today || point.quantity == Quantity::energy_total;
}

// Settings that are none: on AC-coupled units the rate follows the power; the clock runs.
bool moves_by_itself(const Point& point) { return point.key() == "Active_Power_Rate"; }

std::optional<double> number_in(const Measured* one) {
    if (one == nullptr) return std::nullopt;
    const auto* number = std::get_if<Number>(&one->value);
    return number != nullptr ? std::optional{number->value} : std::nullopt;
}

// ---- what may be true ---------------------------------------------------------------------

constexpr double anything = std::numeric_limits<double>::infinity();

// How far a value may move between two reads ten to thirty seconds apart, per read, if the rules
// have to believe it: spec/quirks.md Q7 for packs, Q15 and Q16 for the inverter. What has no row
// is only bounded by its register.
struct Possible {
    Subject subject;
    Quantity quantity;
    double most;
};
constexpr auto possible = std::to_array<Possible>({
    {Subject::inverter, Quantity::power, 23'000},      // through the house's connection
    {Subject::inverter, Quantity::energy_today, 0.5},  // 0.2 kWh, and 23 kW for 30 s by 1.5
    {Subject::inverter, Quantity::energy_total, 0.5},
    {Subject::pack, Quantity::voltage, 4},
    {Subject::pack, Quantity::temperature, 20},
    {Subject::pack, Quantity::capacity, 15},
    {Subject::pack, Quantity::state_of_charge, 10},
    {Subject::pack, Quantity::energy_total, 5},
});

double most_of(const Point& point) {
    const auto* const row = std::ranges::find_if(possible, [&](const Possible& one) {
        return one.subject == point.subject && one.quantity == point.quantity;
    });
    return row == possible.end() ? anything : row->most;
}

bool might_be_true(const Measured& shown, const Measured* clean) {
    const auto now = number_in(&shown);
    const auto truth = number_in(clean);
    if (!now || !truth) return true;
    return std::abs(*now - *truth) <= most_of(*shown.point) + 1e-6;
}

// What is made of several counters keeps the highest that it was; of which there is one less where
// a reading is missing.
bool is_off_by_rounding(const Measured& shown, const Measured* clean) {
    constexpr double rounding = 0.2;
    const auto now = number_in(&shown);
    const auto truth = number_in(clean);
    const bool is_derived = std::holds_alternative<Derivation>(shown.point->source);
    return is_derived && now && truth && std::abs(*now - *truth) <= rounding + 1e-6;
}

// ---- one case -----------------------------------------------------------------------------

struct Window {
    std::size_t first;
    std::size_t frame;
    std::size_t end;
};

class Matrix {
 public:
    explicit Matrix(const Recording& recording) : recording_(recording) {
        GuardedPlant plant{recording};
        for (const auto& frame : recording.frames) {
            plant.hear(frame.bytes, frame.at);
            const auto& judgement = plant.last_judgement();
            is_admitted_.push_back(judgement.has_value());
            is_trusted_.push_back(
                judgement && judgement->verdict == Verdict::good &&
                std::ranges::none_of(
                    judgement->kept,
                    [](const guard::Kept& one) { return one.doubted_by.has_value(); }
                )
            );
        }
    }

    // The first settings at a start are believed as they come: only what counts energy has to come
    // twice (Q16).
    bool is_of_interest(std::size_t frame) const {
        if (!is_admitted_.at(frame)) return false;
        const auto& says = *recording_.frames.at(frame).says;
        return says.range.bank != Bank::holding || has_come_before(frame);
    }

    void look_at(std::size_t frame) {
        window_ = window_of(frame);
        clean_ = run(recording_.frames.at(frame).bytes);
        without_ = run({});
    }

    Outcome judge(const CorruptionCase& one, const Bytes& bytes) {
        const auto shows = run(bytes);
        Outcome outcome{Finding::same, caught_by_, {}};
        if (one.checksum == Checksum::old) {
            if (caught_by_ == "not ours") outcome.caught_by = "checksum";
            compare_exactly(shows, outcome);
        } else {
            compare(one.kind, shows, outcome);
        }
        return outcome;
    }

 private:
    bool has_come_before(std::size_t frame) const {
        for (std::size_t i = 0; i < frame; ++i) {
            const auto& says = recording_.frames.at(i).says;
            if (is_admitted_.at(i) && says->range == recording_.frames.at(frame).says->range)
                return true;
        }
        return false;
    }

    // Before the spoilt frame, after it, whenever its block came again, and at the end.
    using Shows = std::vector<Show>;

    bool is_shown_after(std::size_t frame) const {
        return frame + 1 == window_.frame || frame == window_.frame || frame + 1 == window_.end ||
               (frame > window_.frame && is_of_target(frame));
    }

    bool is_of_target(std::size_t frame) const {
        const auto& says = recording_.frames.at(frame).says;
        const auto& spoilt = recording_.frames.at(window_.frame).says;
        return says && spoilt && target_of(*says) == target_of(*spoilt);
    }

    // The same block once more, and believed in the clean run.
    bool heals(std::size_t frame) const { return is_of_target(frame) && is_trusted_.at(frame); }

    Window window_of(std::size_t frame) {
        window_ = {frame - std::min(frame, flank), frame, frame + 1};
        int reads = 0;
        while (window_.end < recording_.frames.size()) {
            const auto behind = window_.end - frame;
            if (behind > furthest_flank) break;
            if (behind > flank && reads > reads_to_heal + 1) break;
            if (heals(window_.end)) ++reads;
            ++window_.end;
        }
        return window_;
    }

    // What was believed last of every block before the window: twice, since it is a start.
    void warm(GuardedPlant& plant) const {
        std::map<std::pair<DeviceAddress, RegisterRange>, std::size_t> last;
        for (std::size_t i = 0; i < window_.first; ++i) {
            if (!is_trusted_.at(i)) continue;
            const auto target = target_of(*recording_.frames.at(i).says);
            last.insert_or_assign({target.device, target.range}, i);
        }
        std::vector<std::size_t> in_order;
        for (const auto& one : last)
            in_order.push_back(one.second);
        std::ranges::sort(in_order);
        for (const auto i : in_order) {
            const auto& frame = recording_.frames.at(i);
            plant.hear(frame.bytes, frame.at);
            plant.hear(frame.bytes, frame.at);
        }
    }

    Shows run(const Bytes& in_its_place) {
        GuardedPlant plant{recording_};
        warm(plant);
        Shows shows;
        reads_.clear();
        frames_.clear();
        auto newest = window_.frame;
        int reads = 0;
        for (auto i = window_.first; i < window_.end; ++i) {
            const auto& frame = recording_.frames.at(i);
            plant.hear(i == window_.frame ? in_its_place : frame.bytes, frame.at);
            if (i == window_.frame) note_who_caught_it(plant.last_judgement());
            if (i > window_.frame && heals(i)) ++reads;
            if (is_of_target(i)) newest = i;
            if (!is_shown_after(i)) continue;
            shows.emplace_back(plant.show(frame.at));
            reads_.push_back(reads);
            frames_.push_back(newest);
        }
        if (window_.frame == 0) {
            shows.insert(shows.begin(), shows.front());
            reads_.insert(reads_.begin(), 0);
            frames_.insert(frames_.begin(), newest);
        }
        return shows;
    }

    void note_who_caught_it(const std::optional<guard::Judgement>& judgement) {
        caught_by_ = "nobody";
        if (!judgement) {
            caught_by_ = "not ours";
        } else if (judgement->rule) {
            caught_by_ = guard::facts(*judgement->rule).key;
        } else {
            for (const auto& kept : judgement->kept)
                if (kept.doubted_by) caught_by_ = guard::facts(*kept.doubted_by).key;
        }
    }

    void fail(Outcome& outcome, const Measured* shown, const Measured* clean, std::size_t at)
        const {
        if (outcome.finding == Finding::wrong) return;
        outcome.finding = Finding::wrong;
        const auto text = [](const Measured* one) {
            const auto number = number_in(one);
            if (number)
                return std::to_string(*number) + " (" + std::string{words(one->quality)} + ")";
            return std::string{is_shown(one) ? "something" : "nothing"};
        };
        const auto* any = shown != nullptr ? shown : clean;
        outcome.what = std::string{any->point->path} + ": " + text(shown) + " instead of " +
                       text(clean) + ", " + std::to_string(at) + " reads later";
    }

    void compare_exactly(const Shows& shows, Outcome& outcome) const {
        for (std::size_t at = 0; at < shows.size(); ++at) {
            const auto& without = without_.at(at);
            for (std::size_t place = 0; place < without.places(); ++place) {
                const auto* shown = shows.at(at).at(place);
                const auto* expected = without.at(place);
                const bool is_quality_same =
                    shown == nullptr || expected == nullptr || shown->quality == expected->quality;
                if (!is_same_value(shown, expected) || !is_quality_same)
                    fail(outcome, shown, expected, at);
            }
        }
    }

    void compare(Corruption kind, const Shows& shows, Outcome& outcome) const {
        for (std::size_t at = 1; at < shows.size(); ++at) {  // 0 is before the spoilt frame
            const auto reads = reads_.at(at);
            for (std::size_t place = 0; place < shows.at(at).places(); ++place) {
                auto finding = find(kind, shows, at, place, reads);
                const bool is_late_truth = finding == Finding::wrong && at > 1 &&
                                           is_said_by_the_frame(shows.at(at).at(place), at, place);
                if (is_late_truth) finding = Finding::same;
                if (finding == Finding::wrong)
                    fail(outcome, shows.at(at).at(place), clean_.at(at).at(place), at - 1);
                outcome.finding = std::max(outcome.finding, finding);
            }
            check_ages(shows.at(at).snapshot(), outcome, at - 1);
        }
    }

    // Shown though no further reading proved it: a measurement; of settings only what moves by
    // itself, and what the clock decides: whose day a counter counts.
    bool is_shown_at_once(const Point& point) const {
        const auto& range = recording_.frames.at(window_.frame).says->range;
        const bool follows_the_clock = range.contains(HR(35)) && counts_energy(point);
        return range.bank != Bank::holding || follows_the_clock || moves_by_itself(point);
    }

    // The newest true frame of the block says so, though the clean run still waits: a setting that
    // somebody changed for two readings only.
    bool is_said_by_the_frame(const Measured* shown, std::size_t at, std::size_t place) const {
        const auto& frame = recording_.frames.at(frames_.at(at));
        if (frame.says->range.bank != Bank::holding) return false;
        GuardedPlant plant{recording_};
        warm(plant);
        for (int reads = 0; reads < reads_to_heal; ++reads)
            plant.hear(frame.bytes, frame.at);
        return is_same_value(shown, Show{plant.show(frame.at)}.at(place));
    }

    // As it was since the spoilt frame, or as it will be: of a true change that the clean run still
    // waits to see confirmed.
    bool is_shown_about_then(const Measured* shown, std::size_t at, std::size_t place) const {
        const auto end = std::min(at + reads_to_heal + 1, clean_.size());
        for (std::size_t one = 0; one < end; ++one)
            if (is_same_value(shown, clean_.at(one).at(place))) return true;
        return false;
    }

    Finding find(Corruption kind, const Shows& shows, std::size_t at, std::size_t place, int reads)
        const {
        const auto* shown = shows.at(at).at(place);
        const auto* clean = clean_.at(at).at(place);
        if (shown == nullptr && clean == nullptr) return Finding::same;
        const auto& point = *(shown != nullptr ? shown : clean)->point;
        if (follows_the_wall(point) || is_same_value(shown, clean)) return Finding::same;
        const bool is_early = reads <= reads_to_heal;
        if (is_early && is_shown_about_then(shown, at, place)) return Finding::same;
        if (!is_shown(shown)) return is_early ? Finding::withheld : Finding::wrong;

        const bool is_counter = counts_energy(point);
        const bool is_mixture = std::holds_alternative<Derivation>(point.source) && !is_counter &&
                                shown->quality == Quality::held;
        if (is_mixture && is_early) return Finding::same;  // of a new value and one that waits
        if (is_counter && is_off_by_rounding(*shown, clean)) return Finding::plausible;
        const bool may_say_so = (kind == Corruption::bit_flip && is_shown_at_once(point)) ||
                                (kind == Corruption::repeated_old && !is_counter) ||
                                point.key() == "Invertor_Time_Drift";
        if (!may_say_so || (!is_early && !is_counter)) return Finding::wrong;
        if (kind == Corruption::repeated_old) return Finding::plausible;
        return might_be_true(*shown, clean) ? Finding::plausible : Finding::wrong;
    }

    void check_ages(const Snapshot& snapshot, Outcome& outcome, std::size_t at) const {
        for (const auto& measured : snapshot.values) {
            if (measured.quality != Quality::good) continue;
            if (measured.point->category != Category::measurement) continue;
            const bool is_live = measured.point->section() == "Power";
            const auto age = snapshot.made_at.steady - measured.taken_at;
            if (is_live && age > 3 * recording_.period) fail(outcome, &measured, nullptr, at);
        }
    }

    const Recording& recording_;
    std::vector<bool> is_admitted_;
    std::vector<bool> is_trusted_;
    Window window_{};
    Shows clean_;
    Shows without_;
    std::vector<int> reads_;           // that heal, before each show
    std::vector<std::size_t> frames_;  // of the block, the newest before each show
    std::string caught_by_;
};

// So that neighbouring frames are hit in different places, and all places come in turn.
std::size_t variant_of(std::size_t frame, std::size_t number) { return frame * 37 + number * 131; }

std::size_t variants_of(const CorruptionRow& row, Checksum checksum, std::size_t most) {
    if (checksum == Checksum::old) return 1;
    switch (row.kind) {
        case Corruption::bit_flip:
        case Corruption::splice: return most;
        case Corruption::header_flip:
        case Corruption::zero_tail:
        case Corruption::other_bank: return std::min<std::size_t>(most, 4);
        default: return 1;
    }
}

void add_to(Tally& tally, Finding finding) {
    ++tally.cases;
    if (finding == Finding::withheld) ++tally.withheld;
    if (finding == Finding::plausible) ++tally.plausible;
    if (finding == Finding::wrong) ++tally.wrong;
}

std::string line(std::string_view name, const Tally& tally) {
    std::array<char, 120> text{};
    std::snprintf(  // NOLINT(cppcoreguidelines-pro-type-vararg): columns
        text.data(),
        text.size(),
        "%-36.*s %8llu %8llu %9llu %7llu\n",
        static_cast<int>(name.size()),
        name.data(),
        static_cast<unsigned long long>(tally.cases),
        static_cast<unsigned long long>(tally.withheld),
        static_cast<unsigned long long>(tally.plausible),
        static_cast<unsigned long long>(tally.wrong)
    );
    return text.data();
}

}  // namespace

void MatrixReport::add(const CorruptionCase& one, const Outcome& outcome) {
    const auto key = std::string{corruptions()[static_cast<std::size_t>(one.kind)].key};
    const bool is_old = one.checksum == Checksum::old;
    const auto kind = key + (is_old ? ", old checksum" : "");
    add_to(by_rule[outcome.caught_by], outcome.finding);
    add_to(by_kind[kind], outcome.finding);
    if (outcome.finding != Finding::wrong || wrong.size() >= wrong_ones_told) return;
    wrong.push_back(
        kind + " " + std::to_string(one.variant) + " of frame " + std::to_string(one.frame) + " (" +
        outcome.caught_by + "): " + outcome.what
    );
}

std::uint64_t MatrixReport::cases() const {
    std::uint64_t sum = 0;
    for (const auto& one : by_rule)
        sum += one.second.cases;
    return sum;
}

std::uint64_t MatrixReport::wrong_cases() const {
    std::uint64_t sum = 0;
    for (const auto& one : by_rule)
        sum += one.second.wrong;
    return sum;
}

std::string MatrixReport::table() const {
    std::string text = "what caught it                          cases withheld plausible   wrong\n";
    for (const auto& [rule, tally] : by_rule)
        text += line(rule, tally);
    text += "\nwhat was done to the frame\n";
    for (const auto& [kind, tally] : by_kind)
        text += line(kind, tally);
    return text;
}

MatrixReport run_matrix(const Recording& recording, MatrixExtent extent) {
    MatrixReport report;
    Matrix matrix{recording};
    for (std::size_t frame = 0; frame < recording.frames.size(); frame += extent.every) {
        if (!matrix.is_of_interest(frame)) continue;
        matrix.look_at(frame);
        for (const auto& row : corruptions()) {
            for (const auto checksum : {Checksum::old, Checksum::recomputed}) {
                for (std::size_t i = 0; i < variants_of(row, checksum, extent.variants); ++i) {
                    const CorruptionCase one{row.kind, checksum, frame, variant_of(frame, i)};
                    const auto bytes = corrupted(recording, one);
                    if (bytes) report.add(one, matrix.judge(one, *bytes));
                }
            }
        }
    }
    return report;
}

}  // namespace giv::testing
