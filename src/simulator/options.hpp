// The command line of givtcp-sim.
#pragma once

#include "simulator/faults.hpp"
#include "simulator/replay.hpp"

#include <chrono>
#include <cstdint>
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
    std::string plant;  // a built-in one; empty: the default
    ClockMode clock = ClockMode::automatic;
    std::chrono::milliseconds heartbeat{180'000};
    std::chrono::milliseconds latency{250};
    std::chrono::milliseconds latency_spread{0};
    std::vector<Fault> faults;
    std::chrono::milliseconds reboot_time{5'000};
    std::uint32_t seed = 1;
};

// There is nothing to run: say this, and exit with the code.
struct Farewell {
    int exit_code;
    std::string text;  // for stdout when the code is 0, else for stderr
};

std::variant<Options, Farewell> parse_options(int argc, const char* const* argv);

}  // namespace giv::simulator
