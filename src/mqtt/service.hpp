// MQTT as the app sees it: the sink that takes snapshots, with the client behind it.
//
// Loop thread. The app calls start(), tick() about once a second, and stop(); it destroys this
// before the loop that `post` posts to.
#pragma once

#include "exchange/log.hpp"
#include "mqtt/client.hpp"
#include "mqtt/mqtt_sink.hpp"

#include <functional>
#include <utility>

namespace giv::mqtt {

class Service {
 public:
    Service(SinkOptions options, Post post, Log log);

    Sink& sink() { return sink_; }
    bool connected() const { return client_.connected(); }

    void start() { client_.start(); }
    void tick();

    // Publishes `offline` for all and disconnects. `done` comes on the loop; the caller waits
    // 500 ms at most (ruling 19), after which destroying this lets the broker publish the will.
    void stop(std::function<void()> done) { sink_.stop(std::move(done)); }

 private:
    Client client_;
    MqttSink sink_;  // after what it publishes through
};

}  // namespace giv::mqtt
