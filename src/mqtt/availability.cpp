#include "mqtt/availability.hpp"

#include <algorithm>
#include <utility>

namespace giv::mqtt {
namespace {

constexpr int the_daemon = 0;

Publication says(std::string topic, bool online) {
    return {
        .topic = std::move(topic),
        .payload = online ? "online" : "offline",
        .retain = true,
        .qos = Qos::at_least_once,
    };
}

}  // namespace

std::string bridge_topic(std::string_view root, int instance) {
    return std::string{root} + "/bridge/" + std::to_string(instance) + "/status";
}

Publication last_will(std::string_view root, int instance) {
    return says(bridge_topic(root, instance), false);
}

Availability::Availability(std::string_view root, int instance)
    : entries_{{.plant = the_daemon, .topic = bridge_topic(root, instance), .online = true}} {}

bool Availability::is_known(int plant, std::string_view root, std::string_view serial, bool online)
    const {
    const auto told = told_.find(plant);
    if (told == told_.end() || told->second.online != online) return false;
    const std::string_view prefix = told->second.prefix;
    return prefix.size() == root.size() + serial.size() + 2 && prefix.starts_with(root) &&
           prefix.substr(root.size() + 1).starts_with(serial);
}

void Availability::set(int plant, std::string_view root, std::string_view serial, bool online) {
    if (stopped_) return;
    if (plant != no_plant && is_known(plant, root, serial, online)) return;
    const auto prefix = std::string{root} + '/' + std::string{serial} + '/';
    told_.insert_or_assign(plant, Told{prefix, online});
    some_are_due_ = true;
    for (auto& entry : entries_) {
        if (entry.plant != plant || !entry.online || entry.topic.starts_with(prefix)) continue;
        entry.online = false;
        entry.due = true;
    }
    set_topic(plant, prefix + "status", online);
    set_topic(plant, prefix + "Stats/status", online);
}

void Availability::set_topic(int plant, std::string topic, bool online) {
    const auto known = std::ranges::find(entries_, topic, &Entry::topic);
    if (known == entries_.end()) {
        entries_.push_back({.plant = plant, .topic = std::move(topic), .online = online});
        return;
    }
    known->due = known->due || known->online != online;
    known->online = online;
    known->plant = plant;
}

bool Availability::publish(const Publish& offer) {
    if (!some_are_due_) return true;
    for (auto& entry : entries_) {
        if (!entry.due) continue;
        if (offer(says(entry.topic, entry.online)) == Offer::later) return false;
        entry.due = false;
    }
    some_are_due_ = false;
    return true;
}

void Availability::forget_marks() {
    some_are_due_ = true;
    for (auto& entry : entries_)
        entry.due = true;
}

void Availability::stop() {
    stopped_ = true;
    some_are_due_ = true;
    for (auto& entry : entries_) {
        entry.due = entry.due || entry.online;
        entry.online = false;
    }
}

}  // namespace giv::mqtt
