// Commands over MQTT: a message on a control topic goes to the gate, what became of it to
// <root>/<serial>/result/<command>, and before that the true state once more. Loop thread.
//
// Source: spec/clients.md §2.6 (M8, M9). Topics: <root>/control/<serial>/<command> and
// <root>/<serial>/control/<command>. Judges no value: that is the gate's and the plan's business.
//
// What the broker kept (the retain flag) is no command: it would be carried out at every connect.
// An empty message removes such a one, and arrives without the flag; so it is a command only where
// the control needs nothing and the topic has been silent since we connected.
#pragma once

#include "exchange/command_gate.hpp"
#include "exchange/log.hpp"
#include "mqtt/inbox.hpp"
#include "mqtt/mqtt_settings.hpp"
#include "mqtt/publication.hpp"

#include "givtcp/control/command.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {

// What the app joins commands with.
struct CommandOptions {
    // To the plant's gate. Empty where nothing may be written (READ_ONLY): then nothing is heard.
    std::function<CommandGate::Ticket(int plant, Command, CommandGate::Answer)> submit{};

    // The same for a command that is refused before it comes to the gate: it gets an id, too.
    std::function<CommandGate::Ticket(int plant, const Command&, const Refusal&)> turn_away =
        [](int, const Command&, const Refusal& why) {
            return CommandGate::Ticket{"", refused(why)};
        };

    // The paths that a control changes, "Control/Target_SOC"; none for a name that is no control's.
    std::function<std::vector<std::string>(std::string_view control)> shown_by{};
};

// The rest of this room, as far as commands need it.
struct CommandWorld {
    std::function<void(const std::vector<std::string>& filters)> subscribe;
    std::function<void(int plant, const std::vector<std::string>& paths)> say_again;
    std::function<bool()> publish_state;  // true: nothing is due any more
    Publish publish;
    Log log;

    // A control that has no parameter which must be given.
    std::function<bool(std::string_view control)> needs_nothing;
};

class Commands {
 public:
    static constexpr std::size_t most_results = 1024;  // that wait for a broker to take them

    Commands(MqttSettings settings, CommandOptions options, CommandWorld world);

    // This plant is that inverter, maybe another one than before.
    void meet(int plant, std::string_view serial);

    void receive(const Message& message);

    // The client's news. After the sink has heard it.
    void connected();

    // About once a second: offers again what was not taken. After the sink's.
    void tick();

    // The last results go out, if the client takes them; later messages are ignored.
    void stop();

 private:
    struct Target {
        int plant = 0;
        std::string_view command;  // what follows the control root
    };

    // Sent to the gate, and not answered yet.
    struct Open {
        int plant;
        std::string topic;  // of the result
        std::string command;
        std::string id;
        bool has_id = false;
        std::optional<Outcome> outcome;
    };

    std::optional<Target> target_of(std::string_view topic) const;
    std::string_view why_not(const Message& message, std::string_view command) const;
    void ignore(const Message& message, std::string_view why);
    void remember(const Message& message);
    void submit(const Target& target, const Message& message);
    void answered(std::uint64_t key, const Outcome& outcome);
    void conclude(const Open& open, const Outcome& outcome);
    void keep(Publication result);
    void offer_results();

    // set once
    const MqttSettings settings_;
    const CommandOptions options_;
    const CommandWorld world_;

    // loop thread
    std::map<int, std::string> serials_;  // by plant
    std::map<std::uint64_t, Open> open_;  // as many as the gates have places
    std::uint64_t last_key_ = 0;
    std::deque<Publication> results_;  // not accepted by the client yet
    std::set<std::string> spoken_;     // topics with a payload since we connected
    std::set<std::string> told_;       // what the log has heard of ignored messages
    bool losing_results_ = false;
    bool stopped_ = false;
};

}  // namespace giv::mqtt
