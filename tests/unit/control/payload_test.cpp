// What people and their programs send, and what is made of it. Bodies of Node-RED and Predbat as
// research has them; the README's examples are GivTCP's own.
#include "givtcp/control/payload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace giv {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

using Parsed = Expected<Order, Refusal>;

Parsed parsed(std::string control, std::string payload) {
    return parse({.control = std::move(control), .payload = std::move(payload)});
}

Parsed from_form(std::string control, std::string payload) {
    Command command{.control = std::move(control), .payload = std::move(payload)};
    command.form = Command::Form::url_encoded;
    return parse(command);
}

// The first argument, or what went wrong.
template <class Type>
::testing::AssertionResult takes(
    const std::string& control, const std::string& payload, Type expected, std::size_t place = 0
) {
    const auto order = parsed(control, payload);
    if (!order) return ::testing::AssertionFailure() << payload << ": " << order.error().why;
    const auto& argument = order->arguments.at(place);
    if (!argument) return ::testing::AssertionFailure() << payload << ": no argument";
    const auto* value = std::get_if<Type>(&*argument);
    if (value == nullptr) return ::testing::AssertionFailure() << payload << ": another type";
    if (!(*value == expected)) return ::testing::AssertionFailure() << payload << ": another value";
    return ::testing::AssertionSuccess();
}

std::string why_not(const std::string& control, const std::string& payload) {
    const auto order = parsed(control, payload);
    if (order) return "it was taken";
    EXPECT_EQ(order.error().reason, Reason::malformed) << order.error().why;
    return order.error().why;
}

TEST(Payload, TakesEveryWordForOnAndOff) {
    for (const auto* on :
         {"enable",
          "Enable",
          "ENABLED",
          "on",
          "ON",
          "true",
          "True",
          "1",
          "\"enable\"",
          "\"1\"",
          " enable\n",
          R"({"state":"enable"})",
          R"({"state":true})",
          R"({"state":1})",
          R"({"state":"on"})",
          R"({"State":"Enable"})"}) {
        EXPECT_TRUE(takes("enableChargeTarget", on, true));
    }
    for (const auto* off :
         {"disable",
          "Disabled",
          "off",
          "OFF",
          "false",
          "0",
          "\"disable\"",
          R"({"state":"disable"})",
          R"({"state":false})",
          R"({"state":0})",
          R"({"state":"0"})"}) {
        EXPECT_TRUE(takes("enableChargeTarget", off, false));
    }
}

TEST(Payload, TakesNumbersAndNumericTextsAlike) {
    for (const auto* text :
         {"80",
          "80.0",
          "\"80\"",
          " 80 ",
          "80%",
          "80 %",
          R"({"chargeToPercent":80})",
          R"({"chargeToPercent":"80"})",
          R"({"chargeToPercent":80.0})",
          R"({"chargeToPercent": 80, "colour": "blue", "more": {"deep": [1]}})"}) {
        EXPECT_TRUE(takes("setChargeTarget", text, 80));
    }
    EXPECT_TRUE(takes("setActivePowerRate", "-1", -1));
}

TEST(Payload, TakesNoNumberThatIsNotWhole) {
    for (const auto* text :
         {"80.5",
          "eighty",
          "true",
          "0x50",
          "1e300",
          "80 W",
          "nan",
          "inf",
          "8 0",
          "--8",
          R"({"chargeToPercent":[80]})",
          R"({"chargeToPercent":{"value":80}})",
          "[80]",
          "1e999"}) {
        EXPECT_THAT(
            why_not("setChargeTarget", text),
            AllOf(Not(HasSubstr("was taken")), HasSubstr("send {\"chargeToPercent\": 80}"))
        ) << text;
    }
}

TEST(Payload, TakesNoWattsForPercent) {
    EXPECT_TRUE(takes("setChargeRateAC", R"({"chargeRate":50,"unit":"%"})", 50));
    EXPECT_THAT(
        why_not("setChargeRateAC", R"({"chargeRate":50,"unit":"W"})"), HasSubstr("must be percent")
    );
}

