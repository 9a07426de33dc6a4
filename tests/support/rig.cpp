#include "support/rig.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/co_spawn.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace giv::testing {

LinkSettings Rig::usual_settings() {
    LinkSettings settings;
    settings.host = "dongle";
    settings.spacing = std::chrono::milliseconds{0};
    return settings;
}

// Links hold timers of the loop: they go before it, and their coroutines have gone before them.
Rig::~Rig() {
    for (const auto& plant : plants_)
        stop(*plant);
    plants_.clear();
}

RigPlant& Rig::add(simulator::Dongle dongle, LinkSettings settings, std::optional<Topology> kept) {
    auto& plant = *plants_.emplace_back(std::make_unique<RigPlant>(std::move(dongle)));
    plant.transport = std::make_unique<MemoryTransport>(loop_.get_executor(), clock_, plant.dongle);
    LinkWorld world;
    world.executor = loop_.get_executor();
    world.clock = &clock_;
    world.transport = plant.transport.get();
    world.hub = &plant.hub;
    world.sinks = {&plant.sink};
    world.log = [&plant](LogLevel level, std::string_view text) {
        if (level <= LogLevel::info) plant.log.emplace_back(text);  // what a user sees by default
    };
    world.topology_changed = [&plant](const Topology& topology) { plant.kept = topology; };
    plant.link = std::make_unique<PlantLink>(std::move(settings), std::move(kept), world);
    return plant;
}

void Rig::start(RigPlant& plant) {
    plant.exit.reset();
    auto done = [&plant](const std::exception_ptr& failure, const Exit& exit) {
        plant.exit = failure ? Exit{Exit::How::failed, "an exception left run()"} : exit;
    };
    asio::co_spawn(
        loop_, plant.link->run(), asio::bind_cancellation_slot(plant.stop.slot(), std::move(done))
    );
    turn();
}

void Rig::stop(RigPlant& plant) {
    plant.stop.emit(asio::cancellation_type::terminal);
    turn();
}

void Rig::turn() {
    loop_.restart();
    for (;;) {
        for (const auto& plant : plants_)
            plant->transport->deliver();
        if (loop_.poll() == 0) return;
    }
}

std::optional<Instant> Rig::next_event() const {
    auto next = clock_.next_deadline();
    for (const auto& plant : plants_) {
        const auto due = plant->transport->next_due();
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

// One event, or nothing if there is none until then.
bool Rig::step(Instant not_beyond) {
    const auto next = next_event();
    if (!next || *next > not_beyond) return false;
    clock_.move_to(*next);
    turn();
    return true;
}

void Rig::run_for(Clock::Duration duration) {
    const auto end = clock_.now() + duration;
    turn();  // what the test has done since
    while (step(end)) {
    }
    clock_.move_to(end);
    turn();
}

bool Rig::run_until(const std::function<bool()>& holds, Clock::Duration at_most) {
    const auto end = clock_.now() + at_most;
    turn();
    while (!holds()) {
        if (!step(end)) return holds();
    }
    return true;
}

}  // namespace giv::testing
