// The broker that comes with us: started, waited for, watched, started again when it ends.
//
// A thread of its own does all of that. What it says is in the log of its own room. The app starts
// it before MQTT and stops it after.
#pragma once

#include "broker/child.hpp"
#include "exchange/log.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace giv::broker {

struct ServiceOptions {
    std::vector<std::string> command;  // its path and arguments
    std::string host = "127.0.0.1";    // numeric: where it will listen, as seen from here
    std::uint16_t port = 1883;

    // Between its end and its next start: twice as long each time, from the first that has been
    // well for `proved_after` on again.
    std::chrono::milliseconds first_pause{1'000};
    std::chrono::milliseconds longest_pause{60'000};
    std::chrono::milliseconds proved_after{60'000};
};

class Service {
 public:
    // `ready` is told each time that it listens, on its thread.
    Service(ServiceOptions options, std::function<void()> ready, Log log);

    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    // Kills it and waits for the thread: call stop() first.
    ~Service();

    void start();

    // Asks it to end; what it keeps is written then. False: it did not end within this time, and
    // was killed.
    bool stop(std::chrono::milliseconds limit);

    // Its process now; 0: there is none. Any thread.
    pid_t process() const { return process_; }

 private:
    void work();
    void live();
    void watch(Child& child);
    bool end_in_time(const Child& child);
    void rest(std::chrono::milliseconds pause) const;
    void say_lines(std::string& text) const;

    const ServiceOptions options_;
    const std::function<void()> ready_;
    const Log log_;
    const int wake_;  // an eventfd, readable from stop() on

    // any thread
    std::atomic<bool> is_stopping_{false};
    std::atomic<std::chrono::milliseconds> patience_{};
    std::atomic<pid_t> process_{0};

    bool was_killed_ = false;  // its own thread's
    std::promise<bool> done_;  // whether it ended by itself
    std::future<bool> ended_{done_.get_future()};
    std::thread thread_;
};

// How long to wait after so many ends in a row.
std::chrono::milliseconds pause_after(const ServiceOptions& options, unsigned ends);

}  // namespace giv::broker
