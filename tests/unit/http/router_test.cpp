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
using testing::HasSubstr;
using testing::IsEmpty;

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

TEST(Router, HasNoWriteRoutesWhenItIsReadOnly) {
    FakeDaemon daemon{Writes::forbidden};
    publish(daemon.first, a_snapshot(1, 1));

    for (const auto* const method : {"POST", "GET", "HEAD", "PUT"}) {
        const auto answer = daemon.ask(method, "/setChargeTarget");

        EXPECT_EQ(answer.status, 404) << method;
        EXPECT_EQ(answer.body, R"({"result":"Not Found; READ_ONLY is set"})");
    }
    const auto api = daemon.post("/api/v1/inverters/SA1234G567/controls/setChargeTarget", "80");
    EXPECT_EQ(api.status, 404);
    EXPECT_EQ(api.content_type, "application/problem+json");
    EXPECT_EQ(daemon.first_gate.turned_away.size(), 2U) << "both are in the audit";
    EXPECT_EQ(daemon.get("/api").body.find("POST"), std::string::npos);
    EXPECT_EQ(daemon.get("/readData").status, 200);
}

TEST(Router, OffersCommandsByPostOnly) {
    FakeDaemon daemon;

    for (const auto* const method : {"GET", "HEAD", "PUT", "DELETE"}) {
        const auto answer = daemon.ask(method, "/setChargeTarget");

        EXPECT_EQ(answer.status, 405) << method;
        EXPECT_THAT(values(answer, "Allow"), ElementsAre("POST, OPTIONS"));
        EXPECT_EQ(answer.body, R"({"result":"Method Not Allowed"})");
    }
    EXPECT_TRUE(daemon.first_gate.commands.empty());
}

TEST(Router, KnowsNoControlThatIsNotInTheTable) {
    FakeDaemon daemon;

    for (const auto* const path :
         {"/setNothing", "/setchargetarget", "/setChargeSlot11", "/reboot"})
        EXPECT_EQ(daemon.post(path, "1").status, 404) << path;
    EXPECT_TRUE(daemon.first_gate.commands.empty());
}

TEST(Router, LetsNoStrangePageWrite) {
    struct Case {
        std::string host;
        std::string origin;
        bool may;
    };
    FakeDaemon daemon;

    for (const auto& [host, origin, may] : std::vector<Case>{
             {"192.168.1.5:6345", "", true},
             {"givtcp:6345", "", true},
             {"pi.local", "", true},
             {"GivTCP.example.org", "", true},
             {"192.168.1.5:6345", "http://192.168.1.5:6345", true},
             {"evil.org", "", false},
             {"evil.org", "http://evil.org", false},
             {"", "", false},
             {"192.168.1.5:6345", "http://evil.org", false},
             {"192.168.1.5:6345", "null", false},
             {"192.168.1.5:6345", "http://192.168.1.5:8123", false},
         }) {
        std::vector<HeaderField> fields{{"Host", host}};
        if (!origin.empty()) fields.push_back({"Origin", origin});
        daemon.first_gate.commands.clear();

        const auto answer = daemon.post("/setChargeTarget", "80", fields);

        EXPECT_EQ(answer.status, may ? 200 : 403) << host << ' ' << origin;
        EXPECT_EQ(daemon.first_gate.commands.size(), may ? 1U : 0U) << host << ' ' << origin;
        EXPECT_THAT(values(answer, allow_origin), IsEmpty());
        EXPECT_EQ(daemon.ask("GET", "/version", fields).status, 200) << "reading is free";
    }
}

TEST(Router, SaysWhyAWriteIsForbidden) {
    FakeDaemon daemon;

    const auto legacy = daemon.post("/setChargeTarget", "80", {{"Host", "evil.org"}});
    const auto api = daemon.post(
        "/api/v1/inverters/SA1234G567/controls/setChargeTarget",
        "80",
        {{"Origin", "http://evil.org"}}
    );

    EXPECT_EQ(
        legacy.body,
        R"({"result":"Forbidden: the Host field \"evil.org\" need not mean this machine; use its )"
        R"(address, or add the name to REST_HOST_NAMES"})"
    );
    EXPECT_EQ(api.status, 403);
    EXPECT_EQ(api.content_type, "application/problem+json");
    EXPECT_EQ(
        nlohmann::json::parse(api.body).at("detail"),
        R"(Forbidden: a page of "http://evil.org" may read, but not write)"
    );
}

