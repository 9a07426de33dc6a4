// The new API: resources, status codes, problem details.
#include "fake_daemon.hpp"

#include "givtcp/control/controls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::http {
namespace {

using nlohmann::json;
using How = Outcome::How;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string ours = "/api/v1/inverters/SA1234G567";
const std::string set_target = ours + "/controls/setChargeTarget";

// Plant 1 has the inverter SA1234G567; plant 2 has found none yet.
class NewApi : public testing::Test {
 protected:
    NewApi() { publish(daemon_.first, a_snapshot(1, 1)); }

    // What setChargeTarget answers to this outcome.
    Response answer_to(Outcome outcome) {
        daemon_.first_gate = {};
        daemon_.first_gate.outcome = std::move(outcome);
        return daemon_.post(set_target, R"({"chargeToPercent": 80})");
    }

    const Command& command() const { return daemon_.first_gate.commands.back(); }

    FakeDaemon daemon_;
};

const Outcome verified{
    How::verified,
    Reason::none,
    "",
    {{.index = 116, .requested = 80, .written = true, .before = 100, .read_back = 80}}};

TEST_F(NewApi, ListsTheInvertersOfAllPlants) {
    const auto answer = daemon_.get("/api/v1/inverters");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(answer.body), json::parse(R"({"inverters": [
        {"serial": "SA1234G567", "instance": 1, "model": "Hybrid_gen1", "arm_firmware": 449,
         "state": "live", "detail": "polling", "problem": false, "text": "", "problems": []},
        {"serial": null, "instance": 2}]})"));
}

TEST_F(NewApi, SaysOfOneInverterWhatIsWrongWithIt) {
    auto wrong = a_snapshot(2, 1);
    wrong.state = PlantState::silent;
    wrong.problems = {{"inverter_silent", "it does not answer"}, {"clock_wrong", "it is off"}};
    publish(daemon_.first, wrong);

    const auto answer = daemon_.get(ours);

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(answer.body), json::parse(R"(
        {"serial": "SA1234G567", "instance": 1, "model": "Hybrid_gen1", "arm_firmware": 449,
         "state": "silent", "detail": "polling", "problem": true, "text": "it does not answer; it is off",
         "problems": [{"key": "inverter_silent", "text": "it does not answer"},
                      {"key": "clock_wrong", "text": "it is off"}]})"));
    EXPECT_EQ(daemon_.get("/api/v1/inverters/SA9999G999").status, 404);
}

TEST_F(NewApi, SaysWhatIsWrongWithAPlantThatWasNeverReached) {
    Snapshot unreached;
    unreached.state = PlantState::silent;
    unreached.problems = {{"dongle_unreachable", "it can't be reached"}};
    publish(daemon_.second, unreached);

    const auto all = json::parse(daemon_.get("/api/v1/inverters").body).at("inverters");

    EXPECT_EQ(all.at(1).at("serial"), nullptr);
    EXPECT_EQ(all.at(1).at("problem"), true);
    EXPECT_EQ(all.at(1).at("text"), "it can't be reached");
}

TEST_F(NewApi, ShowsTheSnapshotAsReadDataDoes) {
    const auto answer = daemon_.get(ours + "/snapshot");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, daemon_.get("/readData").body);
}

// The point of this path, whose register was read at second 91; it is second 101 now.
Measured measured(std::string_view path, Value value) {
    Measured one;
    one.point = &*std::ranges::find(points(), path, &Point::path);
    one.value = std::move(value);
    one.taken_at = at(std::chrono::seconds{91}).steady;
    return one;
}

