// The broker that comes with us: prepared, started, waited for, watched, started again when it
// ends.
//
// A thread of its own does all of that. What it says is in the log of its own room. The app starts
// it before MQTT and stops it after.
#pragma once

#include "broker/broker_files.hpp"
#include "broker/child.hpp"
#include "exchange/log.hpp"

#include "givtcp/result.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace giv::broker {

// What its next life needs.
struct Prepared {
    std::vector<std::string> command;  // its path and arguments
    Credentials credentials;           // with which the daemon comes in
};

struct ServiceOptions {
    // Before each start. The error is a sentence; it is tried again after a pause.
    std::function<Result<Prepared>()> prepare;

    // Whether what was prepared last is not good any more; asked now and then while it runs. May be
    // empty.
    std::function<bool()> is_outdated{};

    // Whether our own client is in; asked as often. May be empty. A broker that listens and is of
    // no use for so long hangs, and is ended: so long as our client may rest, and some more.
    std::function<bool()> lets_us_in{};
    std::chrono::milliseconds of_use_within{120'000};

    std::chrono::milliseconds asked_every{30'000};

    std::chrono::milliseconds ready_within{10'000};  // else it is ended
    std::chrono::milliseconds ends_within{5'000};    // after SIGTERM; else it is killed

    // Between its end and its next start: twice as long each time, from the first that has been
    // well for `proved_after` on again.
    std::chrono::milliseconds first_pause{1'000};
    std::chrono::milliseconds longest_pause{60'000};
    std::chrono::milliseconds proved_after{60'000};
};

// Both on its thread.
struct ServiceEvents {
    // It has said itself that it listens: whoever is at its port is no other program.
    std::function<void(const Credentials& credentials)> ready;

    // One that was ready is not there any more: whoever is at its port now may be another program.
    std::function<void()> ended;
};

class Service {
 public:
    Service(ServiceOptions options, ServiceEvents events, Log log);

    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    // Kills it and waits for the thread: call stop() first.
    ~Service();

    void start();

    // Asks it to end; what it keeps is written then. False: it did not end within this time, and
    // was killed.
    bool stop(std::chrono::milliseconds limit);

    // Its process, until it was waited for; 0: there is none. Any thread.
    pid_t process() const { return process_; }

 private:
    void work();
    void live();
    void watch(Child& child, const Credentials& credentials);
    bool is_to_end(bool is_ready, std::chrono::steady_clock::time_point deadline);
    bool is_of_no_use_any_more();
    std::string end(Child& child);
    std::optional<std::string> ask_to_end(Child& child);
    void rest(std::chrono::milliseconds pause) const;
    void complain(const std::string& what);
    bool say_lines();
    void say_last_words(const Child& child);

    const ServiceOptions options_;
    const ServiceEvents events_;
    const Log log_;
    const int wake_;  // an eventfd, readable from stop() on

    // any thread
    std::atomic<bool> is_stopping_{false};
    std::atomic<std::chrono::milliseconds> patience_{};
    std::atomic<pid_t> process_{0};

    // its own thread's
    std::string text_;                                 // what it said and is not in the log yet
    std::string complaint_;                            // the last one, until it is ready
    bool is_old_news_ = false;                         // that complaint came more than once
    bool has_closed_ = false;                          // its output
    bool is_outdated_ = false;                         // it was ended for that
    bool was_killed_ = false;                          // when we stopped
    std::chrono::steady_clock::time_point of_use_at_;  // when it last was

    std::promise<bool> done_;  // whether it ended by itself
    std::future<bool> ended_{done_.get_future()};
    std::thread thread_;
};

// How long to wait after so many ends in a row.
std::chrono::milliseconds pause_after(const ServiceOptions& options, unsigned ends);

}  // namespace giv::broker
