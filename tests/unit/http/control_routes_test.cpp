// GivTCP's write endpoints: what reaches the gate, and what the sender hears.
#include "fake_daemon.hpp"

#include "givtcp/control/controls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace giv::http {
namespace {

using How = Outcome::How;
using Form = Command::Form;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string a_form = "application/x-www-form-urlencoded";

TEST(ControlRoutes, HandOverTheCommandAsItCame) {
    FakeDaemon daemon;

    daemon.post("/setChargeTarget", R"({"chargeToPercent": 80})", {{"Content-Type", "text/plain"}});

    ASSERT_EQ(daemon.first_gate.commands.size(), 1U);
    const auto& command = daemon.first_gate.commands.front();
    EXPECT_EQ(command.control, "setChargeTarget");
    EXPECT_EQ(command.payload, R"({"chargeToPercent": 80})");
    EXPECT_EQ(command.form, Form::json_or_bare);
    EXPECT_EQ(command.source, "REST 192.168.1.7");
    EXPECT_FALSE(command.dry_run);
    EXPECT_FALSE(command.override_budget);
}

TEST(ControlRoutes, ServeEveryNameOfTheTable) {
    FakeDaemon daemon;
    ASSERT_THAT(control_names(), testing::Not(IsEmpty()));

    for (const auto& name : control_names()) {
        daemon.first_gate.commands.clear();

        EXPECT_EQ(daemon.post('/' + name, "").status, 200) << name;
        ASSERT_EQ(daemon.first_gate.commands.size(), 1U) << name;
        EXPECT_EQ(daemon.first_gate.commands.front().control, name);
    }
}

TEST(ControlRoutes, FindThePlantByPrefix) {
    FakeDaemon daemon;

    daemon.post("/REST2/setChargeTarget/", "80");

    EXPECT_THAT(daemon.first_gate.commands, IsEmpty());
    ASSERT_EQ(daemon.second_gate.commands.size(), 1U);
    EXPECT_EQ(daemon.second_gate.commands.front().control, "setChargeTarget");
}

// What Node-RED 4.1.15 sends, and curl: research/peers.md.
TEST(ControlRoutes, TakeWhatClientsSend) {
    struct Case {
        std::string content_type;
        std::string body;
        Form form;
    };
    FakeDaemon daemon;

    for (const auto& [content_type, body, form] : std::vector<Case>{
             {"application/json", R"({"chargeToPercent":71})", Form::json_or_bare},
             {"", R"({"chargeToPercent":71})", Form::json_or_bare},
             {"", "80", Form::json_or_bare},
             {"", "", Form::json_or_bare},
             {"text/plain", "80", Form::json_or_bare},
             {a_form, "chargeToPercent=75", Form::url_encoded},
             {"Application/X-WWW-Form-urlencoded; charset=utf-8",
              "chargeToPercent=75",
              Form::url_encoded},
             {a_form + " ;a=b", "chargeToPercent=75", Form::url_encoded},
             {a_form, R"({"chargeToPercent":75})", Form::json_or_bare},
             {a_form, " \r\n\t{\"note\":\"a=b\"}", Form::json_or_bare},
             {a_form, "75", Form::json_or_bare},
             {a_form, "", Form::json_or_bare},
             {a_form + "2", "chargeToPercent=75", Form::json_or_bare},
             {"text/plain", "chargeToPercent=75", Form::json_or_bare},
         }) {
        std::vector<HeaderField> fields{{"user-agent", "got"}};
        if (!content_type.empty()) fields.push_back({"content-type", content_type});
        daemon.first_gate.commands.clear();

        EXPECT_EQ(daemon.post("/setChargeTarget", body, fields).status, 200);

        ASSERT_EQ(daemon.first_gate.commands.size(), 1U) << content_type << ' ' << body;
        EXPECT_EQ(daemon.first_gate.commands.front().payload, body);
        EXPECT_EQ(daemon.first_gate.commands.front().form, form) << content_type << ' ' << body;
    }
}

TEST(ControlRoutes, AnswerEveryOutcomeWith200AndTheTruthInAField) {
    struct Case {
        Outcome outcome;
        std::string body;
        std::string status;
    };
    FakeDaemon daemon;

    for (const auto& [outcome, body, status] : std::vector<Case>{
             {{How::verified, Reason::none, "", {}},
              R"({"result":"Setting Battery Reserve was a success"})",
              "verified"},
             {{How::verified, Reason::none, "2 is below 4, 4 was set", {}},
              R"({"result":"Setting Battery Reserve was a success: 2 is below 4, 4 was set"})",
              "verified"},
             {{How::no_op, Reason::none, "", {}},
              R"({"result":"Setting Battery Reserve was a success"})",
              "no-op"},
             {{How::refused, Reason::malformed, "missing key 'reservePercent'", {}},
              R"({"result":"Setting Battery Reserve failed: missing key 'reservePercent'"})",
              "refused"},
             {{How::unknown, Reason::not_proved, "HR110 cannot be read back", {}},
              R"({"result":"Setting Battery Reserve failed: HR110 cannot be read back"})",
              "unknown"},
             {{How::unknown, Reason::continuing, "", {}},
              R"({"result":"Error: REST response timeout. Unknown success"})",
              "unknown"},
         }) {
        daemon.first_gate.outcome = outcome;
        daemon.first_gate.commands.clear();

        const auto answer = daemon.post("/setBatteryReserve", "2");

        EXPECT_EQ(answer.status, 200) << body;
        EXPECT_EQ(answer.body, body);
        EXPECT_THAT(values(answer, "X-GivTCP-Status"), ElementsAre(status));
        EXPECT_THAT(values(answer, "X-GivTCP-Command"), ElementsAre("a-1"));
    }
}

TEST(ControlRoutes, AnswerEveryReasonWith200) {
    FakeDaemon daemon;
    daemon.first_gate.refuses_at_once = true;

    for (const auto reason :
         {Reason::malformed,
          Reason::no_such_control,
          Reason::not_here,
          Reason::out_of_bounds,
          Reason::contradiction,
          Reason::budget,
          Reason::read_only,
          Reason::busy,
          Reason::stopping,
          Reason::no_connection,
          Reason::no_store,
          Reason::inverter,
          Reason::not_proved}) {
        daemon.first_gate.outcome = refused({reason, "for a reason"});

        const auto answer = daemon.post("/setBatteryReserve", "2");

        EXPECT_EQ(answer.status, 200) << words(reason);
        EXPECT_EQ(answer.body, R"({"result":"Setting Battery Reserve failed: for a reason"})");
        EXPECT_THAT(values(answer, "X-GivTCP-Status"), ElementsAre("refused"));
    }
}

TEST(ControlRoutes, EchoBytesThatAreNoTextAsJson) {
    FakeDaemon daemon;
    daemon.first_gate.outcome = refused({Reason::malformed, "\"\xff\xfe\" is no number"});

    const auto answer = daemon.post("/setBatteryReserve", "\xff\xfe");

    ASSERT_TRUE(nlohmann::json::accept(answer.body));
    EXPECT_EQ(daemon.first_gate.commands.front().payload, "\xff\xfe");
}

TEST(ControlRoutes, NameTheSlotAlsoWhenTheRestWasNotUnderstood) {
    FakeDaemon daemon;
    daemon.first_gate.outcome = refused({Reason::malformed, "missing key 'start'"});

    EXPECT_EQ(
        daemon.post("/setChargeSlot1", "{").body,
        R"({"result":"Setting Charge Slot 1 failed: missing key 'start'"})"
    );
}

TEST(ControlRoutes, IgnoreTheQuery) {
    FakeDaemon daemon;

    EXPECT_EQ(
        daemon.post("/setBatteryReserve?x=1&override_budget=true&dry_run=false", "2").status, 200
    );
    EXPECT_FALSE(daemon.first_gate.commands.front().dry_run);
    EXPECT_FALSE(daemon.first_gate.commands.front().override_budget);
}

// The gate refuses a dry run that it did not come to by the new API.
TEST(ControlRoutes, CarryOutNoDryRunInEarnest) {
    for (const std::string query : {"dry_run=true", "dry_run", "a=b&dry_run=1"}) {
        FakeDaemon daemon;

        daemon.post("/setBatteryReserve?" + query, "2");

        EXPECT_TRUE(daemon.first_gate.commands.front().dry_run) << query;
        EXPECT_FALSE(daemon.first_gate.commands.front().takes_options) << query;
    }
}

TEST(ControlRoutes, AreBusyAtOnceWhenNoPlaceIsLeftToWaitAt) {
    FakeDaemon daemon;
    daemon.router.bound_waiting(std::chrono::milliseconds{1}, 0);

    const auto answer = daemon.post("/setBatteryReserve", "2");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(
        answer.body,
        R"({"result":"Setting Battery Reserve failed: busy: too many commands wait already; )"
        R"(nothing was written"})"
    );
    EXPECT_THAT(values(answer, "X-GivTCP-Status"), ElementsAre("refused"));
    EXPECT_THAT(values(answer, "X-GivTCP-Command"), ElementsAre("away-1"));
    EXPECT_THAT(daemon.first_gate.commands, IsEmpty()) << "and it never reached the plant";
}

}  // namespace
}  // namespace giv::http
