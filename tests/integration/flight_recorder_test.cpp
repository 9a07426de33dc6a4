// What a link says and hears, recorded, and played again by the simulator: the same comes out.
#include "exchange/recording_text.hpp"
#include "simulator/builtin_plants.hpp"
#include "simulator/replay.hpp"
#include "support/rig.hpp"
#include "support/shared_data.hpp"

#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/render/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using simulator::parse_capture;
using simulator::play_bytes;
using simulator::play_plant;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Rig;
using testing::RigPlant;

constexpr std::string_view soc = "Power/Power/SOC";
constexpr Register soc_register = IR(59);

using Numbers = std::map<std::string, double>;

// How late it is here is no part of a recording.
constexpr std::string_view by_our_clock = "{details}/Invertor_Time_Drift";

// Every number that is shown of the inverter and its parts.
Numbers numbers_of(const RigPlant& plant) {
    Numbers numbers;
    std::map<std::string_view, int> met;
    for (const auto& measured : plant.hub.latest()->values) {
        const auto* number = std::get_if<Number>(&measured.value);
        if (number == nullptr || measured.point->path == by_our_clock) continue;
        const auto nth = ++met[measured.point->path];
        numbers[std::string{measured.point->path} + '#' + std::to_string(nth)] = number->value;
    }
    return numbers;
}

// What is in one and not in the other, or not the same.
std::vector<std::string> differences(const Numbers& some, const Numbers& others) {
    std::vector<std::string> found;
    for (const auto& [name, value] : some) {
        const auto other = others.find(name);
        if (other == others.end() || other->second != value) found.push_back(name);
    }
    for (const auto& [name, value] : others)
        if (!some.contains(name)) found.push_back(name);
    return found;
}

class FlightRecorderTest : public ::testing::Test {
 protected:
    RigPlant& running(Dongle dongle) {
        auto& plant = rig.add(std::move(dongle));
        rig.start(plant);
        return plant;
    }

    std::string text_of(const RigPlant& plant) {
        return recording_text(
            plant.recorder.recording(rig.clock().moment()), {1, "givtcp", "a test"}
        );
    }

    // Another daemon, in front of a simulator that plays this.
    RigPlant& replayed(const std::string& text) {
        auto capture = parse_capture(text);
        EXPECT_TRUE(capture) << capture.error().detail;
        return running(play_plant(*capture, {}));
    }

    Rig rig;
};

TEST_F(FlightRecorderTest, AReplayShowsTheValuesThatWereRecorded) {
    auto& plant = running(Dongle{simulator::gen1_plant()});
    rig.run_for(2min);
    const auto charge = *plant.dongle.registers().word(device::inverter, soc_register);
    plant.dongle.registers().set(device::inverter, soc_register, charge - 1);
    rig.run_for(2min);
    const auto text = text_of(plant);

    auto& again = replayed(text);
    rig.run_for(5min);

    ASSERT_TRUE(render::is_servable(*again.hub.latest()));
    EXPECT_EQ(numbers_of(again).at(std::string{soc} + "#1"), charge - 1);
    EXPECT_THAT(differences(numbers_of(again), numbers_of(plant)), IsEmpty());
    EXPECT_EQ(again.link->topology()->packs.size(), plant.link->topology()->packs.size());
    EXPECT_EQ(again.link->counts().crc_errors, 0U);
}

TEST_F(FlightRecorderTest, EachBuiltInPlantCanBeRecordedAndPlayed) {
    for (const auto& builtin : simulator::builtin_plants()) {
        auto& plant = running(Dongle{builtin.build()});
        rig.run_for(3min);

        auto& again = replayed(text_of(plant));
        rig.run_for(4min);

        EXPECT_THAT(differences(numbers_of(again), numbers_of(plant)), IsEmpty()) << builtin.name;
    }
}

TEST_F(FlightRecorderTest, NamesNeitherInverterNorDongleNorBatteries) {
    auto& plant = running(Dongle{simulator::gen1_plant()});
    rig.run_for(10min);  // heartbeats come every three

    const auto text = text_of(plant);
    const auto capture = parse_capture(text);

    ASSERT_TRUE(capture);
    std::string said;
    for (const auto& piece : *capture)
        said.append(piece.bytes.begin(), piece.bytes.end());
    const auto topology = *plant.link->topology();
    EXPECT_THAT(said, Not(HasSubstr(topology.identity.serial)));
    EXPECT_THAT(said, Not(HasSubstr("WF2142G731")));  // the simulated dongle
    for (const auto& pack : topology.packs)
        EXPECT_THAT(said, Not(HasSubstr(pack.serial)));
    EXPECT_THAT(said, HasSubstr("SA0000G0"));
    EXPECT_THAT(text, Not(HasSubstr(topology.identity.serial)));
}

