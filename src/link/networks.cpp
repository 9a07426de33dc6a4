#include "link/networks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>

namespace giv {
namespace {

constexpr Ipv4 mask_of(int bits) { return bits == 0 ? 0 : ~Ipv4{0} << (32 - bits); }

constexpr Ipv4Network network_of(Ipv4 address, int bits) { return {address & mask_of(bits), bits}; }

constexpr bool is_inside(Ipv4 address, const Ipv4Network& network) {
    return (address & mask_of(network.bits)) == network.address;
}

// RFC 1918. A stranger's machines are not ours to ask.
constexpr auto private_networks =
    std::to_array<Ipv4Network>({{0x0A000000, 8}, {0xAC100000, 12}, {0xC0A80000, 16}});
constexpr Ipv4Network link_local{0xA9FE0000, 16};

// Made by container engines and virtual machines: no dongle is behind them. A bridge that somebody
// made by hand (br0, vmbr0) is how many a home server reaches its network.
constexpr auto virtual_names =
    std::to_array<std::string_view>({"docker", "br-", "veth", "virbr", "podman", "cni", "lo"});

bool is_virtual(const HostInterface& interface) {
    return std::ranges::any_of(virtual_names, [&](std::string_view start) {
        return interface.name.starts_with(start);
    });
}

bool is_private(Ipv4 address) {
    return std::ranges::any_of(private_networks, [address](const Ipv4Network& network) {
        return is_inside(address, network);
    });
}

// From 0 to `most`, all of the text, no sign.
std::optional<unsigned> number_from(std::string_view text, unsigned most) {
    unsigned number = 0;
    const auto* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (error != std::errc{} || end != last || number > most) return std::nullopt;
    return number;
}

std::optional<Ipv4> address_from(std::string_view text) {
    Ipv4 address = 0;
    for (int part = 0; part < 4; ++part) {
        const auto dot = part < 3 ? text.find('.') : text.size();
        if (dot == std::string_view::npos) return std::nullopt;
        const auto number = number_from(text.substr(0, dot), 255);
        if (!number) return std::nullopt;
        address = address << 8U | *number;
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    return address;
}

void add_once(std::vector<Ipv4Network>& networks, const Ipv4Network& network) {
    if (std::ranges::find(networks, network) == networks.end()) networks.push_back(network);
}

void add(SearchArea& area, const HostInterface& interface) {
    const bool has_neighbours = interface.bits <= 30 && !interface.is_point_to_point;
    if (!interface.is_up || interface.is_loopback || is_virtual(interface)) return;
    if (!has_neighbours || is_inside(interface.address, link_local)) return;
    const auto whole = network_of(interface.address, interface.bits);
    if (!is_private(interface.address)) {
        area.remarks.push_back(
            whole.text() + " (" + interface.name + ") is no private network, and not searched"
        );
        return;
    }
    const auto part = network_of(interface.address, std::max(interface.bits, fewest_searched_bits));
    add_once(area.networks, part);
    if (part == whole) return;
    area.remarks.push_back(
        "of " + whole.text() + " (" + interface.name + ") only " + part.text() +
        " is searched; DISCOVERY_NETS names others"
    );
}

}  // namespace

std::string ipv4_text(Ipv4 address) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) {
        text += std::to_string(address >> static_cast<unsigned>(shift) & 0xFFU);
        if (shift > 0) text += '.';
    }
    return text;
}

std::string Ipv4Network::text() const { return ipv4_text(address) + '/' + std::to_string(bits); }

std::vector<Ipv4> Ipv4Network::hosts() const {
    const Ipv4 last = address | ~mask_of(bits);
    const Ipv4 edge = bits <= 30 ? 1 : 0;
    std::vector<Ipv4> all;
    for (Ipv4 host = address + edge; host < last; ++host)
        all.push_back(host);
    if (edge == 0) all.push_back(last);
    return all;
}

Result<Ipv4Network> searched_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = address_from(text.substr(0, slash));
    if (!address) return fail(Errc::malformed, "is no IPv4 network such as 192.168.1.0/24");
    if (slash == std::string_view::npos) return network_of(*address, 32);
    const auto bits = number_from(text.substr(slash + 1), 32);
    if (!bits) return fail(Errc::malformed, "needs a number from 22 to 32 behind its slash");
    const auto network = network_of(*address, static_cast<int>(*bits));
    if (network.bits < fewest_searched_bits) {
        return fail(Errc::out_of_range, "is too large to be searched: /22 is the most");
    }
    return network;
}

std::string SearchArea::text() const {
    std::string text;
    for (const auto& network : networks)
        text += (text.empty() ? "" : ", ") + network.text();
    return text;
}

SearchArea area_of(std::span<const HostInterface> interfaces) {
    SearchArea area;
    for (const auto& interface : interfaces)
        add(area, interface);
    return area;
}

SearchArea area_of(std::span<const std::string> networks) {
    SearchArea area;
    for (const auto& text : networks) {
        if (const auto network = searched_network(text)) add_once(area.networks, *network);
    }
    return area;
}

}  // namespace giv