TEST_F(NewApi, SaysOfEachPointHowFarItCanBeTrusted) {
    auto snapshot = a_snapshot(2, 1);
    snapshot.parts.push_back({Subject::inverter, "SA1234G567", {}, std::nullopt});
    snapshot.values.push_back(measured("Power/Power/SOC", Number{82, 0}));
    auto held = measured("Power/Power/PV_Voltage_String_1", Number{359.8, 1});
    held.quality = Quality::held;
    snapshot.doubts.push_back({1, "a sudden 0", Number{0, 1}});
    snapshot.values.push_back(held);
    auto none = measured("{details}/Invertor_Time", Absence::invalid);
    none.quality = Quality::unavailable;
    snapshot.doubts.push_back({2, "no date"});
    snapshot.values.push_back(none);
    auto never = measured("Power/Power/PV_Power", Absence::not_read);
    never.quality = Quality::unavailable;
    snapshot.values.push_back(never);
    snapshot.rule_counts.count(guard::Rule::zero_value);
    publish(daemon_.first, snapshot);

    const auto all = json::parse(daemon_.get(ours + "/points").body);
    const auto expected = json::parse(R"([
        {"path": "Power/Power/SOC", "value": 82, "quality": "good", "age_s": 10},
        {"path": "Power/Power/PV_Voltage_String_1", "value": 359.8, "quality": "held", "age_s": 10,
         "reason": "a sudden 0", "held_back": 0.0},
        {"path": "Invertor_Details/Invertor_Time", "quality": "unavailable", "age_s": 10,
         "reason": "no date", "derived": true},
         {"path": "Power/Power/PV_Power", "quality": "unavailable", "derived": true}])");
    EXPECT_EQ(all.at("points"), expected);
    EXPECT_EQ(all.at("doubts").at("zero_value"), 1);
    EXPECT_EQ(all.at("doubts").at("zero_bank"), 0);

    const auto one = daemon_.get(ours + "/points/Power/Power/PV_Voltage_String_1");
    EXPECT_EQ(one.status, 200);
    EXPECT_EQ(json::parse(one.body), expected.at(1));
    EXPECT_EQ(daemon_.get(ours + "/points/Power/Power/None").status, 404);
}

TEST_F(NewApi, HasNoHalfOfASnapshot) {
    auto half = a_snapshot(2, 1);
    half.complete = false;
    publish(daemon_.first, half);

    const auto answer = daemon_.get(ours + "/snapshot");

    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.content_type, "application/problem+json");
    EXPECT_THAT(values(answer, "Retry-After"), ElementsAre("10"));
    EXPECT_EQ(json::parse(answer.body), json::parse(R"({"type": "about:blank",
        "title": "Service Unavailable", "status": 503, "detail": "not everything has been read yet",
        "instance": "/api/v1/inverters/SA1234G567/snapshot"})"));
}

TEST_F(NewApi, KnowsNoOtherInverter) {
    for (const std::string path :
         {"/api/v1/inverters/SA9999G999/snapshot", "/api/v1/inverters/sa1234g567/controls"})
        EXPECT_EQ(daemon_.get(path).status, 404) << path;
    const auto answer = daemon_.post("/api/v1/inverters/SA 9\"/controls/setChargeTarget", "80");

    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(json::parse(answer.body), json::parse(R"({"type": "about:blank",
        "title": "Not Found", "status": 404,
        "detail": "no inverter \"SA 9\"\" is known; /api/v1/inverters lists those that are",
        "instance": "/api/v1/inverters/SA%209%22/controls/setChargeTarget"})"));
    EXPECT_THAT(daemon_.first_gate.commands, IsEmpty());
}

TEST_F(NewApi, FindsThePlantBySerialWhateverThePort) {
    auto other = a_snapshot(1, 1);
    other.identity->serial = "SB1234G567";
    publish(daemon_.second, other);

    const auto answer = daemon_.post("/api/v1/inverters/SB1234G567/controls/setChargeTarget", "80");

    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(daemon_.first_gate.commands, IsEmpty());
    EXPECT_EQ(daemon_.second_gate.commands.size(), 1U);
}

TEST_F(NewApi, DescribesTheControlsOfThisModel) {
    const auto names_on = [&](Model model) {
        daemon_.capabilities.model = model;
        std::vector<std::string> names;
        const auto document = json::parse(daemon_.get(ours + "/controls").body);
        for (const auto& control : document.at("controls"))
            names.push_back(control.at("name"));
        return names;
    };

    EXPECT_THAT(names_on(Model::ac), testing::Contains("setChargeRateAC"));
    EXPECT_THAT(names_on(Model::hybrid_gen1), testing::Not(testing::Contains("setChargeRateAC")));
    EXPECT_THAT(names_on(Model::hybrid_gen1), testing::Contains("setChargeTarget"));
}

