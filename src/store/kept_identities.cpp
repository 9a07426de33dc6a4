#include "store/kept_identities.hpp"

namespace giv::store {

Result<IdentityTexts> load_identities(Database& database) {
    auto statement = database.prepare("SELECT serial, identities FROM discovery");
    if (!statement) return tl::unexpected(statement.error());
    IdentityTexts texts;
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return texts;
        texts.insert_or_assign(statement->text(0), statement->text(1));
    }
}

Result<void> save_identities(
    Database& database, const std::string& serial, const std::string& identities
) {
    auto statement = database.prepare("INSERT OR REPLACE INTO discovery VALUES (?, ?)");
    if (!statement) return tl::unexpected(statement.error());
    return statement->bind(1, serial).bind(2, identities).run();
}

}  // namespace giv::store
