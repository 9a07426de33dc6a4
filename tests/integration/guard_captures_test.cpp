// The guard over what real plants said: nothing true is doubted, and nothing false is published.
#include "simulator/replay.hpp"
#include "support/frame_replay.hpp"
#include "support/rig.hpp"
#include "support/shared_data.hpp"

#include "givtcp/plant/guard/rule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using guard::Rule;
using testing::Rig;
using testing::RigPlant;

// How often each rule spoke, without what is only asked again at once: the first readings that each
// start has, and settings that the recorded clients changed.
std::map<std::string, std::uint64_t> doubts(const RigPlant& plant) {
    std::map<std::string, std::uint64_t> found;
    const auto& counts = plant.hub.latest()->rule_counts;
    for (const auto& rule : guard::rules()) {
        if (rule.rule == Rule::first_reading || rule.rule == Rule::setting_change) continue;
        if (counts.of(rule.rule) == 0) continue;
        found[std::string{rule.key}] = counts.of(rule.rule);
    }
    return found;
}

using Doubts = std::map<std::string, std::uint64_t>;

struct Range {
    double least;
    double most;
};
using Values = std::vector<double>;

// What was ever published of this point outside the range; -1 if it never was published.
Values out_of(const RigPlant& plant, std::string_view path, Range range) {
    Values found;
    bool was_published = false;
    for (const auto& snapshot : plant.sink.snapshots) {
        for (const auto& measured : snapshot->values) {
            if (measured.point->path != path) continue;
            const auto* number = std::get_if<Number>(&measured.value);
            if (number == nullptr) continue;
            was_published = true;
            if (number->value < range.least || number->value > range.most)
                found.push_back(number->value);
        }
    }
    if (!was_published) found.push_back(-1);
    return found;
}

class GuardedCapture : public ::testing::Test {
 protected:
    RigPlant& replayed(const std::string& name, Clock::Duration length) {
        const auto capture =
            simulator::parse_capture(testing::shared_text("vectors/captures/" + name));
        EXPECT_TRUE(capture) << name;
        auto& plant = rig.add(simulator::play_plant(*capture, {}));
        rig.start(plant);
        rig.run_for(length);
        return plant;
    }

    Rig rig;
};

// Both captures of this plant hold pages of its packs with words of others in them, checksum and
// all: a firmware of 2048 and 606.72 Ah at 17:58:51, temperatures of 0 at 18:00:44, a highest
// temperature of 0 at 18:19:51, another serial number at 18:37:08 …
TEST_F(GuardedCapture, AnHourOfAFirstGenerationHybridShowsNoPageThatWasSpliced) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto& plant = replayed("hybrid_gen1_arm449_givbat82_givbat95gen3_60min.log", 1h);

    const auto found = doubts(plant);
    EXPECT_TRUE(found.contains("dead_temperatures"));
    EXPECT_TRUE(found.contains("pack_constants"));
    EXPECT_TRUE(found.contains("pack_splice"));
    EXPECT_TRUE(plant.hub.latest()->online());
    EXPECT_EQ(
        out_of(
            plant, "Battery_Details/Battery_Stack_1/{id}/Battery_Remaining_Capacity", {140, 200}
        ),
        Values{}
    );
    EXPECT_EQ(
        out_of(
            plant, "Battery_Details/Battery_Stack_1/{id}/Battery_Firmware_Version", {3007, 3009}
        ),
        Values{}
    );
    EXPECT_EQ(
        out_of(plant, "Battery_Details/Battery_Stack_1/{id}/Battery_Temperature", {20, 30}),
        Values{}
    );
    EXPECT_EQ(
        out_of(plant, "Battery_Details/Battery_Stack_1/{id}/Battery_SOC", {90, 100}), Values{}
    );
}

TEST_F(GuardedCapture, OnlyThePagesOfPacksAreEverDoubted) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto& plant = replayed("hybrid_gen1_arm449_0x11_poll_10min.log", 10min);
    EXPECT_EQ(doubts(plant), (Doubts{{"pack_splice", 1}}));  // 11:16:52: highest, lowest of 0
    EXPECT_EQ(
        out_of(plant, "Battery_Details/Battery_Stack_1/{id}/Battery_Temperature", {20, 30}),
        Values{}
    );
}

TEST_F(GuardedCapture, HalfAnHourOfAnAcCoupledInverterIsBelieved) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto& plant = replayed("ac_arm282_1x_givbat512gen3_30min.log", 30min);
    EXPECT_EQ(doubts(plant), Doubts{});
}

// 18:18:06 to 18:20:49: two cell temperatures of both packs are 0 (spec/quirks.md Q7).
TEST_F(GuardedCapture, TheTemperaturesOfZeroAreRejectedAndNeverPublished) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto& plant = replayed("ac_arm282_2x_givbat52_30min.log", 30min);

    const auto found = doubts(plant);
    ASSERT_TRUE(found.contains("dead_temperatures"));
    EXPECT_EQ(found.size(), 1U);
    const auto lines = std::ranges::count_if(plant.log, [](const std::string& line) {
        return line.find("is not believed: cell temperatures were 0") != line.npos;
    });
    EXPECT_EQ(lines, 2);  // once for each pack
    for (const auto& snapshot : plant.sink.snapshots) {
        for (const auto& measured : snapshot->values) {
            if (measured.point->subject != Subject::pack) continue;
            if (measured.point->quantity != Quantity::temperature) continue;
            const auto* number = std::get_if<Number>(&measured.value);
            ASSERT_TRUE(number == nullptr || number->value != 0) << measured.point->path;
        }
    }
}

// Models that are not read yet go through framer, decode and guard: they say nothing odd either.
struct Other {
    const char* name;
    const char* whose;  // a capture of the same plant in which it says who it is
};

void PrintTo(const Other& other, std::ostream* out) { *out << other.name; }

class OtherCapture : public ::testing::TestWithParam<Other> {};

TEST_P(OtherCapture, IsBelieved) {
    GIVTCP_NEEDS_SHARED_DATA();
    auto recording = testing::captured_recording(GetParam().name);
    recording.topology = testing::captured_recording(GetParam().whose).topology;
    ASSERT_FALSE(recording.topology.identity.serial.empty());
    testing::GuardedPlant plant{recording};

    for (const auto& frame : recording.frames)
        plant.hear(frame.bytes, frame.at);

    auto found = testing::doubts_in(plant.counts());
    found.erase("first_reading");
    found.erase("setting_change");
    EXPECT_EQ(found, Doubts{});
    EXPECT_GT(plant.admitted(), 10U);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    OtherCapture,
    ::testing::Values(
        Other{"aio_arm612_5min.log", "aio_arm612_5min.log"},
        Other{"aio_arm620_redetect_7min.log", "aio_arm620_redetect_7min.log"},
        Other{"giv3hy11_da011_10min.log", "giv3hy11_da011_detect_10min.log"},
        Other{"giv3hy11_da011_detect_10min.log", "giv3hy11_da011_detect_10min.log"},
        Other{"giv3hy11_hass174_180s.txt", "giv3hy11_da011_detect_10min.log"}
    ),
    [](const auto& of) {
        const std::string name{of.param.name};
        return name.substr(0, name.find('.'));
    }
);

}  // namespace
}  // namespace giv
