#include "support/chaos_plan.hpp"

#include "simulator/chance.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;
using simulator::Chance;
using std::chrono::milliseconds;

constexpr milliseconds quiet_start = 10min;
constexpr milliseconds quiet_end = 10min;
constexpr milliseconds shortest = 5s;
constexpr milliseconds longest = 60s;
constexpr milliseconds shortest_pause = 120s;
constexpr milliseconds longest_pause = 140s;
constexpr int percent_of_overlaps = 50;  // of those that may: a third of all
// A command may meet another fault before it meets this one; a short one sees nobody go.
constexpr int of_writes = 140;
constexpr int of_goers = 160;

// Shares of what could be struck are mixed: where all is, a link dies; where some is, it limps. Of
// splices never all: the last word of a block would be another block's each time, three readings
// agree on that, and nobody could tell; nor too many, or the same comes by chance.
const std::vector<ChaosKind>& kinds() {
    static const std::vector<ChaosKind> all{
        {.name = "drop",
         .variants =
             {{R"({"fault":"drop"})", Effect::silences},
              {R"({"fault":"drop","percent":50})"},
              {R"({"fault":"drop","percent":20})"}}},
        {.name = "delay",
         .variants =
             {{R"({"fault":"delay:500ms"})"},
              {R"({"fault":"delay:2s"})"},
              {R"({"fault":"delay:6s"})", Effect::deceives}}},
        {.name = "duplicate",
         .variants = {{R"({"fault":"duplicate"})"}, {R"({"fault":"duplicate","percent":50})"}}},
        {.name = "truncate",
         .variants = {{R"({"fault":"truncate"})"}, {R"({"fault":"truncate","percent":30})"}}},
        {.name = "bit flip",
         .variants =
             {{R"({"fault":"bit-flip"})"},  // in front of what has a checksum, too
              {R"({"fault":"bit-flip","crc":"valid","percent":30})", Effect::lies},
              {R"({"fault":"bit-flip","percent":50})"}},
         .changes_words = true},
        {.name = "byte slip",
         .variants =
             {{R"({"fault":"byte-slip"})"},
              {R"({"fault":"byte-slip","crc":"valid","percent":40})", Effect::lies},
              {R"({"fault":"byte-slip","crc":"valid","percent":20})", Effect::lies}},
         .changes_words = true},
        {.name = "splice",
         .variants =
             {{R"({"fault":"splice","percent":20})", Effect::lies},
              {R"({"fault":"splice","percent":30})", Effect::lies}},
         .changes_words = true},
        {.name = "zero bank",
         .variants = {{R"({"fault":"zero-bank"})"}, {R"({"fault":"zero-bank","percent":40})"}},
         .changes_words = true},
        {.name = "zero tail",
         .variants = {{R"({"fault":"zero-tail"})"}, {R"({"fault":"zero-tail","percent":40})"}},
         .changes_words = true},
        {.name = "stale cache", .variants = {{R"({"fault":"stale-cache"})"}}, .delays_truth = true},
        {.name = "spike",
         .variants =
             {{R"({"fault":"spike","percent":30})", Effect::lies},
              {R"({"fault":"spike"})", Effect::lies}},
         .changes_words = true},
        {.name = "wrong serial",
         .variants =
             {{R"({"fault":"wrong-serial","device":"0x11"})", Effect::silences},
              {R"({"fault":"wrong-serial","device":"0x11","percent":50})"},
              // As a connection begins, when it is asked who is there.
              {R"({"fault":"wrong-serial","device":"0x11"},{"fault":"hang-up","times":1})",
               Effect::silences}},
         .changes_words = true,
         .names_others = true},
        {.name = "null response",
         .variants =
             {{R"({"fault":"null-response"})", Effect::silences},
              {R"({"fault":"null-response","percent":50})"}}},
        {.name = "slow bytes",
         .variants =
             {{R"({"fault":"slow-bytes:5ms"})"},
              {R"({"fault":"slow-bytes:20ms"})", Effect::hinders, true}}},
        {.name = "reset",
         .variants =
             {{R"({"fault":"reset","percent":20})"}, {R"({"fault":"reset"})", Effect::silences}}},
        {.name = "hang-up",
         .variants =
             {{R"({"fault":"hang-up","percent":20})"},
              {R"({"fault":"hang-up"})", Effect::silences}}},
        {.name = "black hole", .variants = {{R"({"fault":"black-hole"})", Effect::silences}}},
        {.name = "refuse connection",
         .variants =
             {{R"({"fault":"refuse-connection"},{"fault":"hang-up","times":1})",
               Effect::silences}}},
        {.name = "leak sockets",
         .variants =
             {{R"({"fault":"leak-sockets"},{"fault":"silence"})", Effect::silences},
              {R"({"fault":"leak-sockets"},{"fault":"drop"})", Effect::silences}},
         .percent_of_times = of_goers},
        {.name = "reboot", .variants = {{R"({"fault":"reboot"})", Effect::silences}}},
        {.name = "address change", .variants = {{R"({"fault":"address-change:10.0.0.8"})"}}},
        {.name = "silence", .variants = {{R"({"fault":"silence"})", Effect::silences}}},
        {.name = "loss", .variants = {{R"({"fault":"lose:20%"})"}, {R"({"fault":"lose:50%"})"}}},
        {.name = "slow line",
         .variants =
             {{R"({"fault":"slow:700ms"})"}, {R"({"fault":"slow:3s"})", Effect::hinders, true}}},
        {.name = "write refused",
         .variants = {{R"({"fault":"refuse:*"})"}},
         .percent_of_times = of_writes,
         .is_of_writes = true},
        {.name = "write ignored",
         .variants = {{R"({"fault":"ignore:*"})"}},
         .percent_of_times = of_writes,
         .is_of_writes = true},
        {.name = "write done, error",
         .variants = {{R"({"fault":"error-but-done:*"})"}},
         .percent_of_times = of_writes,
         .is_of_writes = true},
        {.name = "write's answer lost",
         .variants = {{R"({"fault":"lose-answer:*"})"}},
         .percent_of_times = of_writes,
         .is_of_writes = true},
        {.name = "write lost",
         .variants = {{R"({"fault":"lose-request:*"})"}},
         .percent_of_times = of_writes,
         .is_of_writes = true},
        {.name = "write's effect late",
         .variants =
             {{R"({"fault":"delay-effect:*=2s"})", Effect::deceives},
              {R"({"fault":"delay-effect:*=9s"})", Effect::deceives}},
         .percent_of_times = of_writes,
         .is_of_writes = true},
        {.name = "foreign write",
         .variants =
             {{R"({"fault":"write:HR50=60@1s"})"},
              {R"({"fault":"write:HR50=100@3s"})"},
              {R"({"fault":"write:HR50=85@1s"})"}}},
        {.name = "foreign write after ours",
         .variants =
             {{R"({"fault":"write:HR114=33@after:HR114+300ms"})", Effect::deceives},
              {R"({"fault":"write:HR114=44@after:HR114+2s"})", Effect::deceives}},
         .percent_of_times = of_goers,
         .is_of_writes = true,
         .is_of_cutoff = true},
    };
    return all;
}

