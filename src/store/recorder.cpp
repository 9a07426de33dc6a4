#include "store/recorder.hpp"

#include "store/audit_log.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace giv::store {
namespace {

// `pending` shall become what the file says of `key`, unless it says so already: then nothing is
// to be written, also if something else was before.
template <class Records>
void put(
    const Records& kept,
    Records& pending,
    typename Records::key_type key,
    typename Records::mapped_type record
) {
    const auto found = kept.find(key);
    if (found != kept.end() && found->second == record) {
        pending.erase(key);
        return;
    }
    pending.insert_or_assign(std::move(key), std::move(record));
}

template <class Records>
void move_all(Records& from, Records& to) {
    for (auto& [key, record] : from)
        to.insert_or_assign(key, std::move(record));
    from.clear();
}

}  // namespace

Recorder::Recorder(Database database, Kept kept, std::chrono::milliseconds period, Log log)
    : database_(std::move(database)),
      kept_(std::move(kept)),
      period_(period),
      log_(std::move(log)) {}

void Recorder::take_in(SaveTopology job) {
    put(kept_.topologies, topologies_, std::move(job.endpoint), std::move(job.topology));
}

void Recorder::take_in(KeepControl job) {
    put(kept_.controls, controls_, std::move(job.serial), std::move(job.kept));
    if (job.done) waiting_.push_back(std::move(job.done));
}

void Recorder::take_in(KeepCounters job) {
    const auto& known = counters_in(kept_.counters[job.serial]);
    auto& pending = counters_[job.serial];
    pending = merged(pending, job.kept);
    if (holds_all(known, counters_in(pending))) counters_.erase(job.serial);
    patient_.push_back(std::move(job.done));
}

void Recorder::take_in(KeepIdentities job) {
    put(kept_.identities, identities_, std::move(job.serial), std::move(job.identities));
}

void Recorder::take_in(KeepPlace job) {
    put(kept_.places, places_, job.plant, std::move(job.place));
    is_urgent_ = !places_.empty();
}

void Recorder::take_in(AuditEntry entry) {
    auto& lines = entry.wrote ? audits_ : idle_audits_;
    const auto most = entry.wrote ? 2 * many_audits : most_that_wrote_nothing;
    if (lines.size() >= most) {
        lines.pop_front();
        if (entry.wrote) ++dropped_;
    }
    lines.push_back(std::move(entry));
}

bool Recorder::is_empty() const {
    return topologies_.empty() && controls_.empty() && counters_.empty() && identities_.empty() &&
           places_.empty() && audits_.empty() && idle_audits_.empty();
}

std::optional<Recorder::TimePoint> Recorder::due() const {
    const bool is_much = audits_.size() >= many_audits || is_urgent_;
    if (!waiting_.empty() || (is_much && !failing_)) return TimePoint{};
    if (is_empty() && patient_.empty()) return std::nullopt;
    return not_before_;
}

void Recorder::commit(TimePoint now) {
    if (is_empty()) return answer({});  // what they wait for is in the file
    not_before_ = now + period_;
    is_urgent_ = false;
    const auto written = write();
    if (written) {
        if (failing_) log_(LogLevel::info, "state is saved again");
        is_written();
    } else if (!failing_) {
        log_(LogLevel::error, "state could not be saved: " + written.error().detail);
    }
    failing_ = !written;
    answer(written);
}

void Recorder::is_written() {
    move_all(topologies_, kept_.topologies);
    move_all(controls_, kept_.controls);
    for (const auto& [serial, counters] : counters_) {
        auto& known = kept_.counters[serial];
        known = merged(known, counters);
    }
    counters_.clear();
    move_all(identities_, kept_.identities);
    move_all(places_, kept_.places);
    audits_.clear();
    idle_audits_.clear();
}

void Recorder::answer(const Result<void>& result) {
    for (const auto& done : std::exchange(waiting_, {}))
        done(result);
    for (const auto& done : std::exchange(patient_, {}))
        done(result);
}

Result<void> Recorder::write() {
    // SQLite goes on in a file that somebody deleted, and says nothing.
    if (!database_.is_in_place()) {
        return fail(
            Errc::rejected,
            "the file has been deleted or moved; start givtcpd again to have a new one"
        );
    }
    return database_.transaction([this] { return write_all(); });
}

Result<void> Recorder::write_all() {
    for (const auto& [endpoint, topology] : topologies_) {
        if (auto saved = save_topology(database_, endpoint, topology); !saved) return saved;
    }
    for (const auto& [serial, control] : controls_) {
        if (auto saved = save_control(database_, serial, kept_.controls[serial], control); !saved) {
            return saved;
        }
    }
    for (const auto& [serial, counters] : counters_) {
        const auto& known = counters_in(kept_.counters[serial]);
        auto saved = save_counters(database_, serial, known, *counters);
        if (!saved) return saved;
    }
    for (const auto& [serial, identities] : identities_) {
        if (auto saved = save_identities(database_, serial, identities); !saved) return saved;
    }
    for (const auto& [plant, place] : places_) {
        if (auto saved = save_place(database_, plant, place); !saved) return saved;
    }
    std::vector<AuditEntry> lines;
    const auto at = &AuditEntry::at;
    std::ranges::merge(audits_, idle_audits_, std::back_inserter(lines), {}, at, at);
    return append_audit(database_, lines);
}

}  // namespace giv::store
