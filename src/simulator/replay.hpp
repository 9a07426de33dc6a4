// Plays a recorded session between a dongle and its clients.
//
// A recording has a line per piece: `<ISO time> rx|tx <hex>`, or `- rx|tx <hex>` where the times
// are not known; rx came from the dongle. The playing is done by a Dongle, on any time.
#pragma once

#include "simulator/dongle.hpp"
#include "simulator/register_image.hpp"

#include "givtcp/protocol/frame.hpp"
#include "givtcp/result.hpp"

#include <chrono>
#include <string_view>
#include <vector>

namespace giv::simulator {

struct CapturedPiece {
    std::chrono::microseconds after;  // since the first piece; never goes back
    bool from_dongle;
    Bytes bytes;
};

using Capture = std::vector<CapturedPiece>;

// A mistake is `malformed` and names its line. Where time goes back in the file, it stands still
// here; where it is not known, a piece comes 250 ms after the last.
Result<Capture> parse_capture(std::string_view text);

// What the dongle sent, byte for byte, at its times, and nothing else: no answers, no heartbeats.
// It begins when the first client connects.
Dongle play_bytes(const Capture& capture, const DongleSettings& settings);

// The same plant again, with the recorded responses as the traffic of another client, beginning
// when the first client connects. Our reads are answered with what was last recorded; of
// registers that come later in the recording, with what is recorded first, else from
// `registers`. Heartbeats are our own, and frames with a wrong CRC are left out.
Dongle play_plant(const Capture& capture, DongleSettings settings, RegisterImage registers = {});

}  // namespace giv::simulator
