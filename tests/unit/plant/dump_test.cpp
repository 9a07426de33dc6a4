#include "givtcp/plant/dump.hpp"

#include "support/own_plants.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace giv {
namespace {

using namespace std::chrono_literals;

Moment now() { return {Instant{1h}, WallTime{1'780'000'000s}}; }

Result<SnapshotPtr> decode(std::string_view text) {
    return snapshot_of_dump(text, now(), testing::one_hour_ahead);
}

TEST(Dump, IsDetectedAsAPlantWouldBe) {
    const auto snapshot = decode(testing::own_data("registers-hybrid-gen3-1bat-1meter.json"));

    ASSERT_TRUE(snapshot) << snapshot.error().detail;
    EXPECT_EQ((*snapshot)->serial(), "FD2325G202");
    EXPECT_EQ((*snapshot)->identity->model(), Model::hybrid_gen3);
    ASSERT_EQ((*snapshot)->parts.size(), 3U);
    EXPECT_EQ((*snapshot)->parts[1].id, "DX2330G101");
    EXPECT_EQ((*snapshot)->parts[2].subject, Subject::meter);
    EXPECT_TRUE((*snapshot)->complete);
}

struct Bad {
    const char* text;
    const char* says;
};

TEST(Dump, SaysWhatIsWrongWithIt) {
    constexpr auto cases = std::to_array<Bad>({
        {"", "not a JSON object"},
        {"[1]", "not a JSON object"},
        {R"({"17": {}})", "not a device address"},
        {R"({"0x111": {}})", "not a device address"},
        {R"({"0x11": 5})", "not an object of banks"},
        {R"({"0x11": {"XR": {}}})", "neither HR nor IR"},
        {R"({"0x11": {"HR": []}})", "not an object of register numbers"},
        {R"({"0x11": {"HR": {"x": 1}}})", "register \"x\""},
        {R"({"0x11": {"HR": {"1": 70000}}})", "register \"1\""},
        {R"({"0x11": {"HR": {"1": -1}}})", "register \"1\""},
        {R"({"0x11": {"HR": {"1": "a"}}})", "register \"1\""},
        {R"({"0x11": {"HR": {"0": 8193}}})", "name no inverter"},
        {"{}", "name no inverter"},
    });
    for (const auto& [text, says] : cases) {
        const auto snapshot = decode(text);
        ASSERT_FALSE(snapshot) << text;
        EXPECT_NE(snapshot.error().detail.find(says), std::string::npos)
            << text << " -> " << snapshot.error().detail;
    }
}

}  // namespace
}  // namespace giv
