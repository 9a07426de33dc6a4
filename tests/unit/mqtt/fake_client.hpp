// A client that takes what it is told to take, and writes down what it took. No threads.
#pragma once

#include "mqtt/publication.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace giv::mqtt {

struct FakeClient {
    std::vector<Publication> taken;
    std::size_t room = std::numeric_limits<std::size_t>::max();  // then "later"
    std::string impossible_topic;                                // "refused"

    Offer offer(const Publication& publication) {
        if (publication.topic == impossible_topic) return Offer::refused;
        if (taken.size() >= room) return Offer::later;
        taken.push_back(publication);
        return Offer::accepted;
    }

    Publish publish() {
        return [this](const Publication& publication) { return offer(publication); };
    }

    // "topic=payload" of what came since the last look.
    std::vector<std::string> news() {
        std::vector<std::string> lines;
        for (const auto& publication : taken)
            lines.push_back(publication.topic + '=' + publication.payload);
        taken.clear();
        return lines;
    }
};

}  // namespace giv::mqtt
