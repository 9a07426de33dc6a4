// Sees what the broker holds and passes on: the least of an MQTT 3.1.1 subscriber, on a plain
// socket, so that our client is not watched by the library that it is made of.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace giv::mqtt::test {

class Observer {
 public:
    struct Message {
        std::string payload;
        bool retained = false;  // it was kept from before we looked
    };
    struct Seen {
        std::string topic;
        Message message;
    };

    // Subscribes to everything.
    explicit Observer(std::uint16_t port, std::string user = {}, std::string password = {});
    ~Observer();
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

    // As a user's tool does it, QoS 0. A retained one stays at the broker.
    void publish(const std::string& topic, const std::string& payload) const;
    void publish_retained(const std::string& topic, const std::string& payload) const;

    // Takes in what comes for this long.
    void watch(std::chrono::milliseconds span);

    // Everything so far, oldest first.
    const std::vector<Seen>& seen() const { return seen_; }

    // The newest payload of a topic; "(nothing)" before the first.
    std::string newest(const std::string& topic) const;

    // How many came on a topic.
    int count(const std::string& topic) const;

 private:
    void send(const std::string& bytes) const;
    bool take_packet();

    int socket_;
    std::string received_;
    std::vector<Seen> seen_;
};

// What a new subscriber gets of `topic`.
std::string retained(std::uint16_t port, const std::string& topic);

}  // namespace giv::mqtt::test
