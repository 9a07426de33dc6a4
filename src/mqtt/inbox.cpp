#include "mqtt/inbox.hpp"

namespace giv::mqtt {
namespace {

constexpr std::size_t bytes_in_place = 4'096;

std::size_t places_for(std::size_t payload_size) { return 1 + payload_size / bytes_in_place; }

// All of `wanted`, or none.
bool occupy(std::atomic<std::size_t>& used, std::size_t wanted, std::size_t limit) {
    if (used.fetch_add(wanted) + wanted <= limit) return true;
    used.fetch_sub(wanted);
    return false;
}

}  // namespace

std::optional<Message> Inbox::take(
    std::string_view topic, std::string_view payload, bool retained
) {
    const bool is_config = topic.starts_with(discovery_prefix_);
    const bool is_too_long = payload.size() > (is_config ? longest_config : longest_payload);
    const bool is_possible = topic.size() <= longest_topic;
    if (is_possible && !is_too_long && occupy(used_, places_for(payload.size()), places))
        return Message{std::string{topic}, std::string{payload}, retained, Message::Loss::none};

    const auto loss = is_too_long ? Message::Loss::too_long : Message::Loss::no_room;
    const bool is_kept = is_possible && occupy(used_topics_, 1, topic_places);
    if (!is_kept || !is_too_long) ++overflowed_;
    if (!is_kept) return std::nullopt;
    return Message{std::string{topic}, {}, retained, loss};
}

void Inbox::handed_over(const Message& message) {
    if (message.loss == Message::Loss::none)
        used_ -= places_for(message.payload.size());
    else
        --used_topics_;
}

std::uint64_t Inbox::overflowed() { return overflowed_.exchange(0); }

}  // namespace giv::mqtt
