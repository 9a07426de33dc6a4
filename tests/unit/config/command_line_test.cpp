#include "config/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace giv {
namespace {

using Action = CommandLine::Action;
using ::testing::AllOf;
using ::testing::HasSubstr;

CommandLine parse(const std::vector<const char*>& arguments) {
    return parse_command_line(arguments, "1.2.3");
}

TEST(CommandLine, WithoutArgumentsRunsTheDaemon) {
    const auto asked = parse({});

    EXPECT_EQ(asked.action, Action::run);
    EXPECT_EQ(asked.config_file, std::nullopt);
}

TEST(CommandLine, TakesAFileOfSettings) {
    const auto asked = parse({"--config", "/etc/a.json", "--check-config"});

    EXPECT_EQ(asked.action, Action::check_config);
    EXPECT_EQ(asked.config_file, "/etc/a.json");
}

TEST(CommandLine, KnowsItsOtherActions) {
    EXPECT_EQ(parse({"--print-config"}).action, Action::print_config);
    EXPECT_EQ(parse({"--discover"}).action, Action::discover);
    EXPECT_EQ(parse({"--decode", "dump.json"}).action, Action::decode);
    EXPECT_EQ(parse({"--decode=dump.json"}).decode_file, "dump.json");
}

TEST(CommandLine, ForgetsTheInverterOfAPlantOrOfTheOnlyOne) {
    EXPECT_EQ(parse({}).plant, std::nullopt);
    EXPECT_EQ(parse({"--forget-inverter"}).action, Action::forget_inverter);
    EXPECT_EQ(parse({"--forget-inverter"}).plant, std::nullopt);
    EXPECT_EQ(parse({"--forget-inverter", "2"}).action, Action::forget_inverter);
    EXPECT_EQ(parse({"--forget-inverter", "2"}).plant, 2);
    EXPECT_EQ(parse({"--forget-inverter=12"}).plant, 12);
    const auto both = parse({"--forget-inverter", "--config", "/etc/a.json"});
    EXPECT_EQ(both.action, Action::forget_inverter);
    EXPECT_EQ(both.config_file, "/etc/a.json");
}

TEST(CommandLine, SaysItsVersion) {
    const auto asked = parse({"--version"});

    EXPECT_EQ(asked.action, Action::say);
    EXPECT_EQ(asked.exit_code, 0);
    EXPECT_EQ(asked.text, "givtcpd 1.2.3\n");
}

TEST(CommandLine, SaysWhatItCanDo) {
    const auto asked = parse({"--help"});

    EXPECT_EQ(asked.exit_code, 0);
    EXPECT_THAT(
        asked.text,
        AllOf(
            HasSubstr("--config"),
            HasSubstr("--check-config"),
            HasSubstr("--print-config"),
            HasSubstr("--decode"),
            HasSubstr("--forget-inverter [N]"),
            HasSubstr("--version")
        )
    );
}

TEST(CommandLine, RefusesWhatItDoesNotKnow) {
    for (const auto& arguments : std::vector<std::vector<const char*>>{
             {"--chek-config"},
             {"file.json"},
             {"--config"},
             {"--decode"},
             {"--config", "a", "--config", "b"},
             {"--forget-inverter", "0"},
             {"--forget-inverter", "-1"},
             {"--forget-inverter", "two"},
             {"--forget-inverter", "2x"},
             {"--forget-inverter", "99999999999"},
             {"--forget-inverter", "1", "2"},
             {"--forget-inverter", "--discover"},
             {"--check-config", "--print-config"}}) {
        const auto asked = parse(arguments);

        EXPECT_EQ(asked.action, Action::say) << arguments[0];
        EXPECT_EQ(asked.exit_code, 2) << arguments[0];
        EXPECT_THAT(asked.text, HasSubstr("givtcpd: ")) << arguments[0];
    }
}

}  // namespace
}  // namespace giv
