// Text, gzipped; the only file that calls zlib. Any thread.
#pragma once

#include "givtcp/result.hpp"

#include <string>
#include <string_view>

namespace giv::influx {

Result<std::string> gzipped(std::string_view text);

}  // namespace giv::influx
