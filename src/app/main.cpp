// givtcpd: reads what it is told, and does it. The daemon itself is app.hpp.
//
// Main thread only. Everything that a mistake can be found in is looked at, and reported all
// together, before anything is started.
#include "app/app.hpp"
#include "app/discover.hpp"
#include "app/discovery_plan.hpp"
#include "app/forget.hpp"
#include "app/health.hpp"
#include "app/logging.hpp"
#include "app/own_broker.hpp"
#include "app/stop_signals.hpp"
#include "app/supervisor.hpp"
#include "config/command_line.hpp"
#include "config/import_settings.hpp"
#include "config/load.hpp"
#include "config/process.hpp"
#include "config/show.hpp"
#include "http/front_door.hpp"
#include "link/system_clock.hpp"

#include "givtcp/plant/dump.hpp"
#include "givtcp/render/document.hpp"

#include <cstdlib>
#include <ctime>
#include <exception>
#include <iostream>
#include <malloc.h>
#include <memory>
#include <optional>
#include <poll.h>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace giv;
using namespace std::chrono_literals;

// No output takes longer to be written at the end.
constexpr auto last_words_within = 300ms;

constexpr const char* version = GIVTCP_VERSION;

enum ExitCode : int {
    success = 0,
    cannot_start = 1,
    mistaken = 2,  // the command line or the settings
    internal_failure = 70,
};

int complain(const std::string& what, int exit_code) {
    std::cerr << "givtcpd: " << what << '\n';
    return exit_code;
}

// The C library's zone; before any thread starts.
void set_time_zone(const std::string& zone) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread so far
    if (!zone.empty()) ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
}

int decode(const std::string& path) {
    const auto text = this_machine().read_file(path);
    if (!text) return complain(text.error().detail, cannot_start);
    const SystemClock clock;
    const auto now = clock.moment();
    const auto snapshot =
        snapshot_of_dump(*text, now, [&](const LocalTime& at) { return clock.utc_offset(at); });
    if (!snapshot) return complain(path + ": " + snapshot.error().detail, cannot_start);
    std::cout << render::to_json(render::document(**snapshot, now, {})) << '\n';
    return success;
}

// The file is for a pipe, and may hold passwords; what became of each setting is for people.
int import_from(const std::string& path) {
    const auto world = this_machine();
    const auto text = world.read_file(path);
    if (!text) return complain(text.error().detail, cannot_start);
    const auto foreign = read_foreign(*text);
    if (!foreign) return complain(path + ' ' + foreign.error().detail, cannot_start);
    const auto import = import_settings(*foreign, world);
    std::cout << import.settings;
    std::cerr << import.report;
    return import.is_clean ? success : mistaken;
}

// What nobody sees before the start, too.
int check_config(LoadOutcome loaded) {
    const auto& http = loaded.settings.http;
    const auto usable = http::check_certificate({http.tls_certificate, http.tls_key});
    if (!usable) loaded.errors.push_back(usable.error().detail);
    std::cout << print_remarks(loaded);
    if (!loaded.errors.empty()) return mistaken;
    std::cout << "the settings are good\n";
    return success;
}

// One line on the standard output, apart from the log, which may be in a file or say errors alone.
// Who does not read it keeps nobody waiting: a pipe that is full has no place for it.
void announce(std::string_view text) {
    const auto line = "givtcpd: " + std::string{text} + '\n';
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    if (::poll(&output, 1, 0) > 0) {
        static_cast<void>(::write(STDOUT_FILENO, line.data(), line.size()) < 0);
    }
}

// The last words and the end, whatever else still runs. Any thread.
[[noreturn]] void end_process(Logging& logging, int exit_code) {
    logging.close(last_words_within);
    std::_Exit(exit_code);
}

Process this_process(Logging& logging) {
    Process process;
    process.version = version;
    process.built_at = WallTime{std::chrono::seconds{GIVTCP_BUILT}};
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment any more
    const char* const socket = std::getenv("NOTIFY_SOCKET");
    process.notify_socket = socket == nullptr ? "" : socket;
    process.logs = [&logging](std::string_view room) { return logging.room(room); };
    process.announce = announce;
    process.give_up = [&logging, log = logging.room("app")](std::string_view stuck, int exit_code) {
        log(LogLevel::error, "stopping takes too long, because of " + std::string{stuck});
        end_process(logging, exit_code);
    };
    return process;
}

// Whoever started it looks at the terminal, or at the container's log, not into a file.
int run(App& app, Logging& logging, bool logs_to_file) {
    const auto log = logging.room("app");
    try {
        const auto started = app.start();
        if (started) return app.run();
        const auto why_not = "cannot start: " + started.error().detail;
        log(LogLevel::critical, why_not);
        if (logs_to_file) static_cast<void>(complain(why_not, cannot_start));
        return cannot_start;
    } catch (const std::exception& error) {
        // Coroutines may still refer to the rooms: neither is taken apart.
        log(LogLevel::critical, "stopping, because this failed: " + std::string{error.what()});
        end_process(logging, internal_failure);
    }
}

int run_daemon(const LoadOutcome& loaded) {
    set_time_zone(loaded.settings.time_zone);
    ignore_broken_pipes();
    const auto opened = Logging::open(loaded.settings.log);
    auto& logging = *opened;
    const auto log = logging.room("config");
    for (const auto& warning : loaded.warnings)
        log(LogLevel::warning, warning);
    int exit_code = success;
    {
        App app{loaded.settings, this_process(logging)};
        exit_code = run(app, logging, !loaded.settings.log.file.empty());
    }
    if (!logging.close(last_words_within)) std::_Exit(exit_code);
    return exit_code;
}

