#include "broker/own_port.hpp"

#include "broker/checks.hpp"

#include <array>
#include <cerrno>
#include <ifaddrs.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace giv::broker {
namespace {

// Numeric; empty: no address of the internet's two kinds.
std::string text_of(const sockaddr* address) {
    if (address == nullptr) return {};
    const bool is_ipv4 = address->sa_family == AF_INET;
    if (!is_ipv4 && address->sa_family != AF_INET6) return {};
    const auto size = is_ipv4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    std::array<char, NI_MAXHOST> text{};
    const int failed = ::getnameinfo(
        address, static_cast<socklen_t>(size), text.data(), text.size(), nullptr, 0, NI_NUMERICHOST
    );
    return failed == 0 ? text.data() : std::string{};
}

// 0, or why not.
int try_to_listen(const addrinfo& at) {
    const int socket = ::socket(at.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return errno;
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);  // as mosquitto does
    if (at.ai_family == AF_INET6) ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    const bool is_free = ::bind(socket, at.ai_addr, at.ai_addrlen) == 0 && ::listen(socket, 1) == 0;
    const int why = is_free ? 0 : errno;
    ::close(socket);
    return why;
}

bool is_without_this_kind(int why) { return why == EAFNOSUPPORT || why == EADDRNOTAVAIL; }

Result<void> can_listen_at(const char* address, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const auto number = std::to_string(port);
    if (::getaddrinfo(address, number.c_str(), &hints, &found) != 0) return {};  // mosquitto says
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned{found, &freeaddrinfo};
    for (const auto* one = found; one != nullptr; one = one->ai_next) {
        const int why = try_to_listen(*one);
        if (why == 0 || (address == nullptr && is_without_this_kind(why))) continue;
        if (why == EADDRINUSE) {
            return fail(
                Errc::busy,
                "port " + number +
                    " is in use by another program: set MQTT_INTERNAL=off to use that broker, or "
                    "MQTT_PORT to another port"
            );
        }
        return fail(
            Errc::unsupported,
            "the broker can't listen at " + (address == nullptr ? "" : std::string{address} + ' ') +
                "port " + number + ": " + std::generic_category().message(why)
        );
    }
    return {};
}

}  // namespace

std::vector<std::string> private_addresses() {
    std::set<std::string> addresses{"127.0.0.1"};
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) == 0) {
        const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned{first, &::freeifaddrs};
        for (const auto* one = first; one != nullptr; one = one->ifa_next) {
            const auto text = text_of(one->ifa_addr);
            if (is_private(text)) addresses.insert(text);
        }
    }
    return {addresses.begin(), addresses.end()};
}

Result<void> can_listen(const std::vector<std::string>& addresses, std::uint16_t port) {
    if (addresses.empty()) return can_listen_at(nullptr, port);
    for (const auto& address : addresses) {
        if (auto can = can_listen_at(address.c_str(), port); !can) return can;
    }
    return {};
}

}  // namespace giv::broker
