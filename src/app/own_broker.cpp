#include "app/own_broker.hpp"

#include "broker/broker_files.hpp"
#include "broker/checks.hpp"
#include "broker/own_port.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace giv {
namespace {

// On the broker's thread.
struct Preparer {
    std::string program;
    broker::BrokerPlan plan;
    bool is_private = false;  // it listens at this machine's private addresses, as they are then
    std::function<void(std::string_view)> announce;

    Result<broker::Prepared> prepare();
    bool is_outdated() const;
};

broker::BrokerPlan plan_of(const Settings& settings) {
    broker::BrokerPlan plan;
    plan.folder = settings.store.directory + "/broker";
    if (!settings.broker.bind.empty()) plan.addresses = {settings.broker.bind};
    plan.port = settings.mqtt.port;
    plan.anonymous = settings.broker.anonymous;
    plan.wanted = {settings.mqtt.user, settings.mqtt.password};
    return plan;
}

Result<broker::Prepared> Preparer::prepare() {
    const auto path = broker::find_program(program);
    if (path.empty() && program.find('/') != std::string::npos) {
        return fail(
            Errc::unsupported,
            "MQTT_INTERNAL_PROGRAM is " + program +
                ", which is not there or can't be run: leave it empty to have mosquitto looked for"
        );
    }
    if (path.empty()) {
        return fail(
            Errc::unsupported,
            "MQTT_INTERNAL is on, but " + program +
                " is not installed: install the package mosquitto, or set MQTT_INTERNAL=off"
        );
    }
    if (is_private) plan.addresses = broker::private_addresses();
    const auto files = broker::write_files(plan);
    if (!files) return tl::unexpected(files.error());
    if (files->are_new) {
        announce(
            "the internal broker's user is " + files->credentials.user + ", its password " +
            files->credentials.password + "; this is said once, and kept in " + plan.folder +
            "/credentials"
        );
    }
    // Whoever else is there must not be told our password.
    if (auto free = broker::can_listen(plan.addresses, plan.port); !free) {
        return tl::unexpected(free.error());
    }
    return broker::Prepared{{path, "-c", files->configuration}, files->credentials};
}

// An address that has gone is no reason.
bool Preparer::is_outdated() const {
    return is_private && !std::ranges::includes(plan.addresses, broker::private_addresses());
}

}  // namespace

std::unique_ptr<broker::Service> own_broker(
    const Settings& settings,
    broker::ServiceEvents events,
    std::function<void(std::string_view)> announce,
    std::function<bool()> lets_us_in,
    Log log
) {
    auto preparer = std::make_shared<Preparer>();
    preparer->program = settings.broker.program;
    preparer->plan = plan_of(settings);
    preparer->is_private = settings.broker.bind == broker::private_addresses_word;
    preparer->announce = std::move(announce);
    broker::ServiceOptions options;
    options.prepare = [preparer] { return preparer->prepare(); };
    options.is_outdated = [preparer] { return preparer->is_outdated(); };
    if (settings.mqtt.enabled) options.lets_us_in = std::move(lets_us_in);
    return std::make_unique<broker::Service>(options, std::move(events), std::move(log));
}

MqttSettings mqtt_of_running_broker(const Settings& settings) {
    auto mqtt = settings.mqtt;
    if (!settings.broker.enabled || !mqtt.password.empty()) return mqtt;
    if (const auto kept = broker::kept_credentials(plan_of(settings).folder, mqtt.user)) {
        mqtt.user = kept->user;
        mqtt.password = kept->password;
    }
    return mqtt;
}

}  // namespace giv
