// givtcp-sim: a dongle on a TCP port, with a plant of our own, a dump or a recording behind it.
#include "simulator/builtin_plants.hpp"
#include "simulator/options.hpp"
#include "simulator/tcp_server.hpp"

#include <asio/signal_set.hpp>

#include <csignal>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

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

Result<Dongle> dongle_for(const Options& options) {
    auto registers = registers_for(options);
    if (!registers) return tl::unexpected<Error>(registers.error());
    const DongleSettings settings{
        .heartbeat_period = options.heartbeat,
        .latency = options.latency,
        .latency_spread = options.latency_spread,
        .reboot_time = options.reboot_time,
        .seed = options.seed,
    };
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

int serve(const Options& options) {
    auto dongle = dongle_for(options);
    if (!dongle) return complain(dongle.error().detail);
    if (clock_runs(options)) start_clock(*dongle, options);
    for (const auto& fault : options.faults)
        dongle->set_fault(fault);

    asio::io_context io;
    asio::signal_set signals{io, SIGINT, SIGTERM};
    TcpServer server{io, *dongle};
    const auto listening = server.listen(options.host, options.port);
    if (!listening) return complain(listening.error().detail);

    signals.async_wait([&io](const std::error_code&, int) { io.stop(); });
    std::cout << "listening on " << *listening << std::endl;
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
