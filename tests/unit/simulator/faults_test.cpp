// The words of --fault.
#include "simulator/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace giv::simulator {

void PrintTo(const Fault& fault, std::ostream* out) {
    *out << "kind " << static_cast<int>(fault.kind) << " HR" << fault.index.value_or(0) << " @"
         << fault.which.first << "-" << fault.which.last << " " << fault.time.count() << "ms "
         << fault.percent << "% =" << fault.value.value_or(0);
}

namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int without_end = std::numeric_limits<int>::max();

struct Spelling {
    const char* text;
    Fault fault;
};

class FaultText : public ::testing::TestWithParam<Spelling> {};

TEST_P(FaultText, IsUnderstood) {
    const auto parsed = parse_fault(GetParam().text);

    ASSERT_TRUE(parsed) << parsed.error().detail;
    EXPECT_EQ(*parsed, GetParam().fault);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings,
    FaultText,
    ::testing::Values(
        Spelling{"refuse:HR27", {.kind = FaultKind::refuse, .index = 27}},
        Spelling{"refuse:HR27@2", {.kind = FaultKind::refuse, .index = 27, .which = {2, 2}}},
        Spelling{"refuse:HR27@1-3", {.kind = FaultKind::refuse, .index = 27, .which = {1, 3}}},
        Spelling{
            "refuse:HR27@3-", {.kind = FaultKind::refuse, .index = 27, .which = {3, without_end}}},
        Spelling{"refuse:*", {.kind = FaultKind::refuse}},
        Spelling{"refuse:*@4", {.kind = FaultKind::refuse, .which = {4, 4}}},
        Spelling{"ignore:HR116", {.kind = FaultKind::ignore, .index = 116}},
        Spelling{"error-but-done:HR318", {.kind = FaultKind::error_but_done, .index = 318}},
        Spelling{"lose-answer:HR94", {.kind = FaultKind::lose_answer, .index = 94}},
        Spelling{"lose-request:HR65535", {.kind = FaultKind::lose_request, .index = 65535}},
        Spelling{"lose-read:HR0", {.kind = FaultKind::lose_read, .index = 0}},
        Spelling{
            "lose-read:IR180@2-",
            {.kind = FaultKind::lose_read, .index = 180, .is_input = true, .which = {2}}},
        Spelling{"lose:5%", {.kind = FaultKind::lose_share, .percent = 5}},
        Spelling{"lose:100%", {.kind = FaultKind::lose_share, .percent = 100}},
        Spelling{"slow:300ms", {.kind = FaultKind::slow_everything, .time = 300ms}},
        Spelling{"slow:HR94=2s", {.kind = FaultKind::slow, .index = 94, .time = 2s}},
        Spelling{"slow:*=1min@2", {.kind = FaultKind::slow, .which = {2, 2}, .time = 1min}},
        Spelling{
            "delay-effect:HR116=800ms",
            {.kind = FaultKind::delay_effect, .index = 116, .time = 800ms}},
        Spelling{
            "write:HR116=60@5s",
            {.kind = FaultKind::foreign_write, .index = 116, .time = 5s, .value = 60}},
        Spelling{
            "write:HR116=65535@after:HR96",
            {.kind = FaultKind::foreign_write, .index = 116, .value = 65535, .follows = 96}},
        Spelling{
            "write:HR116=60@after:HR96+2s",
            {.kind = FaultKind::foreign_write,
             .index = 116,
             .time = 2s,
             .value = 60,
             .follows = 96}}
    )
);

struct BadSpelling {
    const char* text;
    const char* complaint;
};

class BadFaultText : public ::testing::TestWithParam<BadSpelling> {};

TEST_P(BadFaultText, IsRefusedInOneSentence) {
    const auto parsed = parse_fault(GetParam().text);

    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, Errc::malformed);
    EXPECT_THAT(
        parsed.error().detail, AllOf(HasSubstr(GetParam().complaint), Not(HasSubstr("\n")))
    );
}

constexpr auto a_write = "expected refuse:REG[@N], not refuse";

INSTANTIATE_TEST_SUITE_P(
    Spellings,
    BadFaultText,
    ::testing::Values(
        BadSpelling{"", "there is no fault \"\"; there are refuse, ignore, error-but-done, "},
        BadSpelling{"explode:HR27", "there is no fault \"explode:HR27\""},
        BadSpelling{"refuse", "expected refuse:REG[@N], not refuse"},
        BadSpelling{"Refuse:HR27", "there is no fault"},
        BadSpelling{" refuse:HR27", "there is no fault"},
        BadSpelling{"refuse:", a_write},
        BadSpelling{"refuse:27", a_write},
        BadSpelling{"refuse:IR27", a_write},
        BadSpelling{"refuse:HR", a_write},
        BadSpelling{"refuse:HR-1", a_write},
        BadSpelling{"refuse:HR65536", a_write},
        BadSpelling{"refuse:HR99999999999999999999", a_write},
        BadSpelling{"refuse:HR27@", a_write},
        BadSpelling{"refuse:HR27@0", a_write},
        BadSpelling{"refuse:HR27@3-2", a_write},
        BadSpelling{"refuse:HR27@-2", a_write},
        BadSpelling{"refuse:HR27@2-x", a_write},
        BadSpelling{"refuse:HR27@1000001", a_write},
        BadSpelling{"refuse:HR27 ", a_write},
        BadSpelling{"refuse:**", a_write},
        BadSpelling{"lose:0%", "expected lose:N%, not lose:0%"},
        BadSpelling{"lose:101%", "expected lose:N%"},
        BadSpelling{"lose:5", "expected lose:N%"},
        BadSpelling{"lose:%", "expected lose:N%"},
        BadSpelling{"slow:300", "expected slow:TIME or slow:REG=TIME[@N], not slow:300"},
        BadSpelling{"slow:3d", "expected slow:TIME or"},
        BadSpelling{"slow:1441min", "expected slow:TIME or"},
        BadSpelling{"slow:HR94", "expected slow:TIME or"},
        BadSpelling{"slow:300ms@2", "expected slow:TIME or"},
        BadSpelling{"delay-effect:800ms", "expected delay-effect:REG=TIME[@N]"},
        BadSpelling{"write:HR116=60", "expected write:REG=VALUE@TIME or"},
        BadSpelling{"write:HR116=65536@5s", "expected write:REG=VALUE@TIME or"},
        BadSpelling{"write:*=60@5s", "expected write:REG=VALUE@TIME or"},
        BadSpelling{"write:HR116=60@after:*", "write:REG=VALUE@after:REG[+TIME]"},
        BadSpelling{"write:HR116=60@after:HR96+", "write:REG=VALUE@after:REG[+TIME]"}
    )
);

TEST(FaultHelp, ShowsEveryForm) {
    const auto help = fault_help();

    for (const auto* form : {"refuse:REG[@N]", "lose:N%", "slow:TIME", "@after:REG[+TIME]"}) {
        EXPECT_THAT(help, HasSubstr(form));
    }
}

}  // namespace
}  // namespace giv::simulator
