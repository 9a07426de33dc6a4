// MQTT as the app sees it: the sink that takes snapshots and the commands that come in, with the
// client behind them.
//
// Loop thread. The app calls start(), tick() about once a second, and stop(); it destroys this
// before the loop that `post` posts to, and calls no command's answer after that.
#pragma once

#include "exchange/log.hpp"
#include "exchange/sink.hpp"
#include "mqtt/client.hpp"
#include "mqtt/commands.hpp"
#include "mqtt/discovery.hpp"
#include "mqtt/mqtt_sink.hpp"

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {

// Without a `memory` nothing is announced to Home Assistant.
struct Announcing {
    DiscoveryFacts facts{};
    IdentityMemory memory{};
};

class Service : public Sink {
 public:
    Service(
        const SinkOptions& options,
        Post post,
        Log log,
        CommandOptions commands = {},
        Announcing announcing = {}
    );

    std::string_view name() const override { return sink_.name(); }
    void accept(int plant, const SnapshotPtr& snapshot) override;

    Sink& sink() { return *this; }
    bool connected() const { return client_.connected(); }

    void start() { client_.start(); }
    void hold() { client_.hold(); }  // no attempt to connect until start()
    void log_in_as(const std::string& user, const std::string& password) {
        client_.log_in_as(user, password);
    }
    void tick();

    // Publishes the results of commands, then `offline` for all, and disconnects. `done` comes on
    // the loop; the caller waits 500 ms at most (ruling 19), after which destroying this lets the
    // broker publish the will.
    void stop(std::function<void()> done);

 private:
    ClientEvents events();
    CommandWorld command_world(Log log);
    DiscoveryWorld discovery_world(IdentityMemory memory, Log log);
    void subscribe(const std::vector<std::string>& again = {});

    const std::function<Moment()> now_;
    std::vector<std::string> command_filters_;
    std::minstd_rand chance_{std::random_device{}()};
    Client client_;
    std::optional<Discovery> discovery_;  // nothing where it is switched off
    MqttSink sink_;                       // after what it publishes through
    Commands commands_;
};

}  // namespace giv::mqtt
