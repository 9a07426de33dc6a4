// The rows of the options that are about InfluxDB.
#pragma once

#include "config/option.hpp"

#include <span>

namespace giv {

std::span<const Option> influx_options();

}  // namespace giv
