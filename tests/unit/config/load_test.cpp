#include "config/load.hpp"

#include "config/show.hpp"
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::load_both;
using testing::load_file;
using testing::load_variables;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

TEST(Load, AnAddressIsAllThatIsNeeded) {
    const auto outcome = load_variables({{"INVERTOR_IP", "10.0.0.7"}});

    ASSERT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.warnings, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 1U);
    const auto& plant = outcome.settings.plants[0];
    EXPECT_THAT(plant.hosts, ElementsAre("10.0.0.7"));
    EXPECT_EQ(plant.port, 8899);
    EXPECT_EQ(plant.inverter_address, 0x11);
    EXPECT_EQ(plant.poll_period, 10s);
    EXPECT_EQ(plant.configuration_period, 5min);
    EXPECT_EQ(plant.spacing, 200ms);
    EXPECT_EQ(plant.expected_batteries, std::nullopt);
    EXPECT_EQ(outcome.settings.mqtt.host, "127.0.0.1");
    EXPECT_EQ(outcome.settings.mqtt.port, 1883);
    EXPECT_EQ(outcome.settings.mqtt.root_topic, "GivEnergy");
    EXPECT_EQ(outcome.settings.http.first_port, 6345);
    EXPECT_EQ(outcome.settings.store.directory, "/var/lib/givtcp");
    EXPECT_EQ(outcome.settings.log.level, LogLevel::info);
}

TEST(Load, TheEnvironmentWinsOverTheFileAndTheFileOverTheDefault) {
    const auto outcome = load_both(
        {{"INVERTOR_IP", "10.0.0.7"}, {"MQTT_ADDRESS", "from-environment"}},
        R"({"mqtt": {"host": "from-file", "port": 1884}})"
    );

    ASSERT_THAT(outcome.errors, IsEmpty());
    EXPECT_EQ(outcome.settings.mqtt.host, "from-environment");
    EXPECT_EQ(outcome.settings.mqtt.port, 1884);
    EXPECT_TRUE(outcome.settings.mqtt.retain);
    EXPECT_EQ(outcome.origins.at("mqtt.host"), "MQTT_ADDRESS");
    EXPECT_EQ(outcome.origins.at("mqtt.port"), "givtcp.json");
    EXPECT_FALSE(outcome.origins.contains("mqtt.retain"));
}

TEST(Load, AnEmptyVariableCountsAsNotSet) {
    const auto outcome = load_both(
        {{"INVERTOR_IP", "10.0.0.7"}, {"MQTT_PORT", "  "}}, R"({"mqtt": {"port": 1884}})"
    );

    ASSERT_THAT(outcome.errors, IsEmpty());
    EXPECT_EQ(outcome.settings.mqtt.port, 1884);
}

TEST(Load, UnderstandsEverySpellingOfTrueAndFalse) {
    for (const auto* word : {"True", "true", "TRUE", "1", "on", "On", "yes", " true "}) {
        const auto outcome = load_variables({{"READ_ONLY", word}});
        EXPECT_THAT(outcome.errors, IsEmpty()) << word;
        EXPECT_TRUE(outcome.settings.read_only) << word;
    }
    for (const auto* word : {"False", "false", "0", "off", "no"}) {
        const auto outcome = load_variables({{"MQTT_OUTPUT", word}});
        EXPECT_THAT(outcome.errors, IsEmpty()) << word;
        EXPECT_FALSE(outcome.settings.mqtt.enabled) << word;
    }
}

TEST(Load, ReportsEveryMistakeAtOnce) {
    const auto outcome = load_both(
        {{"INVERTOR_IP", "10.0.0.7"}, {"MQTT_PORT", "18x3"}, {"PRINT_RAW", "maybe"}},
        R"({"mqtt": {"prot": 1883, "retain": "yes"}, "poll": {"seconds": 0.5}})"
    );

    EXPECT_THAT(
        outcome.errors,
        UnorderedElementsAre(
            "givtcp.json: mqtt.prot is unknown; did you mean mqtt.port?",
            R"(givtcp.json: mqtt.retain is "yes"; expected true or false)",
            "givtcp.json: poll.seconds is 0.5; expected a number of seconds from 1 to 3600",
            R"(MQTT_PORT is "18x3"; expected a whole number from 1 to 65535)",
            R"(PRINT_RAW is "maybe"; expected true or false)"
        )
    );
}

