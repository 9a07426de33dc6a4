#include "mqtt/service.hpp"

#include "mqtt/availability.hpp"

#include "givtcp/control/controls.hpp"

#include <algorithm>
#include <utility>

namespace giv::mqtt {
namespace {

bool needs_nothing(std::string_view name) {
    const auto found = find_control(name);
    return found && std::ranges::all_of(found->control->parameters, &Parameter::optional);
}

}  // namespace

Service::Service(
    const SinkOptions& options, Post post, Log log, CommandOptions commands, Announcing announcing
)
    : now_{options.now},
      client_{ClientOptions{
          .settings = options.settings,
          .last_will = last_will(options.settings.root_topic, options.settings.instance),
          .post = std::move(post),
          .log = log,
          .events = events(),
          .now = [now = options.now] { return now().steady; },
      }},
      discovery_{
          announcing.memory.recall ? std::make_optional<Discovery>(
                                         options.settings,
                                         std::move(announcing.facts),
                                         discovery_world(std::move(announcing.memory), log)
                                     )
                                   : std::nullopt},
      sink_{
          options,
          Publisher{
              .publish = [this](const Publication& message) { return client_.publish(message); },
              .close = [this](std::function<void()> done) { client_.close(std::move(done)); },
          },
          discovery_ ? &*discovery_ : nullptr},
      commands_{options.settings, std::move(commands), command_world(std::move(log))} {
    subscribe();
}

ClientEvents Service::events() {
    return {
        .connected =
            [this] {
                if (discovery_) discovery_->connected();
                sink_.connected();
                commands_.connected();
            },
        .disconnected =
            [this] {
                if (discovery_) discovery_->disconnected();
                sink_.disconnected();
            },
        .message =
            [this](const Message& message) {
                if (discovery_ && discovery_->is_about(message.topic))
                    discovery_->hear(message, now_().steady);
                else
                    commands_.receive(message);
            },
        .subscribed =
            [this](const std::string& filter) {
                if (discovery_) discovery_->subscribed(filter, now_().steady);
            },
        .overflowed =
            [this] {
                if (discovery_) discovery_->lost_messages();
            },
    };
}

// Both rooms have their own; the client knows one list.
void Service::subscribe(const std::vector<std::string>& again) {
    auto filters = command_filters_;
    if (discovery_) {
        const auto theirs = discovery_->filters();
        filters.insert(filters.end(), theirs.begin(), theirs.end());
    }
    client_.subscribe(filters, again);
}

CommandWorld Service::command_world(Log log) {
    return {
        .subscribe =
            [this](const auto& filters) {
                command_filters_ = filters;
                subscribe();
            },
        .say_again = [this](int plant, const auto& paths) { sink_.say_again(plant, paths); },
        .publish_state = [this] { return sink_.publish(); },
        .publish = [this](const Publication& message) { return client_.publish(message); },
        .log = std::move(log),
        .needs_nothing = needs_nothing,
    };
}

DiscoveryWorld Service::discovery_world(IdentityMemory memory, Log log) {
    return {
        .memory = std::move(memory),
        .look = [this] { subscribe(discovery_->config_filters()); },
        .chance = [this] { return std::generate_canonical<double, 32>(chance_); },
        .log = std::move(log),
    };
}

void Service::accept(int plant, const SnapshotPtr& snapshot) {
    sink_.accept(plant, snapshot);
    if (snapshot) commands_.meet(plant, snapshot->serial());
}

void Service::tick() {
    client_.tick();
    if (discovery_) {
        const auto now = now_().steady;
        discovery_->tick(now);
        if (discovery_->is_born(now)) sink_.say_everything_again();
    }
    sink_.tick();
    commands_.tick();
}

void Service::stop(std::function<void()> done) {
    commands_.stop();
    sink_.stop(std::move(done));
}

}  // namespace giv::mqtt
