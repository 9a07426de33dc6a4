#include "app/flight_dumps.hpp"

#include "app/stop_signals.hpp"
#include "exchange/recording_text.hpp"

#include "givtcp/points/wall_text.hpp"

#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <csignal>
#include <string_view>
#include <system_error>
#include <utility>

namespace giv {
namespace {

constexpr std::size_t most_orders = 4;

// Of a problem: what went before it. At ten seconds from reading to reading, some three hours.
constexpr std::size_t most_of_a_problem = 1'048'576;

constexpr std::size_t most_files_of_a_plant = 8;
constexpr std::uint64_t least_bytes = 16'000'000;

constexpr std::string_view by_signal = "SIGUSR1";

bool is_by_signal(std::string_view name) { return name.find(by_signal) != std::string_view::npos; }
bool is_of_a_problem(std::string_view name) { return !is_by_signal(name); }

// A signal gives a text of three times the ring at most; there is room for the last two.
store::RecordingBounds bounds_of(const DumpOptions& options) {
    const auto plants = std::max<std::size_t>(options.plants.size(), 1);
    return {most_files_of_a_plant * plants, std::max(least_bytes, 6 * options.ring_bytes)};
}

// "2026-11-27T154631Z-plant1-SIGUSR1": sorts by time, and is a name on any file system.
std::string file_name(WallTime at, int plant, const std::string& reason) {
    constexpr std::size_t without_offset = 19;
    auto name = utc_text(at).substr(0, without_offset);
    std::erase(name, ':');
    return name + "Z-plant" + std::to_string(plant) + '-' + reason;
}

}  // namespace

FlightDumps::FlightDumps(
    const asio::any_io_executor& executor,
    const FlightRecorder& recorder,
    DumpOptions options,
    Log log
)
    : recorder_(recorder),
      options_(std::move(options)),
      log_(std::move(log)),
      signals_(executor, SIGUSR1),
      orders_(most_orders),
      by_signal_(options_.state_directory + "/recordings", bounds_of(options_), is_by_signal),
      of_problems_(options_.state_directory + "/recordings", bounds_of(options_), is_of_a_problem),
      thread_([this] { work(); }) {}

FlightDumps::~FlightDumps() {
    FlightDumps::stop();
    std::error_code cannot_fail;
    signals_.clear(cannot_fail);  // which gives the signal its default back
    ignore_requests_for_recordings();
}

void FlightDumps::stop() {
    is_stopped_ = true;
    orders_.close();
    if (thread_.joinable()) thread_.join();
}

// ---- on the loop --------------------------------------------------------------------------

asio::awaitable<Exit> FlightDumps::run() {
    for (;;) {
        co_await signals_.async_wait(asio::use_awaitable);
        if (recorder_.is_on()) {
            order({recorder_.recording(options_.now()), options_.plants, std::string{by_signal}});
        } else {
            log_(LogLevel::warning, "SIGUSR1, but nothing is recorded: RECORDER_MB is 0");
        }
    }
}

void FlightDumps::accept(int plant, const SnapshotPtr& snapshot) {
    if (!recorder_.is_on()) return;
    const auto problem = policy_.wants(plant, *snapshot);
    if (!problem) return;
    order({recorder_.recording(options_.now(), most_of_a_problem), {plant}, std::string{*problem}});
}

void FlightDumps::order(Dump dump) {
    const bool is_taken = orders_.try_push(std::move(dump)) || is_stopped_;
    const bool was_behind = std::exchange(is_behind_, !is_taken);
    if (is_taken || was_behind) return;  // it is told once
    log_(LogLevel::warning, "a recording is not written: the disk has not taken the last ones yet");
}

// ---- on its thread ------------------------------------------------------------------------

void FlightDumps::work() {
    while (const auto dump = orders_.pop()) {
        bool is_any = false;
        for (const auto plant : dump->plants) {
            if (is_stopped_) return;
            is_any = write(*dump, plant) || is_any;
        }
        if (!is_any && dump->reason == by_signal)
            log_(LogLevel::info, "no recording is written: nothing has been heard of any dongle");
    }
}

// False: there is nothing to be written.
bool FlightDumps::write(const Dump& dump, int plant) {
    const auto text = recording_text(dump.recording, {plant, options_.maker, dump.reason});
    if (text.empty()) return false;
    const auto name = file_name(dump.recording.taken_at().wall, plant, dump.reason);
    auto& files = dump.reason == by_signal ? by_signal_ : of_problems_;
    const auto kept = files.keep(name, text, [this] { return is_stopped_.load(); });
    if (kept) {
        log_(LogLevel::info, "what was said on the wire is kept in " + *kept);
    } else {
        log_(LogLevel::warning, kept.error().detail);
    }
    return true;
}

}  // namespace giv
