// The rows of the options that are about the broker of our own.
#pragma once

#include "config/option.hpp"

#include <span>

namespace giv {

std::span<const Option> broker_options();

}  // namespace giv
