// Who may ask by what they know: the token that a request carries. Pure; any thread.
//
// Source: spec/clients.md §6.2 L11. The fence (TRUSTED_NETS, Host and Origin) holds beside it.
#pragma once

#include "http/http_settings.hpp"

#include <string_view>

namespace giv::http {

// Whether an `Authorization` field carries the token: "Bearer <token>", or "Basic" with it as the
// password of any user (RFC 6750, RFC 7617). How long it takes says nothing about the token but its
// length. An empty token is carried by nobody.
bool carries_token(std::string_view authorization, std::string_view token);

// Whether a request of this method for this path (without /REST<n>) needs the token at all. Never
// for /healthz, which says nothing of the plant and is asked by container engines.
bool needs_token(const HttpSettings::Token& token, std::string_view method, std::string_view path);

}  // namespace giv::http
