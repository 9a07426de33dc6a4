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
    if (auto made = make_folder(settings_.directory); !made) return made;
    const auto file = settings_.directory + "/" + file_name;
    auto opened = open_file(file);
    if (opened) return opened;
    return fail(
        opened.error().code,
        "cannot use " + file + ": " + opened.error().detail +
            "; move it away, or set STATE_DIR to another folder"
    );
}

Result<void> Store::open_file(const std::string& file) {
    auto database = store::Database::open(file);
    if (!database) return tl::unexpected(database.error());
    if (auto migrated = store::migrate(*database, store::migrations()); !migrated) return migrated;
    if (auto prepared = database->execute(how_to_write); !prepared) return prepared;
    auto kept = store::load_topologies(*database);
    if (!kept) return tl::unexpected(kept.error());
    auto serials = store::load_serials(*database);
    if (!serials) return tl::unexpected(serials.error());
    kept_at_start_ = *kept;
    known_serials_ = *std::move(serials);
    worker_ = std::thread{
        [this](store::Database&& ours, store::Topologies&& known) {
            work(std::move(ours), std::move(known));
        },
        *std::move(database),
        *std::move(kept)};
    return {};
}

std::optional<Topology> Store::topology_at(std::string_view endpoint) const {
    const auto found = kept_at_start_.find(endpoint);
    if (found == kept_at_start_.end()) return std::nullopt;
    return found->second;
}

void Store::save_topology(std::string endpoint, Topology topology) {
    if (!worker_.joinable()) return;
    if (queue_.try_push({std::move(endpoint), std::move(topology)})) return;
    if (dropped_.fetch_add(1, std::memory_order_relaxed) == 0) {
        log_(LogLevel::warning, "the store is too slow: what it can't take is dropped");
    }
}

bool Store::stop(std::chrono::milliseconds limit) {
    queue_.close();
    if (!worker_.joinable()) return true;
    if (worker_ended_.wait_for(limit) != std::future_status::ready) return false;
    worker_.join();
    return true;
}

// The worker's whole life. SQLite closes, and moves its log into the file, where `recorder` ends.
void Store::work(store::Database database, store::Topologies kept) {
    {
        store::Recorder recorder{std::move(database), std::move(kept), pace_.commit_period, log_};
        for (;;) {
            const auto due = recorder.due();
            auto job = due ? queue_.pop_until(*due) : queue_.pop();
            if (!job && queue_.is_closed()) job = queue_.pop();  // one that came just before
            if (job) {
                recorder.take_in(std::move(job->endpoint), std::move(job->topology));
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
