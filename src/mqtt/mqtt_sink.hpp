// Carries snapshots to MQTT: what is due by state.hpp and availability.hpp goes to the client.
//
// Loop thread. Nothing here waits: a message that the client does not take now stays due and is
// offered again by tick(). In an outage only the newest snapshot of each plant is kept.
#pragma once

#include "exchange/sink.hpp"
#include "mqtt/availability.hpp"
#include "mqtt/discovery.hpp"
#include "mqtt/mqtt_settings.hpp"
#include "mqtt/problem_topics.hpp"
#include "mqtt/publication.hpp"
#include "mqtt/state.hpp"

#include "givtcp/render/document.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace giv::mqtt {

// The client, as far as the sink needs it.
struct Publisher {
    Publish publish;

    // Ends the connection in order, after what was accepted has been sent; `done` comes on the
    // loop, at once where there is no connection.
    std::function<void(std::function<void()> done)> close;
};

// An inverter that the store remembers: offline until its plant says otherwise.
struct KnownInverter {
    int plant = 1;  // its instance
    std::string serial;
};

struct SinkOptions {
    MqttSettings settings;
    render::Options render;  // `raw` as PRINT_RAW says; MQTT_RAW is looked at here
    std::vector<KnownInverter> known;
    std::vector<std::string> remembered;  // serials of any plant, past ones too
    std::vector<int> searched{};          // plants without an address: their dongle is looked for
    std::function<Moment()> now;
};

class MqttSink : public Sink {
 public:
    // `discovery` is said before anything else, and withdrawn values become "None" where there is
    // one; it outlives this.
    MqttSink(SinkOptions options, Publisher publisher, Discovery* discovery = nullptr);

    std::string_view name() const override { return "mqtt"; }
    void accept(int instance, const SnapshotPtr& snapshot) override;

    // The client's news.
    void connected();
    void disconnected();

    // These leaves of the plant, whether their text changed or not, with the next publish().
    void say_again(int instance, const std::vector<std::string>& paths);

    // Home Assistant has started: all is due again.
    void say_everything_again();

    // Offers what is due. True: the client has accepted it all.
    bool publish();

    // About once a second: offers again what the client did not take, repeats the whole set when
    // its time has come, lets the ages of a silent plant grow.
    void tick();

    // Publishes `offline` for all, then closes; later snapshots are ignored. `done` comes once.
    void stop(std::function<void()> done);

 private:
    struct Plant {
        StateTable table;
        SnapshotPtr snapshot;
        render::LeafOrder order;  // of its last document
        Instant rendered_at;
    };

    Plant& plant_of(int instance);
    void take_problems(int instance, const Snapshot& snapshot);
    void take_in(Plant& plant);
    bool publish_all();
    void publish_news_of(int instance, Plant& plant);
    bool publish_bridge();
    void note_availability(int instance, const Snapshot& snapshot, Instant now);
    bool publish_discovery();
    void publish_states_again();

    // set once
    const MqttSettings settings_;
    const render::Options render_;
    const std::function<Moment()> now_;
    const Publisher publisher_;
    Discovery* const discovery_;

    // loop thread
    Availability availability_;
    ProblemTopics problems_;
    std::map<int, Plant> plants_;
    std::vector<PartName> parts_;  // scratch
    PackedLeaves leaves_;          // scratch
    Instant availability_repeated_at_;
    std::deque<Instant> states_again_at_;
    bool connected_ = false;
    bool all_sent_ = false;  // by the last publish(): the client took all that was due
    bool stopped_ = false;
};

}  // namespace giv::mqtt
