#include "support/rig.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/co_spawn.hpp>
#include <asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace giv::testing {

LinkSettings Rig::usual_settings() {
    LinkSettings settings;
    settings.hosts = {"dongle"};
    settings.spacing = std::chrono::milliseconds{0};
    settings.max_duty_percent = 100;
    return settings;
}

// Links hold timers of the loop: they go before it, and their coroutines have gone before them.
Rig::~Rig() {
    for (const auto& plant : plants_)
        stop(*plant);
    plants_.clear();
    finder_.reset();
}

RigPlant& Rig::add(simulator::Dongle dongle, LinkSettings settings, std::optional<Topology> kept) {
    auto& plant = *plants_.emplace_back(std::make_unique<RigPlant>(std::move(dongle)));
    plant.settings = std::move(settings);
    plant.kept = std::move(kept);
    plant.transport = std::make_unique<MemoryTransport>(loop_.get_executor(), clock_, plant.dongle);
    build(plant);
    return plant;
}

namespace {

ControlMemory memory_in(RigStore& store) {
    ControlMemory memory;
    memory.recall = [&store](const std::string& serial) { return store.kept[serial]; };
    memory.keep_now =
        [&store](
            const std::string& serial, const KeptControl& kept, const ControlMemory::Done& done
        ) {
            if (!store.fails_with.empty()) {
                done(fail(Errc::rejected, store.fails_with));
                return;
            }
            store.kept[serial] = kept;
            ++store.commits;
            done({});
        };
    memory.keep_soon = [&store](const std::string& serial, const KeptControl& kept) {
        if (store.fails_with.empty()) store.kept[serial] = kept;
    };
    memory.audit = [&store](const AuditEntry& entry) { store.audit.push_back(entry); };
    return memory;
}

CounterMemory counters_in(RigStore& store) {
    CounterMemory memory;
    memory.recall = [&store](const std::string& serial) { return store.counters[serial]; };
    memory.has = [&store](const std::string& serial, const KeptCounters& counters) {
        return holds_all(counters_in(store.counters[serial]), counters);
    };
    memory.keep =
        [&store](
            const std::string& serial, const SharedCounters& kept, const CounterMemory::Done& done
        ) {
            if (!store.fails_with.empty()) {
                done(fail(Errc::rejected, store.fails_with));
                return;
            }
            auto& known = store.counters[serial];
            known = merged(known, kept);
            done({});
        };
    return memory;
}

}  // namespace

void Rig::build(RigPlant& plant) {
    plant.gate = std::make_unique<CommandGate>();
    plant.gate->connect(
        {.waits = [this, &plant] { asio::post(loop_, [&plant] { plant.link->commands_wait(); }); },
         .refused = {},
         .now = [this] { return clock_.wall(); }}
    );
    LinkWorld world;
    world.executor = loop_.get_executor();
    world.clock = &clock_;
    world.transport = plant.transport.get();
    world.hub = &plant.hub;
    world.sinks = {&plant.sink};
    world.log = [&plant](LogLevel level, std::string_view text) {
        if (level <= LogLevel::info) plant.log.emplace_back(text);  // what a user sees by default
    };
    world.topology_changed = [&plant](const Endpoint&, const Topology& topology) {
        plant.kept = topology;
    };
    if (plant.reached_by != nullptr) {
        world.transport = plant.reached_by;
        world.finder = finder_.get();
        if (finder_) introduce(*finder_, plant.settings, plant.kept, plant.place);
    }
    if (plant.is_searched_for) {
        world.place_found = [&plant](const Place& place) { plant.place = place; };
    }
    world.gate = plant.is_commanded ? plant.gate.get() : nullptr;
    world.memory = memory_in(plant.store);
    world.counters = counters_in(plant.store);
    world.recorder = &plant.recorder;
    plant.link = std::make_unique<PlantLink>(plant.settings, plant.kept, world, plant.place);
}

void Rig::put(RigPlant& plant, const std::string& host) {
    plant.home = host;
    move_to(plant, host);
}

void Rig::move_to(RigPlant& plant, const std::string& host) {
    std::erase_if(street_.houses, [&](const auto& house) {
        return house.first == host || house.second == plant.transport.get();
    });
    street_.houses[host] = plant.transport.get();
    plant.transport->cut();
}

void Rig::search_for(RigPlant& plant) {
    plant.settings.hosts.clear();
    plant.is_searched_for = true;
    live_in_street(plant);
}

void Rig::live_in_street(RigPlant& plant) {
    if (!finder_) {
        FinderWorld world;
        world.clock = &clock_;
        world.transport = &street_;
        world.area = [this] { return search_area; };
        finder_ = std::make_unique<DongleFinder>(std::move(world));
    }
    plant.reached_by = &street_;
    build(plant);
}

void Rig::follow_moves() {
    for (const auto& plant : plants_) {
        const auto moved = plant->dongle.moved_to();
        if (plant->home.empty() || moved == plant->moved) continue;
        plant->moved = moved;
        move_to(*plant, moved ? moved->host : plant->home);
    }
}

// What the dying process would still say is not heard.
void Rig::restart(RigPlant& plant) {
    const auto store = plant.store;
    const auto topology = plant.kept;
    stop(plant);
    plant.store = store;
    plant.kept = topology;
    plant.link.reset();
    build(plant);
    start(plant);
}

RigCommand& Rig::ask(RigPlant& plant, Command command) {
    auto& asked = *plant.commands.emplace_back(std::make_unique<RigCommand>());
    asked.asked_at = clock_.now();
    auto ticket = plant.gate->submit(command, [this, &asked](const Outcome& outcome) {
        const bool goes_on = asked.is_answered() && asked.outcome().reason == Reason::continuing;
        if (goes_on && !asked.end) {
            asked.end = outcome;
            return;
        }
        asked.answers.push_back(outcome);
        asked.answered_at = clock_.now();
    });
    asked.id = ticket.id;
    if (ticket.refused) {
        asked.answers.push_back(*std::move(ticket.refused));
        asked.answered_at = clock_.now();
    }
    return asked;
}

RigCommand& Rig::ask(RigPlant& plant, std::string control, std::string payload) {
    Command command;
    command.control = std::move(control);
    command.payload = std::move(payload);
    command.source = "test";
    return ask(plant, std::move(command));
}

const Outcome& Rig::command(RigPlant& plant, std::string control, std::string payload) {
    auto& asked = ask(plant, std::move(control), std::move(payload));
    run_until([&] { return asked.is_answered(); }, std::chrono::seconds{10});
    return asked.outcome();
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
        follow_moves();
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

// What arrives at the instant of a deadline comes before it, as the kernel's events come before
// timers.
void Rig::go_to(Instant when) {
    clock_.set(when);
    turn();
    clock_.wake();
    turn();
}

// One event, or nothing if there is none until then.
bool Rig::step(Instant not_beyond) {
    const auto next = next_event();
    if (!next || *next > not_beyond) return false;
    go_to(*next);
    return true;
}

void Rig::run_for(Clock::Duration duration) {
    const auto end = clock_.now() + duration;
    turn();  // what the test has done since
    while (step(end)) {
    }
    go_to(end);
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
