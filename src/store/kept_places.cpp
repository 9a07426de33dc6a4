#include "store/kept_places.hpp"

namespace giv::store {

Result<KeptPlaces> load_places(Database& database) {
    auto statement = database.prepare("SELECT plant, serial, host FROM place");
    if (!statement) return tl::unexpected(statement.error());
    KeptPlaces places;
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return places;
        places.insert_or_assign(
            static_cast<int>(statement->number(0)), Place{statement->text(1), statement->text(2)}
        );
    }
}

Result<void> save_place(Database& database, int plant, const Place& place) {
    auto statement = database.prepare("INSERT OR REPLACE INTO place VALUES (?, ?, ?)");
    if (!statement) return tl::unexpected(statement.error());
    return statement->bind(1, std::int64_t{plant}).bind(2, place.serial).bind(3, place.host).run();
}

Result<std::optional<Place>> forget_place(Database& database, int plant) {
    std::optional<Place> known;
    const auto forgotten = database.transaction([&]() -> Result<void> {
        const auto places = load_places(database);
        if (!places) return tl::unexpected(places.error());
        if (const auto found = places->find(plant); found != places->end()) known = found->second;
        auto statement = database.prepare("DELETE FROM place WHERE plant = ?");
        if (!statement) return tl::unexpected(statement.error());
        return statement->bind(1, std::int64_t{plant}).run();
    });
    if (!forgotten) return tl::unexpected(forgotten.error());
    return known;
}

}  // namespace giv::store
