#include "app/own_broker.hpp"

#include "broker/broker_files.hpp"

#include <utility>

namespace giv {
namespace {

broker::BrokerPlan plan_of(const Settings& settings) {
    broker::BrokerPlan plan;
    plan.folder = settings.store.directory + "/broker";
    plan.bind = settings.broker.bind;
    plan.port = settings.mqtt.port;
    plan.anonymous = settings.broker.anonymous;
    plan.wanted = {settings.mqtt.user, settings.mqtt.password};
    return plan;
}

}  // namespace

std::unique_ptr<broker::Service> own_broker(
    const Settings& settings,
    MqttSettings& mqtt,
    std::function<void()> ready,
    const std::function<Log(std::string_view room)>& logs
) {
    auto log = logs("broker");
    const auto program = broker::find_program(settings.broker.program);
    if (program.empty()) {
        log(LogLevel::error,
            "MQTT_INTERNAL is on, but " + settings.broker.program +
                " is not installed: install the package mosquitto, or set MQTT_INTERNAL=off");
        return nullptr;
    }
    const auto plan = plan_of(settings);
    const auto files = broker::write_files(plan);
    if (!files) {
        log(LogLevel::error, files.error().detail);
        return nullptr;
    }
    mqtt.user = files->credentials.user;
    mqtt.password = files->credentials.password;
    if (files->are_new) {
        log(LogLevel::info,
            "the internal broker's user is " + mqtt.user + ", its password " + mqtt.password +
                "; this is said once, and kept in " + plan.folder + "/credentials");
    }
    broker::ServiceOptions options;
    options.command = {program, "-c", files->configuration};
    options.host = mqtt.host;
    options.port = mqtt.port;
    return std::make_unique<broker::Service>(options, std::move(ready), std::move(log));
}

MqttSettings mqtt_of_running_broker(const Settings& settings) {
    auto mqtt = settings.mqtt;
    if (!settings.broker.enabled || !mqtt.user.empty()) return mqtt;
    if (const auto kept = broker::kept_credentials(plan_of(settings).folder)) {
        mqtt.user = kept->user;
        mqtt.password = kept->password;
    }
    return mqtt;
}

}  // namespace giv
