#include "store/store.hpp"

#include "store/outbox.hpp"
#include "store/recorder.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace giv {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* file_name = "givtcp.db";

// WAL: a reader never waits for the writer, and a commit is one append. FULL: what was committed
// survives a power cut. What is deleted is not written over: nothing in here is secret, and it
// would double what an outage costs a card.
constexpr const char* how_to_write =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF;";

// What waits for InfluxDB where there is no file.
constexpr std::uint64_t most_outbox_in_memory = 8'000'000;

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

bool can_write(const std::string& path) {
    return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

// What to do about a file that can't be used: it is not ours, or it is no good.
std::string cure(const std::string& directory, const std::string& file) {
    std::error_code ignored;
    const bool is_there = std::filesystem::exists(file, ignored);
    if (can_write(directory) && (!is_there || can_write(file)))
        return "move it away, or set STATE_DIR to another folder; then start givtcpd again";
    const auto user = std::to_string(::geteuid());
    return "user " + user + " must be able to write there (chown -R " + user + ' ' + directory +
           "), or set STATE_DIR to another folder; then start givtcpd again";
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
                "cannot use " + file + ": " + opened.error().detail + "; " +
                    cure(settings_.directory, file)
            );
        }
    }
    if (!opened) {
        why_closed_ = opened.error().detail;
        if (!lines_came_) return opened;
        if (const auto without = open_without_file(); !without) {
            log_(LogLevel::error, "nothing waits for InfluxDB: " + without.error().detail);
        }
    }
    is_open_ = opened.has_value();
    return opened;
}

Result<void> Store::open_file(const std::string& file) {
    auto database = store::Database::open(file);
    if (!database) return tl::unexpected(database.error());
    if (auto migrated = store::migrate(*database, store::migrations()); !migrated) return migrated;
    if (auto prepared = database->execute(how_to_write); !prepared) return prepared;
    if (auto loaded = load(*database); !loaded) return loaded;
    most_outbox_bytes_ = settings_.outbox_megabytes * 1'000'000;
    start(*std::move(database));
    return {};
}

// The worker then has the outbox alone to look after, which ends with the process.
Result<void> Store::open_without_file() {
    auto database = store::Database::open(":memory:");
    if (!database) return tl::unexpected(database.error());
    if (auto migrated = store::migrate(*database, store::migrations()); !migrated) return migrated;
    most_outbox_bytes_ = std::min(settings_.outbox_megabytes * 1'000'000, most_outbox_in_memory);
    start(*std::move(database));
    return {};
}

