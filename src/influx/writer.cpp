#include "influx/writer.hpp"

#include <algorithm>
#include <utility>

namespace giv::influx {
namespace {

constexpr unsigned passes_until_more = 16;
constexpr std::size_t least_lines_after_silence = 25;
constexpr int failures_until_doubt = 3;

// A 400 is said of the lines themselves; a 500 comes and goes with the server's own trouble.
constexpr int proofs_for_refusal = 1;
constexpr int proofs_for_failure = 5;

std::string seconds_between(Writer::TimePoint from, Writer::TimePoint to) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(to - from).count()) + " s";
}

}  // namespace

Writer::Writer(std::function<double()> chance, WriterLimits limits)
    : chance_(std::move(chance)), limits_(limits), most_lines_(limits.lines) {}

store::OutboxWanted Writer::wanted() const {
    if (is_probing()) return {head_ + skipped_ - 1, 1, limits_.bytes};
    const auto half = std::max<std::size_t>(1, suspects_ / 2);
    return {0, suspects_ > 0 ? std::min(half, most_lines_) : most_lines_, limits_.bytes};
}

// Of a probe: begin again just behind the head, and then with the head itself.
bool Writer::found_nothing() {
    const bool was_probing = is_probing();
    skipped_ = skipped_ > 1 ? 1 : 0;
    if (!was_probing) {
        suspects_ = 0;
        proofs_ = 0;
    }
    return was_probing;
}

Verdict Writer::answered(TimePoint now, const store::OutboxBatch& batch, const Answer& answer) {
    if (batch.lines.empty()) return {};
    switch (meaning_of(answer.status)) {
        case Meaning::stored: return stored(now, batch);
        case Meaning::others_stored: {
            auto verdict = stored(now, batch);
            if (!verdict.is_over) return verdict;
            const auto most = static_cast<std::uint64_t>(batch.lines.size());
            verdict.refused = std::min(dropped_lines(answer.words), most);
            verdict.words =
                said(now, answer.status, "InfluxDB does not want some points: " + summary(answer));
            verdict.level = LogLevel::warning;
            return verdict;
        }
        case Meaning::bad_line: return bad_line(now, batch, answer);
        case Meaning::too_large: return too_large(now, batch, answer);
        case Meaning::not_now: return not_now(now, answer);
        case Meaning::failed: return failed(now, batch, answer);
        case Meaning::not_let_in: return not_let_in(now, answer);
    }
    return {};
}

// ---- what answers mean --------------------------------------------------------------------

Verdict Writer::stored(TimePoint now, const store::OutboxBatch& batch) {
    wait(now, {});
    if (is_probing() || suspects_ > 0) ++proofs_;
    if (is_probing()) {
        good_ = batch.lines.front().number;
        skipped_ = 0;
        return {};
    }
    Verdict verdict{.is_over = true};
    if (failing_since_) {
        verdict.words =
            "InfluxDB takes points again after " + seconds_between(*failing_since_, now);
        said_at_.reset();
    }
    failing_since_.reset();
    pass(batch.lines.size());
    if (suspects_ == 0) proofs_ = 0;
    return verdict;
}

void Writer::pass(std::size_t lines) {
    suspects_ -= std::min(suspects_, lines);
    pauses_ = 0;
    failures_ = 0;
    if (++passes_ < passes_until_more) return;
    passes_ = 0;
    most_lines_ = std::min(limits_.lines, 2 * most_lines_);
}

Verdict Writer::bad_line(TimePoint now, const store::OutboxBatch& batch, const Answer& answer) {
    if (!is_probing() && batch.lines.size() > 1) {
        if (suspects_ == 0) proofs_ = 0;
        suspects_ = batch.lines.size();
        wait(now, {});
        return {};
    }
    if (!is_probing() && proofs_ >= proofs_for_refusal) return give_up(now, answer);
    return doubt(now, batch, answer);
}

// Most often the next line is taken at once, and there is nothing to wait for or to say.
Verdict Writer::doubt(TimePoint now, const store::OutboxBatch& batch, const Answer& answer) {
    const bool is_new = !is_probing() && head_ != batch.lines.front().number;
    begin_probing(batch);
    if (is_new) {
        wait(now, {});
        return {};
    }
    pause(now);
    return in_trouble(now, answer, LogLevel::error);
}