TEST(Router, AnswersAllMethodsPathsAndBodiesInJson) {
    FakeDaemon daemon;
    daemon.router.bound_waiting(std::chrono::milliseconds{1}, 12);
    publish(daemon.first, a_snapshot(1, 1));
    const std::string serial = "/api/v1/inverters/SA1234G567";
    const std::vector<std::string> paths{
        "",
        "/",
        "/x\xff\"",
        "/readData",
        "/getData",
        "/setChargeTarget",
        "/REST2/setBatteryMode/",
        "/REST9/setBatteryMode",
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/inverters",
        serial,
        serial + "/snapshot",
        serial + "/controls",
        serial + "/controls/setChargeTarget",
        serial + "/controls/setChargeTarget?dry_run=\xff",
        serial + "/controls/\xff",
        "/api/v1/inverters/\xff/controls/setChargeTarget",
        "/api/v1/commands/\xff",
        "/healthz"};

    for (const auto& path : paths) {
        for (const auto* const method : {"GET", "HEAD", "POST", "PUT", "DELETE"}) {
            for (const std::string body : {"", "\xff\xfe", "{", "null", "a=b"}) {
                daemon.first_gate.outcome = {Outcome::How::refused, Reason::malformed, body, {}};
                Request request{method, path, "", body, {}, {}};

                const auto answer = daemon.answer(request);

                EXPECT_TRUE(nlohmann::json::accept(answer.body)) << method << ' ' << path;
                EXPECT_TRUE(answer.content_type.ends_with("json")) << answer.content_type;
            }
        }
        EXPECT_EQ(daemon.ask("OPTIONS", path).status, 204) << path;
    }
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
    EXPECT_THAT(values(daemon.post("/setChargeTarget", "80"), allow_origin), IsEmpty());
    EXPECT_THAT(
        values(daemon.get("/api/v1/inverters/nobody/snapshot"), allow_origin), ElementsAre("*")
    );
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

TEST(Router, LetsPagesOfTheListedOriginsReadIfThereIsAList) {
    FakeDaemon daemon{Writes::allowed, Cors{{"http://192.168.1.5:8123"}}};
    const std::vector<HeaderField> listed{{"Origin", "http://192.168.1.5:8123"}};
    const std::vector<HeaderField> other{{"Origin", "http://evil.org"}};

    for (const auto* const path : {"/version", "/nothing", "/readyz", "/api/v1/nothing"}) {
        const auto answer = daemon.ask("GET", path, listed);
        EXPECT_THAT(values(answer, allow_origin), ElementsAre("http://192.168.1.5:8123")) << path;
        EXPECT_THAT(values(answer, "Vary"), ElementsAre("Origin")) << path;
        EXPECT_THAT(values(daemon.ask("GET", path, other), allow_origin), IsEmpty()) << path;
    }
    EXPECT_THAT(
        values(daemon.ask("OPTIONS", "/version", listed), allow_origin),
        ElementsAre("http://192.168.1.5:8123")
    );
    EXPECT_EQ(daemon.post("/setChargeTarget", "80", listed).status, 403) << "reading only";
}

// Its own name, made to point here: to the browser it is the page's own server, which needs no
// CORS.
TEST(Router, TellsPagesUnderAnothersNameNothingWhereNotAllMayRead) {
    const std::vector<HeaderField> rebound{{"Host", "evil.org:6345"}};
    for (const auto& cors : {Cors{{"off"}}, Cors{{"http://192.168.1.5:8123"}}}) {
        FakeDaemon daemon{Writes::allowed, cors};

        for (const auto* const path : {"/readData", "/version", "/metrics", "/api/v1/inverters"}) {
            for (const auto* const method : {"GET", "HEAD"})
                EXPECT_EQ(daemon.ask(method, path, rebound).status, 403) << method << path;
        }
        EXPECT_THAT(daemon.ask("GET", "/version", rebound).body, HasSubstr("REST_HOST_NAMES"));
        for (const auto* const host :
             {"pi:6345", "192.168.1.5", "pi.lan", "givtcp.example.org", ""})
            EXPECT_EQ(daemon.ask("GET", "/version", {{"Host", host}}).status, 200) << host;
    }
    FakeDaemon everybodys;
    EXPECT_EQ(everybodys.ask("GET", "/version", rebound).status, 200) << "they may anyway";
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
