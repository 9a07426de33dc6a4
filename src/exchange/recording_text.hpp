// A recording as a file that others may see: the format that givtcp-sim --replay plays.
//
// A line for each piece of the wire, "<time> rx|tx <hex>"; what the guard said, and where
// connections begin and end, are comments. Serials and the network's addresses are replaced
// (givtcp/registers/redaction.hpp). Any thread; takes about three times the recording's memory.
#pragma once

#include "exchange/flight_recorder.hpp"

#include <string>
#include <string_view>

namespace giv {

struct RecordingHead {
    int plant = 1;            // whose part of it
    std::string_view maker;   // "givtcp 0.1.0"
    std::string_view reason;  // why it was taken, for people; neither serials nor addresses
};

// Empty where the recording holds nothing of that plant's wire.
std::string recording_text(const Recording& recording, const RecordingHead& head);

}  // namespace giv
