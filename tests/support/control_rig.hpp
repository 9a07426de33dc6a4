// Plants of control_writes.json in the rig, and what a test of a command looks at: the register
// file, the writes on the wire, and whether what is published is what the registers say.
#pragma once

#include "support/control_cases.hpp"
#include "support/rig.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace giv::testing {

// The registers of a plant of control_writes.json on the built-in plant that is nearest to it.
simulator::RegisterImage image_of(const ControlPlant& plant);

// "gen1": as it stands in control_writes.json.
ControlPlant control_plant(std::string_view name);

struct PlantWishes {
    ControlSettings control{};
    std::chrono::milliseconds latency{250};
    std::chrono::milliseconds reboot_time{5'000};
    std::uint32_t seed = 1;                     // of what is lost by chance
    bool is_commanded = true;                   // false: nobody may write, as with READ_ONLY
    std::chrono::milliseconds cloud_period{0};  // somebody else asks so often; 0: nobody
};

// Started, and read as a whole. Its clock stands still until set_clock().
RigPlant& add_control_plant(Rig& rig, const ControlPlant& plant, const PlantWishes& wishes = {});

// From now on the inverter's clock runs, from this on.
void set_clock(Rig& rig, RigPlant& plant, const LocalTime& shows);

// What the inverter's clock showed when it was last read or written.
std::chrono::local_seconds clock_last_read(const RigPlant& plant);

LocalTime time_from(std::string_view text);  // "2026-06-05T12:19:53"

// Every holding register that exists, but not the clock.
Registers registers_of(const RigPlant& plant);

std::uint16_t word_of(const RigPlant& plant, std::uint16_t index);

// What has changed the register file since the log was cleared, in order: "HR94=30".
std::vector<std::string> done_writes(const RigPlant& plant);
std::vector<std::string> texts_of(const std::vector<ExpectedWrite>& writes);

void set_fault(RigPlant& plant, std::string_view words);

// The last word on a command: where it was "goes on", what the log says some time later.
Outcome final_outcome(Rig& rig, RigPlant& plant, std::string control, std::string payload = "");
Outcome final_outcome(Rig& rig, RigPlant& plant, const RigCommand& asked);

// What is published under this path: "Control/Target_SOC".
std::string shown(const RigPlant& plant, std::string_view path);

// Where the published document says otherwise than the registers: "Control/Mode is Eco, not ...".
std::vector<std::string> disagreements(const RigPlant& plant);

bool has_logged(const RigPlant& plant, std::string_view words);

std::string text_of(const Outcome& outcome);

}  // namespace giv::testing
