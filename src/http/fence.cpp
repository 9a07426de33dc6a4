#include "http/fence.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>

namespace giv::http {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr int bits_before_ipv4 = 96;

struct Address {
    Bytes bytes{};
    bool is_ipv4 = false;
};

std::optional<Address> parse_address(std::string_view text) {
    const std::string terminated{text.substr(0, text.find('%'))};
    Address address;
    if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
    address.is_ipv4 = true;
    address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + 12) == 1) return address;
    return std::nullopt;
}

std::optional<int> parse_bits(std::string_view digits, int most) {
    int bits = 0;
    const auto* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, bits);
    if (digits.empty() || error != std::errc{} || end != last) return std::nullopt;
    return bits >= 0 && bits <= most ? std::optional{bits} : std::nullopt;
}

bool shares_bits(const Bytes& a, const Bytes& b, int bits) {
    for (std::size_t i = 0; i < a.size() && bits > 0; ++i, bits -= 8) {
        const auto ignored = std::max(8 - bits, 0);
        if ((a[i] ^ b[i]) >> ignored != 0) return false;
    }
    return true;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

// Without the port; without the brackets of an IPv6 address. Empty where it is no host: what stands
// behind an @ is one, whatever is in front of it.
std::string_view host_name(std::string_view host) {
    const std::size_t opening = host.starts_with('[') ? 1 : 0;
    const auto end = host.find(opening == 1 ? ']' : ':');
    if (opening == 1 && end == std::string_view::npos) return {};
    const auto name = host.substr(opening, end - opening);
    const auto port = end == std::string_view::npos ? "" : host.substr(end + opening);
    const bool is_port = port.empty() || (port.front() == ':' && is_digits(port.substr(1)));
    return is_port && name.find('@') == std::string_view::npos ? name : std::string_view{};
}

// Names below these are given by home networks, never by the public name system.
constexpr auto local_ends = std::to_array<std::string_view>(
    {".local", ".localhost", ".lan", ".home", ".home.arpa", ".internal"}
);

bool is_below(std::string_view name, std::string_view end) {
    return name.size() > end.size() && same(name.substr(name.size() - end.size()), end);
}

}  // namespace

Result<Net> parse_net(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address || text.substr(0, slash).find('%') != std::string_view::npos) {
        return fail(
            Errc::malformed,
            '"' + std::string{text} + "\" is not a network such as 192.168.1.0/24 or fd00::/8"
        );
    }
    if (slash == std::string_view::npos) return Net{address->bytes, 128};
    const auto most = address->is_ipv4 ? 32 : 128;
    const auto bits = parse_bits(text.substr(slash + 1), most);
    if (!bits) {
        return fail(
            Errc::malformed,
            "the network \"" + std::string{text} + "\" needs a number from 0 to " +
                std::to_string(most) + " behind its slash"
        );
    }
    return Net{address->bytes, *bits + (address->is_ipv4 ? bits_before_ipv4 : 0)};
}

Result<std::vector<Net>> parse_nets(const std::vector<std::string>& texts) {
    std::vector<Net> nets;
    for (const auto& text : texts) {
        const auto net = parse_net(text);
        if (!net) return tl::unexpected(net.error());
        nets.push_back(*net);
    }
    return nets;
}

bool is_inside(std::string_view address, const std::vector<Net>& nets) {
    const auto peer = parse_address(address);
    if (!peer) return false;
    return std::ranges::any_of(nets, [&](const Net& net) {
        return shares_bits(peer->bytes, net.address, net.bits);
    });
}

bool is_our_host(std::string_view host, const std::vector<std::string>& names) {
    const auto name = host_name(host);
    if (name.empty()) return false;
    if (name.find('.') == std::string_view::npos || parse_address(name)) return true;
    const auto is_name = [&](std::string_view other) { return same(name, other); };
    const auto is_local = [&](std::string_view end) { return is_below(name, end); };
    return std::ranges::any_of(names, is_name) || std::ranges::any_of(local_ends, is_local);
}

bool is_our_origin(std::string_view origin, std::string_view host) {
    if (origin.empty()) return true;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (origin.starts_with(scheme)) return same(origin.substr(scheme.size()), host);
    }
    return false;
}

std::string why_not_to_call_us(std::string_view host, const std::vector<std::string>& names) {
    if (is_our_host(host, names)) return {};
    return "Forbidden: the Host field \"" + std::string{host} +
           "\" need not mean this machine; use its address, or add the name to "
           "REST_HOST_NAMES";
}

std::string why_not_to_write(
    std::string_view host, std::string_view origin, const std::vector<std::string>& names
) {
    if (auto why = why_not_to_call_us(host, names); !why.empty()) return why;
    if (!is_our_origin(origin, host)) {
        return "Forbidden: a page of \"" + std::string{origin} + "\" may read, but not write";
    }
    return {};
}

}  // namespace giv::http
