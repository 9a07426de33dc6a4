// Any text as a kept timed action: an action that survives being kept again, or none; never a
// crash. What comes out can be ended, moved and asked for its time.
#include "core/control/action_ledger.hpp"

#include "givtcp/control/timed_action.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace giv;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as text
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto action = action_from(text);
    if (!action) return 0;
    if (action_from(to_text(*action)) != action) std::abort();

    constexpr LocalTime now{2026, 11, 26, 10, 0, 0};
    if (minutes_left(*action, now) < std::chrono::minutes{0}) std::abort();
    const auto moved = shifted(*action, std::chrono::hours{-1});
    const auto all_the_same = [](std::uint16_t) -> std::optional<std::uint16_t> { return 1000; };
    const auto corrected = ledger::written(moved, ledger::slots(moved, all_the_same));
    if (ledger::restoring(corrected, all_the_same).size() > action->restore.size()) std::abort();
    return 0;
}