TEST_F(NewApi, SaysWhatAControlTakes) {
    const auto controls = json::parse(daemon_.get(ours + "/controls").body).at("controls");
    const auto described = [&](const std::string& name) {
        for (const auto& control : controls) {
            if (control.at("name") == name) return control;
        }
        return json();
    };

    const auto target = described("setChargeTarget");
    EXPECT_THAT(target.at("names"), testing::Contains("setChargeTarget"));
    ASSERT_EQ(target.at("parameters").size(), 1U);
    EXPECT_EQ(target.at("parameters")[0].at("keys")[0], "chargeToPercent");
    EXPECT_EQ(target.at("parameters")[0].at("type"), "percent");
    EXPECT_EQ(target.at("parameters")[0].at("optional"), false);
    EXPECT_EQ(target.at("example"), json({{"chargeToPercent", 80}}));
    EXPECT_THAT(target.at("shows"), testing::Contains("Control/Target_SOC"));
    const auto schedule = described("enableDischargeSchedule");
    EXPECT_THAT(schedule.at("names"), testing::Contains("enableDishargeSchedule"));
    const auto mode = described("setBatteryMode");
    EXPECT_EQ(mode.at("parameters")[0].at("type"), "word");
    EXPECT_THAT(mode.at("parameters")[0].at("words"), testing::Contains("Eco"));
}

TEST_F(NewApi, AnswersASuccessWithWhatWasAskedWrittenAndReadBack) {
    const auto answer = answer_to(verified);

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "application/json");
    EXPECT_EQ(
        json::parse(answer.body), json::parse(R"({"id": "a-1",
        "command": "setChargeTarget", "outcome": "verified", "registers": [
        {"register": "HR116", "requested": 80, "written": true, "before": 100, "read_back": 80}]})")
    );
    EXPECT_EQ(command().control, "setChargeTarget");
    EXPECT_EQ(command().payload, R"({"chargeToPercent": 80})");
    EXPECT_EQ(command().source, "REST 192.168.1.7");
}

TEST_F(NewApi, SaysWhatWasDoneOtherThanAsked) {
    const auto answer = answer_to({How::no_op, Reason::none, "2 is below 4, 4 was set", {}});

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(answer.body), json::parse(R"({"id": "a-1",
        "command": "setChargeTarget", "outcome": "no-op", "detail": "2 is below 4, 4 was set",
        "registers": []})"));
}

TEST_F(NewApi, SaysWhereToAskForWhatGoesOn) {
    const auto answer = answer_to({How::unknown, Reason::continuing, "it goes on", {}});

    EXPECT_EQ(answer.status, 202);
    EXPECT_THAT(values(answer, "Location"), ElementsAre("/api/v1/commands/a-1"));
    EXPECT_EQ(json::parse(answer.body), json::parse(R"({"id": "a-1",
        "command": "setChargeTarget", "outcome": "unknown", "reason": "continuing",
        "detail": "it goes on", "registers": []})"));
}

TEST_F(NewApi, AnswersEveryRefusalWithItsStatus) {
    struct Case {
        Reason reason;
        int status;
        std::string retry_after;
    };
    for (const auto& [reason, status, retry_after] : std::vector<Case>{
             {Reason::none, 500, ""},
             {Reason::malformed, 400, ""},
             {Reason::no_such_control, 404, ""},
             {Reason::not_here, 422, ""},
             {Reason::out_of_bounds, 422, ""},
             {Reason::contradiction, 409, ""},
             {Reason::budget, 422, ""},
             {Reason::read_only, 404, ""},
             {Reason::busy, 503, "2"},
             {Reason::stopping, 503, "10"},
             {Reason::no_connection, 503, "30"},
             {Reason::no_store, 422, ""},
             {Reason::inverter, 422, ""},
             {Reason::not_proved, 502, ""},
         }) {
        const auto answer = answer_to(refused({reason, "for a reason"}));

        const auto body = json::parse(answer.body);
        EXPECT_EQ(answer.status, status) << words(reason);
        EXPECT_EQ(answer.content_type, "application/problem+json");
        EXPECT_EQ(body.at("status"), status);
        EXPECT_EQ(body.at("type"), "urn:givtcp:problem:" + std::string{words(reason)});
        EXPECT_FALSE(body.at("title").empty());
        EXPECT_EQ(body.at("detail"), "for a reason");
        EXPECT_EQ(body.at("instance"), "/api/v1/commands/a-1");
        EXPECT_EQ(body.at("id"), "a-1");
        EXPECT_EQ(body.at("outcome"), "refused");
        EXPECT_THAT(
            values(answer, "Retry-After"),
            retry_after.empty() ? std::vector<std::string>{} : std::vector{retry_after}
        );
    }
}

