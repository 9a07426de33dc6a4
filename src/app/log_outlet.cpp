#include "app/log_outlet.hpp"

#include <spdlog/common.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>

#include <cstdio>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto between_attempts = 10s;
constexpr auto between_complaints = 10min;

}  // namespace

LogOutlet::LogOutlet(MakeSink make, Now now, Sink meanwhile)
    : make_{std::move(make)},
      now_{std::move(now)},
      meanwhile_{std::move(meanwhile)},
      again_at_{now_()},
      complain_at_{now_()} {}

void LogOutlet::log(const spdlog::details::log_msg& line) {
    if (line.logger_name == spdlog::string_view_t{end_mark}) {
        ended_.set_value();
        return;
    }
    // After a failure the library's file may be closed, and writing to it would crash: the sink is
    // thrown away and made anew.
    if (!sink_ && now_() < again_at_) return write_elsewhere(line);
    try {
        if (!sink_) sink_ = make_();
        own_up(line.time);
        write(*sink_, line);
    } catch (const std::exception& error) {
        sink_.reset();
        again_at_ = now_() + between_attempts;
        complain(error.what());
        write_elsewhere(line);
    }
}

void LogOutlet::write(spdlog::sinks::sink& sink, const spdlog::details::log_msg& line) {
    sink.log(line);
    sink.flush();
}

void LogOutlet::write_elsewhere(const spdlog::details::log_msg& line) {
    ++lost_;  // to the file
    if (!meanwhile_) return;
    try {
        write(*meanwhile_, line);
    } catch (const std::exception& error) {
        complain(error.what());
    }
}

// Lines that are missing are said to be.
void LogOutlet::own_up(std::chrono::system_clock::time_point at) {
    const auto overruns = overruns_ ? overruns_() : 0;
    const auto missing = lost_ + overruns - overruns_told_;
    if (missing == 0) return;

    const auto text = std::to_string(missing) + " log lines are missing here: " +
                      (lost_ > 0 ? "they could not be written" : "the output was too slow");
    write(*sink_, {at, spdlog::source_loc{}, "log", spdlog::level::warn, text});
    lost_ = 0;
    overruns_told_ = overruns;
}

// The log cannot say it, so the standard error does.
void LogOutlet::complain(const std::string& why) {
    if (now_() < complain_at_) return;
    complain_at_ = now_() + between_complaints;
    const auto* const until = meanwhile_ ? "; until it can be, it goes to the standard output" : "";
    static_cast<void>(
        std::fputs(("givtcpd: cannot write the log: " + why + until + "\n").c_str(), stderr)
    );
}

}  // namespace giv
