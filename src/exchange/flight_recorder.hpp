// What was said on the wires lately, byte for byte, and what the guard said to it: for whoever
// wants to know afterwards what went wrong.
//
// One for all plants of the process, bounded in memory; the oldest goes. Nothing is formatted or
// made unreadable here: see recording_text.hpp. The recorder is the loop's alone; a Recording is a
// value that any thread may read.
#pragma once

#include "givtcp/plant/guard/bank_reading.hpp"
#include "givtcp/plant/guard/judgement.hpp"
#include "givtcp/plant/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace giv {

enum class Recorded : std::uint8_t {
    connected,  // a stream of bytes begins
    received,   // as one read of the socket gave it
    sent,
    judged,  // a RecordedVerdict
    lost,    // the stream ended: why, in words
};

struct RecordedPiece {
    Instant at;
    int plant;  // the instance, from 1
    Recorded kind;
    std::span<const std::uint8_t> bytes;
};

// What became of a reading.
struct RecordedVerdict {
    // Registers of a believed reading that were not believed.
    struct Doubt {
        std::uint16_t first;
        std::uint16_t count;
        guard::Rule rule;

        friend bool operator==(const Doubt&, const Doubt&) = default;
    };

    DeviceAddress device;
    RegisterRange range;
    Origin origin;
    Verdict verdict;
    std::optional<guard::Rule> rule;
    std::vector<Doubt> doubts;

    friend bool operator==(const RecordedVerdict&, const RecordedVerdict&) = default;
};

// Of a piece that is `judged`.
RecordedVerdict verdict_in(const RecordedPiece& piece);

// What the recorder held at a moment.
class Recording {
 public:
    using Chunk = std::vector<std::uint8_t>;

    Recording() = default;
    Recording(Moment taken_at, std::vector<std::shared_ptr<const Chunk>> blocks)
        : taken_at_(taken_at), blocks_(std::move(blocks)) {}

    // Oldest first. What it is given is valid as long as this is.
    void each(const std::function<void(const RecordedPiece&)>& visit) const;

    // By both clocks: pieces have steady times, whatever became of the host's clock meanwhile.
    Moment taken_at() const { return taken_at_; }

 private:
    Moment taken_at_{};
    std::vector<std::shared_ptr<const Chunk>> blocks_;
};

class FlightRecorder {
 public:
    // What memory is asked for at a time, and how coarsely the bound is kept.
    static constexpr std::size_t block_bytes = 65'536;

    // `most_bytes` hold frames, verdicts and what the recorder notes of each; 0: nothing is
    // recorded. Memory is asked for as it fills.
    explicit FlightRecorder(std::size_t most_bytes) : most_blocks_(most_bytes / block_bytes) {}

    bool is_on() const { return most_blocks_ > 0; }

    void connected(Instant at, int plant) { put(at, plant, Recorded::connected, {}); }
    void lost(Instant at, int plant, std::string_view why);
    void received(Instant at, int plant, std::span<const std::uint8_t> bytes) {
        put(at, plant, Recorded::received, bytes);
    }
    void sent(Instant at, int plant, std::span<const std::uint8_t> bytes) {
        put(at, plant, Recorded::sent, bytes);
    }
    void judged(Instant at, int plant, const BankReading& reading, const guard::Judgement& what);

    // All of it, or the newest `most_bytes`, rounded up to whole blocks. Cheap: shares what is
    // full.
    Recording recording(Moment now, std::size_t most_bytes = SIZE_MAX) const;

    // What it occupies: never more than most_bytes, but for what recordings still hold of it.
    std::size_t bytes_held() const { return blocks_.size() * block_bytes; }

 private:
    void put(Instant at, int plant, Recorded kind, std::span<const std::uint8_t> bytes);
    Recording::Chunk& with_room_for(std::size_t size);

    const std::size_t most_blocks_;
    std::deque<std::shared_ptr<Recording::Chunk>> blocks_;  // the last is being filled
};

}  // namespace giv
