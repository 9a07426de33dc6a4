// The JSON of faults on a timeline.
#include "simulator/fault_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(PlannedFault, HasItsTimeItsShareAndItsFault) {
    const auto planned =
        parse_planned_fault(R"({"at":"10s","for":"1h","fault":"drop","percent":20,"times":7})");

    ASSERT_TRUE(planned) << planned.error().detail;
    const PlannedFault expected{
        .fault = {.kind = FaultKind::drop},
        .text = "drop",
        .at = 10s,
        .lasts = 1h,
        .times = 7,
        .percent = 20,
    };
    EXPECT_EQ(*planned, expected);
}

TEST(PlannedFault, IsAtOnceAndForAllAndForEverWhereNothingIsSaid) {
    const auto planned = parse_planned_fault(R"({"fault":"lose-read:IR180@2-"})");

    ASSERT_TRUE(planned) << planned.error().detail;
    EXPECT_EQ(planned->fault, parse_fault("lose-read:IR180@2-").value());
    EXPECT_EQ(planned->at, 0s);
    EXPECT_FALSE(planned->lasts);
    EXPECT_FALSE(planned->times);
    EXPECT_EQ(planned->percent, 100);
}

TEST(PlannedFault, NamesARegisterADeviceAndACrc) {
    const auto planned = parse_planned_fault(
        R"({"fault":"bit-flip","register":"IR76","device":"0x33","crc":"valid"})"
    );

    ASSERT_TRUE(planned) << planned.error().detail;
    EXPECT_EQ(planned->fault.index, 76);
    EXPECT_TRUE(planned->fault.is_input);
    EXPECT_EQ(planned->fault.device, DeviceAddress{0x33});
    EXPECT_EQ(planned->fault.checksum, Checksum::valid);
}

TEST(PlannedFault, OfTheCommandLineIsWordsOrAnEntry) {
    EXPECT_EQ(parse_fault_argument("lose:5%").value().fault.percent, 5);
    EXPECT_EQ(parse_fault_argument(R"({"fault":"lose:5%","at":"1min"})").value().at, 1min);
    EXPECT_FALSE(parse_fault_argument(R"(["drop"])"));
}

struct Bad {
    std::string json;
    const char* complaint;
};

class BadPlannedFault : public ::testing::TestWithParam<Bad> {};

TEST_P(BadPlannedFault, IsRefusedInOneSentence) {
    const auto planned = parse_planned_fault(GetParam().json);

    ASSERT_FALSE(planned);
    EXPECT_EQ(planned.error().code, Errc::malformed);
    EXPECT_THAT(
        planned.error().detail, AllOf(HasSubstr(GetParam().complaint), Not(HasSubstr("\n")))
    );
}

