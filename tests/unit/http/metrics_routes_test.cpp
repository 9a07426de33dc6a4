// GET /metrics: who gets what, in which form.
#include "fake_daemon.hpp"
#include "support/exposition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace giv::http {
namespace {

using namespace std::chrono_literals;
using namespace giv::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string old_type = "text/plain; version=0.0.4; charset=utf-8";
const std::string open_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";

TEST(MetricsRoute, ShowsAllPlantsInTheTextFormat) {
    FakeDaemon daemon;
    publish(daemon.second, a_snapshot(1, 1));

    const auto answer = daemon.get("/metrics");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, old_type);
    EXPECT_THAT(values(answer, "Vary"), ElementsAre("Accept"));
    EXPECT_THAT(faults_of(answer.body, Exposition::prometheus), IsEmpty());
    EXPECT_EQ(sample_of(answer.body, "givtcp_up{inverter=\"plant_1\"}"), "0");
    EXPECT_EQ(sample_of(answer.body, "givtcp_up{inverter=\"SA1234G567\"}"), "1");
}

TEST(MetricsRoute, ShowsTheOnePlantWhereThatIsAskedFor) {
    FakeDaemon daemon;
    publish(daemon.second, a_snapshot(1, 1));

    const auto answer = daemon.get("/REST2/metrics?plants=this");

    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(faults_of(answer.body, Exposition::prometheus), IsEmpty());
    EXPECT_EQ(sample_of(answer.body, "givtcp_up{inverter=\"SA1234G567\"}"), "1");
    EXPECT_THAT(answer.body, Not(HasSubstr("plant_1")));
    EXPECT_THAT(answer.body, HasSubstr("givtcp_build_info"));
}

// One answer has its bounds, and a truncated one would look like plants that are gone.
TEST(MetricsRoute, IsAskedForEachPlantWhereThereAreVeryMany) {
    const SnapshotHub hub;
    std::vector<PlantFace> faces;
    for (int instance = 1; instance <= 101; ++instance) {
        auto& face = faces.emplace_back();
        face.instance = instance;
        face.hub = &hub;
        face.now = [] { return at(1s); };
        face.link_figures = [] { return render::LinkFigures{}; };
        face.command_counts = [] { return std::vector<CommandCount>{}; };
    }
    DaemonFace daemon;
    daemon.metrics = [] { return render::DaemonMetrics{}; };
    Router router{faces, daemon, {}, {}, {}};
    Request request;
    request.method = "GET";
    request.path = "/metrics";

    const auto all = router.answer(request, 1);
    EXPECT_EQ(all.status, 400);
    EXPECT_THAT(all.body, HasSubstr("/REST1/metrics?plants=this"));

    request.path = "/REST101/metrics";
    request.query = "plants=this";
    const auto one = router.answer(request, 1);
    EXPECT_EQ(one.status, 200);
    EXPECT_THAT(one.body, HasSubstr("plant_101"));
}

TEST(MetricsRoute, SaysWhatTheDaemonAndTheLinksCount) {
    FakeDaemon daemon;
    daemon.metrics.version = "1.2.3";
    daemon.metrics.mqtt_connected = false;
    daemon.link_figures.requests = 41;
    daemon.command_counts = {{"setMode", Outcome::How::refused, 2}};

    const auto text = daemon.get("/metrics").body;

    EXPECT_EQ(sample_of(text, "givtcp_mqtt_connected"), "0");
    EXPECT_EQ(sample_of(text, "givtcp_modbus_requests_total{inverter=\"plant_1\"}"), "41");
    EXPECT_THAT(
        text,
        HasSubstr(
            "givtcp_writes_total{inverter=\"plant_1\",command=\"setMode\",result=\"refused\"} 2"
        )
    );
}

TEST(MetricsRoute, GivesAScraperWhatItAsksFor) {
    FakeDaemon daemon;

    const auto answer = daemon.ask(
        "GET", "/metrics", {{"Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1"}}
    );

    EXPECT_EQ(answer.content_type, open_type);
    EXPECT_THAT(faults_of(answer.body, Exposition::openmetrics), IsEmpty());
}

TEST(MetricsRoute, ListensToTheQueryBeforeTheAcceptField) {
    FakeDaemon daemon;
    const std::vector<HeaderField> open{{"Accept", "application/openmetrics-text"}};

    EXPECT_EQ(daemon.ask("GET", "/metrics?format=prometheus", open).content_type, old_type);
    EXPECT_EQ(daemon.get("/metrics?format=openmetrics").content_type, open_type);
    EXPECT_EQ(daemon.get("/metrics?a=b&format=openmetrics&").content_type, open_type);
}

TEST(MetricsRoute, RefusesAFormatThatItDoesNotHave) {
    FakeDaemon daemon;

    for (const auto* const query :
         {"format=",
          "format",
          "format=xml",
          "format=OpenMetrics",
          "format=openmetrics%20",
          "format=xml&format=openmetrics"}) {
        const auto answer = daemon.get("/metrics?" + std::string{query});

        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_EQ(
            nlohmann::json::parse(answer.body).at("result"),
            "format may be prometheus, openmetrics, givtcp_exporter"
        );
    }
}

TEST(MetricsRoute, IgnoresOtherQueries) {
    FakeDaemon daemon;

    for (const auto* const query : {"", "&", "=", "name[]=up", "Format=xml", "%00"}) {
        EXPECT_EQ(daemon.get("/metrics?" + std::string{query}).status, 200) << query;
    }
}

TEST(MetricsRoute, HasTheExportersNamesForOnePlant) {
    FakeDaemon daemon;
    publish(daemon.first, a_snapshot(1, 1));
    auto other = a_snapshot(1, 1);
    other.identity->serial = "SA7654G321";
    other.state = PlantState::silent;
    publish(daemon.second, other);

    const auto first = daemon.get("/metrics?format=givtcp_exporter");
    const auto second = daemon.get("/REST2/metrics?format=givtcp_exporter");

    EXPECT_EQ(first.content_type, old_type);
    EXPECT_THAT(faults_of(first.body, Exposition::prometheus), IsEmpty());
    EXPECT_EQ(sample_of(first.body, "givtcp_status{status=\"online\"}"), "1");
    EXPECT_EQ(sample_of(first.body, "givtcp_Stats_Data_Age"), "1");
    EXPECT_EQ(sample_of(second.body, "givtcp_status{status=\"offline\"}"), "1");
    EXPECT_THAT(second.body, Not(HasSubstr("online")));
}

TEST(MetricsRoute, HasNoneOfTheExportersNamesUntilThereIsADocument) {
    FakeDaemon daemon;

    const auto answer = daemon.get("/metrics?format=givtcp_exporter");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
}

TEST(MetricsRoute, IsARead) {
    FakeDaemon daemon{Writes::forbidden};

    const auto posted = daemon.post("/metrics", "");
    const auto foreign = daemon.ask(
        "GET", "/metrics", {{"Host", "evil.example.com"}, {"Origin", "http://evil.example.com"}}
    );

    EXPECT_EQ(posted.status, 405);
    EXPECT_THAT(values(posted, "Allow"), ElementsAre("GET, HEAD, OPTIONS"));
    EXPECT_EQ(foreign.status, 200);
    EXPECT_EQ(daemon.ask("HEAD", "/metrics/").status, 200);
}

TEST(MetricsRoute, AnswersAtOnceWhileAllPlacesToWaitAreTaken) {
    FakeDaemon daemon;
    daemon.router.bound_waiting(0ms, 0);

    EXPECT_EQ(daemon.get("/metrics").status, 200);
}

}  // namespace
}  // namespace giv::http
