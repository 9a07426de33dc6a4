// The connection to the broker: one, long-lived, MQTT 3.1.1, tried again for ever. client.cpp is
// the only file that knows paho.
//
// All methods belong to the loop thread and return at once. paho's own threads resolve names,
// connect, send and receive; they own nothing of ours: each of their callbacks posts to the loop.
// Does not know what is published (mqtt_sink.hpp) nor what is asked for (commands.hpp).
#pragma once

#include "exchange/log.hpp"
#include "mqtt/inbox.hpp"
#include "mqtt/mqtt_settings.hpp"
#include "mqtt/part_leaves.hpp"
#include "mqtt/publication.hpp"

#include "givtcp/plant/snapshot.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace giv::mqtt {

// Runs a function on the loop thread, soon. Callable from any thread, for as long as the Client
// lives.
using Post = std::function<void(std::function<void()>)>;

// The client's news, on the loop thread. Set once, before start().
struct ClientEvents {
    std::function<void()> connected;
    std::function<void()> disconnected;
    std::function<void(const Message&)> message{};  // may be empty: nobody subscribes

    // The broker has taken this subscription; what it holds comes about now.
    std::function<void(const std::string& filter)> subscribed{};

    // More came at once than could be kept: messages are missing, of whatever topics.
    std::function<void()> overflowed{};
};

struct ClientOptions {
    MqttSettings settings;
    std::optional<Publication> last_will;  // nothing: a guest beside the daemon, by another name
    Post post;
    Log log;
    ClientEvents events;
    std::function<Instant()> now;

    // The queue holds so many messages; when it is full, "later".
    std::size_t largest_plant = leaves_of_largest_plant().size();
};

class Client {
 public:
    explicit Client(ClientOptions options);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Ends the connection without a farewell, so that the broker publishes the will. May last as
    // long as the resolver needs for a name that does not resolve.
    ~Client();

    // An attempt now; all further ones are made by tick(), after 1 to 30 s.
    void start();

    // No further attempt until start(): who is at the broker's address may be somebody else. A
    // connection that stands is left alone.
    void hold();

    // In place of the settings' name and password, from the next attempt on.
    void log_in_as(const std::string& user, const std::string& password);

    // About once a second.
    void tick();

    bool connected() const;

    // Subscribes to these topic filters and no others (QoS 1), now and at every connect; to
    // `again` in any case, so that the broker sends what it holds.
    void subscribe(
        const std::vector<std::string>& filters, const std::vector<std::string>& again = {}
    );

    // Accepted means queued. QoS 1 is delivered at least once as long as the connection lives.
    Offer publish(const Publication& publication);

    // Disconnects in order once the broker has confirmed what was sent with QoS 1. `done` comes on
    // the loop, at once where there is no connection; a broker that hangs keeps it waiting, so
    // the caller sets a limit.
    void close(std::function<void()> done);

 private:
    struct Impl;
    std::shared_ptr<Impl> impl_;  // posted callbacks hold it weakly
};

}  // namespace giv::mqtt
