#include "app/discovery_plan.hpp"

#include "app/nursery.hpp"
#include "exchange/exit.hpp"
#include "exchange/snapshot_hub.hpp"
#include "link/host_interfaces.hpp"
#include "link/plant_link.hpp"
#include "link/system_clock.hpp"
#include "link/tcp_transport.hpp"
#include "mqtt/client.hpp"
#include "mqtt/discovery.hpp"
#include "mqtt/retained_configs.hpp"
#include "store/database.hpp"
#include "store/kept_identities.hpp"
#include "store/kept_places.hpp"
#include "store/topologies.hpp"

#include "givtcp/render/adoption.hpp"
#include "givtcp/render/device_style.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <algorithm>
#include <deque>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 2min;
constexpr auto step = 100ms;

class Look {
 public:
    Look(const Settings& settings, const std::string& version, Log log)
        : settings_{settings}, log_{std::move(log)} {
        facts_.seed_profile = settings.plants.front().control.seed_profile;
        facts_.read_only = settings.read_only;
        facts_.version = version;
        for (const auto& plant : settings.plants)
            facts_.instances.push_back(plant.instance);
        const auto options = mqtt::discovery_options(settings.mqtt, facts_, 0);
        filters_ = {render::config_filter(options), render::device_filter(options)};
    }

    Result<std::string> run() {
        recall();
        for (const auto& plant : settings_.plants)
            add(plant);
        std::exception_ptr thrown;
        asio::co_spawn(loop_, live(), [&](std::exception_ptr error) { thrown = std::move(error); });
        loop_.run();
        if (thrown) std::rethrow_exception(thrown);
        return std::move(outcome_);
    }

 private:
    struct Plant {
        int instance = 1;
        SnapshotHub hub;
        std::unique_ptr<PlantLink> link;
    };

    // What the daemon has kept. Its database is read and nothing else: no folder, no file, no newer
    // schema is made here.
    void recall() {
        const auto file = settings_.store.directory + "/givtcp.db";
        if (!std::filesystem::exists(file)) return;
        auto database = store::Database::open(file);
        if (!database) return log_(LogLevel::warning, database.error().detail);
        if (auto names = store::load_identities(*database)) remembered_ = *std::move(names);
        if (auto places = store::load_places(*database)) places_ = *std::move(places);
        if (auto known = store::load_topologies(*database)) topologies_ = *std::move(known);
    }

    // Where a plant without an address was found last.
    std::optional<Place> place_of(const LinkSettings& settings) const {
        const auto found = places_.find(settings.instance);
        if (!settings.hosts.empty() || found == places_.end()) return std::nullopt;
        return found->second;
    }

    std::optional<Topology> kept_topology_of(const LinkSettings& settings) const {
        for (const auto& host : settings.hosts) {
            const auto found = topologies_.find(Endpoint{host, settings.port}.text());
            if (found != topologies_.end()) return found->second;
        }
        return std::nullopt;
    }

    void add(LinkSettings settings) {
        settings.control.clock_sync = false;
        auto& plant = plants_.emplace_back();
        plant.instance = settings.instance;
        LinkWorld world;
        world.executor = loop_.get_executor();
        world.clock = &clock_;
        world.transport = &transport_;
        world.hub = &plant.hub;
        world.log = log_;
        world.finder = &finder_;
        const auto place = place_of(settings);
        introduce(finder_, settings, kept_topology_of(settings), place);
        // Its parts are looked for anew: the plan shows what is there now.
        plant.link = std::make_unique<PlantLink>(settings, std::nullopt, std::move(world), place);
    }

    FinderWorld finder_world() {
        FinderWorld world;
        world.clock = &clock_;
        world.transport = &transport_;
        world.area = [this] { return search_area(settings_.search); };
        world.log = log_;
        return world;
    }

    static bool is_known(const SnapshotPtr& snapshot) {
        return snapshot && snapshot->complete && snapshot->searches > 0;
    }

