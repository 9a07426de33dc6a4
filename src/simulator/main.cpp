// givtcp-sim: a dongle on a TCP port, with a plant of our own, a dump or a recording behind it.
#include "simulator/builtin_plants.hpp"
#include "simulator/control_server.hpp"
#include "simulator/fault_plan.hpp"
#include "simulator/life/living_plant.hpp"
#include "simulator/numbering.hpp"
#include "simulator/options.hpp"
#include "simulator/tcp_server.hpp"

#include <asio/signal_set.hpp>

#include <csignal>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <list>
#include <span>
#include <sstream>
#include <sys/resource.h>
#include <utility>
#include <vector>

namespace {

using namespace giv;
using namespace giv::simulator;

constexpr int cannot_start = 2;
constexpr int broken = 70;

int complain(const std::string& what) {
    std::cerr << "givtcp-sim: " << what << '\n';
    return cannot_start;
}

Result<std::string> text_of_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    std::error_code unknown;
    const auto folder = std::filesystem::is_directory(path, unknown);
    if (!folder) text << file.rdbuf();
    if (folder || !file.is_open() || text.bad()) {
        return fail(Errc::malformed, path + ": cannot be read");
    }
    return text.str();
}

// Reads a file with one of our parsers; an error names the file.
template <class Parsed>
Result<Parsed> load(const std::string& path, Result<Parsed> (*parse)(std::string_view)) {
    const auto text = text_of_file(path);
    if (!text) return tl::unexpected<Error>(text.error());
    auto parsed = parse(*text);
    if (!parsed) return fail(parsed.error().code, path + ": " + parsed.error().detail);
    return parsed;
}

Result<RegisterImage> registers_for(const Options& options) {
    if (!options.registers_file.empty()) {
        return load(options.registers_file, RegisterImage::parse);
    }
    if (!options.replay_file.empty()) return RegisterImage{};
    const auto name = options.plant.empty() ? builtin_plants().front().name : options.plant;
    return builtin_plant(name).value_or(RegisterImage{});
}

bool is_recorded(const Options& options) {
    return !options.registers_file.empty() || !options.replay_file.empty();
}

bool clock_runs(const Options& options) {
    switch (options.clock) {
        case ClockMode::automatic: return !is_recorded(options);
        case ClockMode::runs: return true;
        case ClockMode::stands: return false;
    }
    return false;
}

// What a clock on this machine's wall shows.
PlantTime local_time() {
    const auto now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    const auto date = std::chrono::year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
    return std::chrono::local_days{date} + std::chrono::hours{parts.tm_hour} +
           std::chrono::minutes{parts.tm_min} + std::chrono::seconds{parts.tm_sec};
}

// Of several living plants each has luck, and serials, of its own.
Dongle living_dongle_for(const Options& options, int number) {
    auto parameters = *options.living;
    parameters.seed += static_cast<std::uint32_t>(number);
    const auto now = std::chrono::steady_clock::now();
    return living_dongle(parameters, dongle_settings(options, number), now, local_time());
}

Result<Dongle> dongle_for(const Options& options, int number) {
    if (options.living) return living_dongle_for(options, number);
    auto registers = registers_for(options);
    if (!registers) return tl::unexpected<Error>(registers.error());
    number_serials(*registers, number);
    const auto settings = dongle_settings(options, number);
    if (options.replay_file.empty()) return Dongle{std::move(*registers), settings};

    const auto capture = load(options.replay_file, parse_capture);
    if (!capture) return tl::unexpected<Error>(capture.error());
    if (options.replay_mode == ReplayMode::bytes) return play_bytes(*capture, settings);
    return play_plant(*capture, settings, std::move(*registers));
}

// A recording goes on from its own time, where it has one.
void start_clock(Dongle& dongle, const Options& options) {
    const auto now = std::chrono::steady_clock::now();
    if (is_recorded(options) && dongle.run_clock(now)) return;
    dongle.run_clock(local_time(), now);
}

// A dongle and the port where it is.
struct Station {
    Station(asio::io_context& io, Dongle simulated)
        : dongle{std::move(simulated)}, server{io, dongle} {}

    Dongle dongle;
    TcpServer server;
};

using Stations = std::list<Station>;

Result<Stations> stations_for(
    asio::io_context& io, const Options& options, std::span<const PlannedFault> faults
) {
    Stations stations;
    for (int number = 0; number < options.count; ++number) {
        auto dongle = dongle_for(options, number);
        if (!dongle) return tl::unexpected<Error>(dongle.error());
        auto& station = stations.emplace_back(io, *std::move(dongle));
        if (!options.living && clock_runs(options)) start_clock(station.dongle, options);
        for (const auto& fault : faults)
            station.dongle.plan_fault(fault, std::chrono::steady_clock::now());
    }
    return stations;
}

Result<void> listen(Stations& stations, const Options& options) {
    const auto next = options.has_host_range ? on_next_address : on_next_port;
    const auto last = next({options.host, options.port}, options.count - 1);
    if (!last) return tl::unexpected<Error>(last.error());
    int number = 0;
    for (auto& station : stations) {
        const auto place = next({options.host, options.port}, number++);
        if (!place) return tl::unexpected<Error>(place.error());
        const auto listening = station.server.listen(place->host, place->port);
        if (!listening) return tl::unexpected<Error>(listening.error());
        std::cout << "listening on " << *listening << '\n';
    }
    std::cout << std::flush;
    return {};
}

Result<std::vector<PlannedFault>> faults_for(const Options& options) {
    auto faults = options.faults;
    if (options.faults_file.empty()) return faults;
    const auto more = load(options.faults_file, parse_fault_plan);
    if (!more) return tl::unexpected<Error>(more.error());
    faults.insert(faults.end(), more->begin(), more->end());
    return faults;
}

ControlServer control_of(Stations& stations, const Options& options, asio::io_context& io) {
    std::vector<Dongle*> dongles;
    for (auto& station : stations)
        dongles.push_back(&station.dongle);
    const auto deliver = [&stations] {
        for (auto& station : stations)
            station.server.deliver();
    };
    const auto now = std::chrono::steady_clock::now();
    return {io, {std::move(dongles), now, why_no_faults(options)}, deliver};
}

// Each client of each dongle needs a descriptor: as many as we may have.
void raise_limits() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const Options& options) {
    raise_limits();
    const auto faults = faults_for(options);
    if (!faults) return complain(faults.error().detail);

    asio::io_context io;
    asio::signal_set signals{io, SIGINT, SIGTERM};
    auto stations = stations_for(io, options, *faults);
    if (!stations) return complain(stations.error().detail);
    const auto listening = listen(*stations, options);
    if (!listening) return complain(listening.error().detail);

    auto control = control_of(*stations, options, io);
    if (options.control_port) {
        const auto asked_at = control.listen(*options.control_port);
        if (!asked_at) return complain(asked_at.error().detail);
        std::cout << "control on " << *asked_at << std::endl;
    }
    signals.async_wait([&io](const std::error_code&, int) { io.stop(); });
    io.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto parsed = parse_options(argc, argv);
        if (const auto* farewell = std::get_if<Farewell>(&parsed)) {
            (farewell->exit_code == 0 ? std::cout : std::cerr) << farewell->text;
            return farewell->exit_code;
        }
        return serve(std::get<Options>(parsed));
    } catch (const std::exception& error) {
        std::cerr << "givtcp-sim: " << error.what() << '\n';
    } catch (...) {
        std::cerr << "givtcp-sim: stopped by an unknown exception\n";
    }
    return broken;
}