// Only the plan belongs on stdout; whoever asks for it wants to hear of failures alone.
int plan_discovery(const Settings& settings) {
    if (!settings.mqtt.enabled || !settings.mqtt.discovery.enabled) {
        return complain(
            "nothing is announced to Home Assistant, because MQTT_OUTPUT (mqtt.enabled) or "
            "HA_AUTO_D (discovery.enabled) is off",
            cannot_start
        );
    }
    set_time_zone(settings.time_zone);
    ignore_broken_pipes();
    const auto log = [](LogLevel level, std::string_view text) {
        if (level <= LogLevel::warning) std::cerr << "givtcpd: " << text << '\n';
    };
    auto reachable = settings;
    reachable.mqtt = mqtt_of_running_broker(settings);
    const auto plan = discovery_plan(reachable, version, log);
    if (!plan) return complain(plan.error().detail, cannot_start);
    std::cout << *plan;
    return success;
}

int check_health(const Settings& settings) {
    const auto alive = health(settings.http);
    if (!alive) return complain(alive.error().detail, cannot_start);
    std::cout << *alive << '\n';
    return success;
}

// The table alone on stdout; what was not searched, and why, on stderr.
int discover(const Settings& settings) {
    const auto log = [](LogLevel level, std::string_view text) {
        if (level <= LogLevel::warning) std::cerr << "givtcpd: " << text << '\n';
    };
    const auto table = discover_dongles(settings, log);
    if (!table) return complain(table.error().detail, cannot_start);
    std::cout << *table;
    return success;
}

// A container's health is asked for twice a minute, and needs no broker.
BrokerQuestion broker_question(CommandLine::Action action) {
    if (action == CommandLine::Action::health) return BrokerQuestion::never_ask;
    return action == CommandLine::Action::run ? BrokerQuestion::until_it_answers
                                              : BrokerQuestion::once;
}

int forget(const Settings& settings, std::optional<int> plant) {
    const auto said = forget_inverter(settings, plant);
    if (!said) return complain(said.error().detail, cannot_start);
    std::cout << *said << '\n';
    return success;
}

int act_on_settings(const CommandLine& command) {
    const auto file = find_config_file(command.config_file);
    if (!file) return complain(file.error().detail, mistaken);
    const auto world = this_machine();
    std::vector<std::string> remarks;
    const auto environment =
        supervised(process_environment(), world, broker_question(command.action), remarks);
    if (!environment) return complain(environment.error().detail, cannot_start);
    auto loaded = load(*environment, *file, world);
    loaded.warnings.insert(loaded.warnings.end(), remarks.begin(), remarks.end());
    if (command.action == CommandLine::Action::check_config) return check_config(std::move(loaded));
    if (!loaded.errors.empty()) {
        std::cerr << print_remarks(loaded);
        return mistaken;
    }
    if (command.action == CommandLine::Action::print_config) {
        std::cout << print_config(loaded);
        return success;
    }
    if (command.action == CommandLine::Action::discovery_plan)
        return plan_discovery(loaded.settings);
    if (command.action == CommandLine::Action::health) return check_health(loaded.settings);
    if (command.action == CommandLine::Action::discover) return discover(loaded.settings);
    if (command.action == CommandLine::Action::forget_inverter)
        return forget(loaded.settings, command.plant);
    return run_daemon(loaded);
}

int act(const CommandLine& command) {
    switch (command.action) {
        case CommandLine::Action::run:
        case CommandLine::Action::check_config:
        case CommandLine::Action::discovery_plan:
        case CommandLine::Action::health:
        case CommandLine::Action::discover:
        case CommandLine::Action::forget_inverter:
        case CommandLine::Action::print_config: return act_on_settings(command);
        case CommandLine::Action::import_settings: return import_from(command.import_file);
        case CommandLine::Action::decode: return decode(command.decode_file);
        case CommandLine::Action::say:
            (command.exit_code == 0 ? std::cout : std::cerr) << command.text;
            return command.exit_code;
    }
    return internal_failure;
}

// By itself glibc gives an arena to each thread that allocates, up to eight for every core, and
// each keeps what it once needed: the sixteen threads of REST alone 2 MB and more. They share two.
// And with each large piece that is freed it takes larger ones for small, which stay in an arena:
// the second recording that is written costs 3 MB for good. A threshold that is set does not move.
void set_up_heap() {
    constexpr int most_arenas = 2;
    constexpr int large = 131'072;
    mallopt(M_ARENA_MAX, most_arenas);  // NOLINT(concurrency-mt-unsafe): there is one thread yet
    mallopt(M_MMAP_THRESHOLD, large);   // NOLINT(concurrency-mt-unsafe): there is one thread yet
}

}  // namespace

int main(int count, char** arguments) {
    set_up_heap();
    ignore_requests_for_recordings();
    try {
        const std::span<const char* const> all{arguments, static_cast<std::size_t>(count)};
        return act(parse_command_line(all.subspan(all.empty() ? 0 : 1), version));
    } catch (const std::exception& error) {
        return complain(error.what(), internal_failure);
    }
}
