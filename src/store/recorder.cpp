#include "store/recorder.hpp"

#include <utility>

namespace giv::store {

Recorder::Recorder(Database database, Topologies kept, std::chrono::milliseconds period, Log log)
    : database_(std::move(database)),
      kept_(std::move(kept)),
      period_(period),
      log_(std::move(log)) {}

void Recorder::take_in(std::string endpoint, Topology topology) {
    const auto kept = kept_.find(endpoint);
    if (kept != kept_.end() && kept->second == topology) {
        pending_.erase(endpoint);  // it changed and changed back
        return;
    }
    pending_.insert_or_assign(std::move(endpoint), std::move(topology));
}

std::optional<Recorder::TimePoint> Recorder::due() const {
    if (pending_.empty()) return std::nullopt;
    return not_before_;
}

void Recorder::commit(TimePoint now) {
    if (pending_.empty()) return;
    not_before_ = now + period_;
    if (const auto written = write(); !written) {
        if (!failing_) log_(LogLevel::error, "state could not be saved: " + written.error().detail);
        failing_ = true;
        return;
    }
    if (failing_) log_(LogLevel::info, "state is saved again");
    failing_ = false;
    for (auto& [endpoint, topology] : pending_)
        kept_.insert_or_assign(endpoint, std::move(topology));
    pending_.clear();
}

Result<void> Recorder::write() {
    auto done = database_.execute("BEGIN IMMEDIATE");
    if (!done) return done;
    for (const auto& [endpoint, topology] : pending_) {
        done = save_topology(database_, endpoint, topology);
        if (!done) break;
    }
    if (done) done = database_.execute("COMMIT");
    if (done) return done;
    // SQLite has often rolled back already, and then says so; the first error is the one to tell.
    static_cast<void>(database_.execute("ROLLBACK"));
    return done;
}

}  // namespace giv::store
