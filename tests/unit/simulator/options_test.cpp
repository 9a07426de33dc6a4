// The command line of givtcp-sim.
#include "simulator/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::variant<Options, Farewell> parse(std::initializer_list<const char*> arguments) {
    std::vector<const char*> argv{"givtcp-sim"};
    argv.insert(argv.end(), arguments);
    return parse_options(static_cast<int>(argv.size()), argv.data());
}

TEST(SimulatorOptions, HaveDefaults) {
    const auto options = std::get<Options>(parse({}));

    EXPECT_EQ(options.host, "127.0.0.1");
    EXPECT_EQ(options.port, 8899);
    EXPECT_EQ(options.plant, "");
    EXPECT_EQ(options.heartbeat, 180s);
    EXPECT_EQ(options.latency, 250ms);
    EXPECT_EQ(options.clock, ClockMode::automatic);
    EXPECT_TRUE(options.faults.empty());
    EXPECT_EQ(options.reboot_time, 5s);
    EXPECT_EQ(options.seed, 1U);
}

TEST(SimulatorOptions, TakeManyFaultsInTheirOrder) {
    const auto options = std::get<Options>(parse(
        {"--fault", "refuse:HR27@2", "--reboot-time", "0.5", "--fault", "lose:5%", "--seed", "7"}
    ));

    const Fault refusal{.kind = FaultKind::refuse, .index = 27, .which = {2, 2}};
    const Fault loss{.kind = FaultKind::lose_share, .percent = 5};
    EXPECT_THAT(
        options.faults,
        ElementsAre(Field(&PlannedFault::fault, refusal), Field(&PlannedFault::fault, loss))
    );
    EXPECT_EQ(options.reboot_time, 500ms);
    EXPECT_EQ(options.seed, 7U);
}

TEST(SimulatorOptions, TakeAFaultOfATimeline) {
    const auto options = std::get<Options>(
        parse({"--fault", R"({"fault":"drop","at":"10s","percent":20})", "--faults", "more.json"})
    );

    ASSERT_EQ(options.faults.size(), 1U);
    EXPECT_EQ(options.faults[0].at, 10s);
    EXPECT_EQ(options.faults[0].percent, 20);
    EXPECT_EQ(options.faults_file, "more.json");
}

TEST(SimulatorOptions, SayHowADongleIs) {
    const auto usual = dongle_settings(std::get<Options>(parse({})), 0);
    EXPECT_FALSE(usual.has_measured_latency);
    EXPECT_EQ(usual.most_connections, 32U);
    EXPECT_EQ(usual.cloud.period, 0ms);
    EXPECT_EQ(usual.collision_window, 0ms);

    const auto options = std::get<Options>(
        parse({"--lifelike", "--cloud", "5", "--idle-limit", "10", "--sockets", "3", "--seed", "4"})
    );
    const auto lifelike = dongle_settings(options, 2);
    EXPECT_TRUE(lifelike.has_measured_latency);
    EXPECT_EQ(lifelike.cloud.period, 5s);
    EXPECT_EQ(lifelike.idle_limit, 10s);
    EXPECT_EQ(lifelike.most_connections, 3U);
    EXPECT_EQ(lifelike.collision_window, 80ms);
    EXPECT_EQ(lifelike.seed, 6U);
    EXPECT_EQ(lifelike.adapter, serial_of("WF2142G733"));
}

TEST(SimulatorOptions, SayHowManyThereAreAndWhereTheyAreAsked) {
    const auto usual = std::get<Options>(parse({}));
    EXPECT_EQ(usual.count, 1);
    EXPECT_FALSE(usual.control_port);

    const auto options =
        std::get<Options>(parse({"--count", "1000", "--host-range", "--control-port", "0"}));
    EXPECT_EQ(options.count, 1000);
    EXPECT_TRUE(options.has_host_range);
    EXPECT_EQ(options.control_port, 0);
}

TEST(SimulatorOptions, AreTaken) {
    const auto options = std::get<Options>(parse(
        {"--listen",
         "[::1]:0",
         "--plant",
         "ac",
         "--heartbeat",
         "0.5",
         "--latency",
         "233-263",
         "--clock",
         "still"}
    ));

    EXPECT_EQ(options.host, "::1");
    EXPECT_EQ(options.port, 0);
    EXPECT_EQ(options.plant, "ac");
    EXPECT_EQ(options.heartbeat, 500ms);
    EXPECT_EQ(options.latency, 233ms);
    EXPECT_EQ(options.latency_spread, 30ms);
    EXPECT_EQ(options.clock, ClockMode::stands);
}

TEST(SimulatorOptions, TakeAPlantThatLives) {
    const auto options =
        std::get<Options>(parse({"--plant", "living-gen3:kwp=7.5,packs=3,seed=5"}));

    ASSERT_TRUE(options.living);
    EXPECT_EQ(options.living->family, Family::gen3);
    EXPECT_DOUBLE_EQ(options.living->kwp, 7.5);
    EXPECT_EQ(options.living->packs, 3);
    EXPECT_EQ(options.living->seed, 5U);
    EXPECT_FALSE(std::get<Options>(parse({"--plant", "gen3"})).living);
}

TEST(SimulatorOptions, TakeARecordingOverADump) {
    const auto options = std::get<Options>(
        parse({"--registers", "dump.json", "--replay", "a.log", "--replay-mode", "bytes"})
    );

    EXPECT_EQ(options.registers_file, "dump.json");
    EXPECT_EQ(options.replay_file, "a.log");
    EXPECT_EQ(options.replay_mode, ReplayMode::bytes);
}

