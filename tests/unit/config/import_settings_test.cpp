#include "config/import_settings.hpp"

#include "config/v3_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace giv {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

World a_world() {
    return {
        [](const std::string& path) -> Result<std::string> {
            return fail(Errc::unsupported, "cannot read " + path);
        },
        [](const std::string& zone) { return zone == "Europe/London"; },
        [] { return std::vector<std::string>{}; }};
}

auto is(const char* name, const char* value) { return FieldsAre(name, value, false); }

Import imported(std::string_view text) {
    return import_settings(read_foreign(text).value(), a_world());
}

TEST(ForeignSettings, AreLinesOfAnEnvironment) {
    EXPECT_THAT(
        read_foreign("# GivTCP\nINVERTOR_IP=10.0.0.7\r\nexport MQTT_PASSWORD='a # b'\n\n  TZ = "
                     "Europe/London\nEMPTY=\n")
            .value(),
        ElementsAre(
            is("INVERTOR_IP", "10.0.0.7"),
            is("MQTT_PASSWORD", "a # b"),
            is("TZ", "Europe/London"),
            is("EMPTY", "")
        )
    );
}

TEST(ForeignSettings, AreWhatLooksLikeAVariableInAComposeFile) {
    const auto* const text = R"(version: "3"
services:
  giv_tcp:
    image: givtcp:latest
    environment:
      - INVERTOR_IP=10.0.0.7
      - "MQTT_TOPIC=Giv Energy"
    ports:
      - "6345:6345"
  other:
    environment:
      MQTT_PORT: 1884   # not the usual one
      MQTT_PASSWORD: "a # b"
)";
    EXPECT_THAT(
        read_foreign(text).value(),
        ElementsAre(
            is("INVERTOR_IP", "10.0.0.7"),
            is("MQTT_TOPIC", "Giv Energy"),
            is("MQTT_PORT", "1884"),
            is("MQTT_PASSWORD", "a # b")
        )
    );
}

TEST(ForeignSettings, AreReadWithoutTheRemarksBehindThem) {
    EXPECT_THAT(
        read_foreign("  - INVERTOR_IP=10.0.0.7   # the hall\n  - \"MQTT_PASSWORD=a # b\"\n"
                     "  - INFLUX_TOKEN='c # d'\n")
            .value(),
        ElementsAre(
            is("INVERTOR_IP", "10.0.0.7"), is("MQTT_PASSWORD", "a # b"), is("INFLUX_TOKEN", "'c")
        )
    );
}

TEST(ForeignSettings, OfAComposeFileHaveDollarsTwice) {
    EXPECT_THAT(
        read_foreign("  - MQTT_PASSWORD=pa$$word\n  MQTT_USERNAME: 'a$$$$b'\n  TZ: $1$\n").value(),
        ElementsAre(is("MQTT_PASSWORD", "pa$word"), is("MQTT_USERNAME", "a$$b"), is("TZ", "$1$"))
    );
    EXPECT_THAT(
        read_foreign("MQTT_PASSWORD=pa$$word\nTZ=${ZONE}\n").value(),
        ElementsAre(is("MQTT_PASSWORD", "pa$$word"), is("TZ", "${ZONE}"))
    );
    EXPECT_THAT(
        read_foreign("- MQTT_PASSWORD=${MQTT_PW:-none}\n- TZ=$ZONE\n- LOG_LEVEL=$$ZONE\n").value(),
        ElementsAre(
            FieldsAre("MQTT_PASSWORD", "${MQTT_PW:-none}", true),
            FieldsAre("TZ", "$ZONE", true),
            is("LOG_LEVEL", "$ZONE")
        )
    );
}

TEST(ForeignSettings, AreJsonWhereItBeginsSo) {
    EXPECT_THAT(
        read_foreign("\xef\xbb\xbf {\"invertorIP_1\": \"10.0.0.7\", \"MQTT_Port\": 1883,"
                     " \"MQTT_Output\": true, \"day_rate\": 0.395}")
            .value(),
        ElementsAre(
            is("invertorIP_1", "10.0.0.7"),
            is("MQTT_Port", "1883"),
            is("MQTT_Output", "True"),
            is("day_rate", "0.395")
        )
    );
}

TEST(ForeignSettings, WhatIsNeitherIsSaid) {
    EXPECT_THAT(read_foreign("{\"a\": ").error().detail, HasSubstr("is not JSON"));
    for (const auto* text : {"", "hello\nworld", "6345:6345", "=x", "\xff\xfe\n", "a=b"}) {
        EXPECT_THAT(read_foreign(text).error().detail, HasSubstr("has no settings")) << text;
    }
}

