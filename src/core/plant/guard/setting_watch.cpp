#include "core/plant/guard/setting_watch.hpp"

#include "core/plant/guard/value_rules.hpp"

#include "givtcp/registers/field.hpp"
#include "givtcp/registers/models.hpp"

#include <algorithm>
#include <chrono>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr int changes_of_the_restless = 5;
constexpr std::size_t crowd = 3;       // so many do not change at once one by one
constexpr auto until_it_shows = 2min;  // after a write

// On AC-coupled units the power rate moves with every reading (recorded).
constexpr RegisterRange power_rate{Bank::holding, 50, 1};

// Registers that nobody has a name for are not shown, and some of them never rest.
bool is_setting(std::uint16_t index) {
    if (clock_registers.contains(HR(index))) return false;
    return std::ranges::any_of(fields(Map::inverter_holding), [index](const Field& one) {
        return RegisterRange{Bank::holding, one.first, one.count}.contains(HR(index));
    });
}

// Registers that lie side by side wait as one.
void keep(Judgement& judgement, std::uint16_t index) {
    judgement.confirm_at_once = true;
    auto& kept = judgement.kept;
    if (!kept.empty() && kept.back().first + kept.back().count == index) {
        ++kept.back().count;
    } else {
        kept.push_back({index, 1, Rule::setting_change});
    }
}

}  // namespace

bool SettingWatch::is_restless(std::uint16_t index, Model model) const {
    return restless_.contains(index) || (model == Model::ac && power_rate.contains(HR(index)));
}

bool SettingWatch::is_being_set(std::uint16_t index, Instant at) const {
    const auto expected = expected_.find(index);
    return expected != expected_.end() && at - expected->second.at < until_it_shows;
}

// It became another, and that is no surprise.
bool SettingWatch::is_expected(std::uint16_t index, std::uint16_t word, Instant at) const {
    return is_being_set(index, at) && expected_.at(index).word == word;
}

// Of many that are odd at once, each has to begin anew where one is another than before.
void SettingWatch::look_at_crowd(const RegisterRange& range, const Odd& odd) {
    auto& last = last_odd_[range];
    if (odd.size() >= crowd && odd != last) {
        for (const auto& [index, word] : odd)
            candidates_.erase(index);
    }
    last = odd;
}

// It came often enough; or it is another with each reading, and will be.
bool SettingWatch::is_confirmed(std::uint16_t index, std::uint16_t word, bool may_be_restless) {
    const auto [known, is_new] = candidates_.try_emplace(index, Candidate{word});
    auto& candidate = known->second;
    if (!is_new) {
        candidate.reads = candidate.word == word ? candidate.reads + 1 : 1;
        candidate.word = word;
        ++candidate.changes;
    }
    const bool never_rests = may_be_restless && candidate.changes >= changes_of_the_restless;
    if (candidate.reads < reads_to_confirm && !never_rests) return false;
    if (candidate.reads < reads_to_confirm) restless_.insert(index);
    candidates_.erase(known);
    return true;
}

SettingWatch::Odd SettingWatch::odd_ones(const Sight& sight, std::vector<std::uint16_t>& restless) {
    Odd odd;
    const auto count = static_cast<std::uint16_t>(sight.words().size());
    for (std::uint16_t i = 0; i < count; ++i) {
        const auto index = static_cast<std::uint16_t>(sight.range().base + i);
        const auto before = sight.before(index);
        const auto word = *sight.now(index);
        if (!before || *before == word || !is_setting(index)) {
            candidates_.erase(index);
        } else if (is_restless(index, sight.identity().model())) {
            restless.push_back(index);
        } else if (!is_expected(index, word, sight.taken_at())) {
            odd.emplace(index, word);
        }
    }
    return odd;
}

SettingWatch::Differing SettingWatch::differing(const Sight& sight) {
    Differing found;
    const auto odd = odd_ones(sight, found.restless);
    look_at_crowd(sight.range(), odd);
    const bool may_be_restless = odd.size() < crowd;
    for (const auto& [index, word] : odd) {
        if (!is_confirmed(index, word, may_be_restless)) found.doubted.push_back(index);
    }
    return found;
}

bool SettingWatch::is_clock_doubted(const Sight& sight) {
    const bool is_ours = std::ranges::any_of(expected_, [&](const auto& one) {
        return clock_registers.contains(HR(one.first)) && is_being_set(one.first, sight.taken_at());
    });
    return clock_.is_doubted(sight, is_ours);
}

// Where a setting is doubted, what never rests waits with it: the block may be another's.
Judgement SettingWatch::judge(const Sight& sight) {
    auto [doubted, restless] = differing(sight);
    if (is_clock_doubted(sight)) {
        for (std::uint16_t i = 0; i < clock_registers.count; ++i)
            doubted.push_back(static_cast<std::uint16_t>(clock_registers.base + i));
    }
    Judgement judgement;
    if (doubted.empty()) return judgement;
    doubted.insert(doubted.end(), restless.begin(), restless.end());
    std::ranges::sort(doubted);
    for (const auto index : doubted)
        keep(judgement, index);
    return judgement;
}

}  // namespace giv::guard
