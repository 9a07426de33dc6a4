// What can be written, against its source: each row of the table is allowed there, on each model
// that has it, within its bounds (architecture ruling 17). Not the reverse: less is offered.
#include "core/control/writable_rows.hpp"
#include "support/shared_data.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>

namespace giv {
namespace {

using nlohmann::json;

// The entry of a register, and which of its registers it is.
struct Source {
    json entry;
    std::size_t place = 0;
};

std::map<int, Source> writable_sources() {
    std::map<int, Source> sources;
    const auto document = testing::shared_json("spec/registers.json");
    for (const auto& entry : document.at("registers")) {
        if (entry.at("bank") != "inverter_hr" || !entry.contains("write_models")) continue;
        const auto& index = entry.at("index");
        const auto list = index.is_array() ? index : json::array({index});
        for (std::size_t i = 0; i < list.size(); ++i)
            sources[list.at(i).get<int>()] = {entry, i};
    }
    return sources;
}

// Every kind of plant that this version controls, its block and its firmware at their best.
std::vector<Capabilities> plants() {
    std::vector<Capabilities> all;
    for (int i = 0; i <= static_cast<int>(Model::unknown); ++i) {
        for (const std::uint16_t arm : std::initializer_list<std::uint16_t>{302, 303}) {
            for (const bool pause : {false, true})
                all.push_back({static_cast<Model>(i), arm, pause, true});
        }
    }
    return all;
}

// models.md 2: generation 3 plus is written as generation 3 without ten slots.
std::string key_of(const Capabilities& plant) {
    const auto model = plant.model == Model::hybrid_gen3_plus ? Model::hybrid_gen3 : plant.model;
    return std::string{facts(model).key};
}

bool names(const json& entry, const char* list, const Capabilities& plant) {
    const auto models = entry.value(list, json::array());
    for (const auto& item : models) {
        const auto model = item.get<std::string>();
        if (model == key_of(plant)) return true;
        if (model == key_of(plant) + "(arm>302)") {
            return plant.arm_firmware > 302 && plant.model == Model::hybrid_gen3;
        }
    }
    return false;
}

bool is_allowed(const json& entry, const Capabilities& plant) {
    return names(entry, "write_models", plant) ||
           (plant.has_pause_block && names(entry, "write_models_after_probe", plant));
}

bool is_user_tier(const json& entry, const Writable& row) {
    const auto tier = entry.at("write_tier").get<std::string>();
    // Only where the user said so: quirks Q24.
    return tier == "user" || (tier == "user_disputed" && row.where == Where::legacy_charge_2);
}

TEST(WritableRegisters, AreAllowedOnEachModelThatHasThem) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto sources = writable_sources();
    std::size_t compared = 0;
    for (const auto& row : writables()) {
        SCOPED_TRACE("HR" + std::to_string(row.index));
        ASSERT_TRUE(sources.contains(row.index));
        const auto& entry = sources.at(row.index).entry;
        EXPECT_TRUE(is_user_tier(entry, row));
        for (const auto& plant : plants()) {
            if (!JudgedWrite::restoring(row.index, 0, plant) &&
                !JudgedWrite::judge(row.index, row.lowest, plant)) {
                continue;
            }
            ++compared;
            EXPECT_TRUE(is_allowed(entry, plant))
                << facts(plant.model).key << " ARM " << plant.arm_firmware;
        }
    }
    EXPECT_GT(compared, 1000U);
}

TEST(WritableRegisters, TakeNothingOutsideTheirBounds) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto sources = writable_sources();
    for (const auto& row : writables()) {
        SCOPED_TRACE("HR" + std::to_string(row.index));
        ASSERT_TRUE(sources.contains(row.index));
        const auto& [entry, place] = sources.at(row.index);
        auto lowest = entry.at("write_min").get<int>();
        auto highest = entry.at("write_max").get<int>();
        if (entry.contains("write_fields")) {
            lowest = entry.at("write_fields").at(place).at(0).get<int>();
            highest = entry.at("write_fields").at(place).at(1).get<int>();
        }
        const auto values = entry.value("write_values", std::set<int>{});
        const bool is_time = entry.at("type") == "timeslot_hhmm";
        EXPECT_GE(row.lowest, lowest);
        EXPECT_LE(row.highest, highest);
        EXPECT_TRUE(out_of_bounds(row, row.lowest - 1));
        EXPECT_TRUE(out_of_bounds(row, row.highest + 1));
        for (int value = row.lowest; value <= row.highest; ++value) {
            if (out_of_bounds(row, value)) continue;
            ASSERT_TRUE(values.empty() || values.contains(value)) << value;
            ASSERT_TRUE(!is_time || value % 100 < 60) << value;
        }
    }
}

// What may be put back is what the field's own bounds let it be read as, and no less than may be
// written.
TEST(WritableRegisters, ArePutBackWithinWhatTheyShow) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto sources = writable_sources();
    int compared = 0;
    for (const auto& row : writables()) {
        SCOPED_TRACE("HR" + std::to_string(row.index));
        if (row.once_only) continue;
        EXPECT_LE(row.shows_from, row.lowest);
        EXPECT_GE(row.shows_to, row.highest);
        const auto& entry = sources.at(row.index).entry;
        if (entry.at("min").is_null() || entry.at("type") == "timeslot_hhmm") continue;
        ++compared;
        EXPECT_EQ(row.shows_from, entry.at("min").get<int>());
        EXPECT_EQ(row.shows_to, entry.at("max").get<int>());
    }
    EXPECT_GT(compared, 20);
}

// Read whether the registers that commands.md 5 refuses have a row.
TEST(WritableRegisters, LeaveOutWhatTheSpecificationRefuses) {
    const std::vector<std::pair<int, int>> refused{
        {0, 19},    {21, 26},   {28, 28},     {30, 30},     {33, 34},     {41, 43},
        {46, 49},   {51, 55},   {58, 58},     {63, 83},     {101, 102},   {115, 115},
        {162, 162}, {174, 174}, {201, 201},   {300, 310},   {312, 312},   {315, 316},
        {321, 351}, {499, 573}, {1016, 1165}, {4000, 4200}, {5000, 5014}, {20000, 65535}};
    for (const auto& [first, last] : refused) {
        for (int index = first; index <= last; ++index)
            EXPECT_EQ(find_writable(static_cast<std::uint16_t>(index)), nullptr) << index;
    }
}

}  // namespace
}  // namespace giv
