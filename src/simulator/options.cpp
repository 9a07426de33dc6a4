#include "simulator/options.hpp"

#include "simulator/builtin_plants.hpp"
#include "simulator/control_line.hpp"
#include "simulator/numbering.hpp"
#include "simulator/numbers.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

namespace giv::simulator {

namespace {

constexpr int bad_usage = 2;
constexpr int longest_latency_ms = 60'000;
constexpr double longest_heartbeat_s = 86'400;
constexpr double longest_reboot_s = 3'600;
constexpr double longest_period_s = 86'400;
constexpr int most_sockets = 1'000;
constexpr int most_dongles = 10'000;

// "host:port", the host of IPv6 in brackets. Returns what is wrong, or nothing.
std::string take_listen(const std::string& text, Options& options) {
    const auto colon = text.rfind(':');
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : whole_number(std::string_view{text}.substr(colon + 1), 65535);
    auto host = text.substr(0, std::min(colon, text.size()));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (!port || host.empty()) return "expected HOST:PORT, like 127.0.0.1:8899, not " + text;

    options.host = host;
    options.port = static_cast<std::uint16_t>(*port);
    return {};
}

// "250" or "233-263".
std::string take_latency(const std::string& text, Options& options) {
    const std::string_view all{text};
    const auto dash = std::min(all.find('-'), all.size());
    const auto least = whole_number(all.substr(0, dash), longest_latency_ms);
    const auto most =
        dash == all.size() ? least : whole_number(all.substr(dash + 1), longest_latency_ms);
    if (!least || !most || *most < *least) {
        return "expected milliseconds up to 60000, like 250 or 233-263, not " + text;
    }

    options.latency = std::chrono::milliseconds{*least};
    options.latency_spread = std::chrono::milliseconds{*most - *least};
    return {};
}

std::string take_living_plant(const std::string& text, Options& options) {
    const auto parameters = parse_plant(text);
    if (!parameters) return parameters.error().detail;
    options.living = *parameters;
    return {};
}

std::string take_plant(const std::string& text, Options& options) {
    if (names_a_living_plant(text)) return take_living_plant(text, options);
    std::string names;
    for (const auto& plant : builtin_plants()) {
        if (plant.name == text) {
            options.plant = text;
            return {};
        }
        names += names.empty() ? "" : ", ";
        names += plant.name;
    }
    return "there is no plant " + text + "; there are " + names + ", and living ones: see --list";
}

using Taker = std::string (*)(const std::string&, Options&);

CLI::callback_t into(Options& options, Taker take) {
    return [&options, take](const CLI::results_t& texts) {
        if (auto wrong = take(texts.front(), options); !wrong.empty()) {
            throw CLI::ValidationError{wrong};
        }
        return true;
    };
}

CLI::callback_t into_faults(Options& options) {
    return [&options](const CLI::results_t& texts) {
        for (const auto& text : texts) {
            const auto fault = parse_fault_argument(text);
            if (!fault) throw CLI::ValidationError{fault.error().detail};
            options.faults.push_back(*fault);
        }
        return true;
    };
}

std::string list_of_plants() {
    std::string list;
    const auto add = [&list](std::string name, std::string_view description) {
        constexpr std::size_t column = 17;
        name.resize(column, ' ');
        list += name + std::string{description} + "\n";
    };
    for (const auto& plant : builtin_plants())
        add(std::string{plant.name}, plant.description);
    list += "\nThese live: sun, weather, people, and an inverter that does as it is told.\n";
    for (const auto& family : families())
        add(std::string{living_prefix} + std::string{family.name}, family.description);
    list += "\nWhat of them can be otherwise, as in --plant living-gen1:kwp=6.2,packs=3:\n";
    return list + plant_help();
}

// CLI11's texts may span lines; an error is one.
std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return "givtcp-sim: " + text + " (--help shows the options)\n";
}

const std::map<std::string, ReplayMode> replay_modes{
    {"bytes", ReplayMode::bytes}, {"plant", ReplayMode::plant}};
const std::map<std::string, ClockMode> clock_modes{
    {"auto", ClockMode::automatic}, {"run", ClockMode::runs}, {"still", ClockMode::stands}};

// How the plant behaves, beside what it is.
void add_behaviour(CLI::App& app, Options& options, double& reboot_s) {
    app.add_option("--latency", into(options, take_latency), "Of each answer")
        ->type_name("MS|MIN-MAX")
        ->default_str("250");
    app.add_option("--clock", options.clock, "Of the plant; auto: runs if the plant is built in")
        ->transform(CLI::CheckedTransformer(clock_modes).description("auto|run|still"));
    app.add_option("--fault", into_faults(options), "What is to go wrong, see below; repeatable")
        ->type_name("TEXT|JSON")
        ->take_all()
        ->expected(1)
        ->allow_extra_args(false);
    app.add_option("--reboot-time", reboot_s, "How long nobody can connect after HR163 = 100")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, longest_reboot_s))
        ->default_str("5");
    app.add_option("--seed", options.seed, "Of all that happens by chance")
        ->type_name("NUMBER")
        ->default_str("1");
    app.add_option(
           "--faults", options.faults_file, "Faults on a timeline (JSON), as docs/simulator.md says"
    )
        ->type_name("FILE");
    app.footer(fault_help() + "\n" + control_help());
}

