// The broker of our own, where the settings want one. At start, on the main thread.
#pragma once

#include "broker/broker_service.hpp"
#include "config/settings.hpp"
#include "exchange/log.hpp"

#include <functional>
#include <memory>

namespace giv {

// Writes its files, and says in `mqtt` how the daemon comes in. Null, with a line in the log, where
// it can't be had: everything but MQTT works without it. `ready` is told when it listens, on a
// thread of its own.
std::unique_ptr<broker::Service> own_broker(
    const Settings& settings,
    MqttSettings& mqtt,
    std::function<void()> ready,
    const std::function<Log(std::string_view room)>& logs
);

// How others come in to a broker that another process of ours has started with these settings.
MqttSettings mqtt_of_running_broker(const Settings& settings);

}  // namespace giv
