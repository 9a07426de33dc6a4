#include "http/credentials.hpp"

#include "fake_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Scope = HttpSettings::TokenScope;

constexpr std::string_view token = "correct-horse-battery";

// ---- the field ----------------------------------------------------------------------------

TEST(Credentials, AreABearerToken) {
    EXPECT_TRUE(carries_token("Bearer correct-horse-battery", token));
    EXPECT_TRUE(carries_token("bearer correct-horse-battery", token));
    EXPECT_TRUE(carries_token("BEARER   correct-horse-battery", token));
}

// printf 'user:correct-horse-battery' | base64, and so on.
TEST(Credentials, AreThePasswordOfAnyUser) {
    EXPECT_TRUE(carries_token("Basic dXNlcjpjb3JyZWN0LWhvcnNlLWJhdHRlcnk=", token));
    EXPECT_TRUE(carries_token("basic OmNvcnJlY3QtaG9yc2UtYmF0dGVyeQ==", token)) << "no user";
    EXPECT_TRUE(carries_token("Basic YTphOmI=", "a:b")) << "a colon in the password";
}

TEST(Credentials, ThatAreWrongCarryNothing) {
    for (const auto* field :
         {"",
          "Bearer",
          "Bearer ",
          "correct-horse-battery",
          "Bearercorrect-horse-battery",
          "Token correct-horse-battery",
          "Digest correct-horse-battery",
          "Bearer correct-horse-batterz",
          "Bearer correct-horse-batter",
          "Bearer correct-horse-battery ",
          "Bearer Correct-horse-battery",
          "Bearer correct-horse-battery, Bearer x",
          "Basic",
          "Basic ",
          "Basic Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5",           // the token alone, without a colon
          "Basic dXNlcjpjb3JyZWN0LWhvcnNlLWJhdHRlcnk",    // padding cut off
          "Basic dXNlcjpjb3JyZWN0LWhvcnNlLWJhdHRlcnk==",  // too much
          "Basic dXNlcjpjb3JyZWN0=LWhvcnNlLWJhdHRlcnk",
          "Basic ====",
          "Basic dXNlcjpub3BlLW5vcGUtbm9wZS1ub3Bl",
          "Basic \xff\xfe\xfd\xfc"})
        EXPECT_FALSE(carries_token(field, token)) << field;
    EXPECT_FALSE(carries_token("Basic " + std::string(100'000, 'A'), token));
}

TEST(Credentials, NobodyCarriesATokenThatIsNotSet) {
    for (const auto* field : {"", "Bearer ", "Bearer", "Basic Og==", "Basic dXNlcjo="})
        EXPECT_FALSE(carries_token(field, "")) << field;
}

TEST(Credentials, AreAskedForByScopeAndMethod) {
    const HttpSettings::Token none;
    const HttpSettings::Token writes{std::string{token}, Scope::writes};
    const HttpSettings::Token all{std::string{token}, Scope::all};

    EXPECT_FALSE(needs_token(none, "POST", "/setChargeTarget"));
    EXPECT_TRUE(needs_token(writes, "POST", "/setChargeTarget"));
    EXPECT_TRUE(needs_token(writes, "DELETE", "/readData"));
    EXPECT_FALSE(needs_token(writes, "GET", "/readData"));
    EXPECT_FALSE(needs_token(writes, "HEAD", "/readData"));
    EXPECT_TRUE(needs_token(all, "GET", "/readData"));
    EXPECT_TRUE(needs_token(all, "HEAD", "/metrics"));
    EXPECT_TRUE(needs_token(all, "GET", "/healthz/x"));
    EXPECT_FALSE(needs_token(all, "GET", "/healthz"));
}

// ---- behind the router --------------------------------------------------------------------

struct TokenTest : ::testing::Test {
    const std::vector<HeaderField> right{{"Authorization", "Bearer correct-horse-battery"}};
    const std::vector<HeaderField> wrong{{"Authorization", "Bearer correct-horse-batterz"}};
    const HttpSettings::Token for_writes{std::string{token}, Scope::writes};
    const HttpSettings::Token for_all{std::string{token}, Scope::all};
};

TEST_F(TokenTest, WithoutItACommandIsRefusedInJsonAndReachesNoPlant) {
    FakeDaemon daemon{Writes::allowed, {}, for_writes};

    for (const auto& fields : {std::vector<HeaderField>{}, wrong}) {
        const auto answer = daemon.post("/setChargeTarget", R"({"chargeToPercent": 80})", fields);

        EXPECT_EQ(answer.status, 401);
        EXPECT_THAT(answer.body, HasSubstr(R"({"result":"Unauthorized)"));
        EXPECT_THAT(answer.body, Not(HasSubstr(std::string{token})));
        EXPECT_THAT(
            values(answer, "WWW-Authenticate"),
            ElementsAre(HasSubstr("Basic realm="), HasSubstr("Bearer realm="))
        );
    }
    EXPECT_THAT(daemon.first_gate.commands, IsEmpty());
    EXPECT_THAT(daemon.first_gate.turned_away, IsEmpty());
}

TEST_F(TokenTest, WithItACommandGoesOn) {
    FakeDaemon daemon{Writes::allowed, {}, for_writes};

    EXPECT_EQ(daemon.post("/setChargeTarget", R"({"chargeToPercent": 80})", right).status, 200);
    EXPECT_EQ(daemon.first_gate.commands.size(), 1U);
}

TEST_F(TokenTest, TheNewApiSaysItInProblemDetails) {
    FakeDaemon daemon{Writes::allowed, {}, for_writes};

    const auto answer =
        daemon.post("/api/v1/inverters/SA1234G567/controls/setChargeTarget", "{}", wrong);

    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.content_type, "application/problem+json");
}

TEST_F(TokenTest, ReadsAreFreeUnlessItIsForAll) {
    FakeDaemon writes{Writes::allowed, {}, for_writes};
    FakeDaemon all{Writes::allowed, {}, for_all};

    EXPECT_EQ(writes.get("/readData").status, 200);
    for (const auto* path :
         {"/readData",
          "/REST2/readData",
          "/metrics",
          "/api",
          "/readyz",
          "/version",
          "/nothing",
          "/api/v1/inverters"}) {
        EXPECT_EQ(all.get(path).status, 401) << path;
        EXPECT_NE(all.ask("GET", path, right).status, 401) << path;
    }
    EXPECT_EQ(all.get("/healthz").status, 200);
    EXPECT_EQ(all.get("/REST1/healthz/").status, 200);
}

TEST_F(TokenTest, ItDoesNotOpenTheFenceForOtherOrigins) {
    FakeDaemon daemon{Writes::allowed, {}, for_writes};
    auto fields = right;
    fields.push_back({"Origin", "http://evil.example"});

    EXPECT_EQ(daemon.post("/setChargeTarget", "80", fields).status, 403);
}

TEST_F(TokenTest, APreflightNeedsNone) {
    FakeDaemon daemon{Writes::allowed, {}, for_all};

    EXPECT_EQ(daemon.ask("OPTIONS", "/readData").status, 204);
}

}  // namespace
}  // namespace giv::http
