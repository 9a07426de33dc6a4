#include "mqtt/commands.hpp"

#include "mqtt/result_text.hpp"

#include <algorithm>
#include <utility>

namespace giv::mqtt {
namespace {

constexpr std::size_t most_spoken = 256;  // beyond it any topic may have had a payload
constexpr std::size_t most_told = 100;
constexpr std::size_t longest_name = 64;

// Both places where a plant's commands are looked for, with the slash behind.
std::vector<std::string> control_roots(std::string_view root, std::string_view serial) {
    const std::string start{root};
    const std::string whose{serial};
    return {start + "/control/" + whose + '/', start + '/' + whose + "/control/"};
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool may_be_a_name(std::string_view command) {
    return !command.empty() && command.size() <= longest_name &&
           std::ranges::all_of(command, is_letter_or_digit);
}

// The topic's last level, as far as a log line may hold it: no serial, nothing that moves a cursor.
std::string last_level(std::string_view topic) {
    std::string text{topic.substr(topic.rfind('/') + 1).substr(0, longest_name)};
    std::ranges::replace_if(
        text, [](char c) { return !is_letter_or_digit(c); }, '?'
    );
    return text;
}

// Of a message that came without its payload.
Refusal lost(Message::Loss loss) {
    if (loss == Message::Loss::no_room) {
        return {Reason::busy, "busy: too many messages at once; nothing was written"};
    }
    const auto most = std::to_string(Inbox::longest_payload);
    return {Reason::malformed, "a payload may have " + most + " bytes; nothing was written"};
}

}  // namespace

Commands::Commands(MqttSettings settings, CommandOptions options, CommandWorld world)
    : settings_{std::move(settings)}, options_{std::move(options)}, world_{std::move(world)} {}

void Commands::meet(int plant, std::string_view serial) {
    if (!options_.submit || serial.empty()) return;
    auto& known = serials_[plant];
    if (known == serial) return;
    known = serial;

    std::vector<std::string> filters;
    for (const auto& [instance, name] : serials_)
        for (const auto& start : control_roots(settings_.root_of(instance), name))
            filters.push_back(start + '#');
    world_.subscribe(filters);
}

std::optional<Commands::Target> Commands::target_of(std::string_view topic) const {
    for (const auto& [plant, serial] : serials_)
        for (const auto& start : control_roots(settings_.root_of(plant), serial))
            if (topic.starts_with(start)) return Target{plant, topic.substr(start.size())};
    return std::nullopt;
}

// Empty: it is a command.
std::string_view Commands::why_not(const Message& message, std::string_view command) const {
    if (!may_be_a_name(command)) return "a command is one level below the control topic";
    if (message.retained) {
        return "the broker had kept it (retain flag) and would repeat it at every connect; "
               "remove it there, and publish commands without that flag";
    }
    if (!message.payload.empty() || message.loss != Message::Loss::none) return {};
    if (!world_.needs_nothing(command)) return "it is empty";
    if (spoken_.contains(message.topic) || spoken_.size() >= most_spoken)
        return "it is empty, and may only remove what was there; send any text to command this";
    return {};
}

void Commands::receive(const Message& message) {
    if (stopped_ || !options_.submit) return;
    const auto target = target_of(message.topic);
    if (!target) return ignore(message, "it is for no inverter that is known here");
    const auto reason = why_not(message, target->command);
    remember(message);
    if (!reason.empty()) return ignore(message, reason);
    submit(*target, message);
}

// An empty message on the same topic may be somebody who tidies up.
void Commands::remember(const Message& message) {
    const bool is_empty = message.payload.empty() && message.loss == Message::Loss::none;
    if (!is_empty && spoken_.size() < most_spoken) spoken_.insert(message.topic);
}

// Once for each topic and reason, and not for ever: anybody may publish anything.
void Commands::ignore(const Message& message, std::string_view why) {
    if (told_.size() >= most_told) return;
    if (!told_.insert(message.topic + ' ' + std::string{why}).second) return;
    world_.log(
        LogLevel::warning,
        "message on control topic \"" + last_level(message.topic) +
            "\" ignored: " + std::string{why}
    );
    if (told_.size() == most_told)
        world_.log(LogLevel::warning, "no more lines about ignored messages");
}

void Commands::submit(const Target& target, const Message& message) {
    const auto key = ++last_key_;
    const std::string command{target.command};
    const auto topic =
        settings_.root_of(target.plant) + '/' + serials_.at(target.plant) + "/result/" + command;
    Open open{.plant = target.plant, .topic = topic, .command = command};
    Command asked{.control = command, .payload = message.payload, .source = "MQTT"};
    if (message.loss != Message::Loss::none) {
        const auto why = lost(message.loss);
        open.id = options_.turn_away(target.plant, asked, why).id;
        return conclude(open, refused(why));
    }

    open_.emplace(key, open);
    auto ticket =
        options_.submit(target.plant, std::move(asked), [this, key](const Outcome& outcome) {
            answered(key, outcome);
        });
    auto& entry = open_.at(key);
    entry.id = std::move(ticket.id);
    entry.has_id = true;
    if (ticket.refused) entry.outcome = std::move(ticket.refused);
    if (entry.outcome) answered(key, Outcome{*entry.outcome});
}

// An answer that comes before the gate has told the id waits for it.
void Commands::answered(std::uint64_t key, const Outcome& outcome) {
    const auto found = open_.find(key);
    if (found == open_.end()) return;
    if (!found->second.has_id) {
        found->second.outcome = outcome;
        return;
    }
    const auto open = found->second;
    if (outcome.reason != Reason::continuing) open_.erase(found);  // else its end comes later
    conclude(open, outcome);
}

// The true state goes first: whoever shows what was asked for shows what is, also after a refusal.
void Commands::conclude(const Open& open, const Outcome& outcome) {
    if (stopped_) return;
    if (options_.shown_by) world_.say_again(open.plant, options_.shown_by(open.command));
    keep({
        .topic = open.topic,
        .payload = result_text(open.command, open.id, outcome),
        .retain = false,
        .qos = Qos::at_least_once,
    });
    offer_results();
}

void Commands::keep(Publication result) {
    results_.push_back(std::move(result));
    if (results_.size() <= most_results) return;
    results_.pop_front();
    if (std::exchange(losing_results_, true)) return;
    world_.log(LogLevel::warning, "results of commands are dropped: the broker does not take them");
}

void Commands::offer_results() {
    if (!world_.publish_state()) return;
    while (!results_.empty()) {
        if (world_.publish(results_.front()) == Offer::later) return;
        results_.pop_front();
    }
    losing_results_ = false;
}

void Commands::connected() {
    spoken_.clear();
    offer_results();
}

void Commands::tick() {
    if (!stopped_ && !results_.empty()) offer_results();
}

void Commands::stop() {
    // Only for these: state that is due would leave no room in the queue for `offline`.
    if (!results_.empty()) offer_results();
    stopped_ = true;
    if (results_.empty()) return;
    world_.log(
        LogLevel::warning,
        "not told to the broker: the results of " + std::to_string(results_.size()) + " commands"
    );
    results_.clear();
}

}  // namespace giv::mqtt
