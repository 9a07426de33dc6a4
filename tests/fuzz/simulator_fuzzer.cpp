// Anything as a dump, as a recording, and as what a client sends: refused, dropped or answered.
#include "simulator/dongle.hpp"
#include "simulator/register_image.hpp"
#include "simulator/replay.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace giv::simulator;
    using namespace std::chrono_literals;
    const std::string text{data, data + size};
    const giv::Instant now{};

    auto registers = RegisterImage::parse(text).value_or(RegisterImage{});
    if (const auto capture = parse_capture(text)) {
        auto bytes = play_bytes(*capture, {});
        auto plant = play_plant(*capture, {}, registers);
        for (auto* const dongle : {&bytes, &plant}) {
            if (dongle->connect(now)) dongle->due(now + 24h);
        }
    }

    registers.set(giv::device::inverter, giv::HR(35), 26);
    Dongle dongle{std::move(registers)};
    dongle.run_clock(PlantTime{}, now);
    if (const auto client = dongle.connect(now)) {
        dongle.receive(*client, std::span{data, size}, now);
        dongle.due(now + 1h);
    }
    return 0;
}
