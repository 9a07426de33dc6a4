#include "broker/broker_service.hpp"

#include "broker/broker_words.hpp"

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace giv::broker {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto between_looks = 50ms;    // whether it has ended, once it was asked to
constexpr auto settles_within = 200ms;  // from the end of its words to its own
constexpr auto dies_within = 1s;        // after SIGKILL

std::chrono::milliseconds until(Clock::time_point deadline) {
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()));
}

}  // namespace

std::chrono::milliseconds pause_after(const ServiceOptions& options, unsigned ends) {
    auto pause = options.first_pause;
    for (unsigned i = 1; i < ends && pause < options.longest_pause; ++i)
        pause *= 2;
    return std::min(pause, options.longest_pause);
}

Service::Service(ServiceOptions options, ServiceEvents events, Log log)
    : options_(std::move(options)),
      events_(std::move(events)),
      log_(std::move(log)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Service::~Service() {
    if (thread_.joinable()) stop(0ms);
    ::close(wake_);
}

void Service::start() {
    thread_ = std::thread{[this] { work(); }};
}

bool Service::stop(std::chrono::milliseconds limit) {
    patience_ = limit;
    is_stopping_ = true;
    ::eventfd_write(wake_, 1);
    if (!thread_.joinable()) return true;
    thread_.join();
    return ended_.get();
}

// ---- the thread ---------------------------------------------------------------------------

void Service::work() {
    unsigned ends = 0;
    while (!is_stopping_) {
        const auto begin = Clock::now();
        live();
        if (Clock::now() - begin >= options_.proved_after) ends = 0;
        if (std::exchange(is_outdated_, false)) continue;
        if (!is_stopping_) rest(pause_after(options_, ++ends));
    }
    done_.set_value(!was_killed_);
}

// From its start to its end.
void Service::live() {
    const auto prepared = options_.prepare();
    if (!prepared) return complain(prepared.error().detail);
    const auto child = Child::spawn(prepared->command);
    if (!child) return complain("the broker can't be started: " + child.error().detail);
    process_ = (*child)->process();
    watch(**child, prepared->credentials);
    const auto how = end(**child);
    process_ = 0;  // not before: what is nobody's child is waited for by others
    if (!is_stopping_ && !is_outdated_) complain("the broker has ended (" + how + ")");
}

// What it says, until it says no more or must end.
void Service::watch(Child& child, const Credentials& credentials) {
    text_.clear();
    has_closed_ = false;
    bool is_ready = false;
    const auto deadline = Clock::now() + options_.ready_within;
    while (!has_closed_ && !is_to_end(is_ready, deadline)) {
        const auto limit = is_ready ? options_.asked_every : until(deadline);
        has_closed_ = child.read(text_, limit, wake_) == Child::Read::end;
        if (!say_lines() || is_ready) continue;
        is_ready = true;
        of_use_at_ = Clock::now();
        complaint_.clear();
        log_(LogLevel::info, "the broker listens");
        events_.ready(credentials);
    }
    if (is_ready) events_.ended();
}

bool Service::is_to_end(bool is_ready, Clock::time_point deadline) {
    if (is_stopping_) return true;
    if (is_ready) return is_of_no_use_any_more();
    if (Clock::now() < deadline) return false;
    const auto limit = std::to_string(options_.ready_within.count());
    log_(LogLevel::error, "the broker does not listen after " + limit + " ms, and is ended");
    return true;
}

bool Service::is_of_no_use_any_more() {
    is_outdated_ = options_.is_outdated && options_.is_outdated();
    if (is_outdated_) {
        log_(LogLevel::info, "the broker is started anew: there are new addresses");
        return true;
    }
    const auto now = Clock::now();
    if (!options_.lets_us_in || options_.lets_us_in()) of_use_at_ = now;
    if (now - of_use_at_ < options_.of_use_within) return false;
    const auto limit = std::to_string(options_.of_use_within.count());
    log_(LogLevel::error, "the broker has not let us in for " + limit + " ms, and is ended");
    return true;
}

// How it ended, if need be by force. Its last words come before that is told.
std::string Service::end(Child& child) {
    auto how = has_closed_ ? child.wait(settles_within) : std::nullopt;
    if (!how) how = ask_to_end(child);
    if (!how) {
        was_killed_ = is_stopping_;
        child.signal(SIGKILL);
        how = child.wait(dies_within);
    }
    say_last_words(child);
    return how.value_or("it does not even end when it is killed");
}

std::optional<std::string> Service::ask_to_end(Child& child) {
    child.signal(SIGTERM);
    const auto begin = Clock::now();
    // Who stops us meanwhile may be less patient.
    const auto patience = [this] { return is_stopping_ ? patience_.load() : options_.ends_within; };
    while (Clock::now() < begin + patience()) {
        if (!has_closed_) has_closed_ = child.read(text_, between_looks) == Child::Read::end;
        say_lines();
        if (auto how = child.wait(has_closed_ ? between_looks : 0ms)) return how;
    }
    return std::nullopt;
}

void Service::rest(std::chrono::milliseconds pause) const {
    log_(
        is_old_news_ ? LogLevel::debug : LogLevel::info,
        "the broker is started again in " + std::to_string(pause.count()) + " ms"
    );
    pollfd waiting{wake_, POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(pause.count()));
}

// What stays as it is is told once.
void Service::complain(const std::string& what) {
    is_old_news_ = what == complaint_;
    complaint_ = what;
    log_(is_old_news_ ? LogLevel::debug : LogLevel::error, what);
}

// Whether one of them says that it listens.
bool Service::say_lines() {
    bool runs = false;
    for (auto line = take_line(text_); line; line = take_line(text_)) {
        if (!line->empty()) log_(level_of(*line), *line);
        runs = runs || says_it_runs(*line);
    }
    return runs;
}

void Service::say_last_words(const Child& child) {
    while (child.read(text_, 0ms) == Child::Read::words)
        say_lines();
    if (!text_.empty()) text_ += '\n';
    say_lines();
}

}  // namespace giv::broker
