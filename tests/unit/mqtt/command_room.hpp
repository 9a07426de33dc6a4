// The commands with a real sink for the state, and a client and gates that the test turns.
#pragma once

#include "mqtt/commands.hpp"
#include "mqtt/mqtt_sink.hpp"
#include "unit/mqtt/fake_client.hpp"
#include "unit/mqtt/fake_gate.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {

inline constexpr Point target{
    .path = "Control/Target_SOC", .label = "Target", .quantity = Quantity::state_of_charge};

inline const std::string charge_target = "GivEnergy/control/SA1/setChargeTarget";
inline const std::string target_leaf = "GivEnergy/SA1/Control/Target_SOC";
inline const std::string target_result = "GivEnergy/SA1/result/setChargeTarget";

inline Outcome verified() { return {Outcome::How::verified, Reason::none, "", {}}; }

struct CommandRoom {
    enum class Writes { allowed, forbidden };

    explicit CommandRoom(const MqttSettings& settings = {}, Writes writes = Writes::allowed)
        : sink{
              {.settings = settings, .now = [this] { return now; }},
              {.publish = client.publish(), .close = [](std::function<void()> done) { done(); }}},
          commands{
              settings,
              writes == Writes::allowed ? gate.options() : CommandOptions{},
              world()} {}

    CommandWorld world() {
        return {
            .subscribe =
                [this](const auto& filters) {
                    ++subscriptions;
                    subscribed = filters;
                },
            .say_again = [this](int plant, const auto& paths) { sink.say_again(plant, paths); },
            .publish_state = [this] { return sink.publish(); },
            .publish = client.publish(),
            .log = [this](LogLevel, std::string_view text) { lines.emplace_back(text); },
            .needs_nothing =
                [](std::string_view control) {
                    return control == "rebootInverter" || control == "disableChargeTarget";
                },
        };
    }

    // Connected, and everything about this inverter is published.
    void live(int plant = 1, const std::string& serial = "SA1", int percent = 60) {
        connect();
        show(percent, plant, serial);
        client.news();
    }

    void connect() {
        sink.connected();
        commands.connected();
    }

    void show(int percent, int plant = 1, const std::string& serial = "SA1") {
        auto made = std::make_shared<Snapshot>();
        made->cycles = 1;
        made->state = PlantState::live;
        made->identity = Identity{.serial = serial};
        made->parts.push_back({.subject = Subject::inverter, .id = serial});
        made->values.push_back({
            .point = &target,
            .value = Number{static_cast<double>(percent), 0},
            .taken_at = now.steady,
        });
        sink.accept(plant, made);
        commands.meet(plant, serial);
    }

    void receive(const std::string& topic, const std::string& payload) {
        commands.receive({.topic = topic, .payload = payload});
    }

    std::vector<std::string> topics_published() {
        std::vector<std::string> topics;
        for (const auto& publication : client.taken)
            topics.push_back(publication.topic);
        client.taken.clear();
        return topics;
    }

    Moment now{Instant{std::chrono::hours{1}}, WallTime{}};
    FakeClient client;
    FakeGate gate;
    std::vector<std::string> lines;
    std::vector<std::string> subscribed;
    int subscriptions = 0;
    MqttSink sink;
    Commands commands;
};

}  // namespace giv::mqtt
