// The daemon: the one place that builds rooms and ties them together.
//
// start() and run() belong to the main thread, which becomes the loop. What each thread may touch
// is said in threads.hpp.
#pragma once

#include "app/exit_watch.hpp"
#include "app/flight_dumps.hpp"
#include "app/service_manager.hpp"
#include "app/stop_signals.hpp"
#include "broker/broker_service.hpp"
#include "config/settings.hpp"
#include "exchange/command_gate.hpp"
#include "exchange/exit.hpp"
#include "exchange/latest.hpp"
#include "exchange/log.hpp"
#include "exchange/refusal_log.hpp"
#include "exchange/sink.hpp"
#include "exchange/snapshot_hub.hpp"
#include "http/http_server.hpp"
#include "influx/service.hpp"
#include "link/dongle_finder.hpp"
#include "link/plant_link.hpp"
#include "link/signal.hpp"
#include "link/system_clock.hpp"
#include "link/tcp_transport.hpp"
#include "mqtt/service.hpp"
#include "store/store.hpp"

#include "givtcp/result.hpp"

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

// What the app needs of the process around it.
struct Process {
    std::string version;                             // "0.1.0"
    WallTime built_at{};                             // no clock that is right says less
    std::function<Log(std::string_view room)> logs;  // a log for each room

    // Tells who started us something that belongs into no log, whatever is logged. Any thread.
    std::function<void(std::string_view)> announce;

    std::string notify_socket;  // NOTIFY_SOCKET: where a service manager listens, or empty

    // Stopping takes too long. Told what is stuck and the exit code; ends the process.
    std::function<void(std::string_view stuck, int exit_code)> give_up;
};

class App {
 public:
    App(Settings settings, Process process);

    App(const App&) = delete;
    App& operator=(const App&) = delete;
    ~App();

    // Listens, loads what is kept, builds the rooms. The error is one sentence that says what to
    // do; nothing is left running then.
    Result<void> start();

    // Until SIGTERM or SIGINT, or until a room fails. The exit code: 0 or 70.
    int run();

 private:
    struct Plant {
        Plant(const LinkSettings& link_settings, const std::string& run)
            : settings(link_settings), gate(std::to_string(link_settings.instance) + '-' + run) {}

        LinkSettings settings;
        SnapshotHub hub;
        CommandGate gate;
        Latest<render::LinkFigures> figures;
        std::unique_ptr<PlantLink> link;  // before run(), and from then on
    };

    Result<void> open_http();
    void open_store();
    Result<void> build_influx();
    void build_broker();
    void build_mqtt();
    DumpOptions dump_options() const;
    void build_links();
    std::optional<Place> place_of(const LinkSettings& plant) const;
    std::optional<Topology> kept_topology_of(const LinkSettings& plant) const;
    FinderWorld finder_world();
    void connect_gate(Plant& plant);
    ControlMemory control_memory();
    CounterMemory counter_memory();
    mqtt::CommandOptions mqtt_commands();
    mqtt::Announcing announcing();
    Plant* plant_of(int instance);
    void report_start(const std::vector<std::uint16_t>& ports) const;
    http::PlantFace face_of(Plant& plant);
    http::DaemonFace own_face();
    render::DaemonMetrics own_metrics() const;
    void on_loop(std::function<void()> work);

    asio::awaitable<Exit> life();
    asio::awaitable<Exit> rooms();
    asio::awaitable<Exit> stop_when_signalled();
    asio::awaitable<Exit> beat();
    asio::awaitable<Exit> fail_with_http();
    asio::awaitable<void> say_goodbye();
    void begin_to_stop(int exit_code);
    void close_rooms();

    // set once
    const Settings settings_;
    const Process process_;
    const Log log_;

    // any thread
    std::atomic<int> exit_code_{0};
    std::atomic<Clock::TimePoint> last_beat_;
    std::atomic<bool> mqtt_works_{false};
    RefusalLog refusals_;

    // main thread; what is declared later uses what is declared before
    ExitWatch watch_;
    ServiceManager manager_;
    asio::io_context loop_{1};
    StopSignals signals_;
    SystemClock clock_;
    FlightRecorder recorder_;
    FlightDumps dumps_;
    TcpTransport transport_;
    DongleFinder finder_;
    Store store_;
    std::unique_ptr<influx::Service> influx_;           // null where it is switched off
    std::map<std::string, KeptControl> kept_controls_;  // by serial, as last saved
    std::map<std::string, SharedCounters> kept_counters_;
    std::map<std::string, render::Identities> kept_identities_;
    std::unique_ptr<mqtt::Service> mqtt_;      // null where it is switched off
    std::unique_ptr<broker::Service> broker_;  // null where somebody else's is used
    std::deque<Plant> plants_;
    Signal http_failed_;
    Signal said_goodbye_;
    std::string why_http_failed_;
    std::unique_ptr<http::HttpServer> http_;
};

}  // namespace giv
