// What waits for a server: lines, oldest first, within a bound. Beyond it the oldest go, counted.
//
// New lines stay in memory for most of a second: a server that answers takes them before they ever
// touch the disk (SD cards wear out). What it has not taken by then is written, one transaction a
// second at most, so that kill -9 loses no line older than a second. Time is an argument; the
// store's worker is the only user. While the file can't be written, lines wait in memory alone.
#pragma once

#include "exchange/log.hpp"
#include "store/database.hpp"
#include "store/outbox_values.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace giv::store {

class Outbox {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::milliseconds in_memory{900};        // a line's time to be taken
    static constexpr std::chrono::milliseconds between_writes{1000};  // of lines
    static constexpr std::chrono::milliseconds removed_within{5000};  // from the file
    static constexpr std::chrono::milliseconds after_failure{10'000};
    static constexpr std::uint64_t most_in_memory = 8'000'000;  // bytes

    // `database` outlives this. At most `most_bytes` of text wait.
    Outbox(Database& database, std::uint64_t most_bytes, Log log);

    // What an earlier process left. Before anything else, once.
    Result<void> load();

    // `lost`: so many lines went on their way here, and are to be counted.
    void append(std::vector<std::string> lines, std::uint64_t lost, TimePoint now);

    // Never what remove() was told of.
    OutboxBatch read(const OutboxWanted& wanted);

    // The server has these, and all before them; `refused` of them it did not want.
    void remove(const OutboxBatch& batch, std::uint64_t refused, TimePoint now);

    // When there is something to write: the earliest moment to do so.
    std::optional<TimePoint> due() const;

    void commit(TimePoint now);

    OutboxState state() const;

 private:
    struct Waiting {
        OutboxLine line;
        TimePoint since;
    };

    // What a transaction makes of the file.
    struct Written {
        std::uint64_t lines = 0;
        std::uint64_t bytes = 0;
        std::int64_t last = 0;              // number of the newest line
        std::vector<std::int64_t> dropped;  // by this transaction
    };

    // A batch that grows until it is full.
    struct Reading {
        OutboxBatch batch;
        std::size_t bytes = 0;
        bool is_full = false;

        void take(OutboxLine line, const OutboxWanted& wanted);
    };

    bool has_work() const;
    Result<Written> write();
    Result<void> write_lines(Written& written);
    Result<void> make_room(Written& written);
    Result<void> write_figures(const Written& written);
    void is_written(const Written& written);
    Result<void> read_file(const OutboxWanted& wanted, Reading& reading);
    void drop_first_in_memory();
    void count_dropped(std::int64_t number);
    void settle();

    Database& database_;
    const std::uint64_t most_bytes_;
    const Log log_;

    std::deque<Waiting> fresh_;  // not in the file
    std::uint64_t fresh_bytes_ = 0;
    std::int64_t next_number_ = 1;

    Written file_;                     // what the file says
    std::int64_t removed_up_to_ = 0;   // taken, though the file may have them still
    std::uint64_t removed_lines_ = 0;  // of those in the file
    std::uint64_t removed_bytes_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t refused_ = 0;

    // What was read last may be with the server: a line of it for which there is no place meanwhile
    // is dropped only when it comes out that the server has it not.
    std::int64_t first_on_its_way_ = 0;
    std::int64_t last_on_its_way_ = -1;
    std::vector<std::int64_t> unsettled_;  // dropped, of these

    std::optional<TimePoint> changed_at_;  // figures or removals that the file does not show yet

    TimePoint not_before_;
    bool failing_ = false;
    bool unreadable_ = false;
};

}  // namespace giv::store
