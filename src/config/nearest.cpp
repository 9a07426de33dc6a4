#include "config/nearest.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace giv {
namespace {

constexpr std::size_t longest = 64;

char lower(char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

}  // namespace

// Damerau's distance with adjacent swaps only, three rows at a time.
std::size_t edit_distance(std::string_view left, std::string_view right) {
    if (left.size() > longest || right.size() > longest) return std::max(left.size(), right.size());

    using Row = std::array<std::size_t, longest + 1>;
    Row before_last{};
    Row last{};
    for (std::size_t j = 0; j <= right.size(); ++j)
        last[j] = j;

    for (std::size_t i = 1; i <= left.size(); ++i) {
        Row row{};
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const bool same = lower(left[i - 1]) == lower(right[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            const bool swapped = i > 1 && j > 1 && lower(left[i - 1]) == lower(right[j - 2]) &&
                                 lower(left[i - 2]) == lower(right[j - 1]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last[right.size()];
}

bool same_word(std::string_view left, std::string_view right) {
    return left.size() == right.size() && edit_distance(left, right) == 0;
}

std::string nearest(std::string_view word, std::span<const std::string> known, std::size_t limit) {
    std::size_t best = std::min(limit, word.size() / 3) + 1;
    std::string found;
    for (const auto& candidate : known) {
        const auto difference = word.size() > candidate.size() ? word.size() - candidate.size()
                                                               : candidate.size() - word.size();
        if (difference >= best) continue;
        const auto distance = edit_distance(word, candidate);
        if (distance >= best) continue;
        best = distance;
        found = candidate;
    }
    return found;
}

}  // namespace giv
