#include "system/mqtt/observer.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace giv::mqtt::test {
namespace {

using namespace std::chrono_literals;

// MQTT 3.1.1: 1.5.3 strings, 2.2.3 remaining length, 3.1 CONNECT, 3.3 PUBLISH, 3.8 SUBSCRIBE
std::string text(std::string_view content) {
    std::string bytes{static_cast<char>(content.size() >> 8U), static_cast<char>(content.size())};
    return bytes.append(content);
}

std::string packet(unsigned char header, const std::string& body) {
    std::string bytes{static_cast<char>(header)};
    auto left = body.size();
    for (; left > 0x7F; left >>= 7U)
        bytes += static_cast<char>(0x80U | (left & 0x7FU));
    return bytes.append(1, static_cast<char>(left)).append(body);
}

std::string connect_packet(const std::string& user, const std::string& password) {
    const char flags = user.empty() ? '\x02' : '\xC2';
    auto body = text("MQTT") + '\x04' + flags + std::string{"\x00\x3C", 2} + text("");
    if (!user.empty()) body += text(user) + text(password);
    return packet(0x10, body);
}

// Where the body begins and ends, if the packet is complete.
std::optional<std::pair<std::size_t, std::size_t>> body_of(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t at = 1; at < bytes.size() && at < 5; ++at) {
        const auto byte = static_cast<unsigned char>(bytes[at]);
        length |= static_cast<std::size_t>(byte & 0x7FU) << (7 * (at - 1));
        if ((byte & 0x80U) != 0) continue;
        if (bytes.size() < at + 1 + length) return std::nullopt;
        return std::pair{at + 1, at + 1 + length};
    }
    return std::nullopt;
}

}  // namespace

Observer::Observer(std::uint16_t port, std::string user, std::string password)
    : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error{"no broker to observe"};
    send(connect_packet(user, password));
    send(packet(0x82, std::string{"\x00\x01", 2} + text("#") + '\0'));
}

Observer::~Observer() { ::close(socket_); }

void Observer::publish(const std::string& topic, const std::string& payload) const {
    send(packet(0x30, text(topic) + payload));
}

void Observer::publish_retained(const std::string& topic, const std::string& payload) const {
    send(packet(0x31, text(topic) + payload));
}

int Observer::count(const std::string& topic) const {
    return static_cast<int>(std::ranges::count(seen_, topic, &Seen::topic));
}

void Observer::send(const std::string& bytes) const {
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0)
        throw std::runtime_error{"the broker left the observer"};
}

bool Observer::take_packet() {
    const auto body = body_of(received_);
    if (!body) return false;
    const auto header = static_cast<unsigned char>(received_[0]);
    constexpr unsigned publish = 3;
    if (header >> 4U == publish) {
        const auto content = received_.substr(body->first, body->second - body->first);
        const auto size = static_cast<std::size_t>(
            static_cast<unsigned char>(content[0]) * 256 + static_cast<unsigned char>(content[1])
        );
        seen_.push_back({content.substr(2, size), {content.substr(2 + size), (header & 1U) != 0}});
    }
    received_.erase(0, body->second);
    return true;
}

void Observer::watch(std::chrono::milliseconds span) {
    const auto end = std::chrono::steady_clock::now() + span;
    for (auto left = span; left > 0ms;
         left =
             std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now())) {
        pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) break;
        std::array<char, 16'384> buffer{};
        const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (count <= 0) break;
        received_.append(buffer.data(), static_cast<std::size_t>(count));
        while (take_packet()) {
        }
    }
}

std::string Observer::newest(const std::string& topic) const {
    for (auto one = seen_.rbegin(); one != seen_.rend(); ++one)
        if (one->topic == topic) return one->message.payload;
    return "(nothing)";
}

std::string retained(std::uint16_t port, const std::string& topic) {
    Observer observer{port};
    observer.watch(300ms);
    return observer.newest(topic);
}

}  // namespace giv::mqtt::test
