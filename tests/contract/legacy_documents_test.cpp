// Every key of GivTCP's own documents (seed, v2, v3), for plants with low-voltage packs: produced
// from our dumps with the same JSON type, or listed with a reason in left_out.txt.
#include "support/shared_data.hpp"

#include "givtcp/plant/dump.hpp"
#include "givtcp/render/document.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace giv {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

std::optional<std::chrono::minutes> summer_time(const LocalTime&) { return 60min; }

Moment now() { return {Instant{1h}, WallTime{std::chrono::seconds{1'780'000'000}}}; }

// A dump of our own, or a recorded one.
std::string dump_of(const std::string& plant) {
    if (plant.starts_with("own-")) {
        std::ifstream file{GIVTCP_SOURCE_DIR "/tests/data/registers-" + plant.substr(4) + ".json"};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    return testing::shared_text("vectors/registers-" + plant + ".json");
}

json document_of(const std::string& plant) {
    const auto dump = dump_of(plant);
    const auto snapshot = snapshot_of_dump(dump, now(), summer_time);
    if (!snapshot) {
        ADD_FAILURE() << plant << ": " << snapshot.error().detail;
        return json::object();
    }
    return json::parse(render::to_json(render::document(**snapshot, now(), {})));
}

constexpr auto lv_plants = std::to_array<const char*>(
    {"own-hybrid-gen3-1bat-1meter",
     "hybrid-gen1-2bat-0x11",
     "hybrid-gen1-2bat-0x31",
     "ac-2x-givbat52",
     "ac-1x-givbat512gen3"}
);

constexpr auto legacy_documents = std::to_array<const char*>(
    {"seed-runAll",
     "v2-runAll",
     "v3-readData-ac",
     "v3-readData-hybrid_gen1",
     "v3-readData-hybrid_gen2",
     "v3-readData-hybrid_gen3",
     "v3-readData-hybrid_gen3plus",
     "v3-readData-gen4"}
);

// Serial numbers differ from plant to plant.
std::string without_serials(const std::string& path) {
    static const std::regex serial{"[A-Z]{2}[0-9]{4}[A-Z][0-9]{3}"};
    return std::regex_replace(path, serial, "*");
}

std::string type_of(const json& value) {
    if (value.is_number()) return "number";
    return value.type_name();
}

using Keys = std::map<std::string, std::set<std::string>>;  // path -> types

void collect(const json& object, const std::string& prefix, Keys& keys) {
    for (const auto& [key, value] : object.items()) {
        const auto path = without_serials(prefix + key);
        if (value.is_object() && !value.empty()) {
            collect(value, prefix + key + '/', keys);
        } else {
            keys[path].insert(type_of(value));
        }
    }
}

std::map<std::string, std::string> left_out() {
    std::map<std::string, std::string> reasons;
    std::ifstream file{GIVTCP_SOURCE_DIR "/tests/contract/left_out.txt"};
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        const auto gap = line.find("  ");
        if (gap == std::string::npos) {
            ADD_FAILURE() << "left_out.txt: no reason in: " << line;
            continue;
        }
        reasons[line.substr(0, gap)] = line.substr(gap + 2);
    }
    return reasons;
}

// A line may end in * to stand for all keys that begin so.
const std::string* reason_for(
    const std::string& path, const std::map<std::string, std::string>& reasons
) {
    for (const auto& [pattern, reason] : reasons) {
        const bool open = pattern.ends_with("/...");
        const auto start = pattern.substr(0, pattern.size() - 3);
        if (path == pattern || (open && path.starts_with(start))) return &pattern;
    }
    return nullptr;
}

TEST(LegacyDocuments, EveryKeyIsProducedWithItsTypeOrLeftOutForAReason) {
    GIVTCP_NEEDS_SHARED_DATA();
    Keys ours;
    for (const auto* plant : lv_plants)
        collect(document_of(plant), "", ours);
    const auto reasons = left_out();
    std::set<std::string> needed;

    for (const auto* name : legacy_documents) {
        auto theirs = testing::shared_json(std::string{"vectors/givtcp/"} + name + ".json");
        theirs.erase("raw");  // GivTCP's internal model, which its REST never served
        Keys keys;
        collect(theirs, "", keys);
        for (const auto& [path, types] : keys) {
            const auto own = ours.find(path);
            const bool same = own != ours.end() && own->second == types;
            if (same) continue;
            if (const auto* pattern = reason_for(path, reasons)) {
                needed.insert(*pattern);
                continue;
            }
            ADD_FAILURE() << name << ": " << path << " is " << *types.begin() << ", ours is "
                          << (own == ours.end() ? "absent" : *own->second.begin());
        }
    }

    for (const auto& [pattern, reason] : reasons) {
        EXPECT_TRUE(needed.contains(pattern)) << "left_out.txt: not needed: " << pattern;
    }
}

TEST(LegacyDocuments, NeverHoldANullOrAKeyThatClientsCannotTake) {
    GIVTCP_NEEDS_SHARED_DATA();
    const std::regex safe{"[A-Za-z0-9_/*]+"};
    for (const auto* plant : lv_plants) {
        Keys keys;
        collect(document_of(plant), "", keys);
        for (const auto& [path, types] : keys) {
            EXPECT_FALSE(types.contains("null")) << path;
            EXPECT_FALSE(types.contains("array")) << path;
            EXPECT_TRUE(std::regex_match(path, safe)) << path;
        }
    }
}

// One of our values and the name that the independent decoder has for it.
struct Pair {
    const char* path;  // {s}: the inverter's serial
    const char* theirs;
};

constexpr auto pairs = std::to_array<Pair>({
    {"Power/Power/Charge_Power", "battery_charge_power"},
    {"Power/Power/Discharge_Power", "battery_discharge_power"},
    {"Power/Power/Import_Power", "grid_import_power"},
    {"Power/Power/Export_Power", "grid_export_power"},
    {"Power/Power/Grid_Power", "p_grid_out"},
    {"Power/Power/Battery_Power", "p_battery"},
    {"Power/Power/Load_Power", "p_load_demand"},
    {"Power/Power/Invertor_Power", "p_grid_out_ph1"},
    {"Power/Power/SOC", "battery_soc"},
    {"Power/Power/Grid_Voltage", "v_ac1"},
    {"Energy/Today/Import_Energy_Today_kWh", "e_grid_in_day"},
    {"Energy/Today/Export_Energy_Today_kWh", "e_grid_out_day"},
    {"Energy/Today/Battery_Charge_Energy_Today_kWh", "e_battery_charge_today"},
    {"Energy/Today/Battery_Discharge_Energy_Today_kWh", "e_battery_discharge_today"},
    {"Energy/Total/Import_Energy_Total_kWh", "e_grid_in_total"},
    {"Energy/Total/Export_Energy_Total_kWh", "e_grid_out_total"},
    {"Energy/Today/Load_Energy_Today_kWh", "e_consumption_today"},
    {"Energy/Total/Battery_Charge_Energy_Total_kWh", "e_battery_charge_total"},
    {"Energy/Total/Battery_Discharge_Energy_Total_kWh", "e_battery_discharge_total"},
    {"Control/Target_SOC", "charge_target_soc"},
    {"Control/Battery_Power_Reserve", "battery_soc_reserve"},
    {"Invertor_Details/Invertor_Max_Inv_Rate", "inverter_max_power"},
    {"Invertor_Details/Invertor_Firmware", "firmware_version"},
    {"Invertor_Details/Modbus_Version", "modbus_version"},
    {"Invertor_Details/Invertor_Temperature", "t_inverter_heatsink"},
    {"raw/invertor/battery_max_power", "battery_max_power"},
});

TEST(LegacyDocuments, HoldWhatAnIndependentDecoderDerived) {
    GIVTCP_NEEDS_SHARED_DATA();
    for (const std::string plant : lv_plants) {
        if (plant.starts_with("own-")) continue;
        const auto ours = document_of(plant);
        const auto decoded = testing::shared_json("vectors/decoded-" + plant + ".json");
        if (decoded.at("capabilities").at("inverter_address") != "0x11") continue;
        for (const auto& pair : pairs) {
            const auto& theirs = decoded.at("inverter").at(pair.theirs);
            if (theirs.is_null()) continue;
            const json::json_pointer where{std::string{"/"} + pair.path};
            ASSERT_TRUE(ours.contains(where)) << plant << ": " << pair.path;
            const auto& value = ours.at(where);
            if (theirs.is_number()) {
                EXPECT_NEAR(value.get<double>(), theirs.get<double>(), 1e-6)
                    << plant << ": " << pair.path;
            } else {
                EXPECT_EQ(value, theirs) << plant << ": " << pair.path;
            }
        }
    }
}

}  // namespace
}  // namespace giv