TEST(ForeignSettings, NamesOfVersion3BecomeVariables) {
    EXPECT_EQ(variable_of_v3("invertorIP_2"), "INVERTOR_IP_2");
    EXPECT_EQ(variable_of_v3("influxURL"), "INFLUX_URL");
    EXPECT_EQ(variable_of_v3("Smart_Target"), "");
    EXPECT_EQ(variable_of_v3("serial_number_evc"), "");
    EXPECT_EQ(variable_of_v3("invertorIP"), std::nullopt);
    EXPECT_EQ(variable_of_v3("invertorIP_0"), std::nullopt);
    EXPECT_EQ(variable_of_v3("invertorIP_10"), std::nullopt);
    EXPECT_EQ(variable_of_v3("influxURL_1"), std::nullopt);
    EXPECT_EQ(variable_of_v3(""), std::nullopt);
}

TEST(ImportSettings, MakesASettingsFileOfVersion3s) {
    const auto import = imported(R"({
        "v3upgrade": true, "invertorIP_1": "192.168.2.146", "inverter_enable_1": true,
        "invertorIP_2": "10.0.0.9", "inverter_enable_2": false, "MQTT_Address": "192.168.2.10",
        "MQTT_Password": "open sesame", "MQTT_Topic": "", "self_run_timer": 30})");

    EXPECT_EQ(import.settings, R"({
    "plants": [
        {
            "host": "192.168.2.146"
        }
    ],
    "poll": {
        "seconds": 30
    },
    "mqtt": {
        "host": "192.168.2.10",
        "password": "open sesame"
    }
}
)");
    EXPECT_TRUE(import.is_clean);
    EXPECT_EQ(import.report, R"(taken over:
  invertorIP_1 as INVERTOR_IP_1
  MQTT_Address as MQTT_ADDRESS
  MQTT_Password as MQTT_PASSWORD
  self_run_timer as SELF_RUN_LOOP_TIMER
without a function here:
  v3upgrade
  inverter_enable_1
  invertorIP_2 (is switched off)
  inverter_enable_2
)");
}

TEST(ImportSettings, WhatItMakesIsUnderstood) {
    const auto import = imported(
        "INVERTOR_IP_1=10.0.0.7\nINVERTOR_IP_2=10.0.0.8\nNUMINVERTORS=2\n"
        "MQTT_TOPIC_2=Other\nINFLUX_OUTPUT=True\nINFLUX_URL=http://i:8086\n"
        "INFLUX_BUCKET=b\nINFLUX_ORG=o\nTZ=Europe/London\n"
    );

    const auto outcome = load({}, ConfigFile{"givtcp.json", import.settings}, a_world());

    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 2U);
    EXPECT_THAT(outcome.settings.plants[1].hosts, ElementsAre("10.0.0.8"));
    EXPECT_EQ(outcome.settings.mqtt.root_of(2), "Other");
    EXPECT_TRUE(outcome.settings.influx.enabled);
    EXPECT_EQ(outcome.settings.time_zone, "Europe/London");
}

TEST(ImportSettings, AnInverterWithoutAnAddressStaysOneThatIsSearchedFor) {
    const auto import = imported("INVERTOR_IP_1=10.0.0.7\nNUMINVERTORS=2\n");

    const auto outcome = load({}, ConfigFile{"givtcp.json", import.settings}, a_world());

    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 2U);
    EXPECT_THAT(outcome.settings.plants[0].hosts, ElementsAre("10.0.0.7"));
    EXPECT_THAT(outcome.settings.plants[1].hosts, IsEmpty());
}

// A plant keeps its number, which its port and its names come from.
TEST(ImportSettings, AnInverterKeepsItsSlotWhereOthersAreOffOrEmpty) {
    struct Case {
        std::string_view text;
        int instance;
    };
    for (const auto& [text, instance] : std::to_array<Case>({
             {R"({"invertorIP_1":"","inverter_enable_1":false,"invertorIP_2":"10.0.0.8",
                  "inverter_enable_2":true})",
              2},
             {R"({"invertorIP_1":"10.0.0.7","inverter_enable_1":false,"invertorIP_2":"10.0.0.8"})",
              2},
             {R"({"invertorIP_3":"10.0.0.8"})", 3},
             {"INVERTOR_IP_2=10.0.0.8", 2},
             {"INVERTOR_IP_3=10.0.0.8\nMQTT_TOPIC_3=Other", 3},
         })) {
        const auto import = imported(text);

        const auto outcome = load({}, ConfigFile{"givtcp.json", import.settings}, a_world());

        EXPECT_TRUE(import.is_clean) << import.report;
        EXPECT_THAT(outcome.errors, IsEmpty());
        EXPECT_THAT(outcome.warnings, IsEmpty());
        ASSERT_EQ(outcome.settings.plants.size(), 1U) << text;
        EXPECT_EQ(outcome.settings.plants[0].instance, instance) << text;
        EXPECT_THAT(outcome.settings.plants[0].hosts, ElementsAre("10.0.0.8"));
    }
}