INSTANTIATE_TEST_SUITE_P(
    Entries,
    BadPlannedFault,
    ::testing::Values(
        Bad{"", "not JSON"},
        Bad{"{", "not JSON"},
        Bad{R"({"fault":"drop"} x)", "not JSON"},
        Bad{"\xff\xfe", "not JSON"},
        Bad{std::string(10'000, '['), "not JSON"},
        Bad{"[]", "expected an object"},
        Bad{"\"drop\"", "expected an object"},
        Bad{"{}", "needs a \"fault\""},
        Bad{R"({"fault":5})", "needs a \"fault\""},
        Bad{R"({"fault":"explode"})", "there is no fault \"explode\""},
        Bad{R"({"fault":"drop:5s"})", "expected drop"},
        Bad{R"({"fault":"delay"})", "expected delay:TIME"},
        Bad{R"({"fault":"drop","while":"5s"})", "there is no key \"while\""},
        Bad{R"({"fault":"drop","at":5})", "\"at\": expected a time like 10s"},
        Bad{R"({"fault":"drop","at":"-5s"})", "\"at\": expected a time"},
        Bad{R"({"fault":"drop","at":"5"})", "\"at\": expected a time"},
        Bad{R"({"fault":"drop","for":"25h"})", "\"for\": expected a time"},
        Bad{R"({"fault":"drop","for":"0s"})", "\"for\": expected a time like 30s, more than 0"},
        Bad{R"({"fault":"drop","at":"1s","at":"2s"})", "\"at\" stands there twice"},
        Bad{R"({"fault":"drop","fault":"silence"})", "\"fault\" stands there twice"},
        Bad{R"({"fault":"drop","times":0})", "\"times\": expected a number"},
        Bad{R"({"fault":"drop","times":1.5})", "\"times\": expected a number"},
        Bad{R"({"fault":"drop","percent":101})", "\"percent\": expected a number"},
        Bad{R"({"fault":"drop","percent":18446744073709551615})", "\"percent\": expected"},
        Bad{R"({"fault":"drop","register":"27"})", "\"register\": expected a register"},
        Bad{R"({"fault":"drop","register":"HR70000"})", "\"register\": expected a register"},
        Bad{R"({"fault":"drop","device":51})", "\"device\": expected a device"},
        Bad{R"({"fault":"drop","device":"0x100"})", "\"device\": expected a device"},
        Bad{R"({"fault":"bit-flip","crc":"wrong"})", "\"crc\": expected \"old\" or \"valid\""},
        Bad{R"({"fault":"address-change:"})", "expected address-change:IPV4[:PORT]"},
        Bad{R"({"fault":"address-change:my-host"})", "expected address-change:IPV4[:PORT]"},
        Bad{R"({"fault":"address-change:10.0.0.256"})", "expected address-change:IPV4[:PORT]"},
        Bad{R"({"fault":"address-change:10.0.0.8:0"})", "expected address-change:IPV4[:PORT]"},
        Bad{R"({"fault":"address-change:10.0.0.8:65536"})", "expected address-change:IPV4[:PORT]"},
        Bad{R"({"fault":"reboot","percent":1})", "\"percent\" means nothing to reboot"}
    )
);

// What may be said of each form besides "at"; in the order f(or), t(imes), p(ercent), r(egister),
// d(evice), c(rc).
struct Meant {
    const char* fault;
    const char* keys;
};

class KeysOfFault : public ::testing::TestWithParam<Meant> {};

TEST_P(KeysOfFault, AreThoseThatMeanSomething) {
    constexpr auto keys = std::to_array<std::pair<char, const char*>>({
        {'f', R"("for":"1s")"},
        {'t', R"("times":1)"},
        {'p', R"("percent":1)"},
        {'r', R"("register":"HR27")"},
        {'d', R"("device":"0x11")"},
        {'c', R"("crc":"valid")"},
    });
    const auto entry = R"({"at":"1s","fault":")" + std::string{GetParam().fault} + "\"";
    std::string meant;
    for (const auto& [letter, key] : keys)
        if (parse_planned_fault(entry + "," + key + "}")) meant += letter;

    EXPECT_TRUE(parse_planned_fault(entry + "}"));
    EXPECT_EQ(meant, GetParam().keys);
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    KeysOfFault,
    ::testing::Values(
        Meant{"refuse:HR27", "ftpd"},
        Meant{"ignore:*", "ftpd"},
        Meant{"error-but-done:HR27@2", "ftpd"},
        Meant{"lose-answer:HR27", "ftpd"},
        Meant{"lose-request:HR27", "ftpd"},
        Meant{"lose-read:IR180", "ftpd"},
        Meant{"lose:20%", "ftrd"},
        Meant{"slow:1s", "ftprd"},
        Meant{"slow:HR27=1s", "ftpd"},
        Meant{"delay-effect:HR27=1s", "ftpd"},
        Meant{"write:HR27=1@5s", ""},
        Meant{"write:HR27=1@after:HR20", "fp"},
        Meant{"silence", "ftprd"},
        Meant{"drop", "ftprd"},
        Meant{"delay:1s", "ftprd"},
        Meant{"duplicate", "ftprd"},
        Meant{"truncate", "ftprd"},
        Meant{"bit-flip", "ftprdc"},
        Meant{"byte-slip", "ftprdc"},
        Meant{"splice", "ftprdc"},
        Meant{"zero-bank", "ftprdc"},
        Meant{"zero-tail", "ftprdc"},
        Meant{"stale-cache", "ftprdc"},
        Meant{"spike", "ftprdc"},
        Meant{"spike:IR59=200", "ftpdc"},
        Meant{"wrong-serial", "ftprdc"},
        Meant{"null-response", "ftprd"},
        Meant{"slow-bytes:10ms", "ftprd"},
        Meant{"reset", "ftprd"},
        Meant{"hang-up", "ftprd"},
        Meant{"black-hole", "f"},
        Meant{"refuse-connection", "ftp"},
        Meant{"leak-sockets", "ftp"},
        Meant{"reboot", "f"},
        Meant{"address-change:10.0.0.8", "f"}
    )
);

TEST(FaultPlan, IsAListOfEntries) {
    const auto text = R"([{"fault":"drop"},{"fault":"reset","at":"1m"}])";

    const auto plan = parse_fault_plan(text);

    ASSERT_TRUE(plan) << plan.error().detail;
    ASSERT_THAT(*plan, SizeIs(2));
    EXPECT_EQ(plan->at(1).at, 1min);
    EXPECT_EQ(parse_fault_plan(R"({"faults":)" + std::string{text} + "}").value(), *plan);
    EXPECT_THAT(parse_fault_plan("[]").value(), SizeIs(0));
}

TEST(FaultPlan, SaysWhichEntryIsWrong) {
    const auto complaint = [](const std::string& text) {
        const auto plan = parse_fault_plan(text);
        return plan ? "none" : plan.error().detail;
    };

    EXPECT_EQ(
        complaint(R"([{"fault":"drop"},{"fault":"drop","at":1}])"),
        "entry 2: \"at\": expected a time like 10s"
    );
    EXPECT_EQ(complaint("[1]"), R"(entry 1: expected an object, like {"fault":"drop"})");
    EXPECT_THAT(complaint("{}"), HasSubstr("expected a list of faults"));
    EXPECT_THAT(complaint(R"({"faults":[],"more":1})"), HasSubstr("expected a list of faults"));
    EXPECT_EQ(complaint("nonsense"), "this is not JSON");
    EXPECT_EQ(complaint(R"([{"fault":"drop","at":"1s"},{"fault":"drop","at":"1s"}])"), "none");
    EXPECT_EQ(
        complaint(R"([{"fault":"drop","for":"1s","for":"1s"}])"), "\"for\" stands there twice"
    );
    std::string many = "[";
    for (int i = 0; i < 10'001; ++i)
        many += i == 0 ? "0" : ",0";
    EXPECT_EQ(complaint(many + "]"), "more than 10000 faults");
}

}  // namespace
}  // namespace giv::simulator
