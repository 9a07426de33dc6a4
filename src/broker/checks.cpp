#include "broker/checks.hpp"

#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>
#include <string>

namespace giv::broker {
namespace {

bool is_private_ipv4(std::uint32_t address) {
    return address >> 24U == 127 || address >> 24U == 10 || address >> 20U == 0xac1 ||
           address >> 16U == 0xc0a8;
}

bool is_private_ipv6(const in6_addr& address) {
    constexpr unsigned first_seven_bits = 0xfe;
    return IN6_IS_ADDR_LOOPBACK(&address) || (address.s6_addr[0] & first_seven_bits) == 0xfc;
}

}  // namespace

bool is_private(std::string_view address) {
    const std::string text{address};
    in_addr ipv4{};
    if (inet_pton(AF_INET, text.c_str(), &ipv4) == 1) return is_private_ipv4(ntohl(ipv4.s_addr));
    in6_addr ipv6{};
    return inet_pton(AF_INET6, text.c_str(), &ipv6) == 1 && is_private_ipv6(ipv6);
}

bool is_possible_user(std::string_view user) {
    return !user.empty() && user.find(':') == std::string_view::npos && !user.starts_with('#') &&
           !user.starts_with(' ') && !user.ends_with(' ');
}

}  // namespace giv::broker
