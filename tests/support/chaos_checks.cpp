#include "support/chaos_checks.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace giv::testing {
namespace {

constexpr std::uint64_t most_told = 5;  // of each check

constexpr auto rows = std::to_array<CheckRow>({
    {Check::lives, "lives", "the link does not end by itself"},
    {Check::one_socket, "one socket", "the dongle never has two connections of ours"},
    {Check::truth, "truth", "no value that is good is another than the plant's, then"},
    {Check::counters, "counters", "no total falls, and no counter of a day but once, at midnight"},
    {Check::answered, "answered", "each command is answered within 8 s, once, and ends"},
    {Check::verified, "verified", "of a verified command the inverter has each register so"},
    {Check::no_op, "no-op", "the inverter had each register so, and nothing was written"},
    {Check::refused, "refused", "of a refused command the inverter is as it was"},
    {Check::unknown, "unknown", "a command ends as unknown only where a fault was about"},
    {Check::reason, "reason", "a command is refused only where a fault was about, and says why"},
    {Check::repeats, "repeats", "no value is written more than three times for one command"},
    {Check::restored, "restored", "a timed action puts back what was before it"},
    {Check::offline, "offline", "where nothing can be read for 30 s, the plant is not online"},
    {Check::online, "online", "where all is well for 60 s, it is"},
    {Check::recovery, "recovery", "a complete good cycle within 60 s of the end of each fault"},
    {Check::bounds, "bounds", "what is queued, logged and recorded stays bounded"},
    {Check::memory, "memory", "memory does not grow"},
});

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows.at(i).check) != i) return false;
    return true;
}
static_assert(is_in_order());

}  // namespace

std::span<const CheckRow> checks() { return rows; }

std::string_view name_of(Check check) { return rows.at(static_cast<std::size_t>(check)).name; }

void Findings::add(Check check, Instant at, std::string_view what) {
    auto& count = counts_.at(static_cast<std::size_t>(check));
    if (++count > most_told) return;
    told_.push_back(
        std::string{name_of(check)} + " at " + text_of_time(at - since_) + ": " + std::string{what}
    );
}

std::uint64_t Findings::count() const {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::string text_of_time(Instant::duration since_the_start) {
    using namespace std::chrono;
    const hh_mm_ss time{floor<seconds>(since_the_start)};
    const auto two = [](auto number) {
        const auto text = std::to_string(number);
        return text.size() < 2 ? "0" + text : text;
    };
    return std::to_string(time.hours().count()) + ":" + two(time.minutes().count()) + ":" +
           two(time.seconds().count());
}

}  // namespace giv::testing
