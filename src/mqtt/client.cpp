#include "mqtt/client.hpp"

#include "mqtt/connection_report.hpp"
#include "mqtt/connection_words.hpp"
#include "mqtt/patient_threads.hpp"
#include "mqtt/subscriptions.hpp"

#include <mqtt/async_client.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;

// paho's library has our namespace's name.
namespace paho = ::mqtt;

constexpr auto keep_alive = 20s;
constexpr auto connect_timeout = 10s;
constexpr Instant::duration shortest_pause = 1s;
constexpr Instant::duration longest_pause = 30s;
constexpr auto proven_after = 1min;  // a connection that lived this long starts the pauses anew
constexpr auto overflow_told_every = 1min;
constexpr int subscription_refused = 0x80;  // MQTT 3.1.1, 3.9.3

paho::create_options create_options(std::size_t queue) {
    return paho::create_options_builder()
        .mqtt_version(MQTTVERSION_3_1_1)
        .max_buffered_messages(static_cast<int>(queue))
        .send_while_disconnected(false)
        .finalize();
}

paho::ssl_options ssl_options(const MqttTls& tls) {
    paho::ssl_options options;
    if (!tls.ca_file.empty()) options.set_trust_store(tls.ca_file);
    if (!tls.certificate.empty()) {
        options.set_key_store(tls.certificate);
        if (!tls.key.empty()) options.set_private_key(tls.key);
        options.set_private_key_password("none");  // an encrypted key fails instead of asking
    }
    options.set_enable_server_cert_auth(true);
    options.set_verify(true);  // without it any host's certificate will do
    return options;
}

}  // namespace

struct Client::Impl : std::enable_shared_from_this<Client::Impl> {
    enum class Phase : std::uint8_t { idle, connecting, connected, closing, closed };

    // paho's threads call these; they hold nothing but the way to the loop.
    struct ConnectListener : paho::iaction_listener {
        explicit ConnectListener(Impl& owner) : impl{owner} {}
        void on_success(const paho::token&) override {}  // the connected handler tells
        void on_failure(const paho::token& token) override {
            impl.on_loop([code = token.get_return_code()](Impl& self) { self.failed(code); });
        }
        Impl& impl;
    };
    struct DeliveryListener : paho::iaction_listener {
        explicit DeliveryListener(Impl& owner) : impl{owner} {}
        void on_success(const paho::token&) override { delivered(); }
        void on_failure(const paho::token&) override { delivered(); }
        void delivered() {
            impl.on_loop([](Impl& self) { self.delivered(); });
        }
        Impl& impl;
    };
    struct SubscribeListener : paho::iaction_listener {
        explicit SubscribeListener(Impl& owner) : impl{owner} {}
        void on_success(const paho::token& token) override {
            const auto filters = token.get_topics();
            if (!filters || filters->empty()) return;
            impl.on_loop([filter = (*filters)[0]](Impl& self) {
                if (self.options.events.subscribed) self.options.events.subscribed(filter);
            });
        }
        void on_failure(const paho::token& token) override {
            const auto filters = token.get_topics();
            if (!filters || filters->empty()) return;
            impl.on_loop([filter = (*filters)[0], code = token.get_return_code()](Impl& self) {
                self.failed_to_subscribe(filter, code);
            });
        }
        Impl& impl;
    };
    struct CloseListener : paho::iaction_listener {
        explicit CloseListener(Impl& owner) : impl{owner} {}
        void on_success(const paho::token&) override { closed(); }
        void on_failure(const paho::token&) override { closed(); }
        void closed() {
            impl.on_loop([](Impl& self) { self.finish_closing(); });
        }
        Impl& impl;
    };

    explicit Impl(ClientOptions given)
        : options{std::move(given)},
          user{options.settings.user},
          password{options.settings.password},
          report{broker_uri(options.settings)},
          inbox{options.settings.discovery.prefix + '/'} {}

    // Any thread. What was posted comes to nothing when the client is gone by then.
    template <class Function>
    void on_loop(Function function) {
        options.post([self = weak_from_this(), function = std::move(function)] {
            if (const auto alive = self.lock()) function(*alive);
        });
    }

    void tell(const std::optional<ConnectionReport::Line>& line) const {
        if (line) options.log(line->level, line->text);
    }

    paho::connect_options connect_options();
    void create();
    void connect();
    void retry_later();
    void failed(int code);
    void connected();
    void lost();
    void delivered();
    void take_in(const paho::message& message);
    void arrived(const Message& message);
    void tell_overflow();
    void subscribe_what_is_due();
    void tell_broker(const Subscriptions::Step& step);
    void failed_to_subscribe(const std::string& filter, int code);
    void disconnect();
    void finish_closing();
    Offer refuse(const Publication& publication, std::string_view why);
    Offer send(const Publication& publication);

