#include "core/plant/guard/setting_watch.hpp"

#include "givtcp/registers/field.hpp"
#include "givtcp/registers/models.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr int reads_to_confirm = 3;
constexpr auto until_it_shows = 2min;  // after a write

// Runs by itself; ClockWatch knows how.
constexpr RegisterRange clock{Bank::holding, 35, 6};

// On AC-coupled units the power rate moves with every reading (recorded).
constexpr RegisterRange power_rate{Bank::holding, 50, 1};

bool moves_by_itself(std::uint16_t index, Model model) {
    return model == Model::ac && power_rate.contains(HR(index));
}

// Registers that nobody has a name for are not shown, and some of them never rest.
bool is_setting(std::uint16_t index) {
    if (clock.contains(HR(index))) return false;
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

// It became another, and that is no surprise.
bool SettingWatch::is_expected(std::uint16_t index, Instant at) const {
    const auto expected = expected_.find(index);
    return expected != expected_.end() && at - expected->second < until_it_shows;
}

// It came often enough.
bool SettingWatch::is_confirmed(std::uint16_t index, std::uint16_t word) {
    const auto known = candidates_.find(index);
    const bool is_again = known != candidates_.end() && known->second.word == word;
    const int reads = is_again ? known->second.reads + 1 : 1;
    if (reads >= reads_to_confirm) {
        candidates_.erase(index);
        return true;
    }
    candidates_.insert_or_assign(index, Candidate{word, reads});
    return false;
}

// Where a setting is doubted, what moves by itself waits with it: the block may be another's.
Judgement SettingWatch::judge(const Sight& sight) {
    std::vector<std::uint16_t> doubted;
    std::vector<std::uint16_t> moved;
    const auto count = static_cast<std::uint16_t>(sight.words().size());
    for (std::uint16_t i = 0; i < count; ++i) {
        const auto index = static_cast<std::uint16_t>(sight.range().base + i);
        const auto before = sight.before(index);
        const auto word = *sight.now(index);
        if (!before || *before == word || !is_setting(index)) {
            candidates_.erase(index);
        } else if (moves_by_itself(index, sight.identity().model())) {
            moved.push_back(index);
        } else if (!is_expected(index, sight.taken_at()) && !is_confirmed(index, word)) {
            doubted.push_back(index);
        }
    }
    Judgement judgement;
    if (doubted.empty()) return judgement;
    doubted.insert(doubted.end(), moved.begin(), moved.end());
    std::ranges::sort(doubted);
    for (const auto index : doubted)
        keep(judgement, index);
    return judgement;
}

}  // namespace giv::guard
