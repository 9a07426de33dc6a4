// The leaves that parts of a plant can have, and the largest plant of all.
#include "mqtt/part_leaves.hpp"

#include "mqtt/client.hpp"
#include "support/own_plants.hpp"

#include "givtcp/render/document.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {
namespace {

// The different segments that stand behind this prefix: "raw/meters/" gives Meter_ID_1, ...
std::set<std::string> segments_below(
    const std::vector<std::string>& paths, std::string_view prefix
) {
    std::set<std::string> segments;
    for (const auto& path : paths) {
        if (!path.starts_with(prefix)) continue;
        const auto rest = path.substr(prefix.size());
        segments.insert(rest.substr(0, rest.find('/')));
    }
    return segments;
}

bool has_key(const std::vector<std::string>& paths, std::string_view key) {
    return std::ranges::any_of(paths, [&](const std::string& path) {
        return path == key || path.ends_with('/' + std::string{key});
    });
}

TEST(LargestPlant, HasEveryPackAndMeterThatTheInverterHasPlacesFor) {
    const auto paths = leaves_of_largest_plant();

    EXPECT_EQ(segments_below(paths, "raw/batteries/").size(), 6U);
    EXPECT_EQ(segments_below(paths, "raw/meters/").size(), 8U);
    EXPECT_EQ(segments_below(paths, "Meter_Details/").size(), 8U);
}

TEST(LargestPlant, HasEveryPointAndEveryFieldOfTheTables) {
    const auto paths = leaves_of_largest_plant();

    for (const auto& point : points())
        EXPECT_TRUE(has_key(paths, point.key())) << point.path;
    for (const auto map : {Map::inverter_holding, Map::inverter_input}) {
        for (const auto& field : fields(map)) {
            const auto path = "raw/invertor/" + std::string{field.name};
            const auto is_there = has_key(paths, path) || has_key(paths, path + "/start");
            EXPECT_TRUE(is_there) << path;
        }
    }
}

TEST(LargestPlant, CountsAPackAsOftenAsThereArePlaces) {
    const auto all = leaves_of_largest_plant();
    const auto one_pack = leaves_of({Subject::pack, "BG2134G001"}).size();
    const auto one_meter = leaves_of({Subject::meter, "1"}).size();

    const auto of_inverter = std::ranges::count_if(all, [](const std::string& path) {
        const bool is_of_pack =
            path.starts_with("Battery_Details/") && std::ranges::count(path, '/') == 3;
        return !is_of_pack && !path.starts_with("raw/batteries/") &&
               !path.starts_with("raw/meters/") && !path.starts_with("Meter_Details/");
    });
    EXPECT_EQ(all.size(), static_cast<std::size_t>(of_inverter) + 6 * one_pack + 8 * one_meter);
}

TEST(LargestPlant, IsLargerThanAPlantThatThereIs) {
    PlantImage image{giv::testing::one_hour_ahead};
    const Instant start{std::chrono::seconds{100}};
    image.set_topology(giv::testing::gen1_topology());
    giv::testing::admit_gen1(image, start);
    image.cycle_completed({start, {}});
    const auto snapshot = image.snapshot({start, {}}, PlantState::live, "");

    const auto document = render::document(*snapshot, {start, {}}, {});

    EXPECT_GT(document.size(), 300U);
    EXPECT_GT(leaves_of_largest_plant().size(), document.size());
}

TEST(LargestPlant, SetsTheSizeOfTheClientsQueue) {
    EXPECT_EQ(ClientOptions{}.largest_plant, leaves_of_largest_plant().size());
}

}  // namespace
}  // namespace giv::mqtt
