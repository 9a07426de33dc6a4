// Which of the two formats of /metrics somebody wants: from the Accept field, as RFC 9110 has it.
// Pure; any thread.
#pragma once

#include "givtcp/render/metrics.hpp"

#include <string_view>

namespace giv::http {

// The older one where both are as welcome, and where neither is: everything understands it. A range
// that is malformed, or of a version that we do not speak, says nothing.
render::MetricsFormat negotiated(std::string_view accept);

}  // namespace giv::http
