// Who is there: the daemon and each inverter, as retained topics with QoS 1. Pure; loop thread.
//
// Source: spec/clients.md §3.5. The will covers the daemon's topic only, because no serial is
// known at the first connect; an inverter's two topics (GivTCP's old and new place) follow its
// snapshot. Texts are offered until the client accepts them, and again after a reconnect.
#pragma once

#include "mqtt/publication.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {

// "<root>/bridge/<instance>/status"
std::string bridge_topic(std::string_view root, int instance);

// Stands for the plant of an inverter that no configured plant talks to (any more).
constexpr int no_plant = -1;

// What the broker says of us when we are gone without a word.
Publication last_will(std::string_view root, int instance);

class Availability {
 public:
    Availability(std::string_view root, int instance);

    // `plant` is the instance that talks to this inverter. A plant that turns out to be another
    // inverter leaves the former one offline. Inverters of `no_plant` stay offline.
    void set(int plant, std::string_view root, std::string_view serial, bool online);

    // Offers what is due until the client says "later". True: all is sent.
    bool publish(const Publish& offer);

    // The broker may not know any of it: all is due again.
    void forget_marks();

    // Everything is offline from now on.
    void stop();

 private:
    struct Entry {
        int plant;  // 0: the daemon itself
        std::string topic;
        bool online;
        bool due = true;
    };

    // What set() was last told of a plant: mostly it is told the same.
    struct Told {
        std::string prefix;
        bool online;
    };

    bool is_known(int plant, std::string_view root, std::string_view serial, bool online) const;
    void set_topic(int plant, std::string topic, bool online);

    std::vector<Entry> entries_;  // the daemon's first
    std::map<int, Told> told_;    // by plant
    bool some_are_due_ = true;
    bool stopped_ = false;
};

}  // namespace giv::mqtt
