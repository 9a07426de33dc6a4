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
    joined.times.resize(end - joined.base);
    for (auto old = first; old != last; ++old) {
        const auto offset = static_cast<std::ptrdiff_t>(old->base - joined.base);
        std::ranges::copy(old->words, joined.words.begin() + offset);
        std::ranges::copy(old->times, joined.times.begin() + offset);
    }
    stretches_.erase(first, last);
    const auto sorted = std::ranges::upper_bound(stretches_, joined.base, {}, &Stretch::base);
    return *stretches_.insert(sorted, std::move(joined));
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
    std::fill_n(stretch.times.begin() + offset, taken.size(), taken_at);
}

void RegisterBank::store(std::uint16_t index, std::uint16_t word, Instant taken_at) {
    const std::array one{word};
    store(index, one, taken_at);
}

void RegisterBank::forget(std::uint16_t first, std::uint16_t count) {
    RegisterBank rest;
    for (const auto& stretch : stretches_) {
        for (std::size_t i = 0; i < stretch.words.size(); ++i) {
            const auto index = stretch.base + i;
            if (index >= first && index < end_of(first, count)) continue;
            rest.store(static_cast<std::uint16_t>(index), stretch.words[i], stretch.times[i]);
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
    const auto times =
        std::span{stretch->times}.subspan(static_cast<std::size_t>(first - stretch->base), count);
    return *std::ranges::min_element(times);
}

void RegisterBank::clear() { stretches_.clear(); }

}  // namespace giv
