// "Did you mean ...?": the known word nearest to an unknown one. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace giv {

// How many letters have to be added, dropped, changed or swapped with their neighbour; upper and
// lower case count as the same letter. Words longer than 64 letters are as far as they are long.
std::size_t edit_distance(std::string_view left, std::string_view right);

// The same letters, upper or lower case.
bool same_word(std::string_view left, std::string_view right);

// The nearest of the known words, or nothing where none is near enough to be what was meant
// (a third of the letters, at most `limit`).
std::string nearest(std::string_view word, std::span<const std::string> known, std::size_t limit);

}  // namespace giv
