// How a room says something to the log, without knowing what writes it.
//
// A room takes a Log by value when it is built; an empty one is allowed nowhere: tests pass
// no_log(). Callable from any thread; never throws, never waits for a disk or a pipe.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace giv {

enum class LogLevel : std::uint8_t {
    critical,  // we stop
    error,     // something asked for was not done
    warning,   // outside the normal flow, but handled
    info,      // a state changed: connected, detected, written
    debug,     // each exchange
    trace,     // bytes
};

// One line, without a newline; neither secrets nor full serials.
using Log = std::function<void(LogLevel level, std::string_view text)>;

inline Log no_log() {
    return [](LogLevel, std::string_view) {};
}

}  // namespace giv
