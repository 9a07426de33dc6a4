#include "givtcp/registers/register_bank.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace giv {

namespace {

std::size_t end_of(std::size_t base, std::size_t count) { return base + count; }

}  // namespace

const RegisterBank::Stretch* RegisterBank::find(std::uint16_t first, std::uint16_t count) const {
    auto after = std::ranges::upper_bound(stretches_, first, {}, &Stretch::base);
    if (after == stretches_.begin()) return nullptr;
    const auto& stretch = *std::prev(after);
    const bool whole = end_of(first, count) <= end_of(stretch.base, stretch.words.size());
    return whole ? &stretch : nullptr;
}

// The one stretch that holds all of [base, base + count): what touches it is joined.
RegisterBank::Stretch& RegisterBank::make_room(std::uint16_t base, std::size_t count) {
    const auto touches = [&](const Stretch& s) {
        return s.base <= end_of(base, count) && base <= end_of(s.base, s.words.size());
    };
    const auto first = std::ranges::find_if(stretches_, touches);
    auto last = first;
    while (last != stretches_.end() && touches(*last))
        ++last;

    if (std::distance(first, last) == 1 && first->base <= base &&
        end_of(base, count) <= end_of(first->base, first->words.size())) {
        return *first;
    }

    Stretch joined;
    joined.base = first == last ? base : std::min(base, first->base);
    auto end = end_of(base, count);
    if (first != last) {
        const auto& back = *std::prev(last);
        end = std::max(end, end_of(back.base, back.words.size()));
    }
    joined.words.resize(end - joined.base);
    joined.runs.push_back({joined.base, Instant{}});  // dated by whoever asks for room
    for (auto old = first; old != last; ++old) {
        const auto offset = static_cast<std::ptrdiff_t>(old->base - joined.base);
        std::ranges::copy(old->words, joined.words.begin() + offset);
        if (old->base == joined.base) joined.runs.clear();
        joined.runs.insert(joined.runs.end(), old->runs.begin(), old->runs.end());
    }
    stretches_.erase(first, last);
    const auto sorted = std::ranges::upper_bound(stretches_, joined.base, {}, &Stretch::base);
    return *stretches_.insert(sorted, std::move(joined));
}

// Which run begins at this register: one that goes over it is cut in two. The end of all: none.
std::ptrdiff_t RegisterBank::run_from(Stretch& stretch, std::size_t index) {
    auto& runs = stretch.runs;
    const auto after = std::ranges::upper_bound(runs, index, {}, &Run::first);
    const auto place = after - runs.begin();
    if (index == end_of(stretch.base, stretch.words.size())) return place;
    const auto over = std::prev(after);
    if (over->first == index) return place - 1;
    runs.insert(after, {index, over->taken_at});
    return place;
}

void RegisterBank::date(Stretch& stretch, std::size_t first, std::size_t end, Instant taken_at) {
    const auto run = run_from(stretch, first);
    const auto after = run_from(stretch, end);
    const auto dated = stretch.runs.begin() + run;
    dated->taken_at = taken_at;
    stretch.runs.erase(std::next(dated), stretch.runs.begin() + after);
}

void RegisterBank::store(
    std::uint16_t base, std::span<const std::uint16_t> words, Instant taken_at
) {
    // Registers are numbered with 16 bits; a block that claims to go beyond is cut there.
    const std::size_t most = 0x10000U - base;
    const auto taken = words.first(std::min(words.size(), most));
    if (taken.empty()) return;
    auto& stretch = make_room(base, taken.size());
    const auto offset = static_cast<std::ptrdiff_t>(base - stretch.base);
    std::ranges::copy(taken, stretch.words.begin() + offset);
    date(stretch, base, end_of(base, taken.size()), taken_at);
}

void RegisterBank::store(std::uint16_t index, std::uint16_t word, Instant taken_at) {
    const std::array one{word};
    store(index, one, taken_at);
}

void RegisterBank::forget(std::uint16_t first, std::uint16_t count) {
    RegisterBank rest;
    for (const auto& stretch : stretches_) {
        auto run = stretch.runs.begin();
        for (std::size_t i = 0; i < stretch.words.size(); ++i) {
            const auto index = stretch.base + i;
            if (const auto next = std::next(run);
                next != stretch.runs.end() && next->first == index)
                run = next;
            if (index >= first && index < end_of(first, count)) continue;
            rest.store(static_cast<std::uint16_t>(index), stretch.words[i], run->taken_at);
        }
    }
    *this = std::move(rest);
}

std::optional<std::uint16_t> RegisterBank::word(std::uint16_t index) const {
    const auto one = words(index, 1);
    if (one.empty()) return std::nullopt;
    return one.front();
}

std::span<const std::uint16_t> RegisterBank::words(std::uint16_t first, std::uint16_t count) const {
    const auto* stretch = find(first, count);
    if (stretch == nullptr) return {};
    return std::span{stretch->words}.subspan(
        static_cast<std::size_t>(first - stretch->base), count
    );
}

std::optional<Instant> RegisterBank::taken_at(std::uint16_t first, std::uint16_t count) const {
    const auto* stretch = find(first, count);
    if (stretch == nullptr || count == 0) return std::nullopt;
    const auto runs = std::span{stretch->runs};
    const auto after = std::ranges::lower_bound(runs, end_of(first, count), {}, &Run::first);
    const auto from = std::prev(std::ranges::upper_bound(runs, first, {}, &Run::first));
    return std::ranges::min_element(from, after, {}, &Run::taken_at)->taken_at;
}

void RegisterBank::clear() { stretches_.clear(); }

}  // namespace giv