TEST(Load, RefusesWhatIsOutOfBounds) {
    for (const auto* port : {"0", "65536", "-1", "1e3", "99999999999999999999", "18 83", "0x10"}) {
        EXPECT_THAT(
            load_variables({{"MQTT_PORT", port}}).errors, ElementsAre(HasSubstr("MQTT_PORT is"))
        ) << port;
    }
    for (const auto* seconds : {"0.99", "0", "-5", "nan", "inf", "3601", "ten", "1e400"}) {
        EXPECT_THAT(
            load_variables({{"SELF_RUN_LOOP_TIMER", seconds}}).errors,
            ElementsAre(HasSubstr("SELF_RUN_LOOP_TIMER is"))
        ) << seconds;
    }
    EXPECT_THAT(
        load_file(R"({"mqtt": {"port": 18446744073709551615}})").errors,
        ElementsAre("givtcp.json: mqtt.port is a number beyond all bounds; expected a whole number "
                    "from 1 to 65535")
    );
    EXPECT_THAT(
        load_file(R"({"mqtt": {"port": 1883.0}})").errors, ElementsAre(HasSubstr("1883.0"))
    );
    EXPECT_THAT(load_file(R"({"mqtt": {"port": null}})").errors, ElementsAre(HasSubstr("null")));
}

TEST(Load, WarnsOfPollingMoreOftenThanIsGoodForTheDongle) {
    const auto fast = load_variables({{"SELF_RUN_LOOP_TIMER", "4.9"}});
    const auto usual = load_variables({{"SELF_RUN_LOOP_TIMER", "5"}});

    EXPECT_THAT(fast.errors, IsEmpty());
    EXPECT_EQ(fast.settings.plants[0].poll_period, 4900ms);
    EXPECT_THAT(fast.warnings, ElementsAre(HasSubstr("SELF_RUN_LOOP_TIMER")));
    EXPECT_THAT(usual.warnings, IsEmpty());
}

TEST(Load, ANumberOfBatteriesIsAnExpectation) {
    EXPECT_EQ(load_variables({{"NUM_BATTERIES", "2"}}).settings.plants[0].expected_batteries, 2);
    EXPECT_EQ(load_variables({{"NUMBATTERIES", "3"}}).settings.plants[0].expected_batteries, 3);
}

TEST(Load, TheClockIsSetRightOnlyWhereThatIsWantedAndMayBe) {
    const auto usual = load_variables({});
    const auto wanted = load_variables({{"CLOCK_SYNC", "true"}});
    const auto read_only = load_variables({{"CLOCK_SYNC", "true"}, {"READ_ONLY", "true"}});

    EXPECT_FALSE(usual.settings.plants[0].control.clock_sync);
    EXPECT_TRUE(wanted.settings.plants[0].control.clock_sync);
    EXPECT_FALSE(read_only.settings.plants[0].control.clock_sync);
    EXPECT_THAT(read_only.warnings, ElementsAre(HasSubstr("CLOCK_SYNC")));
}

TEST(Load, TwoNamesOfOneSettingMayAgreeButNotDiffer) {
    const auto agreed = load_variables({{"NUM_BATTERIES", "2"}, {"NUMBATTERIES", "2"}});
    const auto differ = load_variables({{"NUM_BATTERIES", "2"}, {"NUMBATTERIES", "3"}});

    EXPECT_THAT(agreed.errors, IsEmpty());
    EXPECT_THAT(
        differ.errors, ElementsAre(AllOf(HasSubstr("NUM_BATTERIES"), HasSubstr("NUMBATTERIES")))
    );
}

TEST(Load, ReadsSecretsFromFiles) {
    const auto by_variable = load_variables({{"MQTT_PASSWORD_FILE", "/run/secrets/mqtt"}});
    const auto by_file = load_file(R"({"mqtt": {"password_file": "/run/secrets/mqtt"}})");
    const auto missing = load_variables({{"MQTT_PASSWORD_FILE", "/nowhere"}});

    EXPECT_EQ(by_variable.settings.mqtt.password, "from the file");
    EXPECT_EQ(by_variable.origins.at("mqtt.password"), "MQTT_PASSWORD_FILE");
    EXPECT_EQ(by_file.settings.mqtt.password, "from the file");
    EXPECT_THAT(
        missing.errors, ElementsAre("MQTT_PASSWORD_FILE: cannot read /nowhere: no such file")
    );
}

