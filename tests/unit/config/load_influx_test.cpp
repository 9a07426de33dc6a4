// Options of InfluxDB.
#include "config/show.hpp"
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::load_both;
using testing::load_variables;
using ::testing::Not;

// What a migrating GivTCP has set.
Environment usual() {
    return {
        {"INFLUX_OUTPUT", "True"},
        {"INFLUX_URL", "http://localhost:8086"},
        {"INFLUX_TOKEN", "a-very-secret-token"},
        {"INFLUX_BUCKET", "GivEnergy"},
        {"INFLUX_ORG", "GivTCP"}};
}

Environment usual_but(const std::string& name, const std::string& value) {
    auto variables = usual();
    variables.insert_or_assign(name, value);
    return variables;
}

TEST(LoadInflux, GivTcpsVariablesMeanWhatTheyMeant) {
    const auto outcome = load_variables(usual());

    ASSERT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.warnings, IsEmpty());
    const auto& influx = outcome.settings.influx;
    EXPECT_TRUE(influx.enabled);
    EXPECT_EQ(influx.url, "http://localhost:8086");
    EXPECT_EQ(influx.token, "a-very-secret-token");
    EXPECT_EQ(influx.bucket, "GivEnergy");
    EXPECT_EQ(influx.org, "GivTCP");
    EXPECT_EQ(influx.api, InfluxApi::v2);
    EXPECT_EQ(influx.schema, render::InfluxSchema::givtcp);
    EXPECT_EQ(outcome.settings.store.outbox_megabytes, 64U);
}

TEST(LoadInflux, TheFileHasThemToo) {
    const auto outcome = load_both(
        {{"INVERTOR_IP", "10.0.0.7"}},
        R"({"influx": {"enabled": true, "url": "https://influx:8087/db", "bucket": "solar/year",
            "api": "v1", "schema": "extended", "outbox_mb": 5, "tls": {"ca": "/etc/ca.pem"}}})"
    );

    ASSERT_THAT(outcome.errors, IsEmpty());
    const auto& influx = outcome.settings.influx;
    EXPECT_EQ(influx.api, InfluxApi::v1);
    EXPECT_EQ(influx.schema, render::InfluxSchema::extended);
    EXPECT_EQ(influx.bucket, "solar/year");
    EXPECT_EQ(influx.ca_file, "/etc/ca.pem");
    EXPECT_EQ(outcome.settings.store.outbox_megabytes, 5U);
}

TEST(LoadInflux, SwitchedOffNothingIsMissing) {
    const auto outcome = load_variables({{"INFLUX_OUTPUT", "False"}, {"INFLUX_URL", ""}});

    EXPECT_THAT(outcome.errors, IsEmpty());
    EXPECT_THAT(outcome.warnings, IsEmpty());
    EXPECT_FALSE(outcome.settings.influx.enabled);
}

TEST(LoadInflux, SwitchedOnItSaysWhatIsMissing) {
    const auto outcome = load_variables({{"INFLUX_OUTPUT", "True"}});

    EXPECT_THAT(
        outcome.errors,
        ElementsAre(
            AllOf(HasSubstr("INFLUX_OUTPUT"), HasSubstr("INFLUX_URL")),
            AllOf(HasSubstr("INFLUX_OUTPUT"), HasSubstr("INFLUX_BUCKET"))
        )
    );
}

TEST(LoadInflux, Version2WantsAnOrganisationTheOthersDoNot) {
    EXPECT_THAT(
        load_variables(usual_but("INFLUX_ORG", "")).warnings, ElementsAre(HasSubstr("INFLUX_ORG"))
    );
    for (const auto* api : {"v1", "v3"}) {
        auto variables = usual_but("INFLUX_ORG", "");
        variables.insert_or_assign("INFLUX_API", api);
        EXPECT_THAT(load_variables(variables).warnings, IsEmpty()) << api;
    }
}

TEST(LoadInflux, AnAddressThatIsNoneIsAnError) {
    EXPECT_THAT(
        load_variables(usual_but("INFLUX_URL", "influx:8086")).errors,
        ElementsAre(
            R"(INFLUX_URL (influx.url) is "influx:8086", which begins with neither http:// nor https://)"
        )
    );
    EXPECT_THAT(
        load_variables(usual_but("INFLUX_URL", "http://influx:99999")).errors,
        ElementsAre(HasSubstr("port"))
    );
}

TEST(LoadInflux, APasswordInTheAddressIsRefusedAndNotRepeated) {
    for (const auto* output : {"True", "False"}) {
        for (const auto* url : {"http://me:hidden@influx", "http://influx/write?p=hidden"}) {
            auto variables = usual_but("INFLUX_URL", url);
            variables.insert_or_assign("INFLUX_OUTPUT", output);
            const auto outcome = load_variables(variables);

            EXPECT_THAT(
                outcome.errors,
                ElementsAre(AllOf(HasSubstr("INFLUX_TOKEN"), Not(HasSubstr("hidden"))))
            );
            EXPECT_THAT(print_config(outcome), Not(HasSubstr("hidden")));
        }
    }
}

TEST(LoadInflux, TheTokenIsShownNowhere) {
    const auto outcome = load_variables(usual());
    EXPECT_THAT(print_config(outcome), Not(HasSubstr("a-very-secret-token")));

    const auto ill = load_variables(usual_but("INFLUX_TOKEN", "hid\nden"));
    EXPECT_THAT(ill.errors, ElementsAre(AllOf(HasSubstr("INFLUX_TOKEN"), Not(HasSubstr("hid")))));
}

TEST(LoadInflux, TheTokenMayComeFromAFile) {
    auto variables = usual();
    variables.erase("INFLUX_TOKEN");
    variables.emplace("INFLUX_TOKEN_FILE", "/run/secrets/mqtt");

    EXPECT_EQ(load_variables(variables).settings.influx.token, "from the file");
}

TEST(LoadInflux, AuthoritiesWithoutHttpsAreWarnedAbout) {
    EXPECT_THAT(
        load_variables(usual_but("INFLUX_TLS_CA", "/etc/ca.pem")).warnings,
        ElementsAre(HasSubstr("not encrypted"))
    );
}

TEST(LoadInflux, OtherWordsAreUnderstoodAsHints) {
    EXPECT_THAT(
        load_variables(usual_but("INFLUX_API", "2")).errors, ElementsAre(HasSubstr("v1, v2, v3"))
    );
    EXPECT_THAT(
        load_variables(usual_but("INFLUX_DATABASE", "x")).warnings,
        Contains("INFLUX_DATABASE is unknown; did you mean INFLUX_BUCKET?")
    );
    EXPECT_THAT(
        load_variables(usual_but("INFLUX_OUTBOX_MB", "0")).errors,
        ElementsAre(HasSubstr("from 1 to 100000"))
    );
}

}  // namespace
}  // namespace giv
