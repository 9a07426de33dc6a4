// What Home Assistant is told of a whole plant: the built-in generation 1 hybrid, line by line
// against a committed file, and each name that GivTCP 3 gave, against its own table. Run with
// GIVTCP_UPDATE_GOLDEN=1 in the environment to rewrite discovery_gen1.txt, and read the difference.
#include "givtcp/render/discovery.hpp"

#include "simulator/builtin_plants.hpp"
#include "support/own_plants.hpp"
#include "support/shared_data.hpp"

#include "givtcp/control/controls.hpp"
#include "givtcp/plant/plant_image.hpp"
#include "givtcp/render/adoption.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace giv {
namespace {

using namespace std::chrono_literals;
using render::Platform;

constexpr Moment read_at{Instant{1h}, WallTime{std::chrono::seconds{1'780'662'000}}};

void admit(PlantImage& image, const simulator::RegisterImage& plant, const ReadTarget& target) {
    const auto words = plant.read(target.device, target.range);
    if (!words) return;
    testing::admit_twice(image, {target.device, target.range, *words, read_at.steady});
}

// As the link would find it and read it.
SnapshotPtr snapshot_of(const simulator::RegisterImage& plant) {
    const auto first = plant.read(device::inverter, {Bank::holding, 0, 60}).value();
    Topology topology{judge_identity(first).value()};
    for (const auto& probe : probes(topology.identity, topology.inverter)) {
        const auto words = plant.read(probe.target.device, probe.target.range);
        apply(topology, probe, words.value_or(std::vector<std::uint16_t>{}));
    }
    PlantImage image{testing::one_hour_ahead};
    image.set_topology(topology);
    for (const auto& target : configuration_reads(topology))
        admit(image, plant, target);
    for (const auto& target : measurement_reads(topology))
        admit(image, plant, target);
    image.search_ended();
    image.search_ended();
    image.cycle_completed(read_at);
    return image.snapshot(read_at, PlantState::live, "");
}

SnapshotPtr gen1() { return snapshot_of(simulator::gen1_plant()); }

render::DiscoveryOptions as_shipped() {
    render::DiscoveryOptions options;
    options.version = "1.0.0";
    options.configuration_url = "http://192.168.1.20:6345/";
    return options;
}

// One line an entity. A day's minutes are told in three.
std::string lines_of(const std::vector<render::Announcement>& all) {
    std::string lines;
    for (const auto& one : all) {
        if (!one.due) continue;
        auto payload = nlohmann::ordered_json::parse(one.payload);
        if (payload.contains("options") && payload["options"].size() == 1440) {
            const auto& minutes = payload["options"];
            payload["options"] = {minutes.front(), "...", minutes.back()};
        }
        lines += one.identity.config_topic + ' ' + payload.dump() + '\n';
    }
    return lines;
}

std::string committed(const std::string& generated) {
    const std::string path = GIVTCP_SOURCE_DIR "/tests/contract/discovery_gen1.txt";
    if (std::getenv("GIVTCP_UPDATE_GOLDEN") != nullptr) {
        std::ofstream{path, std::ios::binary} << generated;
    }
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
}

TEST(Discovery, OfTheBuiltInPlantIsWhatItWas) {
    const auto snapshot = gen1();
    ASSERT_TRUE(snapshot->complete);

    const auto lines = lines_of(render::announcements(*snapshot, as_shipped()));

    EXPECT_EQ(lines, committed(lines));
}

TEST(Discovery, OfAWholePlantFitsInto300Kilobytes) {
    for (const auto layout : {render::DeviceLayout::single, render::DeviceLayout::sections}) {
        auto options = as_shipped();
        options.layout = layout;
        std::size_t size = 0;
        std::size_t count = 0;
        for (const auto& one : render::announcements(*gen1(), options)) {
            if (!one.due) continue;
            size += one.payload.size() + one.identity.config_topic.size();
            ++count;
        }

        EXPECT_LT(size, 300'000U);
        EXPECT_GT(count, 140U);
        RecordProperty(
            layout == render::DeviceLayout::single ? "single" : "sections", std::to_string(size)
        );
    }
}

TEST(Discovery, OfEachBuiltInPlantNamesEverythingOnce) {
    for (const auto& plant : simulator::builtin_plants()) {
        const auto snapshot = snapshot_of(plant.build());
        std::set<std::string> ids;
        for (const auto& one : render::announcements(*snapshot, as_shipped())) {
            const auto id = std::string{words(one.name.platform)} + ' ' + one.identity.unique_id;
            EXPECT_TRUE(ids.insert(id).second) << plant.name << ": " << id;
        }
    }
}

// ---- against GivTCP's own table ---------------------------------------------------------------

struct OldRow {
    std::string platform;
    std::string command;
};

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream{line};
    for (std::string cell; std::getline(stream, cell, ',');)
        cells.push_back(cell);
    return cells;
}

// By key: what version 3 announces.
std::map<std::string, OldRow> version_3() {
    std::map<std::string, OldRow> rows;
    std::istringstream table{testing::shared_text("spec/entities.csv")};
    constexpr std::size_t platform = 7;
    constexpr std::size_t command = 9;
    for (std::string line; std::getline(table, line);) {
        const auto cells = cells_of(line);
        if (cells.size() > command && !cells[platform].empty() && cells[0] != "key") {
            rows[cells[0]] = {cells[platform], cells[command]};
        }
    }
    return rows;
}

// Where ours is of another platform than version 3's, and why.
const std::map<std::string, std::string>& other_platforms() {
    static const std::map<std::string, std::string> reasons{
        {"Battery_USB_present",
         "version 3 never publishes what it declares; a raw number is no flag"},
    };
    return reasons;
}

TEST(Discovery, HasVersion3sPlatformForEachKey) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto theirs = version_3();
    ASSERT_GT(theirs.size(), 400U);
    std::size_t compared = 0;

    for (const auto& plant : simulator::builtin_plants()) {
        for (const auto& one : render::announcements(*snapshot_of(plant.build()), as_shipped())) {
            const auto row = theirs.find(one.name.key);
            if (row == theirs.end() || other_platforms().contains(one.name.key)) continue;
            EXPECT_EQ(std::string{words(one.name.platform)}, row->second.platform) << row->first;
            ++compared;
        }
    }
    EXPECT_GT(compared, 300U);
}

TEST(Discovery, CommandsWhatVersion3Commands) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto theirs = version_3();

    for (const auto& plant : simulator::builtin_plants()) {
        for (const auto& one : render::announcements(*snapshot_of(plant.build()), as_shipped())) {
            const auto row = theirs.find(one.name.key);
            if (row == theirs.end() || !one.due) continue;
            const auto topic = nlohmann::json::parse(one.payload).value("command_topic", "");
            EXPECT_EQ(topic.substr(topic.rfind('/') + 1), row->second.command) << row->first;
        }
    }
}

// A command of version 3's that we carry out sets a point, so that it has an entity where the plant
// has the value.
TEST(Discovery, EveryCommandOfVersion3ThatWeCarryOutHasItsPoint) {
    GIVTCP_NEEDS_SHARED_DATA();
    std::map<std::string, std::string> paths;  // by key
    for (const auto& point : points())
        paths[std::string{point.key()}] = point.path;

    for (const auto& [key, row] : version_3()) {
        if (row.command.empty() || !find_control(row.command)) continue;
        ASSERT_TRUE(paths.contains(key)) << key;
        const auto named = set_by(paths.at(key));
        ASSERT_TRUE(named) << key;
        const auto command = std::string{named->control->name} +
                             (named->slot == 0 ? "" : std::to_string(named->slot));
        EXPECT_EQ(command, row.command) << key;
    }
}

}  // namespace
}  // namespace giv
