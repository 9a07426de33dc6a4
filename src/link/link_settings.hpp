// What one plant's link is told: where its dongle is, and how often to ask it.
//
// Plain values, filled by the config room. Source: spec/wire-protocol.md §9 ("Ours").
#pragma once

#include "givtcp/control/plan.hpp"
#include "givtcp/plant/guard/pack_thresholds.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace giv {

struct LinkSettings {
    int instance = 1;  // the plant's number in REST ports and prefixes; unique, from 1

    // INVERTOR_IP: names or numeric addresses of the one dongle, tried in turn; empty: it is
    // searched for.
    std::vector<std::string> hosts;

    std::uint16_t port = 8899;  // INVERTOR_PORT

    // INVERTOR_ADDRESS: where detection and measurements ask first.
    std::uint8_t inverter_address = 0x11;

    // SELF_RUN: false reads only when a client asks for fresh values.
    bool polls_by_itself = true;

    // SELF_RUN_LOOP_TIMER: start of a measurement cycle to the start of the next. 1 s or more.
    std::chrono::milliseconds poll_period = std::chrono::seconds{10};

    // Holding registers are read this often, and after every write.
    std::chrono::milliseconds configuration_period = std::chrono::minutes{5};

    // LINK_SPACING_MS: start of a request to the start of the next. 0 is allowed.
    std::chrono::milliseconds spacing{200};

    // POLL_DUTY_MAX: the share of the dongle's time that polling may take. 100: no ceiling.
    int max_duty_percent = 25;

    // NUM_BATTERIES: another number of packs found raises a problem. Never a limit.
    std::optional<int> expected_batteries;

    // BATTERY_THRESHOLD_...: how far a pack's values may move between two reads.
    guard::PackThresholds pack_thresholds = guard::usual_pack_thresholds();

    ControlSettings control;  // how commands are understood
};

// DISCOVERY_NETS: where dongles are looked for: IPv4 networks, /22 at most, or addresses. Empty:
// the private networks of this machine.
struct SearchSettings {
    std::vector<std::string> networks;
};

}  // namespace giv
