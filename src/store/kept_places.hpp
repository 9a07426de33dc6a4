// Records of one kind: which inverter was found for a plant without an address, and where it was
// last, by the plant's instance. Store's thread.
#pragma once

#include "exchange/place.hpp"
#include "store/database.hpp"

#include <map>
#include <optional>

namespace giv::store {

using KeptPlaces = std::map<int, Place>;

Result<KeptPlaces> load_places(Database& database);

// Replaces what was known of the plant.
Result<void> save_place(Database& database, int plant, const Place& place);

// Of this plant nothing is known from then on. What was; nothing if nothing was.
Result<std::optional<Place>> forget_place(Database& database, int plant);

}  // namespace giv::store
