#include "simulator/line_habits.hpp"

#include <array>
#include <cmath>
#include <cstddef>

namespace giv::simulator {

namespace {

using namespace std::chrono_literals;

struct Quantile {
    double share;
    double seconds;
};

constexpr auto measured = std::to_array<Quantile>({
    {0.0, 0.13},
    {0.5, 0.25},
    {0.95, 0.96},
    {1.0, 3.9},
});

constexpr auto shortest_silence = 2'000ms;
constexpr std::uint32_t spread_of_silence_ms = 4'000;

}  // namespace

std::chrono::milliseconds measured_latency(double share) {
    std::size_t above = 1;
    while (above + 1 < measured.size() && measured.at(above).share <= share)
        ++above;
    const auto& from = measured.at(above - 1);
    const auto& to = measured.at(above);
    const auto part = (share - from.share) / (to.share - from.share);
    const auto seconds = from.seconds * std::pow(to.seconds / from.seconds, part);
    return std::chrono::milliseconds{std::llround(seconds * 1000)};
}

SilentWindows::SilentWindows(std::uint32_t seed, std::chrono::milliseconds period, Instant since)
    : chance_{seed}, period_{period}, from_{since}, until_{since} {
    next();
}

void SilentWindows::next() {
    const auto spread = static_cast<std::uint32_t>(period_.count()) + 1;
    from_ = until_ + period_ / 2 + std::chrono::milliseconds{chance_.below(spread)};
    until_ = from_ + shortest_silence +
             std::chrono::milliseconds{chance_.below(spread_of_silence_ms + 1)};
}

bool SilentWindows::contain(Instant now) {
    while (until_ <= now)
        next();
    return from_ <= now;
}

}  // namespace giv::simulator
