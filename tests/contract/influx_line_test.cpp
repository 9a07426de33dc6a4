// The line that GivTCP itself wrote, and ours of the same values: byte for byte.
#include "support/line_grammar.hpp"
#include "support/line_plant.hpp"
#include "support/shared_data.hpp"

#include "givtcp/plant/dump.hpp"
#include "givtcp/render/line_protocol.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <map>
#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;
using render::influx_lines;
using render::InfluxSchema;

// Out of the recorded call: [{'bucket': 'b', 'record': '...'}]
std::string recorded_line() {
    const auto call = testing::shared_text("vectors/givtcp/seed-influx.txt");
    const std::string before = "'record': '";
    const auto start = call.find(before) + before.size();
    return call.substr(start, call.find('\'', start) - start);
}

// The values of the seed's document of the same cycle: GivTCP rounded them to two decimals.
Snapshot seeds_plant() {
    const auto document = testing::shared_json("vectors/givtcp/seed-runAll.json");
    auto plant = testing::plant_without_values("SA1234G567");
    for (const auto* const group :
         {"/Energy/Total", "/Energy/Today", "/Power/Power", "/Power/Flows"}) {
        for (const auto& [key, value] : document.at(nlohmann::json::json_pointer{group}).items()) {
            const std::uint8_t decimals = value.is_number_integer() ? 0 : 2;
            const auto path = std::string{group}.substr(1) + '/' + key;
            testing::add_value(plant, path, Number{value.get<double>(), decimals});
        }
    }
    return plant;
}

TEST(InfluxLine, IsWhatTheSeedWroteByteForByte) {
    GIVTCP_NEEDS_SHARED_DATA();

    const auto lines = influx_lines(seeds_plant(), InfluxSchema::givtcp);

    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines.front(), recorded_line());
}

constexpr auto plants = std::to_array<const char*>(
    {"hybrid-gen1-2bat-0x11", "hybrid-gen1-2bat-0x31", "ac-2x-givbat52", "ac-1x-givbat512gen3"}
);

// Two plants write into one bucket: a field that is a text of one and a number of the other is
// refused by the server.
TEST(InfluxLine, RecordedPlantsAgreeOnTheTypeOfEveryField) {
    GIVTCP_NEEDS_SHARED_DATA();
    std::map<std::string, bool> is_text;
    const Moment now{Instant{1h}, WallTime{std::chrono::seconds{1'780'000'000}}};
    for (const std::string plant : plants) {
        const auto dump = testing::shared_text("vectors/registers-" + plant + ".json");
        const auto snapshot = snapshot_of_dump(dump, now, [](const LocalTime&) { return 60min; });
        ASSERT_TRUE(snapshot) << snapshot.error().detail;

        for (const auto& text : influx_lines(**snapshot, InfluxSchema::extended)) {
            const auto line = testing::parse_line(text);
            ASSERT_TRUE(line) << text << ": " << line.error();
            for (const auto& [name, value] : line->fields) {
                const auto [known, is_new] =
                    is_text.emplace(line->measurement + ' ' + name, value.is_text);
                EXPECT_EQ(known->second, value.is_text) << text;
            }
        }
    }
    EXPECT_GT(is_text.size(), 100U);
}

}  // namespace
}  // namespace giv