// From `least` to `most`, in whole tenths of a second.
milliseconds between(Chance& chance, milliseconds least, milliseconds most) {
    const auto tenths = static_cast<std::uint32_t>((most - least) / 100ms);
    return least + 100ms * chance.below(tenths + 1);
}

// Each kind so often, shuffled; neighbours differ, since the second may begin during the first.
std::vector<std::size_t> deck(Chance& chance, int times) {
    std::vector<std::size_t> cards;
    for (std::size_t kind = 0; kind < kinds().size(); ++kind) {
        const auto often = times * kinds()[kind].percent_of_times / 100;
        cards.insert(cards.end(), static_cast<std::size_t>(often), kind);
    }
    for (auto i = cards.size() - 1; i > 0; --i)
        std::swap(cards[i], cards[chance.below(static_cast<std::uint32_t>(i + 1))]);
    for (std::size_t i = 1; i < cards.size(); ++i) {
        const auto other = (i + cards.size() / 2) % cards.size();
        if (cards[i] == cards[i - 1]) std::swap(cards[i], cards[other]);
    }
    return cards;
}

// May they be in force at once?
bool fit(const ChaosKind& one, const ChaosKind& other) {
    if (&one == &other) return false;
    const auto freezes = [](const ChaosKind& a, const ChaosKind& b) {
        return a.delays_truth && b.changes_words;
    };
    return !freezes(one, other) && !freezes(other, one);
}