TEST_F(FlightRecorderTest, KeepsWhatWasDamagedAsItCame) {
    auto& plant = running(Dongle{simulator::gen1_plant()});
    rig.run_for(1min);
    plant.dongle.corrupt_next(3);
    rig.run_for(1min);
    ASSERT_EQ(plant.link->counts().crc_errors, 3U);

    ResponseDecoder decoder;
    std::uint64_t messages = 0;
    const auto capture = parse_capture(text_of(plant));
    ASSERT_TRUE(capture);
    for (const auto& piece : *capture) {
        if (piece.from_dongle) decoder.feed(piece.bytes);
        while (decoder.next())
            ++messages;
    }

    EXPECT_EQ(decoder.counts().crc_errors, 3U);
    EXPECT_EQ(messages, plant.link->counts().answers);
    EXPECT_EQ(decoder.counts().false_markers, 0U);
}

TEST_F(FlightRecorderTest, SaysWhatTheGuardSaid) {
    auto& plant = running(Dongle{simulator::gen1_plant()});
    rig.run_for(1min);
    for (std::uint16_t index = 0; index < 60; ++index)
        plant.dongle.registers().set(device::inverter, IR(index), 0);
    rig.run_for(20s);

    EXPECT_THAT(text_of(plant), HasSubstr(" 0x11 input 0+60, ours: good\n"));
    EXPECT_THAT(text_of(plant), HasSubstr(" 0x11 input 0+60, ours: rejected, zero_bank\n"));
}

TEST_F(FlightRecorderTest, SaysWhereAConnectionBeginsAndWhyItEnds) {
    auto& plant = running(Dongle{simulator::gen1_plant()});
    rig.run_for(1min);
    plant.dongle.hang_up(rig.clock().now());
    rig.run_for(1min);

    const auto text = text_of(plant);
    const auto lost = text.find(" lost: the dongle hung up\n");
    ASSERT_NE(lost, std::string::npos) << text.substr(0, 2'000);
    EXPECT_LT(text.find(" connected\n"), lost);
    EXPECT_NE(text.find(" connected\n", lost), std::string::npos);
}

// An address of ours is another inverter's now, and that is why the connection ends.
TEST_F(FlightRecorderTest, NamesNoOtherInverterNorItsAddress) {
    auto settings = Rig::usual_settings();
    settings.hosts = {"10.0.0.1", "10.0.0.2"};
    auto& plant = rig.add(Dongle{simulator::gen1_plant()}, settings);
    rig.put(plant, "10.0.0.2");
    rig.live_in_street(plant);
    rig.start(plant);
    rig.run_for(1min);
    const auto ours = plant.link->topology()->identity.serial;
    rig.put(plant, "10.0.0.1");
    auto& other = rig.add(Dongle{simulator::gen3_plant()});
    rig.put(other, "10.0.0.2");
    rig.run_for(2min);

    const auto text = text_of(plant);

    ASSERT_THAT(plant.log, Contains(HasSubstr("another inverter answers")));
    EXPECT_THAT(text, HasSubstr(" lost: another inverter answers"));
    EXPECT_THAT(text, Not(HasSubstr(ours.substr(6))));
    EXPECT_THAT(text, Not(HasSubstr("10.0.0.")));
    EXPECT_THAT(plant.log, Each(Not(ContainsRegex("[A-Z]{2}[0-9]{4}[A-Z][0-9]{3}"))));
}

// Four blocks of 60 registers, asked for and answered every ten seconds, settings every five
// minutes: about a kilobyte in ten seconds, so that 8 MB hold most of a day.
TEST_F(FlightRecorderTest, HoldsMostOfADayInItsUsualMemory) {
    auto& plant = running(Dongle{simulator::gen1_plant()});

    rig.run_for(24h);

    EXPECT_EQ(plant.recorder.bytes_held(), 8 * 1'048'576U);
    std::optional<Instant> oldest;
    plant.recorder.recording(rig.clock().moment()).each([&](const RecordedPiece& piece) {
        if (!oldest) oldest = piece.at;
    });
    const auto held = rig.clock().now() - *oldest;
    EXPECT_GT(held, 18h);
    EXPECT_LT(held, 24h);
}

// A recording of others, played, recorded by us, and played again.
TEST_F(FlightRecorderTest, ARecordedRecordingIsTheSame) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto capture =
        parse_capture(testing::shared_text("vectors/captures/hybrid_gen1_arm449_0x11_poll_10min.log"
        ));
    auto& plant = running(play_plant(*capture, {}));
    rig.run_for(12min);

    auto& again = replayed(text_of(plant));
    rig.run_for(13min);

    EXPECT_THAT(differences(numbers_of(again), numbers_of(plant)), IsEmpty());
}

}  // namespace
}  // namespace giv
