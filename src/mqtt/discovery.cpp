#include "mqtt/discovery.hpp"

#include "mqtt/availability.hpp"

#include <algorithm>
#include <utility>

namespace giv::mqtt {
namespace {

// An unchanged value comes again after this many republish periods at the latest, with room for one
// that was late (spec/clients.md §3.5).
constexpr double periods_until_expired = 2.5;

std::chrono::seconds expire_after(std::chrono::milliseconds republish_period) {
    return std::chrono::duration_cast<std::chrono::seconds>(
        periods_until_expired * republish_period
    );
}

}  // namespace

render::DiscoveryOptions discovery_options(
    const MqttSettings& settings, const DiscoveryFacts& facts, int plant
) {
    const auto& discovery = settings.discovery;
    const auto first = facts.instances.empty() ? plant : facts.instances.front();
    const auto name_of = [&](int one) { return discovery.name_prefix_of(one, first); };
    render::DiscoveryOptions options;
    options.discovery_prefix = discovery.prefix;
    options.root = settings.root_of(plant);
    options.bridge_topic = bridge_topic(settings.root_topic, settings.instance);
    options.name_prefix = name_of(plant);
    options.prefix_is_shared = std::ranges::any_of(facts.instances, [&](int other) {
        return other < plant && name_of(other) == options.name_prefix;
    });
    options.layout = discovery.layout;
    options.expire_after = expire_after(settings.republish_period);
    options.configuration_url = discovery.configuration_url;
    options.version = facts.version;
    options.seed_profile = facts.seed_profile;
    options.read_only = facts.read_only;
    options.time_entities = discovery.time_entities;
    options.slot_sensors = discovery.seed_slot_sensors;
    return options;
}

Discovery::Discovery(MqttSettings settings, DiscoveryFacts facts, DiscoveryWorld world)
    : settings_{std::move(settings)},
      facts_{std::move(facts)},
      world_{std::move(world)},
      birth_topic_{DiscoverySettings::birth_topic()},
      config_filters_{
          render::config_filter(discovery_options(settings_, facts_, 0)),
          render::device_filter(discovery_options(settings_, facts_, 0))} {}

std::vector<std::string> Discovery::filters() const {
    std::vector<std::string> filters{birth_topic_};
    if (has_looked_) filters.insert(filters.end(), config_filters_.begin(), config_filters_.end());
    return filters;
}

PlantDiscovery& Discovery::plant_of(int instance) {
    const auto options = discovery_options(settings_, facts_, instance);
    return plants_
        .try_emplace(instance, settings_.discovery.style, options, world_.memory, world_.log)
        .first->second;
}

void Discovery::accept(int plant, const SnapshotPtr& snapshot, Instant now) {
    plant_of(plant).accept(snapshot, now);
    look_if_wanted(now);
}

bool Discovery::is_about(const std::string& topic) const {
    if (topic == birth_topic_) return true;
    const auto prefix = settings_.discovery.prefix + '/';
    return topic.starts_with(prefix) && topic.ends_with("/config") &&
           (topic.starts_with(prefix + "device/") || topic.find("/GivEnergy/") != std::string::npos
           );
}

void Discovery::hear(const Message& message, Instant now) {
    if (message.topic == birth_topic_) {
        if (message.payload == "online" && !message.retained) birth_.heard(now, world_.chance());
        return;
    }
    retained_.hear(message, now);
    for (auto& [instance, plant] : plants_)
        plant.hear(message, now);
}

void Discovery::lost_messages() { retained_.lost(); }

void Discovery::connected() {
    connected_ = true;
    looks_ = 0;
    not_before_ = {};
}

void Discovery::disconnected() {
    connected_ = false;
    static_cast<void>(retained_.take());
    birth_.forget();
    for (auto& [instance, plant] : plants_)
        plant.disconnected();
}

void Discovery::look_if_wanted(Instant now) {
    if (!connected_ || retained_.is_listening() || now < not_before_) return;
    const bool is_wanted = std::ranges::any_of(plants_, [now](const auto& plant) {
        return plant.second.wants_look(now);
    });
    if (is_wanted) look(now);
}

void Discovery::look(Instant now) {
    retained_.listen(config_filters_, now);
    has_looked_ = true;
    world_.look();
}

void Discovery::subscribed(const std::string& filter, Instant now) {
    retained_.confirmed(filter, now);
}

void Discovery::look_again(Instant now) {
    if (++looks_ < looks_until_told) return look(now);
    not_before_ = now + look_again_after;
    if (looks_ > looks_until_told) return;
    world_.log(
        LogLevel::warning,
        "what the broker holds under " + settings_.discovery.prefix +
            "/ could not be read whole, so nothing is told to Home Assistant: check the broker's "
            "access list; it is tried again each minute"
    );
}

void Discovery::finish_look(Instant now) {
    const bool is_whole = !retained_.has_gaps();
    const auto held = retained_.take();
    if (!is_whole) return look_again(now);
    looks_ = 0;
    for (auto& [instance, plant] : plants_)
        if (plant.wants_look(now)) plant.looked(held);
}

void Discovery::tick(Instant now) {
    if (!connected_) return;
    look_if_wanted(now);
    if (retained_.is_done(now)) finish_look(now);
}

bool Discovery::publish(const Publish& offer, Instant now) {
    const auto noted = [&](const Publication& message) {
        const auto answer = offer(message);
        has_announced_ = has_announced_ || (answer == Offer::accepted && !message.payload.empty());
        return answer;
    };
    return std::ranges::all_of(plants_, [&](auto& plant) {
        return plant.second.publish(noted, now);
    });
}

bool Discovery::is_announced(int plant, Instant now) const {
    const auto found = plants_.find(plant);
    if (looks_ >= looks_until_told) return true;  // GivTCP's clients need not wait for it
    return found != plants_.end() && found->second.is_announced(now);
}

bool Discovery::is_born(Instant now) {
    if (!birth_.is_due(now)) return false;
    for (auto& [instance, plant] : plants_)
        plant.say_again();
    return true;
}

}  // namespace giv::mqtt