Verdict Writer::too_large(TimePoint now, const store::OutboxBatch& batch, const Answer& answer) {
    if (is_probing() || batch.lines.size() == 1) return bad_line(now, batch, answer);
    most_lines_ = batch.lines.size() / 2;
    passes_ = 0;
    wait(now, {});
    return {};
}

Verdict Writer::not_now(TimePoint now, const Answer& answer) {
    if (answer.took_too_long && most_lines_ > least_lines_after_silence) {
        most_lines_ = std::max(least_lines_after_silence, most_lines_ / 2);
        passes_ = 0;
    }
    proofs_ = 0;
    pause(now, answer.retry_after.value_or(std::chrono::seconds{0}));
    return in_trouble(now, answer, LogLevel::warning);
}

// The server's trouble, until the same lines fail again and again while others pass.
Verdict Writer::failed(TimePoint now, const store::OutboxBatch& batch, const Answer& answer) {
    pause(now);
    if (is_probing()) {
        proofs_ = 0;
        begin_probing(batch);
    } else if (is_repeated(batch, answer.status)) {
        if (batch.lines.size() > 1) {
            suspects_ = batch.lines.size();
        } else if (proofs_ >= proofs_for_failure) {
            return give_up(now, answer);
        } else {
            begin_probing(batch);
        }
    }
    return in_trouble(now, answer, LogLevel::warning);
}

bool Writer::is_repeated(const store::OutboxBatch& batch, int status) {
    const auto head = batch.lines.front().number;
    if (head != failed_head_ || status != failure_status_) {
        failures_ = 0;
        proofs_ = 0;
    }
    failed_head_ = head;
    failure_status_ = status;
    return ++failures_ >= failures_until_doubt;
}

Verdict Writer::not_let_in(TimePoint now, const Answer& answer) {
    proofs_ = 0;
    wait(now, limits_.user_pause);
    return in_trouble(now, answer, LogLevel::error);
}

// ---- means --------------------------------------------------------------------------------

Verdict Writer::give_up(TimePoint now, const Answer& answer) {
    pass(1);
    wait(now, {});
    proofs_ = 0;
    Verdict verdict{.is_over = true, .refused = 1};
    verdict.words =
        said(now, answer.status, "InfluxDB refuses a point, which is given up: " + summary(answer));
    verdict.level = LogLevel::warning;
    return verdict;
}

// The line that was last taken may be taken again; where it is not, further and further on: it may
// be many lines that are bad.
void Writer::begin_probing(const store::OutboxBatch& batch) {
    if (is_probing()) {
        skipped_ *= 2;
        return;
    }
    head_ = batch.lines.front().number;
    suspects_ = std::max<std::size_t>(1, suspects_);  // it comes alone again
    skipped_ = std::max<std::int64_t>(1, good_ - head_);
}

Verdict Writer::in_trouble(TimePoint now, const Answer& answer, LogLevel level) {
    if (!failing_since_) failing_since_ = now;
    Verdict verdict;
    verdict.words = said(now, answer.status, "points for InfluxDB wait: " + summary(answer));
    verdict.level = level;
    return verdict;
}

// Each kind of trouble once, and again when it has lasted.
std::string Writer::said(TimePoint now, int status, std::string words) {
    if (said_at_ && said_status_ == status && now - *said_at_ < limits_.said_again) return {};
    said_at_ = now;
    said_status_ = status;
    return words;
}

void Writer::pause(TimePoint now, std::chrono::milliseconds least) {
    constexpr double spread = 0.2;
    auto base = limits_.first_pause;
    for (unsigned doubled = 0; doubled < pauses_ && base < limits_.longest_pause; ++doubled)
        base *= 2;
    ++pauses_;
    const double factor = 1 - spread + 2 * spread * chance_();
    const auto pause = std::chrono::round<std::chrono::milliseconds>(base * factor);
    wait(now, std::max(std::min(pause, limits_.longest_pause), least));
}

}  // namespace giv::influx
