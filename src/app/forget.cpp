#include "app/forget.hpp"

#include "store/database.hpp"
#include "store/kept_places.hpp"

#include <filesystem>
#include <system_error>

namespace giv {
namespace {

// No folder, no file and no newer schema is made here.
Result<std::optional<Place>> forget(const StoreSettings& store, int instance) {
    const auto file = store.directory + "/givtcp.db";
    const auto cannot = [&](const Error& error) {
        const bool is_busy = error.code == Errc::busy;
        return fail(
            error.code,
            is_busy ? file + " is in use: try again, or stop givtcpd first"
                    : "cannot use " + file + ": " + error.detail
        );
    };
    std::error_code unknown;
    const bool is_there = std::filesystem::exists(file, unknown);
    if (unknown) return cannot(Error{Errc::rejected, unknown.message()});
    if (!is_there) {
        return fail(Errc::rejected, "there is no " + file + ": set STATE_DIR as givtcpd has it");
    }
    auto database = store::Database::open(file);
    if (!database) return cannot(database.error());
    const auto forgotten = store::forget_place(*database, instance);
    if (!forgotten) return cannot(forgotten.error());
    return *forgotten;
}

}  // namespace

Result<std::string> forget_inverter(const Settings& settings, std::optional<int> number) {
    if (!number && settings.plants.size() > 1) {
        return fail(
            Errc::rejected,
            "there are " + std::to_string(settings.plants.size()) +
                " plants: say which one's, as in --forget-inverter 2"
        );
    }
    const auto first = settings.mqtt.instance;
    const auto instance = number ? first + *number - 1 : settings.plants.front().instance;
    const auto plant = "plant " + std::to_string(instance - first + 1);
    const auto forgotten = forget(settings.store, instance);
    if (!forgotten) return tl::unexpected(forgotten.error());
    if (!*forgotten) return "no inverter is remembered for " + plant;
    const auto& [serial, host] = **forgotten;
    return "forgotten for " + plant + ": inverter " + serial + " at " + host +
           "; givtcpd takes the first that it finds when it is started again";
}

}  // namespace giv