TEST_F(NewApi, AnswersWhateverStandsHalfWayWith502) {
    for (const auto reason :
         {Reason::not_proved, Reason::no_connection, Reason::stopping, Reason::inverter}) {
        auto outcome = verified;
        outcome.how = How::unknown;
        outcome.reason = reason;
        outcome.why = "HR116 cannot be read back";
        outcome.registers[0].read_back = std::nullopt;

        const auto answer = answer_to(outcome);

        EXPECT_EQ(answer.status, 502) << words(reason);
        EXPECT_THAT(values(answer, "Retry-After"), IsEmpty());
        EXPECT_EQ(
            json::parse(answer.body),
            json({
                {"type", "urn:givtcp:problem:not-proved"},
                {"title", "Written, but not proved"},
                {"status", 502},
                {"detail", "HR116 cannot be read back"},
                {"instance", "/api/v1/commands/a-1"},
                {"id", "a-1"},
                {"command", "setChargeTarget"},
                {"outcome", "unknown"},
                {"reason", words(reason)},
                {"registers",
                 {{{"register", "HR116"},
                   {"requested", 80},
                   {"written", true},
                   {"before", 100},
                   {"read_back", nullptr}}}},
            })
        );
    }
}

TEST_F(NewApi, RefusesAtOnceWhatTheGateRefuses) {
    daemon_.first_gate.refuses_at_once = true;
    daemon_.first_gate.outcome = refused({Reason::malformed, "\"\xff\" is no number"});

    const auto answer = daemon_.post(set_target, "\xff");

    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(json::parse(answer.body).at("id"), "a-1");
}

TEST_F(NewApi, IsBusyWhenNoPlaceIsLeftToWaitAt) {
    daemon_.router.bound_waiting(std::chrono::milliseconds{1}, 0);

    const auto answer = daemon_.post(set_target, "80");

    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(values(answer, "Retry-After"), ElementsAre("2"));
    const auto body = json::parse(answer.body);
    EXPECT_EQ(body.at("reason"), "busy");
    EXPECT_EQ(body.at("id"), "away-1");
    EXPECT_EQ(body.at("instance"), "/api/v1/commands/away-1");
    EXPECT_THAT(daemon_.first_gate.commands, IsEmpty());
    ASSERT_EQ(daemon_.first_gate.turned_away.size(), 1U);
    EXPECT_EQ(daemon_.first_gate.turned_away[0].payload, "80");
    EXPECT_EQ(daemon_.first_gate.turned_away[0].source, "REST 192.168.1.7");
}

TEST_F(NewApi, TakesTheOptionsFromTheBodyToo) {
    const auto answer = daemon_.post(set_target, R"({"chargeToPercent": 80, "dry_run": true})");

    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(command().takes_options) << "the gate is to look for them";
    EXPECT_TRUE(command().dry_run);
    EXPECT_EQ(json::parse(answer.body).at("dry_run"), true);
}

// 80 is what HR116 shows already, and HR94 would change.
TEST_F(NewApi, SaysOfADryRunWhatWouldBeWrittenAndWhatStands) {
    Outcome planned{How::no_op, Reason::none, "dry run: nothing was written", {}};
    planned.dry_run = true;
    planned.registers = {
        {.index = 116, .requested = 80, .before = 80},
        {.index = 94, .requested = 30, .before = 130, .would_write = true}};

    const auto answer = answer_to(planned);

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(
        json::parse(answer.body), json::parse(R"({"id": "a-1",
        "command": "setChargeTarget", "dry_run": true, "detail": "dry run: nothing was written",
        "registers": [
        {"register": "HR116", "requested": 80, "written": false, "before": 80, "read_back": null,
         "would_write": false},
        {"register": "HR94", "requested": 30, "written": false, "before": 130, "read_back": null,
         "would_write": true}]})")
    ) << "it was not tried: none of the four outcomes";

    planned.registers.pop_back();
    EXPECT_EQ(json::parse(answer_to(planned).body).at("outcome"), "no-op");
    EXPECT_EQ(json::parse(answer_to(refused({Reason::budget, ""})).body).at("outcome"), "refused");
}

