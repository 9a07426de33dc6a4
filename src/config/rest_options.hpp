// The rows of the options that are about REST.
#pragma once

#include "config/option.hpp"

#include <span>

namespace giv {

std::span<const Option> rest_options();

}  // namespace giv
