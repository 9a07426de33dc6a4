// The lists for people of what is published and what can be changed: docs/ENTITIES.md and
// docs/CONTROLS.md. Pure.
#pragma once

#include <string>

namespace giv::render {

// Markdown, one table per section of the points' table: path, label, quantity, unit, category, and
// the models that have it. Depends on nothing but points(); a test compares the committed file.
std::string entity_reference();

// Markdown, one row per control: names, payload, registers, models. Depends on nothing but
// controls(); a test compares the committed file.
std::string control_reference();

}  // namespace giv::render