TEST(Payload, TakesTimesAsTheyAreWritten) {
    struct Time {
        const char* text;
        std::chrono::minutes expected;
    };
    for (const auto& [text, expected] : std::initializer_list<Time>{
             {"04:30", 4h + 30min},
             {"4:30", 4h + 30min},
             {"04:30:00", 4h + 30min},
             {"04:30:59", 4h + 30min},
             {"0430", 4h + 30min},
             {"430", 4h + 30min},
             {"30", 30min},
             {"0030", 30min},
             {"\"0030\"", 30min},
             {"0", 0min},
             {"00:00", 0min},
             {"2359", 23h + 59min},
             {R"({"start":430})", 4h + 30min},
             {R"({"time":"04:30"})", 4h + 30min},
             {R"({"start":"04:30:00"})", 4h + 30min},
             {R"({"start":30})", 30min}}) {
        EXPECT_TRUE(takes("setChargeStart1", text, expected));
    }
}

TEST(Payload, TakesNoTimeThatThereIsNot) {
    for (const auto* text :
         {"24:00",
          "2400",
          "12:60",
          "60",
          "1260",
          "12:30:60",
          "-1",
          "noon",
          "12:3",
          "12.30",
          "12:30:",
          ":30",
          "123:00",
          "12:30 pm",
          "99999",
          "1:2:3",
          "true",
          "+1:30",
          "12:+3"}) {
        EXPECT_THAT(why_not("setChargeStart1", text), HasSubstr("no time of day")) << text;
    }
}

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

TEST(Payload, TakesRatesWithTheirUnit) {
    using Unit = RateArgument::Unit;
    struct Rate {
        const char* text;
        RateArgument expected;
    };
    for (const auto& [text, expected] : std::initializer_list<Rate>{
             {"1500", {1500, Unit::not_said}},
             {"\"1500\"", {1500, Unit::not_said}},
             {"1500W", {1500, Unit::watts}},
             {"1500 w", {1500, Unit::watts}},
             {"\"1500 watts\"", {1500, Unit::watts}},
             {"50%", {50, Unit::percent}},
             {"50 %", {50, Unit::percent}},
             {"12.5 percent", {12.5, Unit::percent}},
             {R"({"chargeRate":50,"unit":"%"})", {50, Unit::percent}},
             {R"({"chargeRate":50,"unit":"w"})", {50, Unit::watts}},
             {R"({"chargeRate":"50W","unit":"W"})", {50, Unit::watts}},
             {R"({"chargeRate":50,"unit":null})", {50, Unit::not_said}},
             {R"({"chargeRate":50,"unit":""})", {50, Unit::not_said}}}) {
        EXPECT_TRUE(takes("setChargeRate", text, expected));
    }
    EXPECT_THAT(why_not("setChargeRate", R"({"chargeRate":5,"unit":"kW"})"), HasSubstr("\"kW\""));
    EXPECT_THAT(why_not("setChargeRate", R"({"chargeRate":5,"unit":7})"), HasSubstr("7"));
    EXPECT_THAT(
        why_not("setChargeRate", R"({"chargeRate":"50%","unit":"W"})"), HasSubstr("another unit")
    );
    for (const auto* bad : {"fast", "W", "1.5kW", "true", "1500 VA", "%"})
        EXPECT_THAT(why_not("setChargeRate", bad), HasSubstr("no power")) << bad;
}

TEST(Payload, TakesWordsInAnyCaseOrTheirNumber) {
    for (const auto* eco :
         {"Eco", "eco", "ECO", "1", "\"1\"", R"({"mode":"Eco"})", R"({"mode":1})"})
        EXPECT_TRUE(takes("setBatteryMode", eco, std::uint16_t{1})) << eco;
    for (const auto* demand : {"Timed Demand", "timed_demand", "3", R"({"mode":"timed demand"})"})
        EXPECT_TRUE(takes("setBatteryMode", demand, std::uint16_t{3})) << demand;
    EXPECT_TRUE(takes("setBatteryMode", "2", std::uint16_t{2}));
    EXPECT_TRUE(takes("setBatteryMode", "Timed Export", std::uint16_t{4}));
    EXPECT_TRUE(takes("setBatteryPauseMode", "pausecharge", std::uint16_t{1}));
    EXPECT_TRUE(takes("setBatteryPauseMode", R"({"state":"PauseBoth"})", std::uint16_t{3}));
    EXPECT_TRUE(takes("setBatteryCalibration", "Charge Only", std::uint16_t{3}));
    EXPECT_TRUE(takes("setBatteryCalibration", "0", std::uint16_t{0}));
    EXPECT_TRUE(takes("setLocalControlMode", "grid", std::uint16_t{2}));
}

