// The last commands of a plant, by id: what GET /api/v1/commands/{id} shows.
//
// Any thread, under a lock of its own. Bounded: the oldest is forgotten; where a quarter of them
// ended without a write, the oldest of these, so that a flood of refusals hides nothing else.
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/plant/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

struct CommandReport {
    enum class State : std::uint8_t {
        waiting,  // for its turn
        running,  // its first read or write was sent
        done,     // `outcome` is the last word
    };

    std::string id;
    std::string control;
    std::string source;
    WallTime accepted_at;
    State state = State::waiting;
    Outcome outcome;  // once done
};

class CommandLog {
 public:
    // `prefix` makes ids differ from those of other plants and of earlier processes.
    explicit CommandLog(std::string prefix = "0", std::size_t places = 1000)
        : prefix_(std::move(prefix)), places_(places) {}

    // The id of a command that has come in.
    std::string begin(const Command& command, WallTime at);

    void running(std::string_view id);
    void done(std::string_view id, const Outcome& outcome);

    // Nothing for an id that is not known (any more).
    std::optional<CommandReport> find(std::string_view id) const;

    // How the commands of the table ended since the start; dry runs ask for nothing.
    std::vector<CommandCount> counts() const;

 private:
    void forget_one();                        // the lock is held
    void count(const CommandReport& report);  // the lock is held
    CommandReport* place_of(std::string_view id);

    const std::string prefix_;
    const std::size_t places_;
    mutable std::mutex mutex_;
    std::vector<CommandReport> reports_;  // under mutex_, oldest first
    std::uint64_t last_ = 0;              // under mutex_
    std::vector<CommandCount> counts_;    // under mutex_; bounded by the table
};

}  // namespace giv
