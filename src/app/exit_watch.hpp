// Ends a process that does not end by itself: a library's thread that can't be joined must not
// keep a container from stopping.
//
// Started when stopping begins; from then on a thread of its own waits until it is dismissed, or
// for so long, and then gives up.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <string_view>
#include <thread>

namespace giv {

class ExitWatch {
 public:
    // Told what is stuck, on the watch's thread; ends the process.
    using GiveUp = std::function<void(std::string_view stuck)>;

    explicit ExitWatch(GiveUp give_up);

    ExitWatch(const ExitWatch&) = delete;
    ExitWatch& operator=(const ExitWatch&) = delete;

    // Dismisses.
    ~ExitWatch();

    // Once; a second start() changes nothing.
    void start(std::chrono::milliseconds limit);

    // What is being waited for from now on, "the store". A literal: it is not copied.
    void waiting_for(const char* what) { what_ = what; }

 private:
    const GiveUp give_up_;
    std::atomic<const char*> what_{"the loop"};
    std::promise<void> dismissed_;
    std::thread thread_;
};

}  // namespace giv
