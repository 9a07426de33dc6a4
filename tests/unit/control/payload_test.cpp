// What people and their programs send, and what is made of it as a whole: keys, forms, bad input.
// Bodies of Node-RED and Predbat as research has them; the README's examples are GivTCP's own.
#include "unit/control/parsing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace giv {
namespace {

using ::testing::AllOf;
using testing::from_form;
using ::testing::HasSubstr;
using testing::parsed;
using testing::takes;
using testing::why_not;
using namespace std::chrono_literals;

TEST(Payload, TakesASlotWithAndWithoutItsTarget) {
    const auto with =
        parsed("setChargeSlot1", R"({"start":"0100","finish":"0400","chargeToPercent":"55"})");
    const auto without = parsed("setChargeSlot1", R"({"start":"00:30","finish":"04:30"})");

    ASSERT_TRUE(with) << with.error().why;
    EXPECT_EQ(with->slot, 1);
    EXPECT_EQ(with->arguments[0], Argument{std::chrono::minutes{60}});
    EXPECT_EQ(with->arguments[1], Argument{std::chrono::minutes{240}});
    EXPECT_EQ(with->arguments[2], Argument{55});
    ASSERT_TRUE(without) << without.error().why;
    EXPECT_FALSE(without->arguments[2]);
}

// "80" in UTF-16 would be 8.
TEST(Payload, RefusesWhatHoldsANulByte) {
    using namespace std::string_literals;
    EXPECT_THAT(why_not("setChargeTarget", "8\0000\000"s), HasSubstr("a byte of value 0"));
    EXPECT_THAT(why_not("setChargeTarget", "55\000garbage"s), HasSubstr("a byte of value 0"));
}

TEST(Payload, TreatsANullThatMayBeLeftOutAsLeftOut) {
    const auto order = parsed(
        "setDischargeSlot1", R"({"start":"00:30","finish":"04:30","dischargeToPercent":null})"
    );

    ASSERT_TRUE(order) << order.error().why;
    EXPECT_FALSE(order->arguments[2]);
}

TEST(Payload, TakesTheSlotFromNameOrPayload) {
    for (const auto* slot : {"3", "\"3\""}) {
        const auto order = parsed(
            "setChargeSlot", R"({"start":"1:00","finish":"2:00","slot":)" + std::string{slot} + "}"
        );
        ASSERT_TRUE(order) << order.error().why;
        EXPECT_EQ(order->slot, 3);
    }
    EXPECT_EQ(parsed("setChargeSlot7", R"({"start":"1:00","finish":"2:00"})")->slot, 7);
    EXPECT_EQ(parsed("setChargeSlot7", R"({"start":"1:00","finish":"2:00","slot":7})")->slot, 7);
    EXPECT_THAT(
        why_not("setChargeSlot7", R"({"start":"1:00","finish":"2:00","slot":8})"),
        HasSubstr("setChargeSlot7 is slot 7, and the payload says 8")
    );
    EXPECT_THAT(
        why_not("setChargeSlot", R"({"start":"1:00","finish":"2:00"})"),
        HasSubstr("missing key 'slot'")
    );
    for (const auto* bad : {"0", "11", "-1", "1.5", "\"first\"", "true"}) {
        EXPECT_THAT(
            why_not(
                "setChargeSlot",
                R"({"start":"1:00","finish":"2:00","slot":)" + std::string{bad} + "}"
            ),
            HasSubstr("is no slot: 1 to 10")
        ) << bad;
    }
}

TEST(Payload, TakesKeysOfEveryVersion) {
    EXPECT_TRUE(takes("setBatteryReserve", R"({"reservePercent":5})", 5));
    EXPECT_TRUE(takes("setBatteryReserve", R"({"dischargeToPercent":"5"})", 5));
    EXPECT_TRUE(takes("setBatteryCutoff", R"({"dischargeToPercent":5})", 5));
    EXPECT_TRUE(takes("setDischargeTarget", R"({"exportToPercent":"5","slot":1})", 5));
    EXPECT_TRUE(takes("setDischargeTarget", R"({"dischargeToPercent":5,"slot":1})", 5));
    const RateArgument hundred{100};
    EXPECT_TRUE(takes("setChargeRate", R"({"dischargeRate":"100"})", hundred));
    EXPECT_TRUE(takes("setDischargeRate", R"({"chargeRate":"100"})", hundred));
    EXPECT_TRUE(takes("forceCharge", R"({"duration":"30"})", DurationArgument{30min}));
}

TEST(Payload, PrefersTheDocumentedKey) {
    const RateArgument first{1000};

    EXPECT_TRUE(takes("setChargeRate", R"({"dischargeRate":2000,"chargeRate":1000})", first));
}

TEST(Payload, NamesTheKeyThatIsMissing) {
    for (const auto* nothing :
         {"",
          "  \n",
          "null",
          "{}",
          R"({"state":null})",
          R"({"state":""})",
          R"({"status":"enable"})"}) {
        EXPECT_EQ(
            why_not("enableChargeTarget", nothing),
            "missing key 'state'; send {\"state\": \"enable\"}"
        ) << nothing;
    }
    EXPECT_EQ(
        why_not("setChargeSlot1", R"({"start":"01:00"})"),
        "missing key 'finish'; send {\"start\": \"00:30\", \"finish\": \"04:30\"}"
    );
    EXPECT_THAT(why_not("setChargeSlot1", "01:00"), HasSubstr("missing key 'finish'"));
}

TEST(Payload, ShowsTheRightFormWhereGivTcpsPapersHaveNoJson) {
    EXPECT_EQ(
        why_not("enableChargeTarget", R"({"state","enable"})"),
        "the payload can't be used: \"{\"state\",\"enable\"}\" is not valid JSON; "
        "send {\"state\": \"enable\"}"
    );
    EXPECT_THAT(
        why_not("setChargeSlot1", R"({"start":"0100","finish":"0400","chargeToPercent":"55"))"),
        AllOf(
            HasSubstr("not valid JSON"),
            HasSubstr("send {\"start\": \"00:30\", \"finish\": \"04:30\"}")
        )
    );
    EXPECT_THAT(
        why_not("enableChargeTarget", R"({'state':'enable'})"), HasSubstr("not valid JSON")
    );
    EXPECT_THAT(why_not("enableChargeTarget", "\"enable"), HasSubstr("not valid JSON"));
}

TEST(Payload, TakesForms) {
    const auto slot = from_form("setChargeSlot1", "start=00%3A30&finish=04%3a30");
    const auto percent = from_form("setChargeTarget", "chargeToPercent=75");
    const auto time = from_form("setDateTime", "dateTime=05%2F11%2F2026+13%3A05%3A09");
    const auto bare = from_form("setChargeTarget", "75");
    const auto sign = from_form("setChargeRate", "chargeRate=50%");
    const auto mode = from_form("setBatteryMode", "mode=Timed+Export&x&=&y=");

    ASSERT_TRUE(slot && percent && time && bare && sign && mode);
    EXPECT_EQ(slot->arguments[0], Argument{std::chrono::minutes{30}});
    EXPECT_EQ(slot->arguments[1], Argument{std::chrono::minutes{270}});
    EXPECT_EQ(percent->arguments[0], Argument{75});
    EXPECT_EQ(time->arguments[0], (Argument{LocalTime{2026, 11, 5, 13, 5, 9}}));
    EXPECT_EQ(bare->arguments[0], Argument{75});
    EXPECT_EQ(sign->arguments[0], (Argument{RateArgument{50, RateArgument::Unit::percent}}));
    EXPECT_EQ(mode->arguments[0], Argument{std::uint16_t{4}});
}

// curl says "form" of whatever it sends.
TEST(Payload, TakesJsonThatIsCalledAForm) {
    const auto order = from_form("enableChargeTarget", R"( {"state":"enable"})");

    ASSERT_TRUE(order) << order.error().why;
    EXPECT_EQ(order->arguments[0], Argument{true});
}

TEST(Payload, RefusesFormsThatAreNoText) {
    const auto order = from_form("enableChargeTarget", "state=%FF%FE");

    ASSERT_FALSE(order);
    EXPECT_THAT(order.error().why, HasSubstr("not UTF-8"));
}

TEST(Payload, IgnoresWhateverComesWhereNothingIsNeeded) {
    for (const auto& payload : std::initializer_list<std::string>{
             "",
             "null",
             "{",
             "\xFF\xFE",
             R"({"state":"enable"})",
             std::string(1000, '['),
             std::string{"\0\0", 2}}) {
        EXPECT_TRUE(parsed("disableChargeTarget", payload)) << payload;
        EXPECT_TRUE(parsed("rebootInvertor", payload)) << payload;
        EXPECT_TRUE(parsed("syncDateTime", payload)) << payload;
    }
}

TEST(Payload, StandsDeepNesting) {
    constexpr std::size_t deep = 60'000;
    for (const auto& text :
         {std::string(deep, '['),
          std::string(deep / 2, '[') + std::string(deep / 2, ']'),
          R"({"chargeToPercent":)" + std::string(deep, '{')}) {
        EXPECT_THAT(why_not("setChargeTarget", text), HasSubstr("nested too deeply"));
    }
    EXPECT_TRUE(takes("setChargeTarget", R"({"x":"[[[[[[[[[[[[","chargeToPercent":80})", 80));
}

TEST(Payload, RefusesWhatIsNotUtf8) {
    for (const auto& text : std::initializer_list<std::string>{
             "\xFF",
             "{\"state\":\"\xC3\"}",
             "\xED\xA0\x80",
             "\xC0\x80",
             "\xF5\x80\x80\x80",
             "\xE2\x82"}) {
        EXPECT_THAT(why_not("enableChargeTarget", text), HasSubstr("not UTF-8"));
    }
}

TEST(Payload, TakesTextWithAByteOrderMark) {
    EXPECT_TRUE(takes("enableChargeTarget", "\xEF\xBB\xBF{\"state\":\"enable\"}", true));
}

TEST(Payload, EchoesLittleOfWhatItDoesNotUnderstand) {
    const auto why = why_not("enableChargeTarget", std::string(50'000, 'x'));

    EXPECT_THAT(why, HasSubstr('"' + std::string(60, 'x') + "...\""));
    EXPECT_LT(why.size(), 200U);
}

TEST(Payload, EchoesNothingThatIsNotPrintable) {
    const auto why = why_not("enableChargeTarget", "\x1b[31m\xE2\x80\xAE\xC3\xA9\x07");

    EXPECT_THAT(why, HasSubstr("\"?[31m?\xC3\xA9?\""));
}

TEST(Payload, SaysWhichControlThereIsNot) {
    const auto unknown = parsed("setFactoryDefaults", "1");
    const auto other_case = parsed("SetChargeTarget", "80");
    const auto odd = parsed(std::string{"x\xFF\n"} + std::string(500, 'y'), "1");

    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().reason, Reason::no_such_control);
    EXPECT_EQ(unknown.error().why, "there is no control named \"setFactoryDefaults\"");
    ASSERT_FALSE(other_case);
    EXPECT_EQ(other_case.error().reason, Reason::no_such_control);
    ASSERT_FALSE(odd);
    EXPECT_THAT(odd.error().why, HasSubstr("\"x??yyy"));
    EXPECT_LT(odd.error().why.size(), 120U);
}

TEST(Payload, SaysWhatIsNotOffered) {
    for (const auto* name :
         {"setExportSlot1",
          "setExportStart2",
          "setExportLimit",
          "switchRate",
          "rebootAddon",
          "setPVInputMode",
          "setEMSChargeTarget1",
          "setEmsPlant",
          "setCarChargeBoost",
          "setImportCap",
          "chargeMode"}) {
        const auto order = parsed(name, "1");
        ASSERT_FALSE(order) << name;
        EXPECT_EQ(order.error().reason, Reason::not_here) << name;
        EXPECT_EQ(order.error().why, std::string{name} + " is not offered by givtcp");
    }
}

TEST(Payload, CarriesWhoAskedAndHow) {
    Command command{.control = "enableDishargeSchedule", .payload = "on"};
    command.source = "MQTT";
    command.takes_options = true;
    command.dry_run = true;
    command.override_budget = true;

    const auto order = parse(command);

    ASSERT_TRUE(order);
    EXPECT_EQ(order->control->name, "enableDischargeSchedule");
    EXPECT_EQ(order->name, "enableDishargeSchedule");
    EXPECT_EQ(order->source, "MQTT");
    EXPECT_TRUE(order->dry_run);
    EXPECT_TRUE(order->override_budget);
}

}  // namespace
}  // namespace giv
