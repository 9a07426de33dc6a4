// Whether a text can be what an option asks for. Pure; says nothing about whether the host
// answers or the file is there.
#pragma once

#include <string_view>

namespace giv {

// Anything without a NUL or another control character.
bool is_text(std::string_view text);

// A DNS name or a numeric address; underscores are allowed, as in container names.
bool is_host(std::string_view text);

bool is_numeric_address(std::string_view text);

// A numeric address, or one with a prefix length: 10.0.0.0/8, fe80::/10.
bool is_network(std::string_view text);

// An IPv4 address, or a network that is small enough to be searched for dongles.
bool is_searched_network(std::string_view text);

// What can be sent in a header field as it is, and not be guessed: 16 to 200 printable characters.
bool is_token(std::string_view text);

// The address of a page: http or https, and a host.
bool is_page(std::string_view text);

// Where a page is from, as a browser says it: a scheme, a host and perhaps a port, no path.
bool is_origin(std::string_view text);

// An origin, or a word for all or none of them: legacy, off.
bool is_cors_word(std::string_view text);
bool is_about_all_origins(std::string_view text);

// Absolute, without control characters.
bool is_path(std::string_view text);

// What may stand before /<serial>/...; a slash at either end is forgiven.
bool is_topic(std::string_view text);

// A rule as POSIX defines it for TZ: "GMT0BST,M3.5.0/1,M10.5.0", "<+03>-3".
bool is_posix_zone(std::string_view text);

// May be the name of a zone file: "Europe/London". Neither absolute nor leading out of the folder.
bool is_zone_name(std::string_view text);

}  // namespace giv
