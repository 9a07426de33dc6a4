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
#include "mqtt/mqtt_sink.hpp"

#include <functional>
#include <string_view>

namespace giv::mqtt {

class Service : public Sink {
 public:
    Service(const SinkOptions& options, Post post, Log log, CommandOptions commands = {});

    std::string_view name() const override { return sink_.name(); }
    void accept(int plant, const SnapshotPtr& snapshot) override;

    Sink& sink() { return *this; }
    bool connected() const { return client_.connected(); }

    void start() { client_.start(); }
    void tick();

    // Publishes the results of commands, then `offline` for all, and disconnects. `done` comes on
    // the loop; the caller waits 500 ms at most (ruling 19), after which destroying this lets the
    // broker publish the will.
    void stop(std::function<void()> done);

 private:
    CommandWorld command_world(Log log);

    Client client_;
    MqttSink sink_;  // after what it publishes through
    Commands commands_;
};

}  // namespace giv::mqtt
