#include "support/chaos_watch.hpp"

#include <algorithm>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;

constexpr auto sample_every = 10s;
constexpr auto fresh_for = 15s;
// Silence is told after 30 s (three cycles, of 10 s here), looked at every second; what was on its
// way may come until a fault has lasted this long.
constexpr auto offline_after = 30s + 1s + 6s;

bool is_wanted(const Measured& measured) {
    const auto& point = *measured.point;
    return point.category == Category::measurement && !point.comes_and_goes &&
           std::holds_alternative<FieldKey>(point.source) && measured.quality == Quality::good &&
           present(measured.value);
}

constexpr auto waits_for = 10min;  // five minutes, and what was about meanwhile

// A counter that a lie has raised is not believed to fall for five minutes (spec/quirks.md Q16).
bool waits_by_rule(const Measured& measured) {
    const auto quantity = measured.point->quantity;
    const bool counts_energy =
        quantity == Quantity::energy_today || quantity == Quantity::energy_total;
    return counts_energy && measured.quality == Quality::held;
}

}  // namespace

ChaosWatch::ChaosWatch(const ChaosPlan& plan, Instant since, std::chrono::seconds recovers_within)
    : plan_(plan),
      since_(since),
      recovers_within_(recovers_within),
      kinds_(chaos_kinds().size()),
      sampled_at_(since) {}

void ChaosWatch::expect_values_of(const Snapshot& snapshot) {
    for (const auto& measured : snapshot.values) {
        const auto age = snapshot.made_at.steady - measured.taken_at;
        if (is_wanted(measured) && age <= fresh_for) wanted_.emplace(measured.point, measured.part);
    }
}

void ChaosWatch::look(Instant now, const Snapshot& snapshot, Findings& findings) {
    begin_what_is_due(now);
    count_losses(now, snapshot);
    look_for_recovery(now, snapshot, findings);
    look_at_state(now, snapshot, findings);
}

void ChaosWatch::begin_what_is_due(Instant now) {
    while (begun_ < plan_.episodes.size()) {
        const auto& next = plan_.episodes[begun_];
        if (since_ + next.begins > now) return;
        ++begun_;
        ++kinds_.at(next.kind).injected;
        if (!ordeal_ || ordeal_->cluster != next.cluster) ordeal_ = Ordeal{next.cluster};
    }
}

void ChaosWatch::count_losses(Instant now, const Snapshot& snapshot) {
    if (now - sampled_at_ < sample_every) return;
    sampled_at_ += sample_every;
    if (!ordeal_) return;
    std::uint64_t fresh = 0;
    for (const auto& measured : snapshot.values) {
        if (!wanted_.contains({measured.point, measured.part})) continue;
        if (measured.quality == Quality::good && now - measured.taken_at <= fresh_for) ++fresh;
    }
    for (std::size_t i = 0; i < begun_; ++i) {
        const auto& episode = plan_.episodes[i];
        if (episode.cluster == ordeal_->cluster)
            kinds_.at(episode.kind).values_lost += wanted_.size() - std::min(fresh, wanted_.size());
    }
}

bool ChaosWatch::has_lied_since(Instant at) const {
    const auto begun = plan_.episodes.begin() + static_cast<std::ptrdiff_t>(begun_);
    return std::any_of(plan_.episodes.begin(), begun, [&](const Episode& one) {
        return one.variant.effect == Effect::lies && since_ + one.ends >= at;
    });
}

// The first value that did not come good since.
std::optional<std::string> ChaosWatch::lacks(const Snapshot& snapshot, Instant since, bool has_lied)
    const {
    auto missing = wanted_;
    std::string first;
    for (const auto& measured : snapshot.values) {
        if (!wanted_.contains({measured.point, measured.part})) continue;
        const bool is_good = measured.quality == Quality::good && measured.taken_at >= since;
        if (is_good || (has_lied && waits_by_rule(measured))) {
            missing.erase({measured.point, measured.part});
        } else if (first.empty()) {
            const auto* doubt = snapshot.doubt_of(measured);
            first = std::string{measured.point->path} + " is " +
                    std::string{words(measured.quality)} + ": " +
                    std::string{doubt == nullptr ? "" : doubt->reason};
        }
    }
    if (missing.empty()) return std::nullopt;
    const auto& [point, part] = *missing.begin();
    return first.empty()
               ? "there is no " + std::string{point->path} + " of part " + std::to_string(part)
               : first;
}

void ChaosWatch::look_for_recovery(Instant now, const Snapshot& snapshot, Findings& findings) {
    if (!ordeal_) return;
    const auto end = calm_from(ordeal_->cluster);
    if (now < end) return;
    if (!std::exchange(ordeal_->is_over, true)) ordeal_->cycles_at_end = snapshot.cycles;

    const auto missing = lacks(snapshot, end, has_lied_since(now - waits_for));
    const bool is_back = snapshot.state == PlantState::live && !missing &&
                         snapshot.cycles > ordeal_->cycles_at_end && snapshot.last_cycle &&
                         snapshot.last_cycle->steady >= end;
    const auto took = std::chrono::ceil<std::chrono::milliseconds>(now - end);
    std::string names;
    for (std::size_t i = 0; i < begun_; ++i) {
        const auto& episode = plan_.episodes[i];
        if (episode.cluster != ordeal_->cluster) continue;
        names += (names.empty() ? "" : ", ") + std::string{episode.facts().name};
        if (!is_back) continue;
        auto& kind = kinds_.at(episode.kind);
        kind.worst_recovery = std::max(kind.worst_recovery, took);
        if (took <= recovers_within_) ++kind.recovered;
    }
    if (!is_back && took > recovers_within_ && !std::exchange(ordeal_->is_told_late, true)) {
        findings.add(
            Check::recovery,
            now,
            "after " + names + ": " + missing.value_or(std::string{words(snapshot.state)})
        );
    }
    if (is_back) ordeal_.reset();
}

void ChaosWatch::look_at_state(Instant now, const Snapshot& snapshot, Findings& findings) const {
    if (begun_ == 0) return;
    const auto& last = plan_.episodes[begun_ - 1];
    const auto calm = calm_from(last.cluster);
    if (now > calm + recovers_within_ && !snapshot.online()) {
        findings.add(
            Check::online, now, "it is " + std::string{words(snapshot.state)} + " long after all"
        );
    }
    for (std::size_t i = begun_; i > 0 && plan_.episodes[i - 1].cluster == last.cluster; --i) {
        const auto& episode = plan_.episodes[i - 1];
        const bool must_be_offline = episode.variant.effect == Effect::silences &&
                                     now > since_ + episode.begins + offline_after &&
                                     now < since_ + episode.ends;
        if (must_be_offline && snapshot.online())
            findings.add(
                Check::offline, now, "it is online in " + std::string{episode.facts().name}
            );
    }
}

}  // namespace giv::testing