TEST(Load, NeverShowsASecret) {
    const auto fine = load_variables({{"MQTT_PASSWORD", "geheim"}});
    const auto wrong = load_file(R"({"mqtt": {"password": "geheim\u0007"}})");
    const auto twice =
        load_variables({{"MQTT_PASSWORD", "geheim"}, {"MQTT_PASSWORD_FILE", "/run/secrets/mqtt"}});

    EXPECT_EQ(fine.settings.mqtt.password, "geheim");
    EXPECT_THAT(print_config(fine), AllOf(HasSubstr("***"), Not(HasSubstr("geheim"))));
    ASSERT_THAT(wrong.errors, Not(IsEmpty()));
    EXPECT_THAT(print_remarks(wrong), Not(HasSubstr("geheim")));
    ASSERT_THAT(twice.errors, Not(IsEmpty()));
    EXPECT_THAT(print_remarks(twice), AllOf(Not(HasSubstr("geheim")), Not(HasSubstr("the file"))));
}

TEST(Load, NeverShowsThePasswordInAnAddress) {
    const auto by_variable = load_variables({{"MQTT_ADDRESS", "mqtt://bob:geheim@broker:1883"}});
    const auto by_file = load_file(R"({"mqtt": {"host": "bob:ge@heim@broker"}})");
    const auto in_list = load_variables({{"INVERTOR_IP", "10.0.0.7,http://bob:ge,heim@dongle"}});

    const std::string expected = "; expected a host name or numeric address (no scheme, no port)";
    EXPECT_THAT(
        by_variable.errors, ElementsAre("MQTT_ADDRESS is \"mqtt://***@broker:1883\"" + expected)
    );
    EXPECT_THAT(by_file.errors, ElementsAre("givtcp.json: mqtt.host is \"***@broker\"" + expected));
    EXPECT_THAT(
        load_variables({{"REST_CORS", "http://me@a"}}).errors,
        ElementsAre(HasSubstr("REST_CORS has \"http://***@a\"; expected"))
    );
    ASSERT_EQ(in_list.errors.size(), 1U);
    EXPECT_THAT(in_list.errors[0], AllOf(Not(HasSubstr("ge")), Not(HasSubstr("heim"))));
}

TEST(Load, PrintsEachValueWithItsOrigin) {
    const auto text =
        print_config(load_both({{"INVERTOR_IP", "10.0.0.7"}}, R"({"mqtt": {"topic": "Home"}})"));

    EXPECT_THAT(
        text, HasSubstr("plants[0].host                    \"10.0.0.7\"   (INVERTOR_IP)\n")
    );
    EXPECT_THAT(text, HasSubstr("mqtt.topic                        \"Home\"   (givtcp.json)\n"));
    EXPECT_THAT(text, HasSubstr("mqtt.port                         1883   (default)\n"));
}

TEST(Load, AScopeWithoutATokenProtectsNothing) {
    const auto outcome = load_variables({{"API_TOKEN_SCOPE", "all"}});

    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.warnings, ElementsAre(HasSubstr("there is no API_TOKEN (rest.token)")));
}

TEST(Load, PortsFollowWhatTheyDependOn) {
    EXPECT_EQ(load_variables({{"GIVTCPINSTANCE", "3"}}).settings.http.first_port, 6347);
    EXPECT_EQ(
        load_variables({{"GIVTCPINSTANCE", "3"}, {"REST_PORT", "80"}}).settings.http.first_port, 80
    );
    EXPECT_EQ(load_variables({{"MQTT_TLS", "true"}}).settings.mqtt.port, 8883);
    EXPECT_EQ(
        load_variables({{"MQTT_TLS", "true"}, {"MQTT_PORT", "1883"}}).settings.mqtt.port, 1883
    );
}

