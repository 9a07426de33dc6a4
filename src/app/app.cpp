#include "app/app.hpp"

#include "app/nursery.hpp"
#include "app/orphans.hpp"
#include "app/own_broker.hpp"
#include "app/process_figures.hpp"
#include "link/host_clock.hpp"
#include "link/host_interfaces.hpp"

#include <asio/co_spawn.hpp>
#include <asio/post.hpp>

#include <algorithm>
#include <csignal>
#include <exception>
#include <random>
#include <unistd.h>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr int internal_failure = 70;  // EX_SOFTWARE: whoever supervises us starts us again

constexpr auto beat_every = 1s;
constexpr auto dead_after = 10s;  // without a beat

constexpr std::size_t bytes_in_a_megabyte = 1'048'576;

constexpr std::string_view pause_mode = "Control/Battery_pause_mode";

// What a plant can do, as any thread may know it: its model, and whether it shows a pause mode.
Capabilities shown_capabilities(const SnapshotPtr& snapshot, const LinkSettings& settings) {
    Capabilities plant;
    plant.charge_slot_2_legacy = settings.control.charge_slot_2_legacy;
    if (!snapshot || !snapshot->identity) return plant;
    plant.model = snapshot->identity->model();
    plant.arm_firmware = snapshot->identity->arm_firmware;
    plant.has_pause_block = std::ranges::any_of(snapshot->values, [](const Measured& measured) {
        return measured.point->path == pause_mode;
    });
    return plant;
}

render::LinkFigures figures_of(const PlantLink& link, Instant now) {
    const auto& counts = link.counts();
    render::LinkFigures figures;
    figures.connections = counts.connections;
    figures.requests = counts.requests;
    figures.timeouts = counts.timeouts;
    figures.crc_errors = counts.crc_errors;
    figures.exceptions = counts.refusals;
    figures.last_poll_took = link.last_cycle_took();
    const auto& pace = link.pace();
    figures.spacing = pace.spacing();
    figures.line_busy = pace.busy();
    figures.line_duty = pace.duty(now);
    figures.search_put_off = pace.puts_off_search();
    figures.parts_put_off = pace.puts_off_parts(now);
    figures.last_poll_late = link.punctuality().last_late_by;
    figures.late_polls = link.punctuality().late_cycles;
    return figures;
}

}  // namespace

App::App(Settings settings, Process process)
    : settings_(std::move(settings)),
      process_(std::move(process)),
      log_(process_.logs("app")),
      last_beat_(std::chrono::steady_clock::now()),
      refusals_(process_.logs("commands")),
      watch_([this](std::string_view stuck) { process_.give_up(stuck, exit_code_); }),
      manager_(process_.notify_socket),
      signals_(loop_.get_executor()),
      recorder_(settings_.recorder.megabytes * bytes_in_a_megabyte),
      dumps_(loop_.get_executor(), recorder_, dump_options(), process_.logs("recorder")),
      finder_(finder_world()),
      store_(settings_.store, process_.logs("store")),
      http_failed_(loop_.get_executor()),
      said_goodbye_(loop_.get_executor()) {
    const auto now = clock_.wall().time_since_epoch();
    const auto run = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
    for (const auto& plant : settings_.plants)
        connect_gate(plants_.emplace_back(plant, run));
}

App::~App() = default;

// ---- building -----------------------------------------------------------------------------

// The ports are open before anything slow is done: who asks early is told that there is no data.
Result<void> App::start() {
    if (auto built = build_influx(); !built) return built;
    if (auto opened = open_http(); !opened) return opened;
    open_store();
    build_broker();
    build_mqtt();
    build_links();
    return {};
}

Result<void> App::open_http() {
    std::vector<http::PlantFace> faces;
    for (auto& plant : plants_)
        faces.push_back(face_of(plant));
    http_ = std::make_unique<http::HttpServer>(
        settings_.http, faces, own_face(), process_.logs("http")
    );
    const auto ports = http_->start();
    if (!ports) return tl::unexpected(ports.error());
    std::string text = "givtcpd " + process_.version + ", REST at " + settings_.http.bind + " port";
    for (const auto port : *ports)
        text += " " + std::to_string(port);
    log_(LogLevel::info, text);
    return {};
}

