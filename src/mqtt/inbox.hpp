// How much of what the broker sends waits for the loop at most. Whoever floods us costs a few
// megabytes and gets refusals, whole or counted; nothing here waits.
//
// take() on paho's thread, the rest on the loop.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace giv::mqtt {

// What came on a topic that we subscribed to.
struct Message {
    enum class Loss : std::uint8_t {
        none,
        too_long,  // more than Inbox::longest_payload
        no_room,   // too many were waiting
    };

    std::string topic;
    std::string payload;     // empty where it was lost
    bool retained = false;   // kept by the broker from before we subscribed
    Loss loss = Loss::none;  // of the payload
};

class Inbox {
 public:
    static constexpr std::size_t longest_payload = 65'536;
    static constexpr std::size_t longest_config = 524'288;  // below the discovery prefix
    static constexpr std::size_t longest_topic = 1'024;     // no control has a longer one
    static constexpr std::size_t places = 1'024;            // of 4 kB each, for whole messages
    static constexpr std::size_t topic_places = 1'024;      // for those that lost their payload

    // "homeassistant/"
    explicit Inbox(std::string discovery_prefix) : discovery_prefix_{std::move(discovery_prefix)} {}

    // A copy to hand to the loop; nothing where not even the topic can be kept.
    std::optional<Message> take(std::string_view topic, std::string_view payload, bool retained);

    // The loop has it now.
    void handed_over(const Message& message);

    // How many lost their payload for want of room, or everything, since the last call.
    std::uint64_t overflowed();

 private:
    const std::string discovery_prefix_;
    std::atomic<std::size_t> used_{0};
    std::atomic<std::size_t> used_topics_{0};
    std::atomic<std::uint64_t> overflowed_{0};
};

}  // namespace giv::mqtt