    // set once
    const ClientOptions options;

    // loop thread
    Phase phase = Phase::idle;
    std::string user;
    std::string password;
    bool is_held = false;  // between hold() and start()
    ConnectionReport report;
    Instant connected_at;
    Instant next_attempt = Instant::max();  // start() makes the first
    Instant::duration pause = shortest_pause;
    int unconfirmed = 0;  // QoS 1 messages on this connection
    bool refusal_told = false;
    Subscriptions subscriptions;
    bool subscription_refusal_told = false;
    std::uint64_t overflowed = 0;  // not told yet
    Instant overflow_told_after;   // no line before
    std::function<void()> closed;

    // any thread: false at once when the connection is gone, because paho may be resolving a name
    // then, and each call into it would wait for that
    std::atomic<bool> usable = false;
    Inbox inbox;

    ConnectListener connect_listener{*this};
    DeliveryListener delivery_listener{*this};
    SubscribeListener subscribe_listener{*this};
    CloseListener close_listener{*this};
    std::optional<paho::async_client> client;  // last: its threads use the others
};

void Client::Impl::create() {
    client.emplace(
        broker_uri(options.settings),
        client_id(options.settings, !options.last_will),
        create_options(options.largest_plant)
    );
    client->set_connected_handler([this](const std::string&) {
        usable = true;
        on_loop([](Impl& self) { self.connected(); });
    });
    client->set_connection_lost_handler([this](const std::string&) {
        usable = false;
        on_loop([](Impl& self) { self.lost(); });
    });
    client->set_message_callback([this](const paho::const_message_ptr& message) {
        if (message) take_in(*message);
    });
}

paho::connect_options Client::Impl::connect_options() {
    paho::connect_options_builder builder;
    builder.mqtt_version(MQTTVERSION_3_1_1)
        .clean_session(true)
        .keep_alive_interval(keep_alive)
        .connect_timeout(connect_timeout);
    if (const auto& will = options.last_will) {
        builder.will(paho::message{
            will->topic, will->payload, static_cast<int>(will->qos), will->retain});
    }
    const auto& settings = options.settings;
    if (!user.empty()) builder.user_name(user).password(password);
    if (settings.tls.enabled) builder.ssl(ssl_options(settings.tls));
    return builder.finalize();
}

// paho's own reconnect gives neither the number of attempts nor a second reason, so every attempt
// is a connect of ours. None is made before the one before it has failed.
void Client::Impl::connect() {
    phase = Phase::connecting;
    try {
        if (!client) create();
        const PatientThreads started_by_connect;
        client->connect(connect_options(), nullptr, connect_listener);
    } catch (const std::exception& error) {
        tell(report.failed(error.what(), options.now()));
        retry_later();
    }
}

void Client::Impl::retry_later() {
    phase = Phase::idle;
    next_attempt = options.now() + pause;
    pause = std::min(2 * pause, longest_pause);
}

void Client::Impl::failed(int code) {
    if (phase != Phase::connecting) return;
    tell(report.failed(failure_words(code, options.settings.tls), options.now()));
    retry_later();
}

void Client::Impl::connected() {
    if (phase != Phase::connecting) return;
    phase = Phase::connected;
    unconfirmed = 0;
    connected_at = options.now();
    tell(report.connected(connected_at));
    subscriptions.forget();
    subscribe_what_is_due();  // whoever sees "online" may ask
    options.events.connected();
}

void Client::Impl::lost() {
    if (phase == Phase::closing) finish_closing();
    if (phase != Phase::connected) return;
    const auto now = options.now();
    if (now - connected_at >= proven_after) pause = shortest_pause;
    tell(report.lost(now));
    retry_later();
    options.events.disconnected();
}

void Client::Impl::delivered() {
    if (unconfirmed > 0) --unconfirmed;
    if (phase == Phase::closing && unconfirmed == 0) disconnect();
}

// paho's thread.
void Client::Impl::take_in(const paho::message& message) {
    const auto& payload = message.get_payload();
    auto taken = inbox.take(message.get_topic(), payload, message.is_retained());
    if (!taken) return;
    on_loop([taken = *std::move(taken)](Impl& self) { self.arrived(taken); });
}

void Client::Impl::arrived(const Message& message) {
    inbox.handed_over(message);
    if (options.events.message) options.events.message(message);
}

