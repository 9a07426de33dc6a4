// What each row answers.
#include "fake_daemon.hpp"

#include "givtcp/control/controls.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace giv::http {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const std::string no_data = R"({"result": "No register data cache exists, try again later"})";

TEST(ReadData, SaysThatThereIsNothingYet) {
    FakeDaemon daemon;

    for (const auto* const path : {"/readData", "/getCache", "/runAll"}) {
        const auto answer = daemon.get(path);

        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, no_data);
    }
}

TEST(ReadData, ShowsNoHalfOfAPlant) {
    FakeDaemon daemon;
    auto snapshot = a_snapshot(1, 1);
    snapshot.complete = false;
    publish(daemon.first, snapshot);

    EXPECT_EQ(daemon.get("/readData").body, no_data);
}

TEST(ReadData, ShowsTheNewestSnapshotWithoutSideEffects) {
    FakeDaemon daemon;
    publish(daemon.first, a_snapshot(1, 1));

    const auto body = json::parse(daemon.get("/readData").body);

    EXPECT_EQ(body.at("status"), "online");
    EXPECT_EQ(body.at("Stats").at("Data_Age"), 1);
    EXPECT_EQ(daemon.offers, 0);
}

TEST(ReadData, IsRenderedAgainOnlyForAnotherSnapshotOrSecond) {
    FakeDaemon daemon;
    publish(daemon.first, a_snapshot(1, 1));
    const auto data_age = [&] {
        return json::parse(daemon.get("/readData").body).at("Stats").at("Data_Age").get<int>();
    };

    daemon.now = at(101'000ms);
    EXPECT_EQ(data_age(), 1);

    daemon.now = at(103'000ms);
    EXPECT_EQ(data_age(), 3);

    auto newer = a_snapshot(2, 2);
    newer.last_cycle = at(102s);
    publish(daemon.first, newer);
    EXPECT_EQ(data_age(), 1);
}

TEST(DocumentText, IsTheSameTextWithinASecond) {
    RecentTexts recent;
    DocumentText text;
    const auto snapshot = a_snapshot(1, 1);

    const auto early = text.of(snapshot, at(101'000ms), {}, recent);
    const auto late = text.of(snapshot, at(101'999ms), {}, recent);
    const auto next = text.of(snapshot, at(102'000ms), {}, recent);
    const auto other = text.of(a_snapshot(2, 1), at(102'000ms), {}, recent);

    EXPECT_EQ(early, late);
    EXPECT_NE(late, next);
    EXPECT_NE(next, other);
}

TEST(DocumentText, OfOnePlantIsNotHeldForGoodOnceOthersAreRead) {
    RecentTexts recent;
    DocumentText text;
    const std::weak_ptr<const std::string> first = text.of(a_snapshot(1, 1), at(101s), {}, recent);
    EXPECT_FALSE(first.expired());

    std::vector<DocumentText> others(16);
    for (auto& other : others)
        other.of(a_snapshot(1, 1), at(101s), {}, recent);

    EXPECT_TRUE(first.expired());
    EXPECT_TRUE(json::accept(*text.of(a_snapshot(1, 1), at(101s), {}, recent)));
}

TEST(DocumentText, OfOnePlantIsHeldOnce) {
    RecentTexts recent;
    DocumentText text;
    const std::weak_ptr<const std::string> first = text.of(a_snapshot(1, 1), at(101s), {}, recent);
    const std::weak_ptr<const std::string> next = text.of(a_snapshot(1, 1), at(102s), {}, recent);
    EXPECT_TRUE(first.expired());
    EXPECT_FALSE(next.expired());
}

TEST(DocumentTextThreads, GivesEveryReaderAWholeDocument) {
    RecentTexts recent;
    DocumentText text;
    std::vector<int> wrong(4);

    std::vector<std::thread> readers;
    for (std::size_t reader = 0; reader < wrong.size(); ++reader) {
        readers.emplace_back([&text, &recent, &count = wrong[reader]] {
            for (int second = 0; second < 100; ++second) {
                const auto got = text.of(a_snapshot(1, 1), at(100s + second * 1s), {}, recent);
                if (!json::accept(*got)) ++count;
            }
        });
    }
    for (auto& reader : readers)
        reader.join();

    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(RouterThreads, ServesReadersWhileSnapshotsArrive) {
    FakeDaemon daemon;
    std::vector<int> wrong(4);
    std::vector<std::thread> readers;
    for (std::size_t reader = 0; reader < wrong.size(); ++reader) {
        readers.emplace_back([&daemon, &count = wrong[reader]] {
            Request request;
            request.method = "GET";
            request.path = "/readData";
            for (int i = 0; i < 100; ++i) {
                if (!json::accept(daemon.router.answer(request, 1).body)) ++count;
            }
        });
    }

    for (std::uint64_t number = 1; number <= 100; ++number)
        publish(daemon.first, a_snapshot(number, number));
    for (auto& reader : readers)
        reader.join();

    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(RunAll, OffersTheSnapshotToTheSinks) {
    FakeDaemon daemon;
    publish(daemon.first, a_snapshot(1, 1));

    const auto answer = daemon.get("/runAll");

    EXPECT_EQ(answer.body, daemon.get("/readData").body);
    EXPECT_EQ(daemon.offers, 1);
}

TEST(GetData, WaitsForTheNextCycle) {
    FakeDaemon daemon;
    publish(daemon.first, a_snapshot(1, 7));
    daemon.on_want_cycle = [&] { publish(daemon.first, a_snapshot(2, 8)); };

    const auto answer = daemon.get("/getData");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, R"({"result":"Success retrieving data"})");
}

TEST(GetData, GivesUpInTime) {
    FakeDaemon daemon;
    daemon.router.bound_waiting(1ms, 12);
    publish(daemon.first, a_snapshot(1, 7));

    EXPECT_EQ(daemon.get("/getData").body, no_data);
}

TEST(GetData, IsOfNoUseWithoutADocument) {
    FakeDaemon daemon;
    daemon.on_want_cycle = [&] {
        auto snapshot = a_snapshot(1, 1);
        snapshot.complete = false;
        publish(daemon.first, snapshot);
    };

    EXPECT_EQ(daemon.get("/getData").body, no_data);
}

TEST(GetData, LetsNotEveryWorkerWait) {
    FakeDaemon daemon;
    daemon.router.bound_waiting(1ms, 1);
    Response inner;
    int calls = 0;
    daemon.on_want_cycle = [&] {
        if (++calls == 1) inner = daemon.get("/getData");  // while the first one still waits
    };

    daemon.get("/getData");

    EXPECT_EQ(inner.status, 200);
    EXPECT_EQ(inner.body, R"({"result":"Error: busy, try again later"})");
    EXPECT_EQ(daemon.get("/getData").body, no_data) << "the place is free again";
}

TEST(GetDataThreads, EndsWhenTheHubStops) {
    FakeDaemon daemon;
    Response answer;
    std::thread waiter{[&] { answer = daemon.get("/getData"); }};

    daemon.first.stop();
    waiter.join();

    EXPECT_EQ(answer.body, no_data);
}

TEST(Health, FollowsTheLoopAndNotThePlant) {
    FakeDaemon daemon;

    EXPECT_EQ(daemon.get("/healthz").status, 200);
    EXPECT_EQ(daemon.get("/healthz").body, R"({"status":"ok"})");

    daemon.loop_is_alive = false;
    EXPECT_EQ(daemon.get("/healthz").status, 503);
}

TEST(Readiness, WaitsForTheFirstDocument) {
    FakeDaemon daemon;

    const auto answer = daemon.get("/readyz");

    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(json::parse(answer.body), json::parse(R"({"ready": false, "failing": ["inverter"],
                        "detail": "nothing has been read yet"})"));
}

TEST(Readiness, SaysWhatThePlantIsDoing) {
    FakeDaemon daemon;
    auto snapshot = a_snapshot(1, 0);
    snapshot.complete = false;
    snapshot.detail = "looking for packs";
    publish(daemon.first, snapshot);

    const auto answer = daemon.get("/readyz");

    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(
        json::parse(answer.body).at("detail"), "not everything has been read yet: looking for packs"
    );
}

TEST(Readiness, EndsWhenTheDataIsOld) {
    FakeDaemon daemon;
    publish(daemon.first, a_snapshot(1, 1));

    daemon.now = at(190s);  // the cycle ended at 100, and 90 s are allowed
    EXPECT_EQ(daemon.get("/readyz").status, 200);

    daemon.now = at(190'001ms);
    const auto answer = daemon.get("/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(json::parse(answer.body).at("detail"), "no reading for 90 s: polling");
}

TEST(Readiness, NamesWhatElseFailsWithoutFailingItself) {
    FakeDaemon daemon;
    publish(daemon.first, a_snapshot(1, 1));
    daemon.failing = {"mqtt"};

    const auto answer = daemon.get("/readyz");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, R"({"failing":["mqtt"],"ready":true})");
}

TEST(Readiness, SurvivesBytesThatAreNoText) {
    FakeDaemon daemon;
    auto snapshot = a_snapshot(1, 0);
    snapshot.complete = false;
    snapshot.detail = "serial \xff\xfe";
    publish(daemon.first, snapshot);

    EXPECT_TRUE(json::accept(daemon.get("/readyz").body));
}

TEST(Version, IsOurs) {
    FakeDaemon daemon;

    EXPECT_EQ(daemon.get("/version").body, R"({"name":"givtcp","version":"1.2.3"})");
}

TEST(Api, ListsEveryRouteAndPlant) {
    FakeDaemon daemon;

    const auto body = json::parse(daemon.get("/api").body);

    std::set<std::string> paths;
    for (const auto& endpoint : body.at("endpoints"))
        paths.insert(endpoint.at("path").get<std::string>());
    for (const auto* const path :
         {"/readData",
          "/getCache",
          "/runAll",
          "/getData",
          "/api",
          "/healthz",
          "/metrics",
          "/readyz",
          "/version",
          "/api/v1/inverters",
          "/api/v1/inverters/{serial}",
          "/api/v1/inverters/{serial}/snapshot",
          "/api/v1/inverters/{serial}/points",
          "/api/v1/inverters/{serial}/points/{...}",
          "/api/v1/inverters/{serial}/controls",
          "/api/v1/inverters/{serial}/controls/{name}",
          "/api/v1/commands/{id}",
          "/api/v1/recorder"})
        EXPECT_EQ(paths.erase(path), 1U) << path;
    for (const auto& name : control_names())
        EXPECT_EQ(paths.erase('/' + name), 1U) << name;
    EXPECT_EQ(paths, std::set<std::string>{});
    EXPECT_EQ(body.at("prefixes"), json({"/REST1", "/REST2"}));
}

}  // namespace
}  // namespace giv::http
