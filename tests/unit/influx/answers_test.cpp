#include "influx/answers.hpp"

#include <gtest/gtest.h>

#include <array>

namespace giv::influx {
namespace {

using namespace std::chrono_literals;

struct Case {
    int status;
    Meaning meaning;
};

// clients.md §4.2, line by line.
constexpr auto cases = std::to_array<Case>({
    {0, Meaning::not_now},      {200, Meaning::stored},     {204, Meaning::stored},
    {302, Meaning::not_let_in}, {400, Meaning::bad_line},   {401, Meaning::not_let_in},
    {403, Meaning::not_let_in}, {404, Meaning::not_let_in}, {405, Meaning::not_let_in},
    {408, Meaning::not_now},    {413, Meaning::too_large},  {422, Meaning::others_stored},
    {429, Meaning::not_now},    {431, Meaning::not_let_in}, {500, Meaning::failed},
    {502, Meaning::not_now},    {503, Meaning::not_now},    {504, Meaning::not_now},
    {505, Meaning::failed},     {101, Meaning::failed},     {999, Meaning::failed},
    {-1, Meaning::failed},
});

TEST(InfluxAnswers, ASecretIsShownNowhere) {
    EXPECT_EQ(without("token abc, abc", "abc"), "token ***, ***");
    EXPECT_EQ(without("a**b", "*"), "a******b");
    EXPECT_EQ(without("abc", "abcd"), "abc");
    EXPECT_EQ(without("abc", ""), "abc");
}

TEST(InfluxAnswers, EachStatusMeansWhatTheSpecificationSays) {
    for (const auto& [status, meaning] : cases)
        EXPECT_EQ(meaning_of(status), meaning) << status;
}

TEST(InfluxAnswers, AreSummedUpOnOneLineWithAdvice) {
    EXPECT_EQ(
        summary({401, "{\"code\":\"unauthorized\"}\r\n"}),
        "401 {\"code\":\"unauthorized\"}: check INFLUX_TOKEN"
    );
    EXPECT_EQ(summary({400, "bad\x01line\n"}), "400 bad line");
    EXPECT_EQ(summary({0, "no connection"}), "no connection");
    EXPECT_EQ(summary({503, ""}), "503");
    EXPECT_EQ(summary({500, std::string(1000, 'x')}), "500 " + std::string(200, 'x'));
}

TEST(InfluxAnswers, SayHowManyLinesWereDropped) {
    EXPECT_EQ(dropped_lines("partial write: field type conflict: ... dropped=3"), 3U);
    EXPECT_EQ(dropped_lines("failure writing points: dropped 12 points outside retention"), 12U);
    EXPECT_EQ(dropped_lines("points were dropped; dropped=2"), 2U);
    EXPECT_EQ(dropped_lines("dropped"), 1U);
    EXPECT_EQ(dropped_lines("dropped=0"), 1U);
    EXPECT_EQ(dropped_lines("dropped=99999999999999999999999"), 1U);
    EXPECT_EQ(dropped_lines(""), 1U);
}

TEST(InfluxAnswers, SayWhenToComeAgain) {
    EXPECT_EQ(retry_after_from("30"), 30s);
    EXPECT_EQ(retry_after_from("0"), 0s);
    EXPECT_EQ(retry_after_from("86400"), 3600s);
    EXPECT_EQ(retry_after_from("99999999999999999999999"), 3600s);
    for (const auto* const text : {"", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", " 5"})
        EXPECT_EQ(retry_after_from(text), std::nullopt) << text;
}

}  // namespace
}  // namespace giv::influx
