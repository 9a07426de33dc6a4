// The command line of givtcp-sim.
#pragma once

#include "simulator/dongle_settings.hpp"
#include "simulator/fault_plan.hpp"
#include "simulator/life/plant_parameters.hpp"
#include "simulator/replay.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace giv::simulator {

enum class ReplayMode : std::uint8_t { bytes, plant };
enum class ClockMode : std::uint8_t {
    automatic,  // runs for a built-in plant, stands still for a recording
    runs,       // a built-in plant from this machine's time, a recording from its own
    stands,
};

struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8899;
    std::string registers_file;  // empty: none
    std::string replay_file;     // empty: none
    ReplayMode replay_mode = ReplayMode::plant;
    std::string plant;                      // a built-in one that stands still; empty: the default
    std::optional<PlantParameters> living;  // instead of it
    ClockMode clock = ClockMode::automatic;
    std::chrono::milliseconds heartbeat{180'000};
    std::chrono::milliseconds latency{250};
    std::chrono::milliseconds latency_spread{0};
    std::vector<PlannedFault> faults;
    std::string faults_file;  // more of them; empty: none
    std::chrono::milliseconds reboot_time{5'000};
    std::uint32_t seed = 1;
    std::optional<std::uint16_t> control_port;  // 0: any free one; nothing: none
    bool is_lifelike = false;
    std::optional<std::chrono::milliseconds> cloud_period;  // of a lifelike one, and 0: as it is
    std::chrono::milliseconds idle_limit{0};
    std::optional<int> sockets;   // nothing: as it is
    int count = 1;                // of dongles
    bool has_host_range = false;  // each at an address of its own, on one port
};

// Why no fault is taken of this command line, nor on its control port; empty: they are.
std::string why_no_faults(const Options& options);

// What the options say of one dongle; those of several differ in their numbers, from 0 on.
DongleSettings dongle_settings(const Options& options, int number);

// There is nothing to run: say this, and exit with the code.
struct Farewell {
    int exit_code;
    std::string text;  // for stdout when the code is 0, else for stderr
};

std::variant<Options, Farewell> parse_options(int argc, const char* const* argv);

}  // namespace giv::simulator
