// Where log lines go: the standard output or a rotated file, through a queue that never makes
// anybody wait. The only file that knows the logging library.
//
// Handles may be called from any thread; this object belongs to who opened it. The queue holds 1024
// lines; if the reader of our output is too slow, the oldest are dropped and counted. While a file
// cannot be written, lines go to the standard output, which costs nobody anything else.
#pragma once

#include "config/settings.hpp"
#include "exchange/log.hpp"

#include <chrono>
#include <memory>
#include <string_view>

namespace giv {

class Logging {
 public:
    struct State;

    // Starts one thread. A file that cannot be written is said on the standard error, and tried
    // again.
    static std::unique_ptr<Logging> open(const LogSettings& settings);

    explicit Logging(std::shared_ptr<State> state);  // for open()
    Logging(const Logging&) = delete;
    Logging& operator=(const Logging&) = delete;
    ~Logging();  // close(), for at most a second

    // A handle for one room ("link", "mqtt"). It may outlive this object: then it does nothing.
    Log room(std::string_view name) const;

    void set_level(LogLevel level);  // any thread

    // Writes what is queued, then stops. False: the output has not taken it in time and a thread is
    // stuck in it. The process should then end with std::_Exit: exit() would get stuck as well.
    // May be asked again.
    bool close(std::chrono::milliseconds limit);

 private:
    std::shared_ptr<State> state_;
};

}  // namespace giv