TEST(Load, CertificatesAndKeysBelongTogether) {
    EXPECT_THAT(
        load_variables({{"REST_TLS_CERT", "/etc/cert.pem"}}).errors,
        ElementsAre(HasSubstr("REST_TLS_KEY"))
    );
    EXPECT_THAT(
        load_variables({{"MQTT_TLS", "on"}, {"MQTT_TLS_KEY", "/etc/key.pem"}}).errors,
        ElementsAre(HasSubstr("MQTT_TLS_CERT"))
    );
    EXPECT_THAT(
        load_variables({{"MQTT_TLS_CA", "/etc/ca.pem"}}).warnings,
        ElementsAre(HasSubstr("not encrypted"))
    );
}

TEST(Load, AcceptsZonesAndRulesAndNamesAnUnknownOne) {
    for (const auto* zone : {"Europe/London", "GMT0BST,M3.5.0/1,M10.5.0", ":Europe/London"}) {
        EXPECT_THAT(load_variables({{"TZ", zone}}).errors, IsEmpty()) << zone;
    }
    EXPECT_EQ(load_variables({{"TZ", ":/etc/localtime"}}).settings.time_zone, "");
    EXPECT_THAT(
        load_variables({{"TZ", "europe/Londn"}}).errors,
        ElementsAre(AllOf(
            HasSubstr(R"(TZ (time_zone) is "europe/Londn")"),
            HasSubstr("did you mean Europe/London?")
        ))
    );
    EXPECT_THAT(load_variables({{"TZ", "../../etc/passwd"}}).errors, ElementsAre(HasSubstr("TZ")));
}

TEST(Load, SaysThatQuotesAreTaken) {
    EXPECT_THAT(
        load_variables({{"INVERTOR_IP", "\"10.0.0.7\""}}).errors,
        ElementsAre(HasSubstr("leave them out"))
    );
}

TEST(Load, SuggestsTheNearestWordOfAChoice) {
    EXPECT_THAT(
        load_variables({{"LOG_LEVEL", "debgu"}}).errors,
        ElementsAre(
            R"(LOG_LEVEL is "debgu"; expected one of Error, Info, Debug; did you mean Debug?)"
        )
    );
    EXPECT_EQ(load_variables({{"LOG_LEVEL", "ERROR"}}).settings.log.level, LogLevel::error);
    EXPECT_EQ(
        load_variables({{"MQTT_PUBLISH", "all"}}).settings.mqtt.publish, MqttSettings::Publish::all
    );
}

TEST(Load, ForgivesSlashesRoundATopicAndRefusesWildcards) {
    EXPECT_EQ(
        load_variables({{"MQTT_TOPIC", "/house/power/"}}).settings.mqtt.root_topic, "house/power"
    );
    for (const auto* topic : {"home/#", "+/power", "$SYS", "/", "//"}) {
        EXPECT_THAT(
            load_variables({{"MQTT_TOPIC", topic}}).errors, ElementsAre(HasSubstr("MQTT_TOPIC is"))
        ) << topic;
    }
}

TEST(Load, ReadsAListOfNetworks) {
    const auto outcome = load_variables({{"TRUSTED_NETS", "10.1.0.0/16, fe80::/10,,192.168.1.5"}});

    ASSERT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(
        outcome.settings.http.trusted_nets, ElementsAre("10.1.0.0/16", "fe80::/10", "192.168.1.5")
    );
    for (const auto* nets :
         {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "home", ",", "10.0.0.0/8 ::1"}) {
        EXPECT_THAT(
            load_variables({{"TRUSTED_NETS", nets}}).errors, ElementsAre(HasSubstr("TRUSTED_NETS"))
        ) << nets;
    }
}

TEST(Load, NamesTheMemberOfAListThatIsWrong) {
    EXPECT_THAT(
        load_variables({{"TRUSTED_NETS", "10.0.0.0/8, home, ::1"}}).errors,
        ElementsAre("TRUSTED_NETS has \"home\"; expected addresses or networks "
                    "(192.168.1.0/24) with commas between")
    );
}

