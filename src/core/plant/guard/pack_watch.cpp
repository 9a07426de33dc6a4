#include "core/plant/guard/pack_watch.hpp"

#include "core/plant/guard/value_rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>
#include <vector>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t page_begins = 60;
constexpr std::uint16_t page_size = 60;
constexpr auto longest_gap = 300s;
constexpr int polls_of_new_firmware = 10;
constexpr auto time_of_new_firmware = 900s;
constexpr std::uint16_t constants_first = 97;  // cell count, then firmware
constexpr std::size_t all_values = SIZE_MAX;   // a candidate is the whole page

enum class Width : std::uint8_t { word, signed_word, two_words };

struct PackValue {
    std::uint16_t first;
    Width width;
    PackQuantity quantity;

    std::uint16_t count() const { return width == Width::two_words ? 2 : 1; }
};

constexpr PackValue cell(std::uint16_t index) {
    return {index, Width::word, PackQuantity::cell_voltage};
}
constexpr PackValue temperature(std::uint16_t index) {
    return {index, Width::signed_word, PackQuantity::cell_temperature};
}
constexpr PackValue capacity(std::uint16_t index) {
    return {index, Width::two_words, PackQuantity::capacity};
}

constexpr auto values = std::to_array<PackValue>({
    cell(60),
    cell(61),
    cell(62),
    cell(63),
    cell(64),
    cell(65),
    cell(66),
    cell(67),
    cell(68),
    cell(69),
    cell(70),
    cell(71),
    cell(72),
    cell(73),
    cell(74),
    cell(75),
    temperature(76),
    temperature(77),
    temperature(78),
    temperature(79),
    {80, Width::word, PackQuantity::cell_sum},
    {81, Width::signed_word, PackQuantity::mosfet_temperature},
    {82, Width::two_words, PackQuantity::output_voltage},
    capacity(84),
    capacity(86),
    capacity(88),
    capacity(101),
    {100, Width::word, PackQuantity::state_of_charge},
    temperature(103),
    temperature(104),
    {105, Width::word, PackQuantity::energy},
    {106, Width::word, PackQuantity::energy},
});

std::int64_t number(const PackPage& page, const PackValue& value) {
    const auto at = static_cast<std::size_t>(value.first - page_begins);
    const auto word = page.at(at);
    switch (value.width) {
        case Width::word: return word;
        case Width::signed_word: return static_cast<std::int16_t>(word);
        case Width::two_words: return std::int64_t{word} << 16 | page.at(at + 1);
    }
    return 0;
}

// A counter of 16 bits begins anew.
std::int64_t distance(const PackValue& value, const PackPage& one, const PackPage& other) {
    constexpr std::int64_t range = 0x10000;
    const auto moved = std::abs(number(one, value) - number(other, value));
    return value.quantity == PackQuantity::energy ? std::min(moved, range - moved) : moved;
}

bool has_moved(
    const PackValue& value, const PackPage& one, const PackPage& other, const PackThresholds& most
) {
    const auto moved = distance(value, one, other);
    return moved > most.at(static_cast<std::size_t>(value.quantity));
}

// Which values moved too far: places in the table.
std::vector<std::size_t> moved(
    const PackPage& one, const PackPage& other, const PackThresholds& most
) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (has_moved(values.at(i), one, other, most)) found.push_back(i);
    return found;
}

// Counters have rules of their own; among others a jump of one tells a splice.
bool is_lone_counter(const std::vector<std::size_t>& steps) {
    return steps.size() == 1 && values.at(steps.front()).quantity == PackQuantity::energy;
}

std::array<std::uint16_t, 2> constants_of(const PackPage& page) {
    constexpr auto at = constants_first - page_begins;
    return {page[at], page[at + 1]};
}

bool is_of_one_pack(const PackPage& one, const PackPage& other) {
    constexpr std::size_t serial = 110 - page_begins;
    const auto words = [](const PackPage& page) { return std::span{page}.subspan(serial, 5); };
    return std::ranges::equal(words(one), words(other)) && constants_of(one) == constants_of(other);
}

}  // namespace

PackPage page_of(std::span<const std::uint16_t> words) {
    PackPage page{};
    std::ranges::copy(words.first(std::min(words.size(), page.size())), page.begin());
    return page;
}

// After a gap it may truly be different: measured from the last page that was seen.
void PackWatch::seen(const Sight& sight) {
    const bool was_away = last_seen_ && sight.taken_at() - *last_seen_ > longest_gap;
    last_seen_ = sight.taken_at();
    if (!was_away && !sight.believed().words(page_begins, page_size).empty()) return;
    if (was_away || !is_cold_) candidate_.reset();
    is_cold_ = true;
}

Judgement PackWatch::first(const PackPage& page, const PackThresholds& most) {
    const bool agrees = candidate_ && is_of_one_pack(candidate_->page, page) &&
                        moved(candidate_->page, page, most).empty();
    if (!agrees) {
        candidate_ = {page, all_values, 1};
        return Judgement::of(Rule::first_reading, true);
    }
    candidate_.reset();
    constants_.reset();
    is_cold_ = false;
    return {};
}

// The page, or one value of it, came often enough.
bool PackWatch::is_confirmed(const PackPage& page, std::size_t value, const PackThresholds& most) {
    const auto agrees = [&] {
        if (!candidate_ || candidate_->value != value) return false;
        if (value == all_values) return moved(candidate_->page, page, most).empty();
        return !has_moved(values.at(value), candidate_->page, page, most);
    };
    const int reads = agrees() ? candidate_->reads + 1 : 1;
    candidate_ = {page, value, reads};
    if (reads < reads_to_confirm) return false;
    candidate_.reset();
    return true;
}

void PackWatch::judge_constants(
    const PackPage& page, const PackPage& believed, Instant at, Judgement& judgement
) {
    const auto now = constants_of(page);
    if (now == constants_of(believed)) {
        constants_.reset();
        return;
    }
    if (!constants_ || constants_->words != now) constants_ = {now, 0, at};
    ++constants_->reads;
    const bool is_new_firmware = constants_->reads >= polls_of_new_firmware &&
                                 at - constants_->since >= time_of_new_firmware;
    if (is_new_firmware) {
        constants_.reset();
        return;
    }
    judgement.kept.push_back({constants_first, 2, Rule::pack_constants});
}

Judgement PackWatch::judge(const Sight& sight, const PackThresholds& most) {
    seen(sight);
    const auto page = page_of(sight.words());
    if (is_cold_) return first(page, most);

    const auto believed = page_of(sight.believed().words(page_begins, page_size));
    const auto steps = moved(believed, page, most);
    Judgement judgement;
    if (steps.empty() || is_lone_counter(steps)) {
        candidate_.reset();
    } else {
        const bool is_splice = steps.size() > 1;
        const auto value = is_splice ? all_values : steps.front();
        if (!is_confirmed(page, value, most)) {
            if (is_splice) return Judgement::of(Rule::pack_splice);
            const auto& stays = values.at(value);
            judgement.kept.push_back({stays.first, stays.count(), Rule::pack_step});
        }
    }
    judge_constants(page, believed, sight.taken_at(), judgement);
    return judgement;
}

}  // namespace giv::guard
