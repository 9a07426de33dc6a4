#include "app/logging.hpp"

#include "app/log_outlet.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <atomic>
#include <fcntl.h>
#include <filesystem>
#include <future>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace giv {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t queue_length = 1024;
constexpr std::size_t file_size = 5U * 1024 * 1024;
constexpr std::size_t older_files = 2;  // beside the one that is written: three in all
constexpr std::size_t longest_line = 4096;
constexpr const char* line_pattern = "%Y-%m-%d %H:%M:%S.%e %-8l %n: %v";

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::critical: return spdlog::level::critical;
        case LogLevel::error: return spdlog::level::err;
        case LogLevel::warning: return spdlog::level::warn;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::trace: return spdlog::level::trace;
    }
    return spdlog::level::info;
}

// One line stays one line, whatever a peer put into it.
std::string on_one_line(std::string_view text) {
    std::string line{text.substr(0, longest_line)};
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' '
    );
    return line;
}

std::string file_of(const std::string& location) {
    std::error_code ignored;
    const bool is_folder = location.ends_with('/') || fs::is_directory(location, ignored);
    return is_folder ? (fs::path{location} / "givtcp.log").string() : location;
}

// Opening a pipe waits until somebody reads it; we do not.
void refuse_unread_pipe(const std::string& file) {
    std::error_code ignored;
    if (!fs::is_fifo(file, ignored)) return;

    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): how POSIX declares open().
    const int pipe = ::open(file.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (pipe < 0) throw spdlog::spdlog_ex("nobody reads the pipe " + file);
    ::close(pipe);
}

spdlog::sink_ptr make_sink(const std::string& file) {
    refuse_unread_pipe(file);
    spdlog::sink_ptr sink;
    std::error_code ignored;
    if (file.empty()) {
        sink = std::make_shared<spdlog::sinks::stdout_sink_st>();
    } else if (fs::is_other(file, ignored) || fs::is_character_file(file, ignored)) {
        // Pipes, /dev/stderr and the like are not ours to rename.
        sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(file);
    } else {
        sink = std::make_shared<spdlog::sinks::rotating_file_sink_st>(file, file_size, older_files);
    }
    sink->set_pattern(line_pattern);
    return sink;
}

// What the user set is named where it cannot be had.
spdlog::sink_ptr open_sink(const std::string& file) {
    try {
        return make_sink(file);
    } catch (const std::exception& error) {
        throw spdlog::spdlog_ex("DEBUG_FILE_LOCATION (log.file): " + std::string{error.what()});
    }
}

}  // namespace

struct Logging::State {
    std::shared_ptr<LogOutlet> outlet;                   // set once
    std::shared_ptr<spdlog::details::thread_pool> pool;  // whoever holds Logging
    std::atomic<LogLevel> level{LogLevel::info};         // any thread
    std::atomic<bool> is_closed{false};                  // any thread
    std::future<void> ended;                             // whoever holds Logging
    std::shared_ptr<State> self;                         // set to be left behind, on purpose

    // Kept until the thread has ended: none is destroyed by the library, on its thread.
    std::vector<std::shared_ptr<spdlog::async_logger>> loggers;  // whoever holds Logging

    std::shared_ptr<spdlog::async_logger> logger(std::string name) {
        auto made = std::make_shared<spdlog::async_logger>(
            std::move(name), outlet, pool, spdlog::async_overflow_policy::overrun_oldest
        );
        made->set_level(spdlog::level::trace);
        made->set_error_handler([](const std::string&) {});  // the outlet has its own
        loggers.push_back(made);
        return made;
    }
};

std::unique_ptr<Logging> Logging::open(const LogSettings& settings) {
    const auto file = settings.file.empty() ? std::string{} : file_of(settings.file);
    auto state = std::make_shared<State>();
    state->level = settings.level;
    state->outlet = std::make_shared<LogOutlet>(
        [file] { return open_sink(file); },
        [] { return std::chrono::steady_clock::now(); },
        file.empty() ? nullptr : make_sink("")
    );
    state->pool = std::make_shared<spdlog::details::thread_pool>(queue_length, 1);
    // Not an owner: the pool's own thread asks, and must never be the one that destroys the pool.
    state->outlet->watch([pool = state->pool.get()] {
        return static_cast<std::uint64_t>(pool->overrun_counter());
    });
    return std::make_unique<Logging>(std::move(state));
}

Logging::Logging(std::shared_ptr<State> state) : state_{std::move(state)} {}

Logging::~Logging() {
    if (!state_->is_closed) close(std::chrono::seconds{1});
}

Log Logging::room(std::string_view name) const {
    const auto logger = state_->logger(std::string{name});
    return [state = state_, logger](LogLevel level, std::string_view text) {
        if (level > state->level || state->is_closed) return;
        logger->log(level_of(level), on_one_line(text));
    };
}

void Logging::set_level(LogLevel level) { state_->level = level; }

bool Logging::close(std::chrono::milliseconds limit) {
    if (!state_->is_closed.exchange(true)) {
        state_->ended = state_->outlet->ended();
        state_->logger(LogOutlet::end_mark)->log(spdlog::level::critical, "");
    }
    if (state_->ended.wait_for(limit) != std::future_status::ready) {
        // Joining would wait for ever: what the thread uses is left to it.
        state_->self = state_;
        return false;
    }
    state_->pool.reset();  // joins
    state_->self.reset();
    return true;
}

}  // namespace giv