TEST_F(NewApi, PlansOnlyOnRequest) {
    struct Case {
        std::string query;
        bool dry_run;
        bool override_budget;
    };
    for (const auto& [query, dry_run, override_budget] : std::vector<Case>{
             {"", false, false},
             {"?", false, false},
             {"?dry_run=true", true, false},
             {"?dry_run=false", false, false},
             {"?override_budget=true", false, true},
             {"?dry_run=true&override_budget=true", true, true},
         }) {
        const auto answer = daemon_.post(set_target + query, "80");

        EXPECT_EQ(answer.status, 200) << query;
        EXPECT_EQ(command().dry_run, dry_run) << query;
        EXPECT_EQ(command().override_budget, override_budget) << query;
        EXPECT_EQ(json::parse(answer.body).contains("dry_run"), dry_run) << query;
    }
}

TEST_F(NewApi, DoesNotWriteOnASlipOfThePen) {
    for (const std::string query :
         {"?dry_run",
          "?dry_run=",
          "?dry_run=1",
          "?dry_run=True",
          "?dryrun=true",
          "?true",
          "?=true",
          "?dry_run=true&x=true",
          "?dry_run=true&&override_budget=true",
          "?dry_run=true=true",
          "?dry%5Frun=true"}) {
        const auto answer = daemon_.post(set_target + query, "80");

        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_EQ(answer.content_type, "application/problem+json");
    }
    EXPECT_THAT(daemon_.first_gate.commands, IsEmpty());
}

TEST_F(NewApi, KnowsNoControlThatIsNotInTheTable) {
    const auto answer = daemon_.post(ours + "/controls/setNothing", "80");

    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(
        json::parse(answer.body).at("detail"),
        "there is no control \"setNothing\"; see GET .../controls"
    );
    EXPECT_THAT(daemon_.first_gate.commands, IsEmpty());
}

TEST_F(NewApi, SaysWhichMethodsThereAre) {
    const auto post_only = daemon_.get(set_target);
    const auto get_only = daemon_.post("/api/v1/inverters", "");
    const auto nothing = daemon_.get("/api/v1/nothing");

    EXPECT_EQ(post_only.status, 405);
    EXPECT_THAT(values(post_only, "Allow"), ElementsAre("POST, OPTIONS"));
    EXPECT_EQ(json::parse(post_only.body).at("title"), "Method Not Allowed");
    EXPECT_EQ(get_only.status, 405);
    EXPECT_THAT(values(get_only, "Allow"), ElementsAre("GET, HEAD, OPTIONS"));
    EXPECT_EQ(nothing.status, 404);
    EXPECT_EQ(nothing.content_type, "application/problem+json");
    EXPECT_EQ(daemon_.ask("HEAD", ours + "/snapshot").status, 200);
    EXPECT_EQ(daemon_.ask("OPTIONS", set_target).status, 204);
}

TEST_F(NewApi, ReportsCommandsOfEveryPlant) {
    CommandReport report{"b-7", "setBatteryMode", "MQTT", at(std::chrono::seconds{100}).wall};
    daemon_.reports["b-7"] = report;

    const auto waiting = daemon_.get("/api/v1/commands/b-7");

    EXPECT_EQ(waiting.status, 200);
    EXPECT_EQ(json::parse(waiting.body), json::parse(R"({"id": "b-7",
        "command": "setBatteryMode", "accepted_at": "2026-01-01T00:01:40+00:00",
        "state": "waiting"})"));

    report.state = CommandReport::State::running;
    daemon_.reports["b-7"] = report;
    EXPECT_EQ(json::parse(daemon_.get("/api/v1/commands/b-7").body).at("state"), "running");

    report.state = CommandReport::State::done;
    report.outcome = verified;
    daemon_.reports["b-7"] = report;
    EXPECT_EQ(json::parse(daemon_.get("/api/v1/commands/b-7").body), json::parse(R"({
        "id": "b-7", "command": "setBatteryMode",
        "accepted_at": "2026-01-01T00:01:40+00:00", "state": "done", "outcome": "verified",
        "registers": [{"register": "HR116", "requested": 80, "written": true, "before": 100,
        "read_back": 80}]})"));
}

TEST_F(NewApi, HasForgottenOtherCommands) {
    const auto answer = daemon_.get("/api/v1/commands/b-8");

    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(json::parse(answer.body).at("detail"), "no command \"b-8\" is remembered (any more)");
}

}  // namespace
}  // namespace giv::http
