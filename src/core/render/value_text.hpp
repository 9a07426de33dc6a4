// A value as the text of one leaf.
#pragma once

#include "givtcp/registers/value.hpp"
#include "givtcp/render/document.hpp"

#include <optional>
#include <string>

namespace giv::render {

// Nothing for an absent value. Slots are two leaves and are not rendered here.
std::optional<Leaf> leaf(std::string path, const Value& value);

}  // namespace giv::render
