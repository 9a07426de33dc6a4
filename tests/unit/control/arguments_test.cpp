// Each kind of value in each way that people write it.
#include "unit/control/parsing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace giv {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::parsed;
using testing::takes;
using testing::why_not;
using namespace std::chrono_literals;

TEST(PayloadValue, TakesEveryWordForOnAndOff) {
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

TEST(PayloadValue, TakesNumbersAndNumericTextsAlike) {
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

TEST(PayloadValue, TakesNoNumberThatIsNotWhole) {
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

TEST(PayloadValue, TakesNoWattsForPercent) {
    EXPECT_TRUE(takes("setChargeRateAC", R"({"chargeRate":50,"unit":"%"})", 50));
    EXPECT_THAT(
        why_not("setChargeRateAC", R"({"chargeRate":50,"unit":"W"})"), HasSubstr("must be percent")
    );
}

TEST(PayloadValue, TakesTimesAsTheyAreWritten) {
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

TEST(PayloadValue, TakesNoTimeThatThereIsNot) {
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

TEST(PayloadValue, TakesRatesWithTheirUnit) {
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

TEST(PayloadValue, TakesWordsInAnyCaseOrTheirNumber) {
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

TEST(PayloadValue, TellsPausedModesFromTheirOthers) {
    const auto eco = parsed("setBatteryMode", "Eco");
    const auto paused = parsed("setBatteryMode", "Eco (Paused)");
    const auto also_paused = parsed("setBatteryMode", "eco(paused)");
    const auto export_paused = parsed("setBatteryMode", "Export (Paused)");

    ASSERT_TRUE(eco && paused && also_paused && export_paused);
    EXPECT_NE(eco->arguments[0], paused->arguments[0]);
    EXPECT_EQ(paused->arguments[0], also_paused->arguments[0]);
    EXPECT_NE(paused->arguments[0], export_paused->arguments[0]);
}

TEST(PayloadValue, TakesNoWordThatIsOnlyShown) {
    EXPECT_THAT(why_not("setBatteryMode", "Unknown"), HasSubstr("is shown, never commanded"));
    EXPECT_THAT(why_not("setBatteryCalibration", "Running"), HasSubstr("is shown"));
    EXPECT_THAT(why_not("forceCharge", "Running"), HasSubstr("is shown, never commanded"));
}

TEST(PayloadValue, NamesTheWordsThatThereAre) {
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

TEST(PayloadValue, TakesMinutesAndEveryWordForCancel) {
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

TEST(PayloadValue, TakesDatesOfBothKinds) {
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

TEST(PayloadValue, TakesNoDateThatThereIsNotAndNoZone) {
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

}  // namespace
}  // namespace giv