class Planner {
 public:
    Planner(std::uint32_t seed, milliseconds length, Line line)
        : chance_{seed}, end_(length - quiet_end), line_(line), taken_(kinds().size(), 0) {}

    // False, and nothing planned, where the day is over.
    bool add(std::size_t kind) {
        const auto lasts = between(chance_, shortest, longest);
        const auto begins = next_beginning(kind);
        if (begins + lasts > end_) return false;
        if (begins >= calm_from()) plan_.calm_from.push_back(begins);
        plan_.calm_from.back() = std::max(plan_.calm_from.back(), begins + lasts);
        const auto& variant = next_variant(kind);
        const auto cluster = plan_.calm_from.size() - 1;
        plan_.episodes.push_back({kind, variant, {}, begins, begins + lasts, cluster});
        plan_.episodes.back().faults = faults_of(variant, begins, lasts);
        return true;
    }

    std::uint32_t any_kind() { return chance_.below(static_cast<std::uint32_t>(kinds().size())); }

    ChaosPlan take() { return std::move(plan_); }

 private:
    milliseconds calm_from() const {
        return plan_.calm_from.empty() ? 0ms : plan_.calm_from.back();
    }

    // The first of each kind is one for all.
    const FaultVariant& next_variant(std::size_t kind) {
        const auto& variants = kinds()[kind].variants;
        const auto& next = variants[taken_[kind]++ % variants.size()];
        return line_ == Line::shared && next.is_too_slow_for_two ? variants.front() : next;
    }

    milliseconds next_beginning(std::size_t kind) {
        if (plan_.episodes.empty()) return quiet_start;
        const auto& last = plan_.episodes.back();
        const bool may_overlap = fit(kinds()[kind], last.facts()) && last.ends == calm_from() &&
                                 last.ends - last.begins > 2s && is_first_of_cluster();
        if (may_overlap && chance_.strikes(percent_of_overlaps))
            return between(chance_, last.begins + 1s, last.ends - 1s);
        return calm_from() + between(chance_, shortest_pause, longest_pause);
    }

    bool is_first_of_cluster() const {
        const auto count = plan_.episodes.size();
        return count < 2 || plan_.episodes[count - 2].cluster != plan_.episodes.back().cluster;
    }

    static std::vector<simulator::PlannedFault> faults_of(
        const FaultVariant& variant, milliseconds begins, milliseconds lasts
    ) {
        const auto text = "[" + std::string{variant.faults} + "]";
        auto faults = simulator::parse_fault_plan(text);
        if (!faults) throw std::logic_error{text + ": " + faults.error().detail};
        for (auto& fault : *faults) {
            fault.at = begins;
            fault.lasts = lasts;
        }
        return *std::move(faults);
    }

    Chance chance_;
    milliseconds end_;
    Line line_;
    std::vector<std::size_t> taken_;  // by kind
    ChaosPlan plan_;
};

}  // namespace

std::span<const ChaosKind> chaos_kinds() { return kinds(); }

ChaosPlan chaos_plan(std::uint32_t seed, std::chrono::seconds length, int least_times, Line line) {
    Planner planner{seed, length, line};
    Chance shuffling{seed, 1};
    for (const auto kind : deck(shuffling, least_times)) {
        if (!planner.add(kind)) throw std::logic_error{"the day is too short for all faults"};
    }
    while (planner.add(planner.any_kind())) {
    }
    return planner.take();
}

}  // namespace giv::testing