TEST(Load, ReadsWhichPagesMayRead) {
    const auto words = [](const char* text) {
        const auto outcome = load_variables({{"REST_CORS", text}});
        EXPECT_THAT(outcome.errors, IsEmpty()) << text;
        return outcome.settings.http.cors;
    };

    EXPECT_THAT(words(""), ElementsAre("legacy"));
    EXPECT_THAT(words("legacy"), ElementsAre("legacy"));
    EXPECT_THAT(words("Off"), ElementsAre("Off"));
    EXPECT_THAT(
        words("http://pi.local:8123,https://[fd00::5], capacitor://localhost"),
        ElementsAre("http://pi.local:8123", "https://[fd00::5]", "capacitor://localhost")
    );
    const auto file = load_file(R"({"rest": {"cors": "http://10.0.0.9"}})");
    EXPECT_THAT(file.errors, IsEmpty());
    EXPECT_THAT(file.settings.http.cors, ElementsAre("http://10.0.0.9"));
}

TEST(Load, NamesAnOriginThatIsNone) {
    const std::string good = "http://10.0.0.9";
    for (const std::string bad :
         {"10.0.0.9",
          "http://10.0.0.9/",
          "http://10.0.0.9/page",
          "http://10.0.0.300",
          "http://a:0",
          "http://a:65536",
          "http://a:",
          "http://a:b",
          "http://",
          "://a",
          "1http://a",
          "http://a?b",
          "http://fd00::5",
          "http://[fd00::5",
          "http://[10.0.0.9]",
          "http://*.example.org",
          "file://",
          "*",
          "null",
          "yes"}) {
        for (const auto& text : {bad, good + ", " + bad, bad + "," + good}) {
            EXPECT_THAT(
                load_variables({{"REST_CORS", text}}).errors,
                ElementsAre(AllOf(
                    HasSubstr("REST_CORS has \"" + bad + "\"; expected legacy, off, or origins"),
                    HasSubstr("http://192.168.1.5:8123")
                ))
            ) << text;
        }
    }
}

TEST(Load, AWordAboutAllPagesStandsAlone) {
    for (const auto* text : {"legacy, http://10.0.0.9", "http://10.0.0.9,OFF", "off, legacy"}) {
        EXPECT_THAT(
            load_variables({{"REST_CORS", text}}).errors,
            ElementsAre(AllOf(HasSubstr("REST_CORS (rest.cors)"), HasSubstr("stands alone")))
        ) << text;
    }
}

TEST(Load, KnowsWhatCorsIsCalledElsewhere) {
    for (const auto* name : {"CORS", "CORS_ORIGINS", "REST_CORS_ORIGINS", "REST_COR"}) {
        EXPECT_THAT(
            load_variables({{name, "off"}}).warnings,
            ElementsAre(std::string{name} + " is unknown; did you mean REST_CORS?")
        );
    }
    EXPECT_THAT(
        load_file(R"({"cors": "off"})").errors,
        ElementsAre("givtcp.json: cors is unknown; did you mean rest.cors?")
    );
}

TEST(Load, SuggestsAKeyToWhoWritesAVariableIntoTheFile) {
    const auto error = [](const std::string& key) {
        const auto errors = load_file("{\"" + key + "\": 1}").errors;
        return errors.size() == 1 ? errors[0] : std::to_string(errors.size()) + " errors";
    };

    EXPECT_EQ(
        error("MQTT_ADDRESS"), "givtcp.json: MQTT_ADDRESS is unknown; did you mean mqtt.host?"
    );
    EXPECT_EQ(error("MQTT_Topic"), "givtcp.json: MQTT_Topic is unknown; did you mean mqtt.topic?");
    EXPECT_EQ(
        error("INVERTOR_IP"), "givtcp.json: INVERTOR_IP is unknown; did you mean plants[0].host?"
    );
    EXPECT_EQ(error("TZ"), "givtcp.json: TZ is unknown; did you mean time_zone?");
    EXPECT_EQ(error("timezone"), "givtcp.json: timezone is unknown; did you mean time_zone?");
    EXPECT_EQ(error("NUMINVERTORS"), "givtcp.json: NUMINVERTORS is unknown");
    EXPECT_EQ(error(""), R"(givtcp.json: "" is unknown)");
}

TEST(Load, AnAddressMayBeHexadecimal) {
    EXPECT_EQ(
        load_variables({{"INVERTOR_ADDRESS", "0x31"}}).settings.plants[0].inverter_address, 0x31
    );
    EXPECT_EQ(load_variables({{"INVERTOR_ADDRESS", "49"}}).settings.plants[0].inverter_address, 49);
    const auto file = load_both({}, R"({"plants": [{"host": "a", "address": "0x31"}]})");
    EXPECT_EQ(file.settings.plants.at(0).inverter_address, 0x31);
}

TEST(Load, AnInverterHasOneOfTwoAddressesHoweverWritten) {
    for (const auto* address : {"17", "0x11", "49", "0x31"}) {
        EXPECT_THAT(load_variables({{"INVERTOR_ADDRESS", address}}).errors, IsEmpty()) << address;
    }
    const auto names_both =
        AllOf(HasSubstr("INVERTOR_ADDRESS is"), HasSubstr("expected 17 (0x11) or 49 (0x31)"));
    for (const auto* address : {"1", "18", "0x12", "48", "50", "0x32", "247", "0", "-17", "273"}) {
        EXPECT_THAT(load_variables({{"INVERTOR_ADDRESS", address}}).errors, ElementsAre(names_both))
            << address;
    }
    EXPECT_THAT(
        load_both({}, R"({"plants": [{"host": "a", "address": 32}]})").errors,
        ElementsAre(HasSubstr("17 (0x11) or 49 (0x31)"))
    );
}

TEST(Load, ReadsSeveralPlantsFromTheFile) {
    const auto outcome = load_both(
        {{"INVERTOR_PORT_2", "9000"}, {"GIVTCPINSTANCE", "2"}},
        R"({"poll": {"seconds": 30},
            "plants": [{"host": "a"}, {"host": "b", "batteries": 2, "topic": "Other"}]})"
    );

    ASSERT_THAT(outcome.errors, IsEmpty());
    ASSERT_EQ(outcome.settings.plants.size(), 2U);
    EXPECT_EQ(outcome.settings.plants[0].instance, 2);
    EXPECT_EQ(outcome.settings.plants[0].port, 8899);
    EXPECT_EQ(outcome.settings.plants[0].poll_period, 30s);
    EXPECT_EQ(outcome.settings.plants[1].instance, 3);
    EXPECT_EQ(outcome.settings.plants[1].port, 9000);
    EXPECT_EQ(outcome.settings.plants[1].poll_period, 30s);
    EXPECT_EQ(outcome.settings.plants[1].expected_batteries, 2);
    EXPECT_EQ(outcome.settings.mqtt.root_of(2), "GivEnergy");
    EXPECT_EQ(outcome.settings.mqtt.root_of(3), "Other");
}