// What a dongle does beside answering.
void add_habits(CLI::App& app, Options& options, std::optional<double>& cloud_s, double& idle_s) {
    app.add_flag(
        "--lifelike",
        options.is_lifelike,
        "Latencies as measured, the cloud's traffic, collisions, silent windows, five sockets"
    );
    app.add_option("--cloud", cloud_s, "The cloud asks so often; 0: never")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, longest_period_s));
    app.add_option("--idle-limit", idle_s, "A client that says nothing for that long is closed")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, longest_period_s));
    app.add_option("--sockets", options.sockets, "More clients are turned away")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, most_sockets));
}

// Where it is, how many it is, and where it can be asked about.
void add_places(CLI::App& app, Options& options, CLI::Option& replay) {
    app.add_option("--control-port", options.control_port, "Takes JSON on 127.0.0.1; 0: any free")
        ->type_name("PORT");
    app.add_option("--count", options.count, "So many dongles, on consecutive ports")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, most_dongles))
        ->excludes(&replay);
    app.add_flag("--host-range", options.has_host_range, "On consecutive addresses instead");
}

CLI::Option* add_plant(CLI::App& app, Options& options) {
    constexpr auto what = "A plant that stands still or lives, see --list";
    return app.add_option("--plant", into(options, take_plant), what)
        ->type_name("NAME[:KEY=VALUE,...]")
        ->default_str("gen1");
}

// Options that do not go together; empty: all do.
std::string contradiction_in(const Options& options) {
    const bool has_faults = !options.faults.empty() || !options.faults_file.empty();
    if (auto refusal = why_no_faults(options); has_faults && !refusal.empty()) return refusal;
    const bool is_stopped = options.living && options.clock == ClockMode::stands;
    return is_stopped ? "--clock still: the clock of a plant that lives runs" : "";
}

std::chrono::milliseconds from_seconds(double seconds) {
    return std::chrono::milliseconds{std::llround(seconds * 1000)};
}

}  // namespace

std::variant<Options, Farewell> parse_options(int argc, const char* const* argv) {
    Options options;
    double heartbeat_s = 180;
    double reboot_s = 5;
    double idle_s = 0;
    std::optional<double> cloud_s;
    bool list = false;
    CLI::App app{
        "A dongle with a GivEnergy plant behind it, for those who have none.", "givtcp-sim"};
    app.set_version_flag("--version", "givtcp-sim " GIVTCP_VERSION);

    app.add_option(
           "--listen", into(options, take_listen), "Where to listen; port 0 is any free one"
    )
        ->type_name("HOST:PORT")
        ->default_str("127.0.0.1:8899");
    auto* plant = add_plant(app, options);
    app.add_option("--registers", options.registers_file, "A register dump to serve (JSON)")
        ->type_name("FILE")
        ->excludes(plant);
    auto* replay = app.add_option("--replay", options.replay_file, "A recorded session to play")
                       ->type_name("FILE")
                       ->excludes(plant);
    app.add_option(
           "--replay-mode", options.replay_mode, "bytes: as recorded; plant: as another's traffic"
    )
        ->transform(CLI::CheckedTransformer(replay_modes).description("bytes|plant"))
        ->needs(replay);
    app.add_option("--heartbeat", heartbeat_s, "Period of the heartbeats; 0: none")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, longest_heartbeat_s))
        ->default_str("180");
    add_behaviour(app, options, reboot_s);
    add_habits(app, options, cloud_s, idle_s);
    add_places(app, options, *replay);
    app.add_flag("--list", list, "Show the built-in plants and exit");

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return Farewell{0, app.help()};
    } catch (const CLI::CallForVersion&) {
        return Farewell{0, app.version() + "\n"};
    } catch (const CLI::ParseError& error) {
        return Farewell{bad_usage, one_line(error.what())};
    }
    if (list) return Farewell{0, list_of_plants()};
    if (const auto wrong = contradiction_in(options); !wrong.empty()) {
        return Farewell{bad_usage, one_line(wrong)};
    }

    options.heartbeat = from_seconds(heartbeat_s);
    options.reboot_time = from_seconds(reboot_s);
    options.idle_limit = from_seconds(idle_s);
    if (cloud_s) options.cloud_period = from_seconds(*cloud_s);
    return options;
}

std::string why_no_faults(const Options& options) {
    if (options.replay_file.empty()) return {};
    return "--replay: what was recorded is played as it was, without faults";
}

DongleSettings dongle_settings(const Options& options, int number) {
    DongleSettings settings{
        .heartbeat_period = options.heartbeat,
        .latency = options.latency,
        .latency_spread = options.latency_spread,
        .reboot_time = options.reboot_time,
        .seed = options.seed + static_cast<std::uint32_t>(number),
        .idle_limit = options.idle_limit,
    };
    if (options.is_lifelike) settings = lifelike(settings);
    settings.adapter = numbered(settings.adapter, number);
    settings.cloud.period = options.cloud_period.value_or(settings.cloud.period);
    if (options.sockets) settings.most_connections = static_cast<std::size_t>(*options.sockets);
    return settings;
}

}  // namespace giv::simulator
