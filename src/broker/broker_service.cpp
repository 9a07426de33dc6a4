#include "broker/broker_service.hpp"

#include "broker/broker_words.hpp"

#include <algorithm>
#include <csignal>
#include <netdb.h>
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
    : options_(std::move(options)), ready_(std::move(ready)), log_(std::move(log)) {}

Service::~Service() {
    if (thread_.joinable()) stop(0ms);
}

void Service::start() {
    thread_ = std::thread{[this] { work(); }};
}

bool Service::stop(std::chrono::milliseconds limit) {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    stopped_.notify_all();
    if (!thread_.joinable()) return true;
    signal(SIGTERM);
    const bool ended = ended_.wait_for(limit) == std::future_status::ready;
    while (ended_.wait_for(between_looks) != std::future_status::ready)
        signal(SIGKILL);
    thread_.join();
    return ended;
}

void Service::signal(int number) {
    std::shared_ptr<Child> child;
    {
        const std::lock_guard lock{mutex_};
        child = child_;
    }
    if (child) child->signal(number);
}

pid_t Service::process() {
    const std::lock_guard lock{mutex_};
    return child_ ? child_->process() : 0;
}

// ---- the thread ---------------------------------------------------------------------------

void Service::work() {
    unsigned ends = 0;
    while (!is_stopping()) {
        const auto begin = Clock::now();
        live();
        if (Clock::now() - begin >= options_.proved_after) ends = 0;
        rest(pause_after(options_, ++ends));
    }
    done_.set_value();
}

// From its start to its end.
void Service::live() {
    auto spawned = Child::spawn(options_.command);
    if (!spawned)
        return log_(LogLevel::error, "the broker can't be started: " + spawned.error().detail);
    const std::shared_ptr<Child> child = *std::move(spawned);
    if (!keep(child)) return;
    watch(*child);
    const auto how = child->wait();
    const bool was_asked = !keep(nullptr);
    if (!was_asked) log_(LogLevel::error, "the broker has ended (" + how + ")");
}

// What it says, until it says no more.
void Service::watch(Child& child) {
    std::string text;
    bool is_ready = false;
    for (auto read = Child::Read::nothing; read != Child::Read::end;) {
        read = child.read(text, is_ready ? without_limit : between_looks);
        say_lines(text);
        if (is_ready || read == Child::Read::end || !listens(options_.host, options_.port))
            continue;
        is_ready = true;
        log_(LogLevel::info, "the broker listens at port " + std::to_string(options_.port));
        ready_();
    }
}

void Service::say_lines(std::string& text) const {
    for (auto line = take_line(text); line; line = take_line(text)) {
        if (!line->empty()) log_(level_of(*line), *line);
    }
}

bool Service::is_stopping() {
    const std::lock_guard lock{mutex_};
    return is_stopping_;
}

// False: it is too late, the end has been asked for.
bool Service::keep(std::shared_ptr<Child> child) {
    const std::lock_guard lock{mutex_};
    child_ = std::move(child);
    return !is_stopping_;
}

void Service::rest(std::chrono::milliseconds pause) {
    if (is_stopping()) return;
    log_(LogLevel::info, "the broker is started again in " + std::to_string(pause.count()) + " ms");
    std::unique_lock lock{mutex_};
    stopped_.wait_for(lock, pause, [this] { return is_stopping_; });
}

}  // namespace giv::broker
