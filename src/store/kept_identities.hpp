// Records of one kind: what a plant's entities are called at the broker, as text, by its inverter's
// serial. Store's thread.
#pragma once

#include "store/database.hpp"

#include <functional>
#include <map>
#include <string>

namespace giv::store {

// By serial. What the text says is its reader's business.
using IdentityTexts = std::map<std::string, std::string, std::less<>>;

Result<IdentityTexts> load_identities(Database& database);

// Replaces what was known of the serial.
Result<void> save_identities(
    Database& database, const std::string& serial, const std::string& identities
);

}  // namespace giv::store
