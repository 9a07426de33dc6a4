// Anything as a fault: refused in one sentence, or set and lived through.
#include "simulator/dongle.hpp"
#include "simulator/faults.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace giv::simulator;
    using namespace std::chrono_literals;
    const std::string text{data, data + size};

    const auto fault = parse_fault(text);
    if (!fault) return 0;

    RegisterImage registers;
    registers.set(giv::device::inverter, giv::HR(fault->index.value_or(20)), 1);
    Dongle dongle{std::move(registers), {.latency = 0ms}};
    dongle.set_fault(*fault);
    const giv::Instant now{};
    const auto client = dongle.connect(now);
    if (!client) return 0;
    for (const auto index : {fault->index.value_or(20), fault->follows.value_or(20)}) {
        const giv::WriteRequest write{giv::device::inverter, index, 2};
        dongle.receive(*client, encode(giv::Request{write}), now);
    }
    const giv::ReadRequest read{giv::device::inverter, {giv::Bank::holding, 0, 60}};
    dongle.receive(*client, encode(giv::Request{read}), now);
    dongle.due(now + 100h);
    // A fault may keep them from the line, and makes no more of them.
    if (dongle.write_log().size() > 2) __builtin_trap();
    return 0;
}
