#include "mqtt/problem_topics.hpp"

#include <algorithm>
#include <utility>

namespace giv::mqtt {
namespace {

std::string topic_of(std::string_view root, std::string_view serial) {
    return std::string{root} + '/' + std::string{serial} + "/problem";
}

}  // namespace

ProblemTopics::Entry& ProblemTopics::entry_of(int plant, std::string topic) {
    const auto known = std::ranges::find(entries_, topic, &Entry::topic);
    if (known == entries_.end()) return entries_.emplace_back(Entry{plant, std::move(topic), ""});
    known->plant = plant;
    return *known;
}

void ProblemTopics::say(Entry& entry, std::string text) {
    entry.due = entry.due || !entry.was_set || entry.text != text;
    some_are_due_ = some_are_due_ || entry.due;
    entry.was_set = true;
    entry.text = std::move(text);
}

void ProblemTopics::know(int plant, std::string_view root, std::string_view serial) {
    entry_of(plant, topic_of(root, serial));
}

void ProblemTopics::set(
    int plant, std::string_view root, std::string_view serial, std::string text
) {
    const auto topic = topic_of(root, serial);
    for (auto& entry : entries_)
        if (entry.plant == plant && entry.topic != topic) say(entry, "");
    say(entry_of(plant, topic), std::move(text));
}

void ProblemTopics::set(int plant, std::string text) {
    const auto known = std::ranges::find(entries_, plant, &Entry::plant);
    if (known != entries_.end()) say(*known, std::move(text));
}

bool ProblemTopics::publish(const Publish& offer) {
    if (!some_are_due_) return true;
    for (auto& entry : entries_) {
        if (!entry.due) continue;
        const Publication message{
            .topic = entry.topic, .payload = entry.text, .retain = true, .qos = Qos::at_least_once};
        if (offer(message) == Offer::later) return false;
        entry.due = false;
    }
    some_are_due_ = false;
    return true;
}

// What was removed is gone.
void ProblemTopics::forget_marks() {
    some_are_due_ = true;
    for (auto& entry : entries_)
        entry.due = entry.due || (entry.was_set && !entry.text.empty());
}

}  // namespace giv::mqtt
