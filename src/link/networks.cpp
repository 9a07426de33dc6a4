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

// How the interfaces begin that container engines, clusters, virtual machines and private tunnels
// make: no dongle of this house is behind them. A bridge that somebody made by hand (br0, vmbr0) is
// how many a home server reaches its network.
constexpr auto virtual_starts = std::to_array<std::string_view>({
    "docker", "hassio", "podman",   "cni",     "veth",     "flannel",   "cali",
    "cilium", "lxc_",   "weave",    "kube",    "lxcbr",    "lxdbr",     "incusbr",
    "virbr",  "vmnet",  "vboxnet",  "tun",     "tap",      "wg",        "zt",
    "vnet",   "dummy",  "mpqemubr", "nerdctl", "nordlynx", "tailscale",
});

// Docker's further networks are "br-" and an id; a router's own bridge is "br-lan".
bool is_docker_bridge(std::string_view name) {
    constexpr std::string_view start = "br-";
    return name.starts_with(start) && name.size() > start.size() &&
           name.find_first_not_of("0123456789abcdef", start.size()) == std::string_view::npos;
}

bool is_virtual(const HostInterface& interface) {
    const std::string_view name = interface.name;
    const auto is_start = [name](std::string_view start) { return name.starts_with(start); };
    return name == "lo" || is_docker_bridge(name) || std::ranges::any_of(virtual_starts, is_start);
}

// What engines give to containers if nobody says otherwise: Docker's pools and the Supervisor's
// network, and Podman's.
bool is_an_engines(const HostInterface& interface) {
    constexpr Ipv4Network docker{0xAC100000, 12};
    constexpr Ipv4Network docker_when_full{0xC0A80000, 16};  // given in pieces of /20
    constexpr Ipv4Network podman{0x0A580000, 15};
    const auto address = interface.address;
    return is_inside(address, docker) || is_inside(address, podman) ||
           (is_inside(address, docker_when_full) && interface.bits == 20);
}

// With the host's interfaces it would have some that are called otherwise: the engine's bridge.
bool has_interfaces_of_its_own(std::span<const HostInterface> interfaces) {
    return std::ranges::all_of(interfaces, [](const HostInterface& interface) {
        return interface.is_loopback || interface.name.starts_with("eth");
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

// A dongle may be on it.
bool is_searched(const HostInterface& interface) {
    const bool has_neighbours = interface.bits <= 30 && !interface.is_point_to_point;
    return interface.is_up && !interface.is_loopback && !is_virtual(interface) && has_neighbours &&
           !is_inside(interface.address, link_local);
}

void add(SearchArea& area, const HostInterface& interface) {
    const auto whole = network_of(interface.address, interface.bits);
    if (!is_private(interface.address)) {
        area.remarks.push_back(
            whole.text() + " (" + interface.name + ") is no private network, and not searched; " +
            "INVERTOR_IP or DISCOVERY_NETS says where the inverter is"
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

std::string SearchArea::why_none() const {
    constexpr std::string_view none = "there is no network to search for the inverter";
    if (remarks.empty()) return std::string{none} + "; set INVERTOR_IP or DISCOVERY_NETS";
    std::string text{none};
    for (const auto& remark : remarks)
        text += (&remark == &remarks.front() ? ": " : "; ") + remark;
    return text;
}

SearchArea area_of(std::span<const HostInterface> interfaces, Housing housing) {
    const bool is_apart = housing == Housing::container && has_interfaces_of_its_own(interfaces);
    SearchArea area;
    for (const auto& interface : interfaces) {
        if (!is_searched(interface)) continue;
        if (is_apart && is_an_engines(interface)) {
            area.remarks.push_back(
                network_of(interface.address, interface.bits).text() + " (" + interface.name +
                ") is a network of containers, and not searched; give this one the host's " +
                "network, or set INVERTOR_IP or DISCOVERY_NETS"
            );
        } else {
            add(area, interface);
        }
    }
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
