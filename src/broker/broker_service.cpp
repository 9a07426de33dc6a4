#include "broker/broker_service.hpp"

#include "broker/broker_words.hpp"

#include <algorithm>
#include <csignal>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace giv::broker {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto between_looks = 50ms;  // whether it listens yet
constexpr std::chrono::milliseconds without_limit{-1};

// Whether somebody takes connections there: at once, since it is this machine.
bool listens(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        return false;
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> address{found, &freeaddrinfo};
    const int socket = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    const bool is_there = ::connect(socket, address->ai_addr, address->ai_addrlen) == 0;
    ::close(socket);
    return is_there;
}

}  // namespace

std::chrono::milliseconds pause_after(const ServiceOptions& options, unsigned ends) {
    auto pause = options.first_pause;
    for (unsigned i = 1; i < ends && pause < options.longest_pause; ++i)
        pause *= 2;
    return std::min(pause, options.longest_pause);
}

Service::Service(ServiceOptions options, std::function<void()> ready, Log log)
    : options_(std::move(options)),
      ready_(std::move(ready)),
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
        if (!is_stopping_) rest(pause_after(options_, ++ends));
    }
    done_.set_value(!was_killed_);
}

// From its start to its end.
void Service::live() {
    const auto child = Child::spawn(options_.command);
    if (!child) {
        return log_(LogLevel::error, "the broker can't be started: " + child.error().detail);
    }
    process_ = (*child)->process();
    watch(**child);
    process_ = 0;
    const auto how = (*child)->wait();
    if (!is_stopping_) log_(LogLevel::error, "the broker has ended (" + how + ")");
}

// What it says, until it says no more.
void Service::watch(Child& child) {
    std::string text;
    bool is_ready = false;
    for (auto read = Child::Read::nothing; read != Child::Read::end && !is_stopping_;) {
        read = child.read(text, is_ready ? without_limit : between_looks, wake_);
        say_lines(text);
        if (is_ready || read == Child::Read::end || !listens(options_.host, options_.port))
            continue;
        is_ready = true;
        log_(LogLevel::info, "the broker listens at port " + std::to_string(options_.port));
        ready_();
    }
    if (is_stopping_) was_killed_ = !end_in_time(child);
}

bool Service::end_in_time(const Child& child) {
    std::string text;
    child.signal(SIGTERM);
    const auto deadline = Clock::now() + patience_.load();
    while (Clock::now() < deadline) {
        if (child.read(text, between_looks) == Child::Read::end) return true;
        say_lines(text);
    }
    child.signal(SIGKILL);
    return false;
}

void Service::rest(std::chrono::milliseconds pause) const {
    log_(LogLevel::info, "the broker is started again in " + std::to_string(pause.count()) + " ms");
    pollfd waiting{wake_, POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(pause.count()));
}

void Service::say_lines(std::string& text) const {
    for (auto line = take_line(text); line; line = take_line(text)) {
        if (!line->empty()) log_(level_of(*line), *line);
    }
}

}  // namespace giv::broker
