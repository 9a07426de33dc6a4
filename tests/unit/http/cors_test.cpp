// Which pages of other origins may read, and how an answer says so (spec/clients.md §6.2 L9).
#include "http/cors.hpp"

#include "http/http_settings.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv::http {
namespace {

using Fields = std::vector<std::string>;  // "Name: value", in order

Fields written(const std::vector<HeaderField>& fields) {
    Fields lines;
    for (const auto& [name, value] : fields)
        lines.push_back(name + ": " + value);
    return lines;
}

Request asked(std::string method, std::string origin) {
    Request request;
    request.method = std::move(method);
    request.path = "/readData";
    if (!origin.empty()) request.fields.push_back({"Origin", std::move(origin)});
    request.fields.push_back({"Access-Control-Request-Headers", "x-y"});
    return request;
}

Fields on_answer(const Cors& cors, const std::string& method, const std::string& origin) {
    Response response;
    cors.let_pages_read(asked(method, origin), response);
    return written(response.fields);
}

Fields on_preflight(const Cors& cors, const std::string& origin) {
    const auto response = cors.preflight(asked("OPTIONS", origin));
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.body, "");
    return written(response.fields);
}

const Fields nothing;
const Fields depends_on_origin{"Vary: Origin"};

TEST(Cors, LetsPagesOfAnyOriginReadByDefault) {
    for (const auto& cors : {Cors{}, Cors{HttpSettings{}.cors}, Cors{{"Legacy"}}}) {
        for (const std::string origin : {"", "null", "http://evil.org"}) {
            EXPECT_EQ(on_answer(cors, "GET", origin), Fields{"Access-Control-Allow-Origin: *"});
            EXPECT_EQ(on_answer(cors, "POST", origin), nothing);
            EXPECT_EQ(
                on_preflight(cors, origin),
                (Fields{
                    "Access-Control-Allow-Origin: *",
                    "Access-Control-Allow-Methods: GET, HEAD, OPTIONS",
                    "Access-Control-Max-Age: 600",
                    "Access-Control-Allow-Headers: x-y"})
            );
        }
    }
}

TEST(Cors, SaysNothingWhereItIsOff) {
    for (const auto& cors : {Cors{{"off"}}, Cors{{"OFF"}}}) {
        for (const std::string origin : {"", "off", "http://evil.org"}) {
            EXPECT_EQ(on_answer(cors, "GET", origin), nothing);
            EXPECT_EQ(on_answer(cors, "HEAD", origin), nothing);
            EXPECT_EQ(on_preflight(cors, origin), nothing);
        }
    }
}

TEST(Cors, LetsListedOriginsReadAndNoOthers) {
    const Cors cors{{"http://192.168.1.5:8123", "https://display.example.org"}};
    const std::string listed = "https://display.example.org";
    const Fields permission{"Vary: Origin", "Access-Control-Allow-Origin: " + listed};

    EXPECT_EQ(on_answer(cors, "GET", listed), permission);
    EXPECT_EQ(on_answer(cors, "HEAD", listed), permission);
    EXPECT_EQ(on_answer(cors, "POST", listed), nothing);
    EXPECT_EQ(
        on_preflight(cors, listed),
        (Fields{
            "Vary: Origin",
            "Access-Control-Allow-Origin: " + listed,
            "Access-Control-Allow-Methods: GET, HEAD, OPTIONS",
            "Access-Control-Max-Age: 600",
            "Access-Control-Allow-Headers: x-y"})
    );
    for (const std::string other :
         {"",
          "null",
          "*",
          "http://evil.org",
          "http://display.example.org",        // another scheme
          "https://display.example.org:8443",  // another port
          "https://display.example.org.evil.org",
          "https://a.display.example.org",
          "https://display.example.org/",
          "http://192.168.1.5"}) {
        EXPECT_EQ(on_answer(cors, "GET", other), depends_on_origin) << other;
        EXPECT_EQ(on_preflight(cors, other), depends_on_origin) << other;
    }
}

// Browsers write origins in small letters and leave out the port that the scheme has anyway.
TEST(Cors, KnowsAnOriginHoweverItWasWritten) {
    const Cors cors{{"HTTPS://Display.Example.Org:443", "http://pi.local:80", "http://[fd00::5]"}};

    for (const std::string origin :
         {"https://display.example.org", "http://pi.local", "http://[fd00::5]"}) {
        EXPECT_EQ(
            on_answer(cors, "GET", origin),
            (Fields{"Vary: Origin", "Access-Control-Allow-Origin: " + origin})
        );
    }
    EXPECT_EQ(on_answer(cors, "GET", "http://display.example.org"), depends_on_origin);
}

TEST(Cors, KeepsThePortsThatAreNotTheSchemesOwn) {
    const Cors cors{{"https://a.example.org:80", "http://b.example.org:443"}};

    EXPECT_EQ(on_answer(cors, "GET", "https://a.example.org"), depends_on_origin);
    EXPECT_EQ(on_answer(cors, "GET", "http://b.example.org"), depends_on_origin);
    EXPECT_NE(on_answer(cors, "GET", "https://a.example.org:80"), depends_on_origin);
}

}  // namespace
}  // namespace giv::http
