// What becomes of an answer on its way from the inverter to the clients.
//
// Deterministic, as the faults are. Remembers what was answered lately, of which a splice is made
// and a frozen cache consists. Source: spec/quirks.md A, B; spec/wire-protocol.md §4, §6.
#pragma once

#include "simulator/fault_book.hpp"

#include "givtcp/protocol/frame.hpp"
#include "givtcp/protocol/pdu.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace giv::simulator {

struct Piece {
    std::chrono::milliseconds after;  // when the answer would have been sent
    Bytes bytes;

    friend bool operator==(const Piece&, const Piece&) = default;
};

// What is sent in the place of an answer.
struct Transmission {
    enum class Door : std::uint8_t { stays, hangs_up, resets };

    std::vector<Piece> pieces;  // in the order of their times
    Door door = Door::stays;    // else nothing is sent, and this happens to every connection
    std::chrono::milliseconds busy{0};  // until then nothing else can be sent
};

// What was answered, by block.
class BlockMemory {
 public:
    void remember(const ReadResponse& answer);

    // The words of another block that was answered, as many and not the same; without any, zeros.
    std::vector<std::uint16_t> another(const ReadResponse& than, Chance& chance) const;

    // What this block said when this fault first met it, which it says from then on.
    const std::vector<std::uint16_t>& frozen(const ReadResponse& answer, std::uint64_t fault);
    void thaw(std::uint64_t fault);

 private:
    using Block = std::pair<std::uint8_t, RegisterRange>;  // of a device

    std::map<Block, std::vector<std::uint16_t>> latest_;
    std::map<std::pair<std::uint64_t, Block>, std::vector<std::uint16_t>> frozen_;  // by fault
};

class WireFaults {
 public:
    // Hits each fault of the book that changes something.
    Transmission transmit(const Response& answer, FaultBook& book, Instant now);

    // The frozen cache of this number is over.
    void thaw(std::uint64_t fault) { memory_.thaw(fault); }

 private:
    BlockMemory memory_;
};

}  // namespace giv::simulator
