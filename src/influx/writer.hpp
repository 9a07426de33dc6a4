// Decides what is sent next and what becomes of it; neither sends nor stores. Time, batches and
// answers are arguments: the worker has real ones, a test virtual ones.
//
// One request at a time, the oldest lines first, so that what the server has is always the
// beginning of the queue. When a batch is refused for one of its lines, its first half goes next,
// until one line is left. That line is given up only where the server has taken another one since
// it was first refused: else it is the server that has the trouble. Where none was, a line further
// on is tried, which stays where it is and comes again in its turn.
#pragma once

#include "exchange/log.hpp"
#include "influx/answers.hpp"
#include "store/outbox_values.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace giv::influx {

// How a writer paces itself.
struct WriterLimits {
    std::size_t lines = 500;
    std::size_t bytes = 900'000;  // before gzip; some proxies take no more than 1 MB
    std::chrono::milliseconds first_pause{5'000};
    std::chrono::milliseconds longest_pause{125'000};
    std::chrono::milliseconds user_pause{60'000};  // while somebody has to change something
    std::chrono::milliseconds said_again{600'000};
};

struct Verdict {
    bool is_over = false;  // take these lines out of the queue
    std::uint64_t refused = 0;
    std::string words{};  // for the log; empty: nothing to be said
    LogLevel level = LogLevel::info;
};

class Writer {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // `chance` gives a number in [0, 1) for the jitter of pauses.
    explicit Writer(std::function<double()> chance, WriterLimits limits = {});

    // No request before that.
    TimePoint not_before() const { return not_before_; }

    // What to read for the next request.
    store::OutboxWanted wanted() const;

    // There was nothing of that. True: there may be something else, look again at once.
    bool found_nothing();

    Verdict answered(TimePoint now, const store::OutboxBatch& batch, const Answer& answer);

    // Since when nothing is taken; nothing while all is well.
    std::optional<TimePoint> failing_since() const { return failing_since_; }

 private:
    // One for each meaning of an answer.
    Verdict stored(TimePoint now, const store::OutboxBatch& batch);
    Verdict bad_line(TimePoint now, const store::OutboxBatch& batch, const Answer& answer);
    Verdict too_large(TimePoint now, const store::OutboxBatch& batch, const Answer& answer);
    Verdict not_now(TimePoint now, const Answer& answer);
    Verdict failed(TimePoint now, const store::OutboxBatch& batch, const Answer& answer);
    Verdict not_let_in(TimePoint now, const Answer& answer);

    bool is_probing() const { return skipped_ > 0; }
    Verdict doubt(TimePoint now, const store::OutboxBatch& batch, const Answer& answer);
    bool is_repeated(const store::OutboxBatch& batch, int status);
    Verdict give_up(TimePoint now, const Answer& answer);
    Verdict in_trouble(TimePoint now, const Answer& answer, LogLevel level);
    void begin_probing(const store::OutboxBatch& batch);
    void pass(std::size_t lines);
    void pause(TimePoint now, std::chrono::milliseconds least = {});
    void wait(TimePoint now, std::chrono::milliseconds pause) { not_before_ = now + pause; }
    std::string said(TimePoint now, int status, std::string words);

    const std::function<double()> chance_;
    const WriterLimits limits_;
    TimePoint not_before_;
    unsigned pauses_ = 0;

    std::size_t most_lines_;        // halved where the server can't take so many
    unsigned passes_ = 0;           // since then
    std::size_t suspects_ = 0;      // so many lines at the head hold a bad one
    std::int64_t head_ = 0;         // number of the line that is doubted
    std::int64_t skipped_ = 0;      // a line so far behind it is tried; 0: none is
    std::int64_t good_ = 0;         // number of the line that was last tried and taken
    int proofs_ = 0;                // so often others were taken since the head was refused
    int failures_ = 0;              // of one batch, one after the other
    int failure_status_ = 0;        // theirs
    std::int64_t failed_head_ = 0;  // its first line

    std::optional<TimePoint> failing_since_;
    std::optional<TimePoint> said_at_;
    int said_status_ = 0;
};

}  // namespace giv::influx