void Store::start(store::Database database) {
    worker_ = std::thread{
        [this](store::Database&& ours, store::Kept&& known) {
            work(std::move(ours), std::move(known));
        },
        std::move(database),
        kept_at_start_};
    takes_lines_ = true;
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
    auto places = store::load_places(database);
    if (!places) return tl::unexpected(places.error());
    kept_at_start_ = {
        *std::move(topologies),
        std::move(controls->controls),
        std::move(counters->counters),
        *std::move(identities),
        *std::move(places)};
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

SharedCounters Store::counters_of(std::string_view serial) const {
    const auto& counters = kept_at_start_.counters;
    const auto found = counters.find(serial);
    return found == counters.end() ? nullptr : found->second;
}

std::string_view Store::identities_of(std::string_view serial) const {
    const auto& identities = kept_at_start_.identities;
    const auto found = identities.find(serial);
    return found == identities.end() ? std::string_view{} : found->second;
}

std::optional<Place> Store::place_of(int plant) const {
    const auto& places = kept_at_start_.places;
    const auto found = places.find(plant);
    if (found == places.end()) return std::nullopt;
    return found->second;
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

void Store::keep_place(int plant, Place place) {
    push_or_drop(store::KeepPlace{plant, std::move(place)});
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

void Store::keep_counters(std::string serial, SharedCounters kept, store::Done done) {
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
    takes_lines_ = false;
    queue_.close();
    if (!worker_.joinable()) return true;
    if (worker_ended_.wait_for(limit) != std::future_status::ready) return false;
    worker_.join();
    return true;
}

// ---- the outbox ---------------------------------------------------------------------------

bool Store::push_lines(store::OutboxJob job) {
    return takes_lines_ && queue_.try_push(std::move(job));
}

void Store::append_lines(std::vector<std::string> lines, std::uint64_t lost) {
    const auto many = lines.size() + lost;
    if (!push_lines(store::AppendLines{std::move(lines), lost})) lost_lines_ += many;
}

bool Store::read_lines(store::OutboxWanted wanted, store::BatchRead done) {
    return push_lines(store::ReadLines{wanted, std::move(done)});
}

void Store::remove_lines(store::OutboxBatch batch, std::uint64_t refused) {
    // One that is lost is sent again after the next start.
    static_cast<void>(push_lines(store::RemoveLines{std::move(batch), refused}));
}

// What the worker works on.
struct Store::Desk {
    Desk(store::Database database, store::Kept kept, const Store& store)
        : recorder(std::move(database), std::move(kept), store.pace_.commit_period, store.log_),
          outbox(recorder.database(), store.most_outbox_bytes_, store.log_) {}

    store::Recorder recorder;
    store::Outbox outbox;

    std::optional<Clock::time_point> due() const {
        const auto state = recorder.due();
        const auto lines = outbox.due();
        return state && lines ? std::min(*state, *lines) : (state ? state : lines);
    }

    void commit_what_is_due(Clock::time_point now) {
        if (const auto next = recorder.due(); next && *next <= now) recorder.commit(now);
        if (const auto next = outbox.due(); next && *next <= now) outbox.commit(now);
    }
};

void Store::hand_over(store::Job job, Desk& desk) {
    const auto* line = std::get_if<AuditEntry>(&job);
    if (line != nullptr && !line->wrote) idle_audits_.fetch_sub(1);
    std::visit(
        [&](auto& one) {
            if constexpr (std::is_same_v<std::decay_t<decltype(one)>, store::OutboxJob>) {
                hand_over_lines(std::move(one), desk.outbox);
            } else {
                desk.recorder.take_in(std::move(one));
            }
        },
        job
    );
    dropped_.fetch_add(desk.recorder.dropped(), std::memory_order_relaxed);
}

void Store::hand_over_lines(store::OutboxJob job, store::Outbox& outbox) {
    const auto now = Clock::now();
    if (auto* append = std::get_if<store::AppendLines>(&job)) {
        outbox.append(std::move(append->lines), append->lost + lost_lines_.exchange(0), now);
        if (lines_came_) lines_came_();
    } else if (auto* remove = std::get_if<store::RemoveLines>(&job)) {
        outbox.remove(remove->batch, remove->refused, now);
    } else if (auto* read = std::get_if<store::ReadLines>(&job)) {
        read->done(outbox.read(read->wanted));
    }
}

void Store::tell(const store::Outbox& outbox) {
    const auto state = outbox.state();
    if (state != *outbox_state_.get()) outbox_state_.publish(state);
}

// The worker's whole life. SQLite closes, and moves its log into the file, where `desk` ends.
void Store::work(store::Database database, store::Kept kept) {
    {
        Desk desk{std::move(database), std::move(kept), *this};
        if (const auto loaded = desk.outbox.load(); !loaded) {
            log_(LogLevel::error, "what waited for InfluxDB is lost: " + loaded.error().detail);
        }
        for (;;) {
            tell(desk.outbox);
            const auto due = desk.due();
            auto job = due ? queue_.pop_until(*due) : queue_.pop();
            if (!job && queue_.is_closed()) job = queue_.pop();  // one that came just before
            if (job) {
                hand_over(*std::move(job), desk);
            } else if (queue_.is_closed()) {
                break;
            }
            desk.commit_what_is_due(Clock::now());
        }
        const auto now = Clock::now();
        desk.recorder.commit(now);
        desk.outbox.commit(now);
        tell(desk.outbox);
    }
    worker_done_.set_value();
}

}  // namespace giv
