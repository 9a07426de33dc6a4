// What is wrong with each plant, as one retained topic with QoS 1: "<root>/<serial>/problem". Pure;
// loop thread.
//
// It is told whether the plant can be reached or not; of one whose inverter has not been met yet,
// under the serial that the store remembers, or of one that is searched for, as the bridge's
// ("<root>/bridge/<instance>/problem"). Texts are offered until the client accepts them, and
// again after a reconnect. The plant of another inverter leaves none behind for the former.
#pragma once

#include "mqtt/publication.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {

class ProblemTopics {
 public:
    // `plant` is the instance that talks to this inverter, as far as is known. Nothing is said of
    // it before set(): what an earlier process said stays.
    void know(int plant, std::string_view root, std::string_view serial);

    void set(int plant, std::string_view root, std::string_view serial, std::string text);

    // The plant's inverter is not known to this process yet: what is known of it holds. Without
    // that there is no topic to say it on.
    void set(int plant, std::string text);

    // Offers what is due until the client says "later". True: all is sent.
    bool publish(const Publish& offer);

    // The broker may not know any of it: all is due again.
    void forget_marks();

 private:
    struct Entry {
        int plant;
        std::string topic;
        std::string text;  // empty: the topic is removed
        bool due = false;
        bool was_set = false;
    };

    Entry& entry_of(int plant, std::string topic);
    void say(Entry& entry, std::string text);

    std::vector<Entry> entries_;
    bool some_are_due_ = false;
};

}  // namespace giv::mqtt
