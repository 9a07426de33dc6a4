// Which row of the tables answers, and with what around it.
#include "fake_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace giv::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// All values of that field.
std::vector<std::string> values(const Response& response, const std::string& name) {
    std::vector<std::string> found;
    for (const auto& field : response.fields) {
        if (field.name == name) found.push_back(field.value);
    }
    return found;
}

const std::string allow_origin = "Access-Control-Allow-Origin";

TEST(Router, AcceptsASlashBehindThePath) {
    FakeDaemon daemon;

    EXPECT_EQ(daemon.get("/version/").status, 200);
    EXPECT_EQ(daemon.get("/version//").status, 404);
    EXPECT_EQ(daemon.get("//version").status, 404);
}

TEST(Router, AnswersAnUnknownPathInJson) {
    FakeDaemon daemon;

    for (const auto* const path :
         {"/",
          "",
          "/nothing",
          "/readdata",
          "/readData/more",
          "/REST",
          "/REST/readData",
          "/REST1",
          "/REST1readData"}) {
        const auto answer = daemon.get(path);

        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_EQ(answer.content_type, "application/json") << path;
        EXPECT_TRUE(nlohmann::json::accept(answer.body)) << path;
    }
}

TEST(Router, SaysWhichMethodsThereAre) {
    FakeDaemon daemon;

    for (const auto* const method : {"POST", "PUT", "DELETE"}) {
        const auto answer = daemon.ask(method, "/readData");

        EXPECT_EQ(answer.status, 405);
        EXPECT_THAT(values(answer, "Allow"), ElementsAre("GET, HEAD, OPTIONS"));
        EXPECT_EQ(answer.body, R"({"result":"Method Not Allowed"})");
    }
}

TEST(Router, DoesNotKnowCommandsYet) {
    FakeDaemon daemon;

    EXPECT_EQ(daemon.ask("POST", "/setChargeRate").status, 404);
}

TEST(Router, AnswersHeadAsGet) {
    FakeDaemon daemon;

    const auto answer = daemon.ask("HEAD", "/version");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, daemon.get("/version").body);
}

TEST(Router, LetsPagesReadEveryAnswerToGetAndHeadOnly) {
    FakeDaemon daemon;

    EXPECT_THAT(values(daemon.get("/version"), allow_origin), ElementsAre("*"));
    EXPECT_THAT(values(daemon.get("/nothing"), allow_origin), ElementsAre("*"));
    EXPECT_THAT(values(daemon.get("/readyz"), allow_origin), ElementsAre("*"));
    EXPECT_THAT(values(daemon.ask("HEAD", "/version"), allow_origin), ElementsAre("*"));
    EXPECT_THAT(values(daemon.ask("POST", "/version"), allow_origin), IsEmpty());
}

TEST(Router, AllowsPagesToReadWhicheverFieldsTheySend) {
    FakeDaemon daemon;

    const auto answer = daemon.ask(
        "OPTIONS",
        "/readData",
        {{"Access-Control-Request-Headers", "access-control-allow-origin, x-y"}}
    );

    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.body, "");
    EXPECT_THAT(values(answer, allow_origin), ElementsAre("*"));
    EXPECT_THAT(values(answer, "Access-Control-Allow-Methods"), ElementsAre("GET, HEAD, OPTIONS"));
    EXPECT_THAT(
        values(answer, "Access-Control-Allow-Headers"),
        ElementsAre("access-control-allow-origin, x-y")
    );
    EXPECT_THAT(values(answer, "Access-Control-Max-Age"), ElementsAre("600"));
}

TEST(Router, EchoesNothingButFieldNames) {
    FakeDaemon daemon;

    const auto answer =
        daemon.ask("OPTIONS", "/", {{"Access-Control-Request-Headers", "a\r\nSet-Cookie: b"}});

    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(values(answer, "Access-Control-Allow-Headers"), IsEmpty());
}

TEST(Router, FindsThePlantByPortOrPrefix) {
    FakeDaemon daemon;
    auto second = a_snapshot(1, 1);
    second.state = PlantState::silent;
    publish(daemon.first, a_snapshot(1, 1));
    publish(daemon.second, second);

    const auto status_at = [&](std::string path, int instance) {
        Request request;
        request.method = "GET";
        request.path = std::move(path);
        const auto answer = daemon.router.answer(request, instance);
        return nlohmann::json::parse(answer.body).at("status").get<std::string>();
    };

    EXPECT_EQ(status_at("/readData", 1), "online");
    EXPECT_EQ(status_at("/readData", 2), "offline");
    EXPECT_EQ(status_at("/REST2/readData", 1), "offline");
    EXPECT_EQ(status_at("/REST1/readData/", 2), "online");
}

TEST(Router, KnowsNoPlantThatIsNotThere) {
    FakeDaemon daemon;

    for (const auto* const path :
         {"/REST3/readData",
          "/REST0/readData",
          "/REST-1/readData",
          "/REST99999999999999999999/readData",
          "/REST1x/readData"})
        EXPECT_EQ(daemon.get(path).status, 404) << path;
}

}  // namespace
}  // namespace giv::http