TEST(SimulatorOptions, SayThatARecordingHasNoFaults) {
    EXPECT_EQ(why_no_faults(std::get<Options>(parse({"--control-port", "0"}))), "");
    EXPECT_THAT(
        why_no_faults(std::get<Options>(parse({"--replay", "a.log", "--control-port", "0"}))),
        HasSubstr("played as it was, without faults")
    );
}

TEST(SimulatorOptions, SayWhatIsBuiltIn) {
    const auto farewell = std::get<Farewell>(parse({"--list"}));

    EXPECT_EQ(farewell.exit_code, 0);
    EXPECT_THAT(farewell.text, AllOf(HasSubstr("gen1 "), HasSubstr("ac "), HasSubstr("gen3 ")));
    EXPECT_THAT(farewell.text, AllOf(HasSubstr("living-gen2 "), HasSubstr("  kwp ")));
}

TEST(SimulatorOptions, SayTheirNames) {
    EXPECT_THAT(
        std::get<Farewell>(parse({"--help"})).text,
        AllOf(HasSubstr("--listen"), HasSubstr("error-but-done:REG[@N]"))
    );
    EXPECT_THAT(std::get<Farewell>(parse({"--version"})).text, StartsWith("givtcp-sim "));
}

struct BadUse {
    const char* name;
    std::vector<const char*> arguments;
    const char* complaint;
};

class SimulatorOptionsRefuse : public ::testing::TestWithParam<BadUse> {};

TEST_P(SimulatorOptionsRefuse, AndSayWhyInOneLine) {
    std::vector<const char*> argv{"givtcp-sim"};
    argv.insert(argv.end(), GetParam().arguments.begin(), GetParam().arguments.end());

    const auto parsed = parse_options(static_cast<int>(argv.size()), argv.data());

    ASSERT_TRUE(std::holds_alternative<Farewell>(parsed));
    const auto& farewell = std::get<Farewell>(parsed);
    EXPECT_EQ(farewell.exit_code, 2);
    EXPECT_THAT(farewell.text, HasSubstr(GetParam().complaint));
    EXPECT_EQ(std::count(farewell.text.begin(), farewell.text.end(), '\n'), 1);
}

INSTANTIATE_TEST_SUITE_P(
    BadUses,
    SimulatorOptionsRefuse,
    ::testing::Values(
        BadUse{"unknown", {"--bogus"}, "--bogus"},
        BadUse{"no_port", {"--listen", "127.0.0.1"}, "HOST:PORT"},
        BadUse{"no_host", {"--listen", ":8899"}, "HOST:PORT"},
        BadUse{"port_big", {"--listen", "127.0.0.1:65536"}, "HOST:PORT"},
        BadUse{"port_word", {"--listen", "127.0.0.1:modbus"}, "HOST:PORT"},
        BadUse{"port_sign", {"--listen", "127.0.0.1:-1"}, "HOST:PORT"},
        BadUse{"plant", {"--plant", "gen9"}, "there are gen1, ac, gen3"},
        BadUse{"living_plant", {"--plant", "living-gen9"}, "there are living-gen1, living-gen2"},
        BadUse{"key", {"--plant", "living-gen1:moon=1"}, "a plant has no moon"},
        BadUse{
            "key_twice", {"--plant", "living-gen1:packs=1,packs=2"}, "packs: stands there twice"},
        BadUse{"value", {"--plant", "living-gen1:packs=9"}, "expected 1 to 6, not 9"},
        BadUse{"spoilt", {"--replay", "session.log", "--fault", "drop"}, "without faults"},
        BadUse{"stands", {"--plant", "living-gen1", "--clock", "still"}, "that lives runs"},
        BadUse{"fault", {"--fault", "explode:HR27"}, "there is no fault"},
        BadUse{"second_fault", {"--fault", "lose:5%", "--fault", "refuse:27"}, "refuse:REG[@N]"},
        BadUse{"fault_alone", {"--fault"}, "--fault"},
        BadUse{"fault_and_more", {"--fault", "lose:5%", "refuse:HR27"}, "refuse:HR27"},
        BadUse{"fault_of_two_lines", {"--fault", "refuse:\n"}, "refuse:REG[@N]"},
        BadUse{"reboot_negative", {"--reboot-time", "-1"}, "--reboot-time"},
        BadUse{"seed", {"--seed", "x"}, "--seed"},
        BadUse{"heartbeat", {"--heartbeat", "soon"}, "--heartbeat"},
        BadUse{"heartbeat_negative", {"--heartbeat", "-1"}, "--heartbeat"},
        BadUse{"latency", {"--latency", "fast"}, "expected milliseconds"},
        BadUse{"latency_backwards", {"--latency", "9-3"}, "expected milliseconds"},
        BadUse{"latency_long", {"--latency", "60001"}, "expected milliseconds"},
        BadUse{"mode", {"--replay", "a.log", "--replay-mode", "film"}, "--replay-mode"},
        BadUse{"mode_alone", {"--replay-mode", "bytes"}, "--replay"},
        BadUse{"both", {"--plant", "gen1", "--registers", "a.json"}, "--plant"},
        BadUse{"clock", {"--clock", "backwards"}, "--clock"},
        BadUse{"stray", {"gen1"}, "gen1"}
    ),
    [](const auto& tested) { return std::string{tested.param.name}; }
);

}  // namespace
}  // namespace giv::simulator
