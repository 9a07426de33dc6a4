// How a command is to be carried out: a dry run that nobody understands must not write.
#include "unit/control/parsing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::Parsed;

Parsed over_the_api(std::string control, std::string payload) {
    Command command{.control = std::move(control), .payload = std::move(payload)};
    command.takes_options = true;
    return parse(command);
}

TEST(Options, StandInThePayloadInEverySpellingOfASwitch) {
    for (const std::string yes : {"true", "1", "\"true\"", "\"1\"", "\"on\"", "\"Enable\""}) {
        const auto order =
            over_the_api("setChargeTarget", R"({"chargeToPercent": 80, "dry_run": )" + yes + "}");
        ASSERT_TRUE(order) << yes << order.error().why;
        EXPECT_TRUE(order->dry_run) << yes;
        EXPECT_FALSE(order->override_budget) << yes;
        EXPECT_EQ(order->arguments[0], Argument{80});
    }
    for (const std::string no : {"false", "0", "\"off\"", "\"disable\""}) {
        const auto order =
            over_the_api("setChargeTarget", R"({"chargeToPercent": 80, "dry_run": )" + no + "}");
        ASSERT_TRUE(order) << no << order.error().why;
        EXPECT_FALSE(order->dry_run) << no;
    }
    const auto order =
        over_the_api("setChargeTarget", R"({"override_budget": true, "chargeToPercent": 80})");
    ASSERT_TRUE(order);
    EXPECT_TRUE(order->override_budget);
    EXPECT_FALSE(order->dry_run);
}

TEST(Options, StandInAFormToo) {
    const auto order = over_the_api("setChargeTarget", "chargeToPercent=80&dry_run=true");

    ASSERT_TRUE(order) << order.error().why;
    EXPECT_TRUE(order->dry_run);
}

TEST(Options, AreLookedForAlsoWhereAControlTakesNothing) {
    const auto order = over_the_api("rebootInverter", R"({"dry_run": true})");

    ASSERT_TRUE(order) << order.error().why;
    EXPECT_TRUE(order->dry_run);
    EXPECT_FALSE(over_the_api("rebootInverter", R"({"dry_run": tru)"));
    EXPECT_TRUE(over_the_api("rebootInverter", ""));
}

TEST(Options, OfAnotherTypeAreRefused) {
    for (const auto* bad : {"2", "null", "\"\"", "\"maybe\"", "[true]", "{}", "0.5"}) {
        for (const std::string key : {"dry_run", "override_budget", "Dry_Run"}) {
            const auto order = over_the_api(
                "setChargeTarget", R"({"chargeToPercent": 80, ")" + key + "\": " + bad + "}"
            );
            ASSERT_FALSE(order) << key << bad;
            EXPECT_EQ(order.error().reason, Reason::malformed);
            EXPECT_THAT(order.error().why, HasSubstr("neither true nor false"));
        }
    }
}

TEST(Options, OfTheQueryAreNotTakenBackByThePayload) {
    Command command{.control = "setChargeTarget"};
    command.payload = R"({"chargeToPercent": 80, "dry_run": false})";
    command.takes_options = true;
    command.dry_run = true;

    EXPECT_TRUE(parse(command)->dry_run);
}

// Who meant a trial must not write in earnest: legacy routes and MQTT.
TEST(Options, RefuseADryRunWhereThereIsNone) {
    for (const auto* payload :
         {R"({"chargeToPercent": 80, "dry_run": true})",
          R"({"chargeToPercent": 80, "DRY_RUN": "on"})",
          R"({"chargeToPercent": 80, "dry_run": "perhaps"})",
          "chargeToPercent=80&dry_run=1"}) {
        const auto order = testing::parsed("setChargeTarget", payload);
        ASSERT_FALSE(order) << payload;
        EXPECT_EQ(order.error().reason, Reason::malformed);
        EXPECT_THAT(
            order.error().why,
            AllOf(
                HasSubstr("controls/setChargeTarget?dry_run=true"), HasSubstr("nothing was written")
            )
        );
    }
    EXPECT_FALSE(testing::parsed("rebootInverter", R"({"dry_run": true})"));
}

TEST(Options, AreKeysLikeAnyOtherWhereTheyAskForNothing) {
    for (const auto* payload :
         {R"({"chargeToPercent": 80, "dry_run": false})",
          R"({"chargeToPercent": 80, "dry_run": null})",
          R"({"chargeToPercent": 80, "override_budget": true})"}) {
        const auto order = testing::parsed("setChargeTarget", payload);
        ASSERT_TRUE(order) << payload;
        EXPECT_FALSE(order->dry_run);
        EXPECT_FALSE(order->override_budget) << "only the new API has it: commands.md 0.4";
    }
    EXPECT_TRUE(testing::parsed("rebootInverter", "{")) << "its keys are ignored: commands.md 1a";
}

// spec/../issue: URL-encoded forms where the keys fit. Node-RED sends texts without a type.
TEST(Forms, AreKnownByTheirKeysWithoutBeingCalledForms) {
    const auto target = testing::parsed("setChargeTarget", "chargeToPercent=75");
    const auto slot = testing::parsed("setChargeSlot1", "start=00%3A30&finish=04:30\n");
    const auto rate = testing::parsed("setChargeRate", "chargeRate=50&unit=%25");

    ASSERT_TRUE(target) << target.error().why;
    EXPECT_EQ(target->arguments[0], Argument{75});
    ASSERT_TRUE(slot) << slot.error().why;
    EXPECT_EQ(slot->arguments[0], Argument{std::chrono::minutes{30}});
    EXPECT_EQ(slot->arguments[1], Argument{std::chrono::minutes{270}});
    ASSERT_TRUE(rate) << rate.error().why;
    EXPECT_EQ(rate->arguments[0], (Argument{RateArgument{50, RateArgument::Unit::percent}}));
}

TEST(Forms, WithOtherKeysAreRefusedInWordsThatShowTheRightForm) {
    EXPECT_EQ(
        testing::why_not("setChargeTarget", "percent=75"),
        "the payload can't be used: \"percent=75\" is read as a form, and \"percent\" is no key of "
        "setChargeTarget; send {\"chargeToPercent\": 80}"
    );
    for (const auto* payload : {"chargeToPercent=75&x=1", "=75", "a=b&chargeToPercent=75"})
        EXPECT_THAT(testing::why_not("setChargeTarget", payload), HasSubstr("no key of"))
            << payload;
    EXPECT_THAT(
        testing::why_not("setChargeTarget", "chargeToPercent=many"),
        HasSubstr("\"many\" is not a whole number of percent; send {\"chargeToPercent\": 80}")
    );
}

}  // namespace
}  // namespace giv
