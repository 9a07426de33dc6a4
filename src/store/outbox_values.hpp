// What waits in the outbox, as its users see it: lines with numbers, batches of them, figures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace giv::store {

// A line as it will be sent. Numbers grow with every line, and may have gaps.
struct OutboxLine {
    std::int64_t number = 0;
    std::string text;

    friend bool operator==(const OutboxLine&, const OutboxLine&) = default;
};

// The oldest lines with a number above `after`: so many of them at most, and so many bytes, but
// always one if there is one.
struct OutboxWanted {
    std::int64_t after = 0;
    std::size_t lines = 500;
    std::size_t bytes = 900'000;
};

struct OutboxBatch {
    std::vector<OutboxLine> lines;
};

// Figures. Those of what went outlive the process; nothing ever sets them back.
struct OutboxState {
    std::uint64_t lines = 0;    // that wait
    std::uint64_t bytes = 0;    // their text
    std::uint64_t dropped = 0;  // lines for which there was no place: the oldest went
    std::uint64_t refused = 0;  // lines that the server does not want, whatever happens

    friend bool operator==(const OutboxState&, const OutboxState&) = default;
};

// Told once, on the store's thread; empty where nothing waits or the file can't be read just now.
using BatchRead = std::function<void(OutboxBatch)>;

}  // namespace giv::store
