#include "store/topologies.hpp"

namespace giv::store {
namespace {

Result<void> insert(
    Database& database, std::string_view sql, std::string_view key, std::string_view value
) {
    auto statement = database.prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    return statement->bind(1, key).bind(2, value).run();
}

}  // namespace

Result<Topologies> load_topologies(Database& database) {
    auto statement =
        database.prepare("SELECT endpoint, description FROM endpoint JOIN topology USING (serial)");
    if (!statement) return tl::unexpected(statement.error());
    Topologies topologies;
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return topologies;
        if (auto topology = topology_from(statement->text(1))) {
            topologies.insert_or_assign(statement->text(0), *std::move(topology));
        }
    }
}

Result<std::vector<std::string>> load_serials(Database& database) {
    auto statement = database.prepare("SELECT serial FROM topology ORDER BY serial");
    if (!statement) return tl::unexpected(statement.error());
    std::vector<std::string> serials;
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return serials;
        serials.push_back(statement->text(0));
    }
}

Result<void> save_topology(
    Database& database, const std::string& endpoint, const Topology& topology
) {
    const auto& serial = topology.identity.serial;
    auto saved = insert(
        database, "INSERT OR REPLACE INTO topology VALUES (?, ?)", serial, to_text(topology)
    );
    if (!saved) return saved;
    return insert(database, "INSERT OR REPLACE INTO endpoint VALUES (?, ?)", endpoint, serial);
}

}  // namespace giv::store
