#include "mqtt/retained_configs.hpp"

#include <utility>

namespace giv::mqtt {

void RetainedConfigs::listen(const std::vector<std::string>& filters, Instant now) {
    since_ = now;
    unconfirmed_ = {filters.begin(), filters.end()};
    confirmed_at_.reset();
    last_heard_ = now;
    has_gaps_ = false;
    bytes_ = 0;
    payloads_.clear();
}

void RetainedConfigs::confirmed(const std::string& filter, Instant now) {
    if (!is_listening() || unconfirmed_.erase(filter) == 0 || !unconfirmed_.empty()) return;
    confirmed_at_ = now;
    last_heard_ = now;
}

void RetainedConfigs::hear(const Message& message, Instant now) {
    if (!is_listening()) return;
    last_heard_ = now;
    if (message.loss == Message::Loss::no_room) has_gaps_ = true;
    const auto known = payloads_.find(message.topic);
    if (known != payloads_.end()) {
        bytes_ -= known->first.size() + known->second.size();
        payloads_.erase(known);
    }
    if (message.payload.empty()) return;

    const auto size = message.topic.size() + message.payload.size();
    if (bytes_ + size > most_bytes) {
        has_gaps_ = true;
        return;
    }
    bytes_ += size;
    payloads_.emplace(message.topic, message.payload);
}

bool RetainedConfigs::is_done(Instant now) const {
    if (!since_) return false;
    if (!confirmed_at_) return now - *since_ >= at_most;
    return now - last_heard_ >= quiet_for || now - *confirmed_at_ >= at_most;
}

std::vector<render::HeldConfig> RetainedConfigs::take() {
    std::vector<render::HeldConfig> held;
    held.reserve(payloads_.size());
    for (auto& [topic, payload] : std::exchange(payloads_, {}))
        held.push_back({topic, std::move(payload)});
    since_.reset();
    bytes_ = 0;
    return held;
}

}  // namespace giv::mqtt
