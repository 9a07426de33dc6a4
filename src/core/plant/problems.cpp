// The table of problems: one row each, its key and what says whether it is one just now.
//
// Sentences hold no number that changes while nothing else does: each new text is a message.
#include "givtcp/plant/problem.hpp"
#include "givtcp/plant/snapshot.hpp"
#include "givtcp/protocol/short_serial.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>

namespace giv {
namespace {

using std::chrono::seconds;

using Sentence = std::optional<std::string>;

struct Row {
    std::string_view key;
    Sentence (*say)(const Snapshot& snapshot, const LinkFacts& link);
};

Sentence dongle_unreachable(const Snapshot& snapshot, const LinkFacts& link) {
    const bool is_lost = snapshot.state == PlantState::silent && !link.dongle_answers;
    const bool is_searching = snapshot.state == PlantState::searching || is_lost;
    if (is_searching && !link.search.empty()) {
        return "searching for the inverter's dongle in " + link.search;
    }
    if (snapshot.state == PlantState::searching && !snapshot.detail.empty()) return snapshot.detail;
    if (snapshot.state != PlantState::silent || link.dongle_answers) return std::nullopt;
    if (link.endpoint.empty()) return "no address of a dongle is set (INVERTOR_IP)";
    return "the dongle at " + link.endpoint + " can't be reached";
}

Sentence inverter_silent(const Snapshot& snapshot, const LinkFacts& link) {
    if (snapshot.state != PlantState::silent || !link.dongle_answers) return std::nullopt;
    if (!link.newcomer.empty()) return link.newcomer;
    return "the dongle at " + link.endpoint + " answers, but the inverter behind it does not";
}

// Where the inverter itself is silent, its packs are no news.
Sentence pack_missing(const Snapshot& snapshot, const LinkFacts&) {
    if (snapshot.state != PlantState::live) return std::nullopt;
    std::string serials;
    for (const auto& part : snapshot.parts) {
        if (!part.missing) continue;
        serials += (serials.empty() ? "" : ", ") + short_serial(part.id);
    }
    if (serials.empty()) return std::nullopt;
    return "nothing that can be believed comes from battery pack " + serials;
}

Sentence pack_count(const Snapshot&, const LinkFacts& link) {
    return link.unexpected_packs.empty() ? Sentence{} : Sentence{link.unexpected_packs};
}

// "more than a minute", "3 minutes", "2 hours": as exact as a person needs it.
std::string length_text(seconds length) {
    using namespace std::chrono_literals;
    if (length < 2min) return "more than a minute";
    if (length < 2h) {
        return std::to_string(std::chrono::floor<std::chrono::minutes>(length).count()) +
               " minutes";
    }
    if (length < 48h) {
        return std::to_string(std::chrono::floor<std::chrono::hours>(length).count()) + " hours";
    }
    return std::to_string(std::chrono::floor<std::chrono::days>(length).count()) + " days";
}

Sentence clock_wrong(const Snapshot& snapshot, const LinkFacts&) {
    const auto& clock = snapshot.control.clock;
    std::string text;
    const auto add = [&text](std::string_view more) {
        text += text.empty() ? "the inverter's clock " : ", and ";
        text += more;
    };
    if (clock.is_invalid) add("shows no valid date");
    if (clock.is_far_off && clock.drift) {
        const auto off = length_text(std::chrono::abs(*clock.drift));
        add("is " + off + (clock.drift->count() > 0 ? " ahead" : " behind"));
    }
    if (clock.jump) {
        const std::string_view way = clock.jump->count() > 0 ? " forwards" : " backwards";
        add("jumped by " + std::to_string(std::abs(clock.jump->count())) + " s" + std::string{way} +
            ", set by somebody else");
    }
    return text.empty() ? Sentence{} : Sentence{text};
}

constexpr int passing = 3;  // cycles: what is over by then is no problem

Sentence values_held(const Snapshot& snapshot, const LinkFacts& link) {
    const auto is_held = [&](const Measured& one) {
        const auto age = snapshot.made_at.steady - one.taken_at;
        return one.quality == Quality::held && age >= passing * link.poll_period;
    };
    const auto first = std::ranges::find_if(snapshot.values, is_held);
    if (first == snapshot.values.end()) return std::nullopt;
    auto text = "improbable readings wait until they are confirmed, such as of \"" +
                std::string{first->point->label} + '"';
    if (const auto* doubt = snapshot.doubt_of(*first)) text += ": " + std::string{doubt->reason};
    return text;
}

// The inverter talks, but what it says of its measurements is not believed. In a silence that ends
// before it is told, and just after one that was, they are old, too, and on their way.
Sentence values_old(const Snapshot& snapshot, const LinkFacts& link) {
    using namespace std::chrono_literals;
    const auto on_their_way = std::max<std::chrono::nanoseconds>(passing * link.poll_period, 30s);
    const auto now = snapshot.made_at.steady;
    const bool is_back = now - link.answers_since < on_their_way;
    if (snapshot.state != PlantState::live || is_back) return std::nullopt;
    const auto is_old = [&](const Measured& one) {
        const bool is_late = one.quality == Quality::stale || one.quality == Quality::unavailable;
        const bool has_passed = now - one.taken_at >= on_their_way + passing * link.poll_period;
        return is_late && has_passed && present(one.value) &&
               one.point->subject == Subject::inverter;
    };
    const auto first = std::ranges::find_if(snapshot.values, is_old);
    if (first == snapshot.values.end()) return std::nullopt;
    return "nothing that can be believed has come for a while of \"" +
           std::string{first->point->label} + '"';
}

Sentence total_fell(const Snapshot&, const LinkFacts& link) {
    return link.new_base.empty() ? Sentence{} : Sentence{link.new_base};
}

// spec/commands.md 0.4: at 80 %.
Sentence write_budget(const Snapshot& snapshot, const LinkFacts& link) {
    const std::uint64_t written = snapshot.control.writes_today;
    const std::uint64_t allowed = link.writes_per_day;
    if (written * 5 < allowed * 4) return std::nullopt;
    const auto text = "of today's " + std::to_string(allowed) + " register writes ";
    if (written < allowed) {
        return text + "80 % are used up: something writes too often, and flash wears out";
    }
    return text + "none is left: commands are refused until the inverter's midnight";
}

constexpr auto rows = std::to_array<Row>({
    {"dongle_unreachable", dongle_unreachable},
    {"inverter_silent", inverter_silent},
    {"pack_missing", pack_missing},
    {"pack_count", pack_count},
    {"clock_wrong", clock_wrong},
    {"values_held", values_held},
    {"values_old", values_old},
    {"total_fell", total_fell},
    {"write_budget", write_budget},
});

}  // namespace

std::vector<Problem> problems_of(const Snapshot& snapshot, const LinkFacts& link) {
    std::vector<Problem> problems;
    for (const auto& row : rows)
        if (auto sentence = row.say(snapshot, link))
            problems.push_back({row.key, *std::move(sentence)});
    return problems;
}

std::vector<std::string_view> problem_keys() {
    std::vector<std::string_view> keys;
    keys.reserve(rows.size());
    for (const auto& row : rows)
        keys.push_back(row.key);
    return keys;
}

}  // namespace giv
