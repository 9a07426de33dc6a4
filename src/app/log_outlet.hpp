// The end of the log's queue: hands each line to a real sink, and survives one that fails, also at
// first. Until that one takes lines, another one gets them, where there is another one.
//
// On the log's own thread, apart from the constructor. Included by logging.cpp and its test only.
#pragma once

#include <spdlog/sinks/sink.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>

namespace giv {

class LogOutlet final : public spdlog::sinks::sink {
 public:
    using Sink = std::shared_ptr<spdlog::sinks::sink>;
    using MakeSink = std::function<Sink()>;
    using Now = std::function<std::chrono::steady_clock::time_point()>;
    using Overruns = std::function<std::uint64_t()>;

    // `make` opens the file, when the first line comes and after each failure; it may throw
    // spdlog_ex. `meanwhile`: what takes the lines while it can't; null: they are lost, and
    // counted.
    LogOutlet(MakeSink make, Now now, Sink meanwhile = nullptr);

    // How many lines the queue has dropped so far.
    void watch(Overruns overruns) { overruns_ = std::move(overruns); }

    // A line with this name of a logger is not written: it says that all before it are.
    static constexpr const char* end_mark =
        "\x01"
        "end";
    std::future<void> ended() { return ended_.get_future(); }

    void log(const spdlog::details::log_msg& line) override;
    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
    static void write(spdlog::sinks::sink& sink, const spdlog::details::log_msg& line);
    void write_elsewhere(const spdlog::details::log_msg& line);
    void own_up(std::chrono::system_clock::time_point at);
    void complain(const std::string& why);

    MakeSink make_;
    Now now_;
    Overruns overruns_;
    std::promise<void> ended_;
    Sink meanwhile_;
    Sink sink_;  // null: to be opened
    std::chrono::steady_clock::time_point again_at_;
    std::chrono::steady_clock::time_point complain_at_;
    std::uint64_t overruns_told_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace giv
