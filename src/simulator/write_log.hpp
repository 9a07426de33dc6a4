// Which writes reached the simulated dongle, and what became of them.
//
// For tests, which compare it with what a command should have written. Bounded: of very many
// writes the oldest are forgotten, but never their number.
#pragma once

#include "givtcp/registers/register_bank.hpp"

#include <cstdint>
#include <deque>
#include <map>

namespace giv::simulator {

enum class WriteAnswer : std::uint8_t {
    acknowledged,
    refused,  // an error frame
    none,
};

struct LoggedWrite {
    Instant at;  // when the line was through with it
    std::uint16_t index = 0;
    std::uint16_t value = 0;
    WriteAnswer answer = WriteAnswer::acknowledged;
    bool done = true;  // or will be, if its effect is delayed

    friend bool operator==(const LoggedWrite&, const LoggedWrite&) = default;
};

class WriteLog {
 public:
    static constexpr std::size_t most_entries = 10'000;

    void add(const LoggedWrite& write) {
        if (entries_.size() == most_entries) entries_.pop_front();
        entries_.push_back(write);
        counts_[write.index]++;
    }

    const std::deque<LoggedWrite>& entries() const { return entries_; }

    // Requests to write this register, whatever became of them.
    std::uint64_t count_of(std::uint16_t index) const {
        const auto found = counts_.find(index);
        return found == counts_.end() ? 0 : found->second;
    }

    // Of every register that was written.
    const std::map<std::uint16_t, std::uint64_t>& counts() const { return counts_; }

    void clear() { *this = {}; }

 private:
    std::deque<LoggedWrite> entries_;
    std::map<std::uint16_t, std::uint64_t> counts_;
};

}  // namespace giv::simulator
