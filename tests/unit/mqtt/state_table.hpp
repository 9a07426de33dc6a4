// A table of states with a client, and a plant whose document the test changes.
#pragma once

#include "mqtt/state.hpp"
#include "unit/mqtt/fake_client.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace giv::mqtt {

inline render::Leaf leaf(std::string path, std::string text) {
    return {std::move(path), std::move(text)};
}

struct Table {
    explicit Table(StateOptions options = {.root = "GivEnergy"}) : table{std::move(options)} {}

    void update(const render::Document& document) {
        table.update({
            .serial = serial,
            .document = document,
            .parts = parts,
            .cycles = cycles,
            .now = now,
            .scratch = scratch,
        });
    }

    std::vector<std::string> publish(const render::Document& document) {
        update(document);
        table.publish(client.publish());
        return client.news();
    }

    std::vector<std::string> publish_next_cycle(const render::Document& document) {
        ++cycles;
        now += std::chrono::seconds{10};
        return publish(document);
    }

    StateTable table;
    PackedLeaves scratch;
    FakeClient client;
    std::string serial = "SA1";
    std::vector<PartName> parts;
    std::uint64_t cycles = 1;
    Instant now{std::chrono::hours{1}};
};

inline StateOptions with_discovery() { return {.root = "GivEnergy", .discovery = true}; }

}  // namespace giv::mqtt
