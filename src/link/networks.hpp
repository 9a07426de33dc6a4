// Which networks are searched for dongles. Pure: the machine's interfaces are an argument.
//
// IPv4 only: no dongle has another. At most 1022 hosts of a network: somebody's search of a /16
// took two hours (research/user-needs.md P11).
#pragma once

#include "givtcp/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

using Ipv4 = std::uint32_t;  // the first number of the dotted text is the highest byte

std::string ipv4_text(Ipv4 address);

struct Ipv4Network {
    Ipv4 address = 0;  // its lowest
    int bits = 32;     // that all of its addresses share

    std::string text() const;  // "192.168.1.0/24"

    // Without the network's own address and its broadcast, where there are such.
    std::vector<Ipv4> hosts() const;

    friend bool operator==(const Ipv4Network&, const Ipv4Network&) = default;
};

// No network that is searched has more hosts than one of these.
inline constexpr int fewest_searched_bits = 22;

// "192.168.1.0/24", or one address. The error is the end of a sentence that begins with the text.
Result<Ipv4Network> searched_network(std::string_view text);

// One address of one of this machine's interfaces.
struct HostInterface {
    std::string name;
    Ipv4 address = 0;
    int bits = 32;
    bool is_up = true;
    bool is_loopback = false;
    bool is_point_to_point = false;
};

struct SearchArea {
    std::vector<Ipv4Network> networks;  // each once
    std::vector<std::string> remarks;   // what is not searched, and why, for whoever wonders

    std::string text() const;  // "192.168.1.0/24, 10.0.0.0/22"

    // Where there is no network: a sentence without a full stop that says so, why, and what to do.
    std::string why_none() const;
};

// What we run in. A container has the host's interfaces, or a network of its own.
enum class Housing : std::uint8_t { machine, container };

// The networks of these interfaces, but for loopback, link-local, public ones and those that
// container engines, virtual machines and private tunnels make; of a large one the part that we
// are in. Of a container with interfaces of its own: without the engine's network.
SearchArea area_of(std::span<const HostInterface> interfaces, Housing housing = Housing::machine);

// These alone, whatever the interfaces are (DISCOVERY_NETS). Texts that are no such network are
// left out: the settings were checked before.
SearchArea area_of(std::span<const std::string> networks);

}  // namespace giv