// At once, then a sum now and then.
void Client::Impl::tell_overflow() {
    const auto lost_now = inbox.overflowed();
    if (lost_now > 0 && options.events.overflowed) options.events.overflowed();
    overflowed += lost_now;
    const auto now = options.now();
    if (overflowed == 0 || now < overflow_told_after) return;
    options.log(
        LogLevel::warning,
        "too many messages at once from the broker: " + std::to_string(overflowed) +
            " were not read"
    );
    overflowed = 0;
    overflow_told_after = now + overflow_told_every;
}

// What fails now is tried again by tick().
void Client::Impl::subscribe_what_is_due() {
    if (phase != Phase::connected || !usable) return;
    try {
        for (auto step = subscriptions.next(); step; step = subscriptions.next()) {
            tell_broker(*step);
            subscriptions.told(*step);
        }
    } catch (const paho::exception& error) {
        options.log(LogLevel::debug, std::string{"no subscription yet: "} + error.what());
    }
}

void Client::Impl::tell_broker(const Subscriptions::Step& step) {
    constexpr int at_least_once = 1;
    if (step.what == Subscriptions::Step::What::unsubscribe)
        client->unsubscribe(step.filter);
    else
        client->subscribe(step.filter, at_least_once, nullptr, subscribe_listener);
}

// A broker that refuses will refuse again; what got lost on the way is sent again.
void Client::Impl::failed_to_subscribe(const std::string& filter, int code) {
    if (code != subscription_refused) return subscriptions.failed(filter);
    if (std::exchange(subscription_refusal_told, true)) return;
    options.log(
        LogLevel::warning,
        "the broker refuses a subscription: commands over MQTT, or what Home Assistant was told, "
        "do "
        "not arrive; check its access list"
    );
}

// Not by a timeout of paho's, which looks at it every 3 s only.
void Client::Impl::disconnect() {
    usable = false;
    try {
        client->disconnect(0, nullptr, close_listener);
    } catch (const paho::exception&) {
        finish_closing();  // it was gone already
    }
}

void Client::Impl::finish_closing() {
    if (phase != Phase::closing) return;
    phase = Phase::closed;
    usable = false;
    if (closed) std::exchange(closed, nullptr)();
}

// Once is enough: the same topics come with every whole set.
Offer Client::Impl::refuse(const Publication& publication, std::string_view why) {
    if (!std::exchange(refusal_told, true)) {
        options.log(
            LogLevel::error,
            "a message can't be published (" + std::string{why} + "), its topic has " +
                std::to_string(publication.topic.size()) +
                " characters; others are left out likewise"
        );
    }
    return Offer::refused;
}

Offer Client::Impl::send(const Publication& publication) {
    const auto& [topic, payload, retain, qos] = publication;
    if (qos == Qos::at_most_once) {
        client->publish(topic, payload.data(), payload.size(), 0, retain);
        return Offer::accepted;
    }
    client->publish(topic, payload.data(), payload.size(), 1, retain, nullptr, delivery_listener);
    ++unconfirmed;
    return Offer::accepted;
}

Client::Client(ClientOptions options) : impl_{std::make_shared<Impl>(std::move(options))} {}

Client::~Client() = default;

void Client::start() {
    impl_->is_held = false;
    if (impl_->phase == Impl::Phase::idle) impl_->connect();
}

void Client::hold() { impl_->is_held = true; }

void Client::log_in_as(const std::string& user, const std::string& password) {
    impl_->user = user;
    impl_->password = password;
}

void Client::tick() {
    const bool due = !impl_->is_held && impl_->options.now() >= impl_->next_attempt;
    if (impl_->phase == Impl::Phase::idle && due) impl_->connect();
    impl_->subscribe_what_is_due();
    impl_->tell_overflow();
}

bool Client::connected() const { return impl_->phase == Impl::Phase::connected && impl_->usable; }

void Client::subscribe(
    const std::vector<std::string>& filters, const std::vector<std::string>& again
) {
    impl_->subscriptions.want(filters);
    for (const auto& filter : again)
        impl_->subscriptions.failed(filter);
    impl_->subscribe_what_is_due();
}

Offer Client::publish(const Publication& publication) {
    if (!connected()) return Offer::later;
    if (!is_possible_topic(publication.topic))
        return impl_->refuse(publication, "an impossible topic");
    try {
        return impl_->send(publication);
    } catch (const paho::exception& error) {
        const bool is_bad_text = error.get_return_code() == MQTTASYNC_BAD_UTF8_STRING;
        return is_bad_text ? impl_->refuse(publication, "not UTF-8") : Offer::later;
    }
}

void Client::close(std::function<void()> done) {
    const bool has_connection = connected();
    impl_->closed = std::move(done);
    impl_->phase = Impl::Phase::closing;
    if (!has_connection)
        impl_->finish_closing();
    else if (impl_->unconfirmed == 0)
        impl_->disconnect();
}

}  // namespace giv::mqtt