TEST(Load, ADongleIsOnePlant) {
    const auto outcome = load_both({}, R"({"plants": [{"host": "a"}, {"host": "a"}]})");

    EXPECT_THAT(outcome.errors, ElementsAre(HasSubstr("a dongle is one plant")));
}

TEST(Load, SaysWhereAListOrAnObjectIsWanted) {
    EXPECT_THAT(
        load_file(R"({"plants": {"host": "a"}})").errors,
        ElementsAre("givtcp.json: plants is an object; expected a list: [ { ... } ]")
    );
    EXPECT_THAT(
        load_file(R"({"mqtt": true})").errors,
        ElementsAre("givtcp.json: mqtt is a single value; expected an object: { ... }")
    );
    EXPECT_THAT(
        load_file(R"({"mqtt": {"host": ["a", "b"]}})").errors,
        ElementsAre("givtcp.json: mqtt.host is a list; expected a single value")
    );
    EXPECT_THAT(
        load_file(R"({"rest": {"trusted_nets": ["10.0.0.0/8", "::1"]}})").errors,
        ElementsAre("givtcp.json: rest.trusted_nets is a list; expected one text: addresses or "
                    "networks (192.168.1.0/24) with commas between")
    );
    EXPECT_THAT(
        load_file(R"({"mqttt": {"host": "a", "port": 1}})").errors,
        ElementsAre("givtcp.json: mqttt is unknown; did you mean mqtt?")
    );
}

TEST(Load, AFileThatIsNotJsonDoesNotHideOtherMistakes) {
    const auto outcome = load_both({{"MQTT_PORT", "x"}}, "{\n  \"mqtt\": {,}\n}");

    EXPECT_THAT(
        outcome.errors,
        ElementsAre(
            HasSubstr("givtcp.json: line 2, column 12: syntax error"), HasSubstr("MQTT_PORT is")
        )
    );
}

}  // namespace
}  // namespace giv
