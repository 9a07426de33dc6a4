#include "link/host_interfaces.hpp"

#include <bit>
#include <cstring>
#include <filesystem>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <system_error>

namespace giv {
namespace {

// The system says each kind of address in its own struct, and which it is in the first member.
Ipv4 ipv4_in(const sockaddr* address) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, address, sizeof ipv4);
    return ntohl(ipv4.sin_addr.s_addr);
}

}  // namespace

std::vector<HostInterface> host_interfaces() {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return {};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned{first, &::freeifaddrs};
    std::vector<HostInterface> found;
    for (const auto* one = first; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
        HostInterface interface;
        interface.name = one->ifa_name;
        interface.address = ipv4_in(one->ifa_addr);
        if (one->ifa_netmask != nullptr) interface.bits = std::popcount(ipv4_in(one->ifa_netmask));
        interface.is_up = (one->ifa_flags & IFF_UP) != 0;
        interface.is_loopback = (one->ifa_flags & IFF_LOOPBACK) != 0;
        interface.is_point_to_point = (one->ifa_flags & IFF_POINTOPOINT) != 0;
        found.push_back(interface);
    }
    return found;
}

Housing housing() {
    std::error_code unknown;
    const bool is_container = std::filesystem::exists("/.dockerenv", unknown) ||
                              std::filesystem::exists("/run/.containerenv", unknown);
    return is_container ? Housing::container : Housing::machine;
}

SearchArea search_area(const SearchSettings& settings) {
    if (!settings.networks.empty()) return area_of(settings.networks);
    const auto interfaces = host_interfaces();
    return area_of(interfaces, housing());
}

}  // namespace giv
