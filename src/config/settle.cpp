#include "config/settle.hpp"

#include "broker/checks.hpp"
#include "config/assign.hpp"
#include "config/checks.hpp"
#include "config/nearest.hpp"
#include "influx/target.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

std::string without_slashes(const std::string& topic) {
    const auto first = topic.find_first_not_of('/');
    const auto last = topic.find_last_not_of('/');
    return first == std::string::npos ? std::string{} : topic.substr(first, last - first + 1);
}

// As it stands where the address comes from: "INVERTOR_IP", "INVERTOR_IP_2", "plants[1].host".
std::string name_of_host(const LoadOutcome& outcome, std::size_t index) {
    const auto path = "plants[" + std::to_string(index) + "].host";
    const auto origin = outcome.origins.find(path);
    const bool is_variable = origin != outcome.origins.end() && is_variable_of_ours(origin->second);
    return is_variable ? origin->second : path;
}

std::string left_out(std::size_t index, std::size_t count) {
    const auto number = std::to_string(index + 1);
    return "plant " + number + " has no address (INVERTOR_IP_" + number + ", plants[" +
           std::to_string(index) + "].host): left out; NUMINVERTORS=" + std::to_string(count) +
           " has it searched for";
}

void name_plant(MqttSettings& mqtt, int instance, const DraftPlant& plant) {
    if (!plant.topic.empty()) mqtt.instance_topics[instance] = without_slashes(plant.topic);
    if (!plant.name_prefix.empty()) {
        mqtt.discovery.name_prefixes[instance] = plant.name_prefix;
    }
}

void settle_plants(LoadOutcome& outcome, std::vector<DraftPlant> plants) {
    auto& settings = outcome.settings;
    const auto count = plants.size();
    std::set<std::string> addresses;
    for (std::size_t index = 0; index < count; ++index) {
        auto& plant = plants[index];
        auto& link = plant.link;
        if (link.hosts.empty() && !plant.is_meant) {
            if (!plant.is_known_gap) outcome.warnings.push_back(left_out(index, count));
            continue;
        }
        link.instance = settings.mqtt.instance + static_cast<int>(index);
        for (const auto& host : link.hosts) {
            if (addresses.insert(host + ":" + std::to_string(link.port)).second) continue;
            outcome.errors.push_back(
                name_of_host(outcome, index) +
                " has the address of another plant: " + in_quotes(host) + "; a dongle is one plant"
            );
        }
        name_plant(settings.mqtt, link.instance, plant);
        settings.plants.push_back(std::move(link));
    }
}

void settle_polling(LoadOutcome& outcome) {
    const auto& plants = outcome.settings.plants;
    if (plants.empty() || plants.front().poll_period >= 5s) return;
    outcome.warnings.emplace_back(
        "SELF_RUN_LOOP_TIMER (poll.seconds) is less than 5: asking that often disturbs the "
        "dongle's connection to its cloud"
    );
}

void settle_ports(LoadOutcome& outcome) {
    const auto& plants = outcome.settings.plants;
    auto& mqtt = outcome.settings.mqtt;
    auto& http = outcome.settings.http;
    if (!outcome.origins.contains("mqtt.port")) mqtt.port = mqtt.tls.enabled ? 8883 : 1883;
    if (!outcome.origins.contains("rest.port")) {
        http.first_port = static_cast<std::uint16_t>(6344 + http.first_instance);
    }
    for (const auto& plant : plants) {
        const int place = plant.instance - http.first_instance;
        if (place >= 10 || http.port_of(plant.instance) != 0) continue;
        outcome.errors.push_back(
            "REST_PORT (rest.port) is " + std::to_string(http.first_port) +
            ": there is no port for " + "plant " + std::to_string(place + 1)
        );
    }
}

void settle_pair(
    LoadOutcome& outcome,
    const std::string& certificate,
    const std::string& key,
    const std::string& names
) {
    if (certificate.empty() == key.empty()) return;
    outcome.errors.push_back(names + " belong together: set both, or neither");
}

