// The options of the guard's thresholds for battery packs, made from the guard's table. Pure, any
// thread.
#pragma once

#include "config/option.hpp"

#include <span>

namespace giv {

std::span<const Option> threshold_options();

}  // namespace giv
