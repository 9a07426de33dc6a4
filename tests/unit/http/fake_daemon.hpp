// Two plants behind the router, without a socket, a loop or a clock that ticks.
#pragma once

#include "exchange/snapshot_hub.hpp"
#include "http/router.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace giv::http {

inline Moment at(std::chrono::milliseconds since_start) {
    constexpr auto january_2026 = std::chrono::seconds{1'767'225'600};
    return {Instant{since_start}, WallTime{january_2026 + since_start}};
}

// Of a live plant whose newest cycle ended at second 100.
inline Snapshot a_snapshot(std::uint64_t number, std::uint64_t cycles) {
    Snapshot snapshot;
    snapshot.number = number;
    snapshot.cycles = cycles;
    snapshot.made_at = at(std::chrono::seconds{100});
    snapshot.state = PlantState::live;
    snapshot.detail = "polling";
    snapshot.identity = Identity{"SA1234G567", 0x2001, 449};
    snapshot.last_cycle = at(std::chrono::seconds{100});
    snapshot.complete = true;
    return snapshot;
}

inline void publish(SnapshotHub& hub, Snapshot snapshot) {
    hub.publish(std::make_shared<const Snapshot>(std::move(snapshot)));
}

// Plants 1 and 2; what they and the daemon say is up to the test.
struct FakeDaemon {
    SnapshotHub first;
    SnapshotHub second;
    Moment now = at(std::chrono::seconds{101});
    std::function<void()> on_want_cycle = [] {};
    int offers = 0;
    bool loop_is_alive = true;
    std::vector<std::string> failing;
    Router router{{face(1, first), face(2, second)}, daemon_face()};

    Response ask(std::string method, std::string path, std::vector<HeaderField> fields = {}) {
        Request request;
        request.method = std::move(method);
        request.path = std::move(path);
        request.fields = std::move(fields);
        return router.answer(request, 1);
    }

    Response get(std::string path) { return ask("GET", std::move(path)); }

 private:
    PlantFace face(int instance, const SnapshotHub& hub) {
        PlantFace face;
        face.instance = instance;
        face.hub = &hub;
        face.want_cycle = [this] { on_want_cycle(); };
        face.offer = [this] { ++offers; };
        face.now = [this] { return now; };
        return face;
    }

    DaemonFace daemon_face() {
        DaemonFace face;
        face.version = "1.2.3";
        face.loop_is_alive = [this] { return loop_is_alive; };
        face.failing = [this] { return failing; };
        return face;
    }
};

}  // namespace giv::http
