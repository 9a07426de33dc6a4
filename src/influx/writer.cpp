#include "influx/writer.hpp"

#include <algorithm>
#include <utility>

namespace giv::influx {
namespace {

constexpr unsigned passes_until_more = 16;
constexpr std::size_t least_lines_after_silence = 25;
constexpr int failures_until_doubt = 3;

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
    if (!was_probing) suspects_ = 0;
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
            last_error_ = summary(answer);
            verdict.words =
                said(now, answer.status, "InfluxDB does not want some points: " + last_error_);
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
    ever_passed_ = true;
    probe_passed_ = is_probing();
    if (is_probing()) {  // the line comes again, in its turn
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
    sent_lines_ += batch.lines.size();
    pass(batch.lines.size());
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
        suspects_ = batch.lines.size();
        wait(now, {});
        return {};
    }
    if (!is_probing() && ever_passed_) return give_up(now, answer);
    begin_probing(batch);
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
    probe_passed_ = false;
    pause(now, answer.retry_after.value_or(std::chrono::seconds{0}));
    return in_trouble(now, answer, LogLevel::warning);
}

// The server's trouble, until the same lines fail again and again while others pass.
Verdict Writer::failed(TimePoint now, const store::OutboxBatch& batch, const Answer& answer) {
    pause(now);
    if (is_probing()) {
        begin_probing(batch);
    } else if (is_repeated(batch, answer.status)) {
        if (batch.lines.size() > 1) {
            suspects_ = batch.lines.size();
        } else if (probe_passed_) {
            return give_up(now, answer);
        } else {
            begin_probing(batch);
        }
    }
    return in_trouble(now, answer, LogLevel::warning);
}

bool Writer::is_repeated(const store::OutboxBatch& batch, int status) {
    const auto head = batch.lines.front().number;
    if (head != failed_head_ || status != failure_status_) failures_ = 0;
    failed_head_ = head;
    failure_status_ = status;
    return ++failures_ >= failures_until_doubt;
}

Verdict Writer::not_let_in(TimePoint now, const Answer& answer) {
    probe_passed_ = false;
    wait(now, limits_.user_pause);
    return in_trouble(now, answer, LogLevel::error);
}

// ---- means --------------------------------------------------------------------------------

Verdict Writer::give_up(TimePoint now, const Answer& answer) {
    pass(1);
    wait(now, {});
    probe_passed_ = false;
    last_error_ = summary(answer);
    Verdict verdict{.is_over = true, .refused = 1};
    verdict.words =
        said(now, answer.status, "InfluxDB refuses a point, which is given up: " + last_error_);
    verdict.level = LogLevel::warning;
    return verdict;
}

// The next probe is further on: it may be many lines that are bad.
void Writer::begin_probing(const store::OutboxBatch& batch) {
    if (is_probing()) {
        skipped_ *= 2;
        return;
    }
    head_ = batch.lines.front().number;
    skipped_ = 1;
}

Verdict Writer::in_trouble(TimePoint now, const Answer& answer, LogLevel level) {
    if (!failing_since_) failing_since_ = now;
    last_error_ = summary(answer);
    Verdict verdict;
    verdict.words = said(now, answer.status, "points for InfluxDB wait: " + last_error_);
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
