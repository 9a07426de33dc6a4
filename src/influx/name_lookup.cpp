#include "influx/name_lookup.hpp"

#include "exchange/bounded_queue.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <exception>
#include <netdb.h>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <utility>

namespace giv::influx {
namespace {

using namespace std::chrono_literals;

bool is_numeric(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
           inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

}  // namespace

// The thread knows nothing but this.
struct NameLookup::Job {
    BoundedQueue<Result<Addresses>> found{1};
};

Result<Addresses> system_look_up(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int failed = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{list, &freeaddrinfo};
    if (failed != 0 || list == nullptr) {
        return fail(
            Errc::disconnected, "the name " + host + " can't be resolved: " + gai_strerror(failed)
        );
    }
    Addresses addresses;
    for (const auto* one = list; one != nullptr; one = one->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        const int unnamed = getnameinfo(
            one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST
        );
        if (unnamed == 0) addresses.emplace_back(text.data());
    }
    if (addresses.empty()) return fail(Errc::disconnected, "the name " + host + " has no address");
    return addresses;
}

NameLookup::NameLookup(std::string host, LookUp look_up)
    : host_(std::move(host)), look_up_(std::move(look_up)) {}

Result<Addresses> NameLookup::addresses(TimePoint deadline, const std::function<bool()>& is_over) {
    if (is_numeric(host_)) return Addresses{host_};
    if (!last_good_.empty()) {
        deadline = std::min(deadline, std::chrono::steady_clock::now() + patience);
    }
    if (!running_) {
        const auto job = std::make_shared<Job>();
        const auto work = [job, look_up = look_up_, host = host_] {
            Result<Addresses> found = fail(Errc::disconnected, "");
            try {
                found = look_up(host);
            } catch (const std::exception& error) {  // no descriptors, no memory: it passes
                found = fail(Errc::disconnected, error.what());
            }
            static_cast<void>(job->found.try_push(std::move(found)));
        };
        try {
            std::thread{work}.detach();
        } catch (const std::system_error& error) {
            return fail(Errc::busy, "no thread to look up " + host_ + ": " + error.what());
        }
        running_ = job;
    }
    Result<Addresses> found =
        fail(Errc::timeout, "the name " + host_ + " was not resolved in time");
    while (std::chrono::steady_clock::now() < deadline && !is_over()) {
        auto answer =
            running_->found.pop_until(std::min(deadline, std::chrono::steady_clock::now() + 50ms));
        if (!answer) continue;
        running_.reset();
        found = *std::move(answer);
        break;
    }
    if (found) last_good_ = *found;
    if (!found && !last_good_.empty()) return last_good_;
    return found;
}

}  // namespace giv::influx
