// The rows of REST's options: who may ask, and how. See options.cpp.
#pragma once

#include "config/option.hpp"

#include <span>

namespace giv {

std::span<const Option> rest_options();

}  // namespace giv
