// Anything as a line of the control port, and as a timeline: one line of JSON is the answer, and
// what it sets is lived through.
#include "simulator/control_line.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace giv::simulator;
    using namespace std::chrono_literals;
    const std::string text{data, data + size};
    const giv::Instant now{};

    RegisterImage registers;
    registers.set(giv::device::inverter, giv::HR(20), 1);
    Dongle dongle{std::move(registers), {.latency = 0ms}};
    if (const auto plan = parse_fault_plan(text)) {
        for (const auto& fault : *plan)
            dongle.plan_fault(fault, now);
    }
    ControlDesk desk{{&dongle}, now};
    const auto answer = desk.answer(text, now);
    if (answer.find('\n') != std::string::npos || !answer.ends_with('}')) __builtin_trap();

    for (auto at = now; at < now + 5min; at += 20s) {
        if (const auto client = dongle.connect(at)) {
            const giv::ReadRequest read{giv::device::inverter, {giv::Bank::holding, 0, 60}};
            dongle.receive(*client, encode(giv::Request{read}), at);
        }
        dongle.due(at);
    }
    dongle.due(now + 48h);
    return 0;
}