TEST(Payload, TellsPausedModesFromTheirOthers) {
    const auto eco = parsed("setBatteryMode", "Eco");
    const auto paused = parsed("setBatteryMode", "Eco (Paused)");
    const auto also_paused = parsed("setBatteryMode", "eco(paused)");
    const auto export_paused = parsed("setBatteryMode", "Export (Paused)");

    ASSERT_TRUE(eco && paused && also_paused && export_paused);
    EXPECT_NE(eco->arguments[0], paused->arguments[0]);
    EXPECT_EQ(paused->arguments[0], also_paused->arguments[0]);
    EXPECT_NE(paused->arguments[0], export_paused->arguments[0]);
}

TEST(Payload, TakesNoWordThatIsOnlyShown) {
    EXPECT_THAT(why_not("setBatteryMode", "Unknown"), HasSubstr("is shown, never commanded"));
    EXPECT_THAT(why_not("setBatteryCalibration", "Running"), HasSubstr("is shown"));
    EXPECT_THAT(why_not("forceCharge", "Running"), HasSubstr("is shown, never commanded"));
}

TEST(Payload, NamesTheWordsThatThereAre) {
    EXPECT_THAT(
        why_not("setBatteryMode", "Turbo"),
        AllOf(
            HasSubstr("\"Turbo\" is none of Eco, Eco (Paused), Timed Demand"),
            HasSubstr("send {\"mode\": \"Eco\"}")
        )
    );
    for (const auto* bad : {"0", "5", "6", "true", "1.5", "-1"})
        EXPECT_THAT(why_not("setBatteryMode", bad), HasSubstr("is none of")) << bad;
}

TEST(Payload, TakesMinutesAndEveryWordForCancel) {
    for (const auto* text : {"30", "\"30\"", R"({"duration":30})", R"({"duration":"30"})"})
        EXPECT_TRUE(takes("forceExport", text, DurationArgument{30min}));
    for (const auto* text :
         {"Cancel",
          "cancel",
          "Normal",
          "0",
          "\"0\"",
          R"({"duration":"Cancel"})",
          R"({"duration":0})"})
        EXPECT_TRUE(takes("forceExport", text, DurationArgument{0min}));
    for (const auto* bad : {"soon", "1.5", "30 min", "true"})
        EXPECT_THAT(why_not("forceExport", bad), HasSubstr("minutes")) << bad;
}

TEST(Payload, TakesDatesOfBothKinds) {
    const LocalTime expected{2026, 11, 5, 13, 5, 9};
    for (const auto* text :
         {"05/11/2026 13:05:09",
          "\"05/11/2026 13:05:09\"",
          "05/11/2026   13:05:09",
          "2026-11-05T13:05:09",
          "2026-11-05 13:05:09",
          R"({"dateTime":"05/11/2026 13:05:09"})"}) {
        EXPECT_TRUE(takes("setDateTime", text, expected));
    }
    EXPECT_TRUE(takes("setDateTime", "2026-11-05T13:05", LocalTime{2026, 11, 5, 13, 5, 0}));
    EXPECT_TRUE(takes("setDateTime", "29/02/2028 00:00:00", LocalTime{2028, 2, 29, 0, 0, 0}));
}

TEST(Payload, TakesNoDateThatThereIsNotAndNoZone) {
    for (const auto* bad :
         {"31/02/2026 00:00:00",
          "29/02/2026 00:00:00",
          "00/01/2026 00:00:00",
          "01/13/2026 00:00:00",
          "01/01/2026 24:00:00",
          "01/01/2026 00:60:00",
          "01/01/2026",
          "2026-01-01T",
          "1/1/26 00:00:00",
          "dd/mm/yyyy hh:mm:ss",
          "now",
          "12:00:00",
          "true",
          "1780662000",
          "01/01/2026 00:00:00 x"}) {
        EXPECT_THAT(why_not("setDateTime", bad), HasSubstr("date")) << bad;
    }
    for (const auto* zoned :
         {"2026-11-05T13:05:09Z", "2026-11-05T13:05:09+01:00", "2026-11-05 13:05:09-00:00"}) {
        EXPECT_THAT(why_not("setDateTime", zoned), HasSubstr("names a zone")) << zoned;
    }
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