    // Empty: all is known.
    std::string what_is_missing() const {
        for (const auto& plant : plants_) {
            const auto snapshot = plant.hub.latest();
            if (is_known(snapshot)) continue;
            return "plant " + std::to_string(plant.instance) + " has not been read" +
                   (snapshot ? ": " + snapshot->detail : "");
        }
        return is_heard_ ? "" : "the broker does not answer";
    }

    // Whoever knows enough, or gives up, ends the others.
    asio::awaitable<void> live() {
        Nursery nursery{loop_.get_executor()};
        nursery.spawn("look", look());
        for (auto& plant : plants_)
            nursery.spawn("plant " + std::to_string(plant.instance), plant.link->run());
        const auto exit = co_await nursery.join();
        if (exit.how == Exit::How::failed) outcome_ = fail(Errc::rejected, exit.why);
    }

    asio::awaitable<Exit> look() {
        auto client = connect();
        client.subscribe(filters_);
        client.start();
        const auto give_up_at = clock_.now() + patience;
        while (!what_is_missing().empty() && clock_.now() < give_up_at) {
            co_await clock_.sleep_for(step);
            client.tick();
            if (!is_heard_ && retained_.is_done(clock_.now())) hear_or_look_again(client);
        }
        if (auto missing = what_is_missing(); missing.empty())
            outcome_ = text();
        else
            outcome_ = fail(Errc::timeout, std::move(missing));
        co_return Exit{};
    }

    void hear_or_look_again(mqtt::Client& client) {
        is_heard_ = !retained_.has_gaps();
        if (is_heard_) return;
        retained_.listen(filters_, clock_.now());
        client.subscribe(filters_, filters_);
    }

    mqtt::Client connect() {
        return mqtt::Client{mqtt::ClientOptions{
            .settings = settings_.mqtt,
            .last_will = std::nullopt,
            .post = [this](std::function<void()> work) { asio::post(loop_, std::move(work)); },
            .log = log_,
            .events =
                {.connected = [this] { retained_.listen(filters_, clock_.now()); },
                 .disconnected = [] {},
                 .message = [this](const mqtt::Message& message
                            ) { retained_.hear(message, clock_.now()); },
                 .subscribed = [this](const std::string& filter
                               ) { retained_.confirmed(filter, clock_.now()); },
                 .overflowed = [this] { retained_.lost(); }},
            .now = [this] { return clock_.now(); },
        }};
    }

    std::string text() {
        const auto held = retained_.take();
        std::string text;
        for (const auto& plant : plants_) {
            // What one search missed is shown as the daemon treats it after another one.
            auto snapshot = *plant.hub.latest();
            snapshot.searches = std::max(snapshot.searches, proof_of_absence);
            const std::string serial{snapshot.serial()};
            const auto options = mqtt::discovery_options(settings_.mqtt, facts_, plant.instance);
            const auto names = render::identities_from(remembered_[serial]);
            const auto plan = render::plan_adoption(
                snapshot,
                options,
                render::as_entities(held, options),
                names.value_or(render::Identities{})
            );
            const auto all = render::announcements(snapshot, options, plan.identities);
            const auto migration =
                render::plan_migration(settings_.mqtt.discovery.style, held, plan, all, options);
            text += "Plant " + std::to_string(plant.instance) + ", inverter " + serial + ":\n";
            text += render::plan_text(plan, migration) + '\n';
        }
        return text;
    }

    const Settings& settings_;
    const Log log_;
    mqtt::DiscoveryFacts facts_;
    std::vector<std::string> filters_;
    asio::io_context loop_{1};
    SystemClock clock_;
    TcpTransport transport_;
    DongleFinder finder_{finder_world()};
    store::IdentityTexts remembered_;
    store::KeptPlaces places_;
    store::Topologies topologies_;
    Result<std::string> outcome_ = std::string{};
    mqtt::RetainedConfigs retained_;
    bool is_heard_ = false;
    std::deque<Plant> plants_;
};

}  // namespace

Result<std::string> discovery_plan(const Settings& settings, const std::string& version, Log log) {
    return Look{settings, version, std::move(log)}.run();
}

}  // namespace giv
