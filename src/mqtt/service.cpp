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

Service::Service(const SinkOptions& options, Post post, Log log, CommandOptions commands)
    : client_{ClientOptions{
          .settings = options.settings,
          .last_will = last_will(options.settings.root_topic, options.settings.instance),
          .post = std::move(post),
          .log = log,
          .events = {
              .connected =
                  [this] {
                      sink_.connected();
                      commands_.connected();
                  },
              .disconnected = [this] { sink_.disconnected(); },
              .message = [this](const Message& message) { commands_.receive(message); }},
          .now = [now = options.now] { return now().steady; },
      }},
      sink_{
          options,
          Publisher{
              .publish = [this](const Publication& message) { return client_.publish(message); },
              .close = [this](std::function<void()> done) { client_.close(std::move(done)); },
          }},
      commands_{options.settings, std::move(commands), command_world(std::move(log))} {}

CommandWorld Service::command_world(Log log) {
    return {
        .subscribe = [this](const auto& filters) { client_.subscribe(filters); },
        .say_again = [this](int plant, const auto& paths) { sink_.say_again(plant, paths); },
        .publish_state = [this] { return sink_.publish(); },
        .publish = [this](const Publication& message) { return client_.publish(message); },
        .log = std::move(log),
        .needs_nothing = needs_nothing,
    };
}

void Service::accept(int plant, const SnapshotPtr& snapshot) {
    sink_.accept(plant, snapshot);
    if (snapshot) commands_.meet(plant, snapshot->serial());
}

void Service::tick() {
    client_.tick();
    sink_.tick();
    commands_.tick();
}

void Service::stop(std::function<void()> done) {
    commands_.stop();
    sink_.stop(std::move(done));
}

}  // namespace giv::mqtt
