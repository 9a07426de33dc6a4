// Who may ask: networks that are trusted, as text and as a judgement. Pure; any thread.
//
// Source: spec/clients.md §2.1 P2, §6.2 L11. Origin matters for writes only; Host for reads, too,
// where not every page may read.
#pragma once

#include "givtcp/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace giv::http {

// Addresses that share their first bits. IPv4 in the last four bytes, behind ::ffff:0:0/96.
struct Net {
    std::array<std::uint8_t, 16> address{};
    int bits = 128;
};

// "192.168.1.0/24", "fd00::/8", "10.0.0.7". The error is a sentence that names the text.
Result<Net> parse_net(std::string_view text);

// All of them, or the first error.
Result<std::vector<Net>> parse_nets(const std::vector<std::string>& texts);

// `address` as a peer's address is written, a zone ("fe80::1%eth0") allowed. What is no address is
// in no net.
bool is_inside(std::string_view address, const std::vector<Net>& nets);

// Whether a `Host` field can only mean this machine: an address, a name that no stranger can make
// point here (without a dot, or below .local and its kin), or one of `names`. A page of elsewhere
// that had its own name resolved to our address is seen by it. Port and case do not matter.
bool is_our_host(std::string_view host, const std::vector<std::string>& names);

// Whether an `Origin` field allows a write: absent (no browser), or the page came from `host`, the
// same request's Host field.
bool is_our_origin(std::string_view origin, std::string_view host);

// Why a request with this Host field is not answered: a sentence; empty if it is.
std::string why_not_to_call_us(std::string_view host, const std::vector<std::string>& names);

// Why a request with these fields may not change anything: a sentence; empty if it may.
std::string why_not_to_write(
    std::string_view host, std::string_view origin, const std::vector<std::string>& names
);

}  // namespace giv::http
