// The broker of our own, where the settings want one. Built at start, on the main thread.
#pragma once

#include "broker/broker_service.hpp"
#include "config/settings.hpp"
#include "exchange/log.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace giv {

// Its files are written on its own thread, when it is started and before each further start: what
// is in the way now may be out of it later. `announce` is told a password that was just made up,
// once, for whoever started the daemon. `lets_us_in`, on its thread: whether our client is in.
std::unique_ptr<broker::Service> own_broker(
    const Settings& settings,
    broker::ServiceEvents events,
    std::function<void(std::string_view)> announce,
    std::function<bool()> lets_us_in,
    Log log
);

// How others come in to a broker that another process of ours has started with these settings.
MqttSettings mqtt_of_running_broker(const Settings& settings);

}  // namespace giv
