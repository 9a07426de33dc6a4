// The commands of one plant that have not been begun, in order, and how long each may still wait.
//
// Loop thread. Source: spec/commands.md 0.5: an answer after 7.5 s at the latest.
#pragma once

#include "exchange/command_gate.hpp"
#include "link/clock.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace giv {

inline constexpr std::chrono::milliseconds answer_within{7'500};

struct Asked {
    CommandGate::Waiting what;
    Instant since{};
    bool is_answered = false;
};

class CommandQueue {
 public:
    // Takes in all that has come through the gate.
    void take_from(CommandGate& gate, Instant now) {
        while (auto waiting = gate.take())
            waiting_.push_back({std::move(*waiting), now});
    }

    bool is_empty() const { return waiting_.empty(); }

    std::optional<Asked> next() {
        if (waiting_.empty()) return std::nullopt;
        std::optional<Asked> first{std::move(waiting_.front())};
        waiting_.erase(waiting_.begin());
        return first;
    }

    // When the first of them has waited long enough.
    std::optional<Instant> first_deadline() const {
        if (waiting_.empty()) return std::nullopt;
        return waiting_.front().since + answer_within;
    }

    // Those that have waited long enough, taken out.
    std::vector<Asked> expired(Instant now) {
        std::vector<Asked> late;
        while (!waiting_.empty() && waiting_.front().since + answer_within <= now)
            late.push_back(*next());
        return late;
    }

    std::vector<Asked> all() {
        std::vector<Asked> everyone;
        while (auto one = next())
            everyone.push_back(std::move(*one));
        return everyone;
    }

 private:
    std::vector<Asked> waiting_;
};

}  // namespace giv
