// The sink with discovery: in which order things are said.
#include "mqtt/mqtt_sink.hpp"
#include "unit/mqtt/discovery_house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using testing::gen1_snapshot;
using ::testing::IsEmpty;
using ::testing::Not;

struct Room {
    explicit Room(MqttSettings settings = {})
        : house{settings},
          sink{
              {.settings = settings,
               .known = {{1, "SA2114G047"}},
               .now =
                   [this] {
                       return Moment{house.now, {}};
                   }},
              {.publish = [this](const auto& one) { return house.offer(one); },
               .close = [](const auto& done) { done(); }},
              &house.discovery} {
        sink.connected();
    }

    void seconds(int count) {
        for (int i = 0; i < count; ++i)
            second();
    }

    void second() {
        house.now += 1s;
        house.broker_answers();
        house.discovery.tick(house.now);
        if (house.discovery.is_born(house.now)) sink.say_everything_again();
        sink.tick();
    }

    // "topic=payload", but for the texts of discovery.
    std::vector<std::string> news() {
        std::vector<std::string> lines;
        for (const auto& one : std::exchange(house.said, {})) {
            const bool is_config = one.topic.starts_with("homeassistant/");
            lines.push_back(is_config ? one.topic : one.topic + '=' + one.payload);
        }
        return lines;
    }

    House house;
    MqttSink sink;
};

std::size_t place(const std::vector<std::string>& lines, const std::string& line) {
    return static_cast<std::size_t>(std::ranges::find(lines, line) - lines.begin());
}

const std::string online = "GivEnergy/SA2114G047/status=online";
const std::string config = "homeassistant/sensor/GivEnergy/SA2114G047_SOC/config";

std::string power_line(const std::vector<std::string>& lines) {
    const auto found = std::ranges::find_if(lines, [](const std::string& line) {
        return line.starts_with("GivEnergy/SA2114G047/Power/Power/PV_Power=");
    });
    return found == lines.end() ? "" : *found;
}

TEST(SinkWithDiscovery, SaysOnlineAfterTheEntitiesAreKnown) {
    Room room;
    room.news();
    room.sink.accept(1, gen1_snapshot());

    auto news = room.news();
    EXPECT_NE(power_line(news), "");  // states wait for nobody
    EXPECT_THAT(news, Not(Contains(online)));

    room.seconds(2);
    news = room.news();
    EXPECT_THAT(news, Contains(config));
    EXPECT_THAT(news, Not(Contains(online)));
    room.seconds(2);
    EXPECT_THAT(room.news(), Not(Contains(online)));
    room.second();
    EXPECT_THAT(room.news(), Contains(online));
}

TEST(SinkWithDiscovery, AReconnectSaysTheTruthAtOnce) {
    Room room;
    room.sink.accept(1, gen1_snapshot());
    room.seconds(6);
    room.house.discovery.disconnected();
    room.sink.disconnected();
    room.news();

    room.house.discovery.connected();
    room.sink.connected();

    const auto news = room.news();
    EXPECT_THAT(news, Contains(online));
    EXPECT_THAT(news, Not(Contains("GivEnergy/SA2114G047/status=offline")));
    EXPECT_LT(place(news, config), place(news, online));
}

TEST(SinkWithDiscovery, SaysAllInOrderWhenHomeAssistantHasStarted) {
    Room room;
    room.sink.accept(1, gen1_snapshot());
    room.seconds(6);
    room.news();

    room.house.discovery.hear({"homeassistant/status", "online"}, room.house.now);
    room.second();

    const auto news = room.news();
    ASSERT_THAT(news, Contains(config));
    ASSERT_THAT(news, Contains(online));
    EXPECT_LT(place(news, config), place(news, online));
    EXPECT_LT(place(news, online), place(news, power_line(news)));
}

TEST(SinkWithDiscovery, RepeatsValuesUntilEveryEntityHasSeenThem) {
    Room room;
    room.sink.accept(1, gen1_snapshot());
    room.second();
    room.second();
    EXPECT_THAT(room.news(), Contains(config));

    std::vector<int> seconds;
    for (int second = 1; second <= 120; ++second) {
        room.second();
        const auto news = room.news();
        EXPECT_THAT(news, Not(Contains(config)));
        if (!power_line(news).empty()) seconds.push_back(second);
    }

    EXPECT_THAT(seconds, ::testing::ElementsAre(1, 10, 60));
}

TEST(SinkWithDiscovery, SaysOfflineWhereThePlantIsSilent) {
    Room room;
    room.sink.accept(1, gen1_snapshot());
    room.seconds(6);
    room.news();

    auto silent = std::make_shared<Snapshot>(*gen1_snapshot());
    silent->state = PlantState::silent;
    room.sink.accept(1, silent);

    EXPECT_THAT(room.news(), Contains("GivEnergy/SA2114G047/status=offline"));
}

}  // namespace
}  // namespace giv::mqtt