http::PlantFace App::face_of(Plant& plant) {
    http::PlantFace face;
    face.instance = plant.settings.instance;
    face.hub = &plant.hub;
    face.want_cycle = [this, &plant] { on_loop([&plant] { plant.link->want_cycle(); }); };
    face.offer = [this, &plant] { on_loop([&plant] { plant.link->offer(); }); };
    face.now = [this] { return clock_.moment(); };
    face.options.raw = settings_.print_raw;
    face.options.seed_profile = plant.settings.control.seed_profile;
    face.report = [&plant](std::string_view id) { return plant.gate.log().find(id); };
    face.capabilities = [&plant] { return shown_capabilities(plant.hub.latest(), plant.settings); };
    face.link_figures = [&plant] { return *plant.figures.get(); };
    face.command_counts = [&plant] { return plant.gate.log().counts(); };
    face.turn_away = [&plant](const Command& command, const Refusal& why) {
        return plant.gate.turn_away(command, why);
    };
    if (!settings_.read_only) {
        face.submit = [&plant](const Command& command, CommandGate::Answer answer) {
            return plant.gate.submit(command, std::move(answer));
        };
    }
    const auto three_cycles =
        std::chrono::ceil<std::chrono::seconds>(3 * plant.settings.poll_period);
    face.stale_after = std::max(face.stale_after, three_cycles);
    return face;
}

http::DaemonFace App::own_face() {
    http::DaemonFace face;
    face.version = process_.version;
    face.loop_is_alive = [this] { return clock_.now() - last_beat_.load() < dead_after; };
    face.failing = [this] {
        std::vector<std::string> failing;
        if (settings_.mqtt.enabled && !mqtt_works_) failing.emplace_back("mqtt");
        if (influx_ && influx_->status().is_failing) failing.emplace_back("influx");
        return failing;
    };
    face.metrics = [this] { return own_metrics(); };
    if (recorder_.is_on()) {
        face.record = [this](const std::function<void(const Recording&)>& take) {
            on_loop([this, take] { take(recorder_.recording(clock_.moment())); });
        };
    }
    face.server_failed = [this](const std::string& why) {
        on_loop([this, why] {
            why_http_failed_ = why;
            http_failed_.set();
        });
    };
    return face;
}

// On a worker of HTTP's.
render::DaemonMetrics App::own_metrics() const {
    render::DaemonMetrics metrics;
    metrics.version = process_.version;
    if (settings_.mqtt.enabled) metrics.mqtt_connected = mqtt_works_;
    if (influx_) {
        const auto status = influx_->status();
        metrics.influx = {status.queue_lines, status.dropped_lines + status.refused_lines};
    }
    metrics.process = process_figures();
    return metrics;
}

// Without a store the daemon works, but forgets.
void App::open_store() {
    if (const auto opened = store_.open(); !opened) {
        log_(LogLevel::warning, "nothing is kept for the next start: " + opened.error().detail);
    }
}

// Before the store is opened, which tells it of lines, and before HTTP, which asks how it goes.
Result<void> App::build_influx() {
    if (!settings_.influx.enabled) return {};
    const auto target = influx::target_of(settings_.influx);
    if (!target) return fail(target.error().code, "INFLUX_URL " + target.error().detail);
    influx::ServiceOptions options;
    options.settings = settings_.influx;
    options.target = *target;
    options.now = [this] { return clock_.moment(); };
    options.is_set = [this](WallTime wall) {
        return is_believable(wall) && wall >= process_.built_at;
    };
    influx_ = std::make_unique<influx::Service>(options, store_, process_.logs("influx"));
    return {};
}

void App::build_broker() {
    if (!settings_.broker.enabled) return;
    broker::ServiceEvents events;
    events.ready = [this](const broker::Credentials& ours) {
        on_loop([this, ours] {
            if (!mqtt_) return;
            mqtt_->log_in_as(ours.user, ours.password);
            mqtt_->start();
        });
    };
    events.ended = [this] {
        on_loop([this] {
            if (mqtt_) mqtt_->hold();
        });
    };
    auto lets_us_in = [this] { return mqtt_works_.load(); };
    broker_ = own_broker(
        settings_, std::move(events), process_.announce, lets_us_in, process_.logs("broker")
    );
}

void App::build_mqtt() {
    if (!settings_.mqtt.enabled) return;
    mqtt::SinkOptions options;
    options.settings = settings_.mqtt;
    options.render.raw = settings_.print_raw;
    options.render.seed_profile = settings_.plants.front().control.seed_profile;
    options.now = [this] { return clock_.moment(); };
    for (const auto& plant : plants_) {
        const auto kept = kept_topology_of(plant.settings);
        if (kept) options.known.push_back({plant.settings.instance, kept->identity.serial});
        if (plant.settings.hosts.empty()) options.searched.push_back(plant.settings.instance);
    }
    options.remembered = store_.known_serials();
    const auto post = [this](std::function<void()> work) { on_loop(std::move(work)); };
    mqtt_ = std::make_unique<mqtt::Service>(
        options, post, process_.logs("mqtt"), mqtt_commands(), announcing()
    );
}

