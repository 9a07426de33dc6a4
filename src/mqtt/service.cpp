#include "mqtt/service.hpp"

#include "mqtt/availability.hpp"

#include <utility>

namespace giv::mqtt {

Service::Service(SinkOptions options, Post post, Log log)
    : client_{ClientOptions{
          .settings = options.settings,
          .last_will = last_will(options.settings.root_topic, options.settings.instance),
          .post = std::move(post),
          .log = std::move(log),
          .events = {
              .connected = [this] { sink_.connected(); },
              .disconnected = [this] { sink_.disconnected(); }},
          .now = [now = options.now] { return now().steady; },
      }},
      sink_{
          std::move(options),
          Publisher{
              .publish = [this](const Publication& message) { return client_.publish(message); },
              .close = [this](std::function<void()> done) { client_.close(std::move(done)); },
          }} {}

void Service::tick() {
    client_.tick();
    sink_.tick();
}

}  // namespace giv::mqtt
