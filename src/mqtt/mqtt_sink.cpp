#include "mqtt/mqtt_sink.hpp"

#include "givtcp/render/problem_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;

// A document looks different a minute later even if nothing was read: its ages have grown, and
// the values of a silent plant run out.
constexpr auto render_again_after = 60s;

// What Home Assistant misses, it is told again: a new entity takes in no value that comes while it
// collects its subscriptions, and one that expires has none from the moment its announcement
// changed until the next message, retained or not. How long it takes over hundreds of announcements
// nobody knows (research/home-assistant.md 3: a second or two on an idle machine).
constexpr auto states_again_after = std::to_array<std::chrono::seconds>({1s, 10s, 60s});

StateOptions state_options(const MqttSettings& settings, int plant, bool discovery) {
    return {
        .root = settings.root_of(plant),
        .retain = settings.retain,
        .publish_all = settings.publish == MqttSettings::Publish::all,
        .discovery = discovery,
        .republish_period = settings.republish_period,
    };
}

render::Options with_mqtt_raw(render::Options options, bool mqtt_raw) {
    options.raw = options.raw && mqtt_raw;
    return options;
}

}  // namespace

MqttSink::MqttSink(SinkOptions options, Publisher publisher, Discovery* discovery)
    : settings_{std::move(options.settings)},
      render_{with_mqtt_raw(options.render, settings_.raw)},
      now_{std::move(options.now)},
      publisher_{std::move(publisher)},
      discovery_{discovery},
      availability_{settings_.root_topic, settings_.instance} {
    for (const auto& inverter : options.known) {
        const auto root = settings_.root_of(inverter.plant);
        availability_.set(inverter.plant, root, inverter.serial, false);
        problems_.know(inverter.plant, root, inverter.serial);
    }
    for (const auto plant : options.searched) {
        const auto bridge = "bridge/" + std::to_string(plant);
        problems_.know(plant, settings_.root_topic, bridge);
    }
    for (const auto& serial : options.remembered) {
        const auto known = std::ranges::find(options.known, serial, &KnownInverter::serial);
        if (known == options.known.end())
            availability_.set(no_plant, settings_.root_topic, serial, false);
    }
}

MqttSink::Plant& MqttSink::plant_of(int instance) {
    const auto known = plants_.find(instance);
    if (known != plants_.end()) return known->second;

    Plant plant{.table = StateTable{state_options(settings_, instance, discovery_ != nullptr)}};
    return plants_.emplace(instance, std::move(plant)).first->second;
}

void MqttSink::accept(int instance, const SnapshotPtr& snapshot) {
    if (stopped_ || !snapshot) return;
    take_problems(instance, *snapshot);
    if (discovery_ != nullptr) discovery_->accept(instance, snapshot, now_().steady);
    // Without a serial there is no topic to speak on.
    if (snapshot->serial().empty()) {
        publish();
        return;
    }

    auto& plant = plant_of(instance);
    plant.snapshot = snapshot;
    if (!connected_) return;
    take_in(plant);
    publish_news_of(instance, plant);
}

// Of an inverter that was not met yet only what is wrong is known, never that all is well.
void MqttSink::take_problems(int instance, const Snapshot& snapshot) {
    const auto& problems = snapshot.problems;
    if (!snapshot.serial().empty()) {
        const auto root = settings_.root_of(instance);
        problems_.set(instance, root, snapshot.serial(), render::problem_text(problems));
    } else if (!problems.empty()) {
        problems_.set(instance, render::problem_text(problems));
    }
}

void MqttSink::take_in(Plant& plant) {
    const auto now = now_();
    parts_.clear();
    for (const auto& part : plant.snapshot->parts)
        if (part.subject != Subject::inverter) parts_.push_back({part.subject, part.id});

    const auto document = render::document(*plant.snapshot, now, render_, plant.order);
    plant.table.update({
        .serial = plant.snapshot->serial(),
        .document = document,
        .parts = parts_,
        .cycles = plant.snapshot->cycles,
        .now = now.steady,
        .scratch = leaves_,
    });
    plant.rendered_at = now.steady;
}

// Who is announced, then who is there, then plant by plant.
bool MqttSink::publish() {
    all_sent_ = publish_all();
    return all_sent_;
}

bool MqttSink::publish_all() {
    if (!connected_ || stopped_ || !publish_discovery()) return false;
    const auto now = now_().steady;
    for (const auto& [instance, plant] : plants_)
        note_availability(instance, *plant.snapshot, now);
    return publish_bridge() && std::ranges::all_of(plants_, [&](auto& known) {
               return known.second.table.publish(publisher_.publish);
           });
}

// Of hundreds of plants only this one has something to say, where nothing waits and no plant's
// announcement can change another's availability.
void MqttSink::publish_news_of(int instance, Plant& plant) {
    if (discovery_ != nullptr || !all_sent_ || !connected_ || stopped_) {
        publish();
        return;
    }
    note_availability(instance, *plant.snapshot, now_().steady);
    all_sent_ = publish_bridge() && plant.table.publish(publisher_.publish);
}

// Who is there, and what is wrong with whom.
bool MqttSink::publish_bridge() {
    return availability_.publish(publisher_.publish) && problems_.publish(publisher_.publish);
}

void MqttSink::note_availability(int instance, const Snapshot& snapshot, Instant now) {
    const bool is_announced = discovery_ == nullptr || discovery_->is_announced(instance, now);
    const bool online = snapshot.online() && is_announced;
    availability_.set(instance, settings_.root_of(instance), snapshot.serial(), online);
}

bool MqttSink::publish_discovery() {
    if (discovery_ == nullptr) return true;
    const auto now = now_().steady;
    const bool is_all = discovery_->publish(publisher_.publish, now);
    if (discovery_->has_announced()) {
        states_again_at_.clear();
        for (const auto pause : states_again_after)
            states_again_at_.push_back(now + pause);
    }
    return is_all;
}

void MqttSink::say_everything_again() {
    availability_.forget_marks();
    problems_.forget_marks();
    for (auto& [instance, plant] : plants_)
        plant.table.forget_marks();
}

void MqttSink::publish_states_again() {
    if (states_again_at_.empty() || now_().steady < states_again_at_.front()) return;
    states_again_at_.pop_front();
    for (auto& [instance, plant] : plants_)
        plant.table.forget_marks();
}

void MqttSink::say_again(int instance, const std::vector<std::string>& paths) {
    const auto known = plants_.find(instance);
    if (known != plants_.end()) known->second.table.say_again(paths);
}

void MqttSink::connected() {
    if (stopped_) return;
    connected_ = true;
    availability_repeated_at_ = now_().steady;
    for (auto& [instance, plant] : plants_)
        take_in(plant);
    publish();
}

void MqttSink::disconnected() {
    connected_ = false;
    states_again_at_.clear();
    say_everything_again();
}

void MqttSink::tick() {
    if (!connected_ || stopped_) return;

    const auto now = now_().steady;
    if (settings_.republish_period > 0ms &&
        now - availability_repeated_at_ >= settings_.republish_period) {
        availability_.forget_marks();
        problems_.forget_marks();
        availability_repeated_at_ = now;
    }
    for (auto& [instance, plant] : plants_)
        if (now - plant.rendered_at >= render_again_after) take_in(plant);
    publish_states_again();
    publish();
}

void MqttSink::stop(std::function<void()> done) {
    stopped_ = true;
    availability_.stop();
    const bool is_told = !connected_ || availability_.publish(publisher_.publish);
    if (is_told)
        publisher_.close(std::move(done));
    else
        done();  // the broker says it, of a client that ends without a farewell
}

}  // namespace giv::mqtt
