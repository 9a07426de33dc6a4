// Every kind of head that is let pass, and every kind that is not.
#include "http/request_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv::http {
namespace {

struct Case {
    std::string name;
    std::string head;
    int refusal;
    std::size_t body_length = 0;
};

class JudgeHead : public testing::TestWithParam<Case> {};

TEST_P(JudgeHead, SaysWhatHttpSays) {
    const auto verdict = judge_head(GetParam().head, Limits{});

    EXPECT_EQ(verdict.refusal, GetParam().refusal);
    EXPECT_EQ(verdict.body_length, GetParam().body_length);
}

const std::string get = "GET / HTTP/1.1";
const std::string post = "POST / HTTP/1.1";

const Case cases[] = {
    {"plain_get", get, 0},
    {"fields", get + "\r\nHost: a\r\nX_y-1:\tb \r\nEmpty:", 0},
    {"text_above_ascii", get + "\r\nName: caf\xc3\xa9", 0},
    {"body", post + "\r\nContent-Length: 5", 0, 5},
    {"largest_body", post + "\r\ncontent-length: 65536", 0, 65536},
    {"body_too_large", post + "\r\nContent-Length: 65537", 413},
    {"length_beyond_size_t", post + "\r\nContent-Length: 99999999999999999999", 413},
    {"length_negative", post + "\r\nContent-Length: -1", 400},
    {"length_with_plus", post + "\r\nContent-Length: +1", 400},
    {"length_empty", post + "\r\nContent-Length:", 400},
    {"length_twice", post + "\r\nContent-Length: 5\r\nContent-Length: 5", 400},
    {"chunked", post + "\r\ntransfer-encoding: chunked", 411},
    {"gzip", post + "\r\nContent-Encoding: gzip", 415},
    {"multipart", post + "\r\nContent-Type: Multipart/form-data; boundary=b", 415},
    {"range", get + "\r\nRange: bytes=0-", 416},
    {"expect", post + "\r\nExpect: 100-continue", 417},
    {"unknown_method", "BREW / HTTP/1.1", 501},
    {"http_2_preface", "PRI * HTTP/2.0", 505},
    {"no_version", "GET /", 400},
    {"empty", "", 400},
    {"absolute_target", "GET http://a/ HTTP/1.1", 400},
    {"space_in_target", "GET /a b HTTP/1.1", 400},
    {"nul_in_target", {"GET /\0 HTTP/1.1", 15}, 400},
    {"escaped_nul", "GET /%00 HTTP/1.1", 400},
    {"escaped_line_end", "GET /?a=%0d%0A HTTP/1.1", 400},
    {"escaped_delete", "GET /%7F HTTP/1.1", 400},
    {"escaped_space", "GET /%20 HTTP/1.1", 0},
    {"escaped_unicode", "GET /%u000a HTTP/1.1", 400},
    {"escape_without_digits", "GET /% HTTP/1.1", 0},
    {"line_too_long", "GET /" + std::string(2048, 'a') + " HTTP/1.1", 414},
    {"host_twice", get + "\r\nHost: a\r\nhost: a", 400},
    {"old_version", "GET / HTTP/1.0", 0},
    {"newer_version", "GET / HTTP/1.2", 505},
    {"method_in_small_letters", "get / HTTP/1.1", 501},
    {"no_target", "GET  HTTP/1.1", 400},
    {"asterisk", "OPTIONS * HTTP/1.1", 400},
    {"tab_in_target", "GET /a\tb HTTP/1.1", 400},
    {"raw_utf8_in_target", "GET /caf\xc3\xa9 HTTP/1.1", 400},
    {"identity_encoding", post + "\r\nContent-Encoding: identity", 0},
    {"length_in_hex", post + "\r\nContent-Length: 0x5", 400},
    {"length_list", post + "\r\nContent-Length: 5, 5", 400},
    {"control_in_value", get + "\r\nHost: a\x01", 400},
    {"nul_in_value", get + "\r\nHost: a" + std::string(1, '\0'), 400},
    {"empty_line_first", "\r\n" + get, 400},
    {"head_too_large", get + "\r\na: " + std::string(17'000, 'a'), 431},
    {"no_colon", get + "\r\nHost", 400},
    {"no_name", get + "\r\n: a", 400},
    {"space_before_colon", get + "\r\nHost : a", 400},
    {"folded_line", get + "\r\nHost: a\r\n b", 400},
    {"bare_line_feed", get + "\r\nHost: a\nContent-Length: 5", 400},
    {"bare_return", get + "\r\nHost: a\rb", 400},
};

INSTANTIATE_TEST_SUITE_P(Cases, JudgeHead, testing::ValuesIn(cases), [](const auto& tested) {
    return tested.param.name;
});

TEST(JudgeHead, CountsFields) {
    auto head = get;
    for (int i = 0; i < 64; ++i)
        head += "\r\na: b";

    EXPECT_EQ(judge_head(head, Limits{}).refusal, 0);
    EXPECT_EQ(judge_head(head + "\r\na: b", Limits{}).refusal, 431);
}

TEST(JudgeUnfinishedHead, LosesPatienceInTime) {
    EXPECT_EQ(judge_unfinished_head("", Limits{}), 0);
    EXPECT_EQ(judge_unfinished_head("GET / HT", Limits{}), 0);
    EXPECT_EQ(judge_unfinished_head("\x16\x03\x01", Limits{}), 400);
    EXPECT_EQ(judge_unfinished_head("GET /" + std::string(3000, 'a'), Limits{}), 414);
    EXPECT_EQ(judge_unfinished_head(get + "\r\na: " + std::string(17'000, 'a'), Limits{}), 431);
}

TEST(Reason, NamesEveryStatusThatAHeadCanGet) {
    for (const auto status : {400, 403, 411, 413, 414, 415, 416, 417, 431, 500, 501, 503, 505}) {
        EXPECT_NE(reason(status), "Refused") << status;
    }
    EXPECT_EQ(reason(299), "Refused");
}

}  // namespace
}  // namespace giv::http
