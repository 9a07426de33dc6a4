#include "store/store.hpp"

#include "store/recorder.hpp"
#include "store/schema.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace giv {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* file_name = "givtcp.db";

// WAL: a reader never waits for the writer, and a commit is one append. FULL: what was committed
// survives a power cut.
constexpr const char* how_to_write = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

Result<void> make_folder(const std::string& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (!error) return {};
    return fail(
        Errc::rejected,
        "cannot make the folder " + directory + " (" + error.message() +
            "); set STATE_DIR to one that can be written"
    );
}

}  // namespace

Store::Store(StoreSettings settings, Log log, StorePace pace)
    : settings_(std::move(settings)), log_(std::move(log)), pace_(pace), queue_(pace.queue) {}

Store::~Store() {
    queue_.close();
    if (worker_.joinable()) worker_.join();
}

Result<void> Store::open() {
    const auto file = settings_.directory + "/" + file_name;
    auto opened = make_folder(settings_.directory);
    if (opened) {
        opened = open_file(file);
        if (!opened) {
            opened = fail(
                opened.error().code,
                "cannot use " + file + ": " + opened.error().detail +
                    "; move it away, or set STATE_DIR to another folder"
            );
        }
    }
    if (!opened) why_closed_ = opened.error().detail;
    is_open_ = opened.has_value();
    return opened;
}

Result<void> Store::open_file(const std::string& file) {
    auto database = store::Database::open(file);
    if (!database) return tl::unexpected(database.error());
    if (auto migrated = store::migrate(*database, store::migrations()); !migrated) return migrated;
    if (auto prepared = database->execute(how_to_write); !prepared) return prepared;
    if (auto loaded = load(*database); !loaded) return loaded;
    worker_ = std::thread{
        [this](store::Database&& ours, store::Kept&& known) {
            work(std::move(ours), std::move(known));
        },
        *std::move(database),
        kept_at_start_};
    return {};
}

Result<void> Store::load(store::Database& database) {
    auto topologies = store::load_topologies(database);
    if (!topologies) return tl::unexpected(topologies.error());
    auto serials = store::load_serials(database);
    if (!serials) return tl::unexpected(serials.error());
    auto controls = store::load_controls(database);
    if (!controls) return tl::unexpected(controls.error());
    for (const auto& complaint : controls->refused)
        log_(LogLevel::error, complaint);
    auto counters = store::load_counters(database);
    if (!counters) return tl::unexpected(counters.error());
    if (!counters->refused.empty()) log_(LogLevel::warning, counters->refused);
    auto identities = store::load_identities(database);
    if (!identities) return tl::unexpected(identities.error());
    kept_at_start_ = {
        *std::move(topologies),
        std::move(controls->controls),
        std::move(counters->counters),
        *std::move(identities)};
    known_serials_ = *std::move(serials);
    return {};
}

std::optional<Topology> Store::topology_at(std::string_view endpoint) const {
    const auto& topologies = kept_at_start_.topologies;
    const auto found = topologies.find(endpoint);
    if (found == topologies.end()) return std::nullopt;
    return found->second;
}

std::optional<KeptControl> Store::control_of(std::string_view serial) const {
    const auto& controls = kept_at_start_.controls;
    const auto found = controls.find(serial);
    if (found == controls.end()) return std::nullopt;
    return found->second;
}

KeptCounters Store::counters_of(std::string_view serial) const {
    const auto& counters = kept_at_start_.counters;
    const auto found = counters.find(serial);
    return found == counters.end() ? KeptCounters{} : found->second;
}

std::string_view Store::identities_of(std::string_view serial) const {
    const auto& identities = kept_at_start_.identities;
    const auto found = identities.find(serial);
    return found == identities.end() ? std::string_view{} : found->second;
}

void Store::save_topology(std::string endpoint, Topology topology) {
    push_or_drop(store::SaveTopology{std::move(endpoint), std::move(topology)});
}

void Store::keep_control_soon(std::string serial, KeptControl kept) {
    push_or_drop(store::KeepControl{std::move(serial), std::move(kept), {}});
}

void Store::keep_identities(std::string serial, std::string identities) {
    push_or_drop(store::KeepIdentities{std::move(serial), std::move(identities)});
}

void Store::audit(AuditEntry entry) {
    if (entry.wrote) return static_cast<void>(push_or_drop(std::move(entry)));
    const bool has_place = idle_audits_.fetch_add(1) < pace_.queue / 2;
    if (!has_place && is_open()) drop();
    if (!has_place || !push_or_drop(std::move(entry))) idle_audits_.fetch_sub(1);
}

bool Store::push_or_drop(store::Job job) {
    if (!is_open()) return false;
    const bool is_taken = queue_.try_push(std::move(job));
    if (!is_taken) drop();
    return is_taken;
}

void Store::drop() {
    if (dropped_.fetch_add(1, std::memory_order_relaxed) == 0) {
        log_(LogLevel::warning, "the store is too slow: what it can't take is dropped");
    }
}

void Store::keep_control(std::string serial, KeptControl kept, store::Done done) {
    // The queue swallows what it does not take: who waits is kept here, too.
    const auto waits = done;
    store::KeepControl job{std::move(serial), std::move(kept), std::move(done)};
    if (is_open() && queue_.try_push(std::move(job))) return;
    waits(tl::unexpected(why_not_taken()));
}

void Store::keep_counters(std::string serial, KeptCounters kept, store::Done done) {
    const auto waits = done;
    if (push_or_drop(store::KeepCounters{std::move(serial), std::move(kept), std::move(done)})) {
        return;
    }
    waits(tl::unexpected(why_not_taken()));
}

Error Store::why_not_taken() const {
    if (queue_.is_closed()) return {Errc::busy, "the store has been closed"};
    if (!is_open()) return {Errc::rejected, why_closed_};
    return {Errc::busy, "the store is too slow: too much waits for the disk"};
}

bool Store::stop(std::chrono::milliseconds limit) {
    is_open_ = false;
    queue_.close();
    if (!worker_.joinable()) return true;
    if (worker_ended_.wait_for(limit) != std::future_status::ready) return false;
    worker_.join();
    return true;
}

void Store::hand_over(store::Job job, store::Recorder& recorder) {
    const auto* line = std::get_if<AuditEntry>(&job);
    if (line != nullptr && !line->wrote) idle_audits_.fetch_sub(1);
    std::visit([&](auto& one) { recorder.take_in(std::move(one)); }, job);
    dropped_.fetch_add(recorder.dropped(), std::memory_order_relaxed);
}

// The worker's whole life. SQLite closes, and moves its log into the file, where `recorder` ends.
void Store::work(store::Database database, store::Kept kept) {
    {
        store::Recorder recorder{std::move(database), std::move(kept), pace_.commit_period, log_};
        for (;;) {
            const auto due = recorder.due();
            auto job = due ? queue_.pop_until(*due) : queue_.pop();
            if (!job && queue_.is_closed()) job = queue_.pop();  // one that came just before
            if (job) {
                hand_over(*std::move(job), recorder);
            } else if (queue_.is_closed()) {
                break;
            }
            const auto now = Clock::now();
            if (const auto next = recorder.due(); next && *next <= now) recorder.commit(now);
        }
        recorder.commit(Clock::now());
    }
    worker_done_.set_value();
}

}  // namespace giv