TEST(ImportSettings, OfTwoInvertersWithOneAddressTheSecondIsLeftOut) {
    const auto import = imported(R"({"invertorIP_1": "10.0.0.7", "invertorIP_2": "10.0.0.7",
        "inverterName_2": "Annexe", "invertorIP_3": "10.0.0.9"})");

    const auto outcome = load({}, ConfigFile{"givtcp.json", import.settings}, a_world());

    EXPECT_FALSE(import.is_clean);
    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 2U);
    EXPECT_EQ(outcome.settings.plants[1].instance, 3);
    EXPECT_THAT(
        import.report,
        HasSubstr("taken over:\n  invertorIP_1 as INVERTOR_IP_1\n  invertorIP_3 as INVERTOR_IP_3\n"
                  "wrong, and left out:\n  INVERTOR_IP_2 has the address of another plant: "
                  "\"10.0.0.7\"; a dongle is one plant\n"
                  "of an inverter that is left out:\n  inverterName_2 as HADEVICEPREFIX_2\n")
    );
}

TEST(ImportSettings, WhatIsWrongIsFoundByAnyVariableThatItIsAbout) {
    const auto import = imported("INVERTOR_IP=10.0.0.7\nMQTT_TLS_KEY=/etc/key.pem\n");

    EXPECT_FALSE(import.is_clean);
    EXPECT_THAT(import.settings, Not(HasSubstr("key.pem")));
    EXPECT_THAT(import.report, HasSubstr("wrong, and left out:\n  MQTT_TLS_CERT"));
}

TEST(ImportSettings, WhatComposeFillsInIsLeftOutAndSaid) {
    const auto import = imported("- INVERTOR_IP=10.0.0.7\n- MQTT_PASSWORD=${MQTT_PW}\n");

    EXPECT_FALSE(import.is_clean);
    EXPECT_THAT(import.settings, Not(HasSubstr("MQTT_PW")));
    EXPECT_THAT(
        import.report,
        HasSubstr("wrong, and left out:\n  MQTT_PASSWORD is filled in by compose ($...): set it by "
                  "hand\n")
    );
}

TEST(ImportSettings, AValueThatIsWrongIsLeftOutAlone) {
    const auto import = imported(
        "INVERTOR_IP=10.0.0.7\nMQTT_PORT=many\nLOG_LEVEL=Debug\n"
        "INFLUX_OUTPUT=True\n"
    );

    EXPECT_FALSE(import.is_clean);
    EXPECT_THAT(import.settings, AllOf(HasSubstr("10.0.0.7"), HasSubstr("Debug")));
    EXPECT_THAT(import.settings, AllOf(Not(HasSubstr("port")), Not(HasSubstr("influx"))));
    EXPECT_THAT(
        import.report,
        AllOf(
            HasSubstr("MQTT_PORT is \"many\"; expected a whole number"),
            HasSubstr("INFLUX_OUTPUT (influx.enabled) is on without INFLUX_URL")
        )
    );
}

TEST(ImportSettings, WhatIsNotKnownIsSaid) {
    const auto import =
        imported("INVERTOR_IP=10.0.0.7\nMQTT_HOST=broker\nSOMETHING=1\nDAYRATE=1\n");

    EXPECT_THAT(
        import.report,
        HasSubstr(
            "not known, and left out:\n  MQTT_HOST (did you mean MQTT_ADDRESS?)\n  SOMETHING\n"
            "without a function here:\n  DAYRATE\n"
        )
    );
}

TEST(ImportSettings, NoSecretIsInTheReport) {
    const auto import = imported(
        "MQTT_PASSWORD=hid\001den\nINFLUX_TOKEN=hidden\n"
        "INFLUX_URL=http://me:hidden@influx\n"
    );
    EXPECT_THAT(import.report, AllOf(Not(HasSubstr("hidden")), Not(HasSubstr("hid"))));
}

}  // namespace
}  // namespace giv
