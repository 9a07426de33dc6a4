#include "givtcp/control/timed_action.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;

TimedAction an_action() {
    TimedAction action;
    action.kind = ActionKind::force_export;
    action.stage = TimedAction::Stage::running;
    action.duration = 90min;
    action.began = {2026, 11, 26, 23, 30, 5};
    action.ends = {2026, 11, 27, 1, 0, 5};
    action.ends_utc = std::chrono::system_clock::time_point{1'795'741'205s};
    action.restore = {{112, 40, 50}, {56, 1600, 2330, {2300}}};
    return action;
}

const std::string kept =
    R"({"began":"2026-11-26 23:30:05","ends":"2026-11-27 01:00:05","ends_utc":1795741205,)"
    R"("kind":"forceExport","minutes":90,)"
    R"("restore":[{"before":40,"register":112,"wrote":50},)"
    R"({"before":1600,"earlier":[2300],"register":56,"wrote":2330}],"stage":"running"})";

TEST(ActionText, IsAnObjectThatAPersonCanRead) { EXPECT_EQ(to_text(an_action()), kept); }

TEST(ActionText, BringsTheSameActionBack) {
    EXPECT_EQ(action_from(kept), an_action());

    for (const auto kind :
         {ActionKind::force_charge,
          ActionKind::force_export,
          ActionKind::pause_charge,
          ActionKind::pause_discharge}) {
        TimedAction action;
        action.kind = kind;
        EXPECT_EQ(action_from(to_text(action)), action) << words(kind);
    }
}

// `kept` with one part of it changed.
std::string with(const std::string& part, const std::string& other) {
    auto text = kept;
    const auto at = text.find(part);
    if (at == std::string::npos) {
        ADD_FAILURE() << part << " is not there";
        return text;
    }
    return text.replace(at, part.size(), other);
}

TEST(ActionText, OtherTextIsNoAction) {
    for (const auto& text :
         {std::string{},
          std::string{"{}"},
          std::string{"[]"},
          std::string{"null"},
          std::string{"\xFF\xFE{"},
          std::string(100'000, '['),
          kept.substr(0, kept.size() - 1),
          with("forceExport", "forceCoffee"),
          with("\"kind\":\"forceExport\",", ""),
          with("running", "asleep"),
          with("90", "-90"),
          with("90", "65536"),
          with("90", "\"90\""),
          with("2026-11-26 23:30:05", "2026-02-30 23:30:05"),
          with("2026-11-27 01:00:05", "tomorrow"),
          with("1795741205", "\"soon\""),
          with("1795741205", "-1"),
          with("1795741205", "4102444801"),
          with("1795741205", "18446744073709551615"),
          with("112", "65536"),
          with("112", "-1"),
          with("112", "1.5"),
          with("40", "null"),
          with("[2300]", "2300"),
          with("[2300]", "[\"2300\"]"),
          with("[2300]", "[65536]"),
          with(R"({"before":40,"register":112,"wrote":50})", "7"),
          with(R"("restore":[)", R"("other":[)")}) {
        EXPECT_FALSE(action_from(text)) << text.substr(0, 300);
    }
}

// Damaged on the disk, or of another program: nothing of it reaches the inverter.
TEST(ActionText, AValueThatTheRegisterNeverHeldIsRefusedInWords) {
    const auto why = [](const std::string& text) {
        const auto action = action_from(text);
        return action ? "it was taken" : action.error();
    };

    EXPECT_EQ(
        why(with(R"("before":40)", R"("before":251)")),
        "HR112 = 251 is nothing that the inverter can have held: the discharge limit is 0 to 250"
    );
    EXPECT_NE(why(with("1600", "2401")).find("HR56 = 2401"), std::string::npos);
    EXPECT_NE(why(with("[2300]", "[9999]")).find("HR56 = 9999"), std::string::npos);
    EXPECT_NE(why(with("2330", "9999")).find("HR56 = 9999"), std::string::npos);
    EXPECT_EQ(why(with("112", "162")), "no control writes HR162");
    EXPECT_EQ(why(with("112", "163")), "the reboot (HR163) is not put back");
}

TEST(ActionText, AValueThatNoControlWouldSetIsBelieved) {
    for (const auto* time : {"60", "2400", "65535", "1299"})
        EXPECT_TRUE(action_from(with("1600", time))) << time;
    EXPECT_TRUE(action_from(with(R"("before":40)", R"("before":100)")));
}

}  // namespace
}  // namespace giv