mqtt::Announcing App::announcing() {
    mqtt::Announcing announcing;
    if (!settings_.mqtt.discovery.enabled) return announcing;
    for (const auto& plant : plants_)
        announcing.facts.instances.push_back(plant.settings.instance);
    announcing.facts.seed_profile = settings_.plants.front().control.seed_profile;
    announcing.facts.read_only = settings_.read_only;
    announcing.facts.version = process_.version;
    announcing.memory.recall = [this](const std::string& serial) {
        const auto known = kept_identities_.find(serial);
        if (known != kept_identities_.end()) return known->second;
        return render::identities_from(store_.identities_of(serial)).value_or(render::Identities{});
    };
    announcing.memory.keep = [this](const std::string& serial, const render::Identities& kept) {
        kept_identities_.insert_or_assign(serial, kept);
        store_.keep_identities(serial, render::to_text(kept));
    };
    return announcing;
}

App::Plant* App::plant_of(int instance) {
    const auto found = std::ranges::find_if(plants_, [instance](const Plant& plant) {
        return plant.settings.instance == instance;
    });
    return found == plants_.end() ? nullptr : &*found;
}

mqtt::CommandOptions App::mqtt_commands() {
    mqtt::CommandOptions options;
    if (settings_.read_only) return options;
    options.submit = [this](int instance, const Command& command, CommandGate::Answer answer) {
        auto* plant = plant_of(instance);
        if (plant == nullptr) return CommandGate::Ticket{"", refused({Reason::not_here, ""})};
        return plant->gate.submit(command, std::move(answer));
    };
    options.turn_away = [this](int instance, const Command& command, const Refusal& why) {
        auto* plant = plant_of(instance);
        if (plant == nullptr) return CommandGate::Ticket{"", refused(why)};
        return plant->gate.turn_away(command, why);
    };
    options.shown_by = [](std::string_view name) {
        const auto control = find_control(name);
        return control ? shown_by(*control) : std::vector<std::string>{};
    };
    return options;
}

// ---- commands -----------------------------------------------------------------------------

void App::connect_gate(Plant& plant) {
    CommandGate::Events events;
    events.waits = [this, &plant] { on_loop([&plant] { plant.link->commands_wait(); }); };
    events.refused = [this, &plant](const Command& command, const Outcome& outcome) {
        const auto latest = plant.hub.latest();
        const std::string serial{latest ? latest->serial() : ""};
        store_.audit(audit_of(command, outcome, serial, clock_.wall()));
        refusals_.refused(clock_.now(), command, outcome);
    };
    events.now = [this] { return clock_.wall(); };
    plant.gate.connect(std::move(events));
}

ControlMemory App::control_memory() {
    ControlMemory memory;
    memory.recall = [this](const std::string& serial) {
        const auto saved = kept_controls_.find(serial);
        if (saved != kept_controls_.end()) return saved->second;
        return store_.control_of(serial).value_or(KeptControl{});
    };
    memory.keep_now =
        [this](const std::string& serial, const KeptControl& kept, ControlMemory::Done done) {
            kept_controls_.insert_or_assign(serial, kept);
            store_.keep_control(serial, kept, [this, done = std::move(done)](Result<void> result) {
                on_loop([done, result = std::move(result)] { done(result); });
            });
        };
    memory.keep_soon = [this](const std::string& serial, const KeptControl& kept) {
        kept_controls_.insert_or_assign(serial, kept);
        store_.keep_control_soon(serial, kept);
    };
    memory.audit = [this](const AuditEntry& entry) { store_.audit(entry); };
    return memory;
}

CounterMemory App::counter_memory() {
    CounterMemory memory;
    memory.recall = [this](const std::string& serial) {
        const auto known = kept_counters_.try_emplace(serial, store_.counters_of(serial));
        return known.first->second;
    };
    memory.has = [this](const std::string& serial, const KeptCounters& counters) {
        return holds_all(counters_in(kept_counters_[serial]), counters);
    };
    memory.keep =
        [this](const std::string& serial, const SharedCounters& kept, CounterMemory::Done done) {
            auto& known = kept_counters_[serial];
            known = merged(known, kept);
            store_.keep_counters(serial, kept, [this, done = std::move(done)](Result<void> result) {
                on_loop([done, result = std::move(result)] { done(result); });
            });
        };
    return memory;
}

DumpOptions App::dump_options() const {
    DumpOptions options;
    options.state_directory = settings_.store.directory;
    options.maker = "givtcp " + process_.version;
    for (const auto& plant : settings_.plants)
        options.plants.push_back(plant.instance);
    options.ring_bytes = settings_.recorder.megabytes * bytes_in_a_megabyte;
    options.now = [this] { return clock_.moment(); };
    return options;
}

