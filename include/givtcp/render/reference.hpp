// The list of everything that is published, for people: docs/ENTITIES.md. Pure.
#pragma once

#include <string>

namespace giv::render {

// Markdown, one table per section of the points' table: path, label, quantity, unit, category, and
// the models that have it. Depends on nothing but points(); a test compares the committed file.
std::string entity_reference();

}  // namespace giv::render
