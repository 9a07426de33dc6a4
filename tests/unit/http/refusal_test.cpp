// What those hear whom the front door turns away.
#include "http/refusal.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace giv::http {
namespace {

using nlohmann::json;

TEST(Refusal, IsCompleteJsonAndEndsTheConnection) {
    EXPECT_EQ(
        refusal(413, "POST /echo HTTP/1.1"),
        "HTTP/1.1 413 Content Too Large\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 30\r\n"
        "Connection: close\r\n\r\n"
        R"({"result":"Content Too Large"})"
    );
}

TEST(Refusal, HasNoBodyForHead) {
    EXPECT_TRUE(refusal(416, "HEAD / HTTP/1.1").ends_with("\r\n\r\n"));
}

TEST(Refusal, OfAReadMayBeReadByPages) {
    const auto allows = [](const std::string& text) {
        return text.find("\r\nAccess-Control-Allow-Origin: *\r\n") != text.npos;
    };

    EXPECT_TRUE(allows(refusal(431, "GET / HTTP/1.1")));
    EXPECT_TRUE(allows(refusal(431, "HEAD / HTTP/1.1")));
    EXPECT_FALSE(allows(refusal(431, "POST / HTTP/1.1")));
    EXPECT_FALSE(allows(refusal(400)));
    EXPECT_FALSE(allows(refusal(431, "GET / HTTP/1.1", Cors{{"off"}})));
}

TEST(Refusal, OfAReadMayBeReadByPagesOfAListedOrigin) {
    const Cors cors{{"http://pi.local:8123"}};
    const std::string permission = "\r\nAccess-Control-Allow-Origin: ";
    const auto allows = [&](const std::string& request) {
        const auto text = refusal(431, request, cors);
        EXPECT_EQ(text.find("evil"), text.npos);
        return text.find(permission + "http://pi.local:8123\r\n") != text.npos;
    };
    const std::string first = "GET / HTTP/1.1\r\n";

    EXPECT_TRUE(allows(first + "Host: h\r\norigin:  http://pi.local:8123 \r\nA: b"));
    EXPECT_TRUE(allows(first + "not a field\r\nOrigin: http://pi.local:8123\r\n\r\n"));
    EXPECT_FALSE(allows(first + "Origin: http://evil.org\r\n\r\n"));
    EXPECT_FALSE(allows(first + "Host: h\r\n\r\nOrigin: http://pi.local:8123\r\n")) << "body";
    EXPECT_FALSE(allows("POST / HTTP/1.1\r\nOrigin: http://pi.local:8123\r\n\r\n"));
    EXPECT_NE(refusal(431, first, cors).find("\r\nVary: Origin\r\n"), std::string::npos);
}

bool has_line(const std::string& answer, const std::string& line) {
    return answer.find("\r\n" + line + "\r\n") != answer.npos;
}

json body_of(const std::string& answer) {
    return json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
}

// spec/clients.md §6.1: all errors of the new API are RFC 9457.
TEST(Refusal, IsAProblemOnTheNewApi) {
    const auto answer = refusal(
        413, "POST /api/v1/inverters/SA%201/controls/a\"b?dry_run=true HTTP/1.1\r\nHost: h"
    );

    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 Content Too Large\r\n")) << answer;
    EXPECT_TRUE(has_line(answer, "Content-Type: application/problem+json")) << answer;
    EXPECT_TRUE(has_line(answer, "Connection: close")) << answer;
    EXPECT_EQ(body_of(answer), json::parse(R"({"type": "about:blank", "title": "Content Too Large",
        "status": 413, "detail": "Content Too Large",
        "instance": "/api/v1/inverters/SA%201/controls/a%22b"})"));
}

TEST(Refusal, IsAProblemAlsoOfAPlantByItsPrefixAndOfWhatHasNoEnd) {
    for (const std::string request :
         {"GET /REST2/api/v1/inverters HTTP/1.1", "GET /api/v1/", "GET /api/v1/\xff\x01\"\\"}) {
        const auto answer = refusal(431, request);
        EXPECT_TRUE(has_line(answer, "Content-Type: application/problem+json")) << request;
        EXPECT_EQ(body_of(answer).at("status"), 431) << request;
    }
    for (const std::string request :
         {"GET /RESTx/api/v1/inverters HTTP/1.1",
          "GET /api HTTP/1.1",
          "GET /apiary HTTP/1.1",
          "GET",
          "GET /REST2",
          "GET /readData?/api/v1/ HTTP/1.1",
          ""}) {
        EXPECT_TRUE(has_line(refusal(431, request), "Content-Type: application/json")) << request;
    }
}

TEST(Refusal, SaysOnTheNewApiWhenToComeAgain) {
    EXPECT_TRUE(has_line(refusal(503, "GET /api/v1/inverters HTTP/1.1"), "Retry-After: 10"));
}

TEST(Refusal, OfSomebodyUnheardIsInBothForms) {
    const auto answer = refusal_unheard(403);

    EXPECT_TRUE(has_line(answer, "Content-Type: application/problem+json")) << answer;
    EXPECT_TRUE(has_line(answer, "Access-Control-Allow-Origin: *")) << answer;
    EXPECT_EQ(body_of(answer), json::parse(R"({"type": "about:blank", "title": "Forbidden",
        "status": 403, "detail": "Forbidden", "result": "Forbidden"})"));
    EXPECT_FALSE(has_line(refusal_unheard(403, Cors{{"off"}}), "Access-Control-Allow-Origin: *"));
}

}  // namespace
}  // namespace giv::http