void App::build_links() {
    for (auto& plant : plants_) {
        const auto& settings = plant.settings;
        const auto place = place_of(settings);
        auto topology = kept_topology_of(settings);
        LinkWorld world;
        world.executor = loop_.get_executor();
        world.clock = &clock_;
        world.transport = &transport_;
        world.hub = &plant.hub;
        if (mqtt_) world.sinks.push_back(&mqtt_->sink());
        if (influx_) world.sinks.push_back(&influx_->sink());
        world.sinks.push_back(&dumps_);
        world.recorder = &recorder_;
        world.log = process_.logs("link" + std::to_string(settings.instance));
        world.topology_changed = [this](const Endpoint& endpoint, const Topology& newest) {
            store_.save_topology(endpoint.text(), newest);
        };
        world.finder = &finder_;
        world.place_found = [this, instance = settings.instance](const Place& found) {
            store_.keep_place(instance, found);
        };
        introduce(finder_, settings, topology, place);
        world.gate = &plant.gate;
        world.memory = control_memory();
        world.counters = counter_memory();
        world.seed = std::random_device{}();
        world.keeps_raw = settings_.print_raw;
        plant.link =
            std::make_unique<PlantLink>(settings, std::move(topology), std::move(world), place);
    }
}

// Of a plant whose address is not set.
std::optional<Place> App::place_of(const LinkSettings& plant) const {
    return plant.hosts.empty() ? store_.place_of(plant.instance) : std::nullopt;
}

std::optional<Topology> App::kept_topology_of(const LinkSettings& plant) const {
    auto hosts = plant.hosts;
    if (const auto place = place_of(plant)) hosts = {place->host};
    for (const auto& host : hosts) {
        const Endpoint endpoint{host, plant.port};
        if (auto topology = store_.topology_at(endpoint.text())) return topology;
    }
    return std::nullopt;
}

FinderWorld App::finder_world() {
    FinderWorld world;
    world.clock = &clock_;
    world.transport = &transport_;
    world.area = [this] { return search_area(settings_.search); };
    world.log = process_.logs("search");
    return world;
}

void App::on_loop(std::function<void()> work) { asio::post(loop_, std::move(work)); }

// ---- living -------------------------------------------------------------------------------

int App::run() {
    // A broker of ours is waited for: until then somebody else may be in its place.
    if (broker_) broker_->start();
    if (mqtt_ && !broker_) mqtt_->start();
    manager_.ready();
    if (influx_) influx_->start();
    std::exception_ptr thrown;
    Exit exit;
    asio::co_spawn(loop_, life(), [&](std::exception_ptr error, Exit how) {
        thrown = std::move(error);
        exit = std::move(how);
    });
    loop_.run();
    if (thrown) std::rethrow_exception(thrown);
    close_rooms();
    return exit_code_;
}

asio::awaitable<Exit> App::life() {
    auto exit = co_await rooms();
    const bool failed = exit.how == Exit::How::failed;
    if (failed) log_(LogLevel::critical, "stopping, because this failed: " + exit.why);
    begin_to_stop(failed ? internal_failure : 0);
    co_await say_goodbye();
    co_return exit;
}

// A signal, or the first room that fails, ends all the others.
asio::awaitable<Exit> App::rooms() {
    Nursery nursery{loop_.get_executor()};
    nursery.spawn("signals", stop_when_signalled());
    nursery.spawn("heartbeat", beat());
    nursery.spawn("http", fail_with_http());
    nursery.spawn("recordings", dumps_.run());
    for (auto& plant : plants_) {
        nursery.spawn("plant " + std::to_string(plant.settings.instance), plant.link->run());
    }
    co_return co_await nursery.join();
}

asio::awaitable<Exit> App::stop_when_signalled() {
    const int number = co_await signals_.wait();
    log_(LogLevel::info, number == SIGINT ? "stopping: SIGINT" : "stopping: SIGTERM");
    begin_to_stop(0);
    co_return Exit{};
}

asio::awaitable<Exit> App::beat() {
    for (;;) {
        last_beat_ = clock_.now();
        manager_.alive();
        if (::getpid() == 1) take_away_orphans(broker_ ? broker_->process() : 0);
        refusals_.tick(last_beat_);
        if (influx_) influx_->tick();
        for (auto& plant : plants_)
            plant.figures.publish(figures_of(*plant.link, clock_.now()));
        if (mqtt_) {
            mqtt_->tick();
            mqtt_works_ = mqtt_->connected();
        }
        co_await clock_.sleep_for(beat_every);
    }
}

asio::awaitable<Exit> App::fail_with_http() {
    co_await http_failed_.wait();
    Exit exit{Exit::How::failed, why_http_failed_};
    co_return exit;
}

}  // namespace giv