void settle_tls(LoadOutcome& outcome) {
    const auto& tls = outcome.settings.mqtt.tls;
    const auto& http = outcome.settings.http;
    settle_pair(
        outcome,
        tls.certificate,
        tls.key,
        "MQTT_TLS_CERT (mqtt.tls.certificate) and MQTT_TLS_KEY (mqtt.tls.key)"
    );
    settle_pair(
        outcome,
        http.tls_certificate,
        http.tls_key,
        "REST_TLS_CERT (rest.tls.certificate) and REST_TLS_KEY (rest.tls.key)"
    );
    if (!tls.enabled && !(tls.ca_file.empty() && tls.certificate.empty())) {
        outcome.warnings.emplace_back(
            "files for TLS to the broker are named, but MQTT_TLS (mqtt.tls.enabled) is off: the "
            "connection is not encrypted"
        );
    }
}

bool is_this_machine(std::string_view host) {
    return host.empty() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

// The address at which we reach a broker that is bound to this one.
std::string reached_at(const std::string& bind) {
    if (bind.empty() || bind == "0.0.0.0" || bind == broker::private_addresses_word)
        return "127.0.0.1";
    return bind == "::" ? "::1" : bind;
}

// The internal broker's user and password.
void settle_credentials(LoadOutcome& outcome) {
    const auto& mqtt = outcome.settings.mqtt;
    if (mqtt.user.empty() && !mqtt.password.empty()) {
        outcome.errors.emplace_back(
            "MQTT_PASSWORD (mqtt.password) is set without MQTT_USERNAME (mqtt.username): the "
            "internal broker needs both, or neither"
        );
    }
    if (mqtt.user.empty()) return;
    if (!broker::is_possible_user(mqtt.user)) {
        outcome.errors.push_back(
            "MQTT_USERNAME (mqtt.username) is " + in_quotes(mqtt.user) +
            ": the internal broker's file of passwords can't hold a name with a colon, with # in "
            "front, or with a blank at an end"
        );
    }
    if (mqtt.password.empty()) {
        outcome.warnings.push_back(
            "MQTT_USERNAME (mqtt.username) is set without MQTT_PASSWORD (mqtt.password): the "
            "internal broker's password for " +
            in_quotes(mqtt.user) + " is made up, and shown once"
        );
    }
}

// Whom it lets in is not to be everybody of the internet: no peer is asked where it comes from, but
// an address of a private network is not reached from there.
void settle_fence(LoadOutcome& outcome) {
    auto& internal = outcome.settings.broker;
    if (!internal.anonymous) return;
    if (internal.bind.empty()) internal.bind = broker::private_addresses_word;
    if (internal.bind == broker::private_addresses_word || broker::is_private(internal.bind))
        return;
    outcome.warnings.push_back(
        "MQTT_INTERNAL_ANONYMOUS (mqtt.internal.anonymous) is on and MQTT_INTERNAL_BIND "
        "(mqtt.internal.bind) is " +
        in_quotes(internal.bind) +
        ": ANYBODY who reaches this machine, from the internet too, can read everything and "
        "command your battery; set MQTT_INTERNAL_BIND=private"
    );
}

void settle_broker(LoadOutcome& outcome) {
    using Wanted = BrokerSettings::Wanted;
    auto& broker = outcome.settings.broker;
    auto& mqtt = outcome.settings.mqtt;
    const bool is_meant = mqtt.enabled && is_this_machine(mqtt.host);
    broker.enabled =
        broker.wanted == Wanted::on || (broker.wanted == Wanted::automatic && is_meant);
    if (!broker.enabled) return;
    if (!is_meant) {
        outcome.errors.emplace_back(
            "MQTT_INTERNAL (mqtt.internal.wanted) is on, but " +
            (mqtt.enabled ? "MQTT_ADDRESS (mqtt.host) is " + in_quotes(mqtt.host) +
                                ": leave it empty, or set MQTT_INTERNAL=off"
                          : std::string{"MQTT_OUTPUT (mqtt.enabled) is off: set it to True"})
        );
    }
    if (mqtt.tls.enabled) {
        outcome.errors.emplace_back(
            "MQTT_TLS (mqtt.tls.enabled) is on, which the internal broker does not speak: set "
            "MQTT_INTERNAL=off and MQTT_ADDRESS to a broker that does"
        );
    }
    for (const auto& plant : outcome.settings.plants) {
        if (outcome.settings.http.port_of(plant.instance) != mqtt.port) continue;
        outcome.errors.push_back(
            "MQTT_PORT (mqtt.port) is " + std::to_string(mqtt.port) +
            ", where REST listens: the internal broker needs a port of its own"
        );
    }
    settle_credentials(outcome);
    settle_fence(outcome);
    mqtt.host = reached_at(broker.bind);
}

void settle_influx(LoadOutcome& outcome) {
    auto& influx = outcome.settings.influx;
    auto& errors = outcome.errors;
    if (influx.url.find_first_of("@?") != std::string::npos) {
        influx.url.clear();  // there may be a password in it: it is shown nowhere
        errors.emplace_back(
            "INFLUX_URL (influx.url) has a user or a query in it: put the token, or "
            "user:password, into INFLUX_TOKEN (influx.token)"
        );
        return;
    }
    if (!influx.enabled) return;
    if (influx.url.empty()) {
        errors.emplace_back("INFLUX_OUTPUT (influx.enabled) is on without INFLUX_URL (influx.url)");
    }
    if (influx.bucket.empty()) {
        errors.emplace_back(
            "INFLUX_OUTPUT (influx.enabled) is on without INFLUX_BUCKET (influx.bucket)"
        );
    }
    if (influx.api == InfluxApi::v2 && influx.org.empty()) {
        outcome.warnings.emplace_back(
            "INFLUX_ORG (influx.org) is not set: InfluxDB 2 takes no points without it"
        );
    }
    if (influx.url.empty()) return;
    const auto target = influx::target_of(influx);
    if (!target) {
        errors.push_back(
            "INFLUX_URL (influx.url) is " + in_quotes(influx.url) + ", which " +
            target.error().detail
        );
    } else if (!target->tls && !influx.ca_file.empty()) {
        outcome.warnings.emplace_back(
            "INFLUX_TLS_CA (influx.tls.ca) is set, but INFLUX_URL (influx.url) is not https: the "
            "connection is not encrypted"
        );
    }
}

void settle_token(LoadOutcome& outcome) {
    const auto& token = outcome.settings.http.token;
    if (token.scope != HttpSettings::TokenScope::all || !token.secret.empty()) return;
    outcome.warnings.emplace_back(
        "API_TOKEN_SCOPE (rest.token_scope) is all, but there is no API_TOKEN (rest.token): "
        "whoever "
        "TRUSTED_NETS (rest.trusted_nets) lets in may read and command"
    );
}

void settle_cors(LoadOutcome& outcome) {
    const auto& cors = outcome.settings.http.cors;
    const auto word = std::ranges::find_if(cors, is_about_all_origins);
    if (cors.size() == 1 || word == cors.end()) return;
    outcome.errors.push_back(
        "REST_CORS (rest.cors) has " + in_quotes(*word) + " in a list: that word stands alone"
    );
}

void settle_clock_sync(LoadOutcome& outcome) {
    if (!outcome.settings.read_only) return;
    bool was_wanted = false;
    for (auto& plant : outcome.settings.plants)
        was_wanted = std::exchange(plant.control.clock_sync, false) || was_wanted;
    if (!was_wanted) return;
    outcome.warnings.emplace_back(
        "CLOCK_SYNC (control.clock_sync) does nothing where READ_ONLY (read_only) is set"
    );
}

void settle_zone(LoadOutcome& outcome, const World& world) {
    auto& zone = outcome.settings.time_zone;
    if (zone.starts_with(':')) zone.erase(0, 1);
    if (zone == "/etc/localtime") zone.clear();
    if (zone.empty() || (is_zone_name(zone) && world.has_zone(zone)) || is_posix_zone(zone)) return;

    const auto meant = is_text(zone) ? nearest(zone, world.zone_names(), 4) : std::string{};
    outcome.errors.push_back(
        "TZ (time_zone) is " + in_quotes(zone) + "; expected the name of a zone that this system " +
        "knows (package tzdata), such as Europe/London, or a POSIX rule, such as " +
        "GMT0BST,M3.5.0/1,M10.5.0" + (meant.empty() ? "" : "; did you mean " + meant + "?")
    );
}

}  // namespace

void settle(LoadOutcome& outcome, std::vector<DraftPlant> plants, const World& world) {
    auto& mqtt = outcome.settings.mqtt;
    mqtt.root_topic = without_slashes(mqtt.root_topic);
    mqtt.discovery.prefix = without_slashes(mqtt.discovery.prefix);
    settle_plants(outcome, std::move(plants));
    settle_polling(outcome);
    settle_ports(outcome);
    settle_tls(outcome);
    settle_broker(outcome);
    settle_influx(outcome);
    settle_token(outcome);
    settle_cors(outcome);
    settle_clock_sync(outcome);
    settle_zone(outcome, world);
}

}  // namespace giv
