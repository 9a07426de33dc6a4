#include "link/backoff.hpp"

#include <algorithm>
#include <array>

namespace giv {

std::chrono::milliseconds Backoff::next(double chance) {
    using namespace std::chrono_literals;
    constexpr auto pauses = std::to_array<std::chrono::milliseconds>({2s, 5s, 10s, 20s, 40s});
    constexpr double spread = 0.2;
    const auto pause = pauses.at(std::min(tries_, pauses.size() - 1));
    ++tries_;
    const double factor = 1 - spread + 2 * spread * chance;
    return std::chrono::round<std::chrono::milliseconds>(pause * factor);
}

}  // namespace giv
