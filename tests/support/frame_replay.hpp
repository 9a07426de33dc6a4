// Frames of a plant, and the way that they take in the daemon: framer, whose frame is it, guard,
// snapshot; without a link, on the times that the frames have.
//
// The pure core on a virtual clock: thousands of replays take seconds. What the client and the
// poller do between framer and guard is done here in the same way, and no more.
#pragma once

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/protocol/frame_decoder.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace giv::testing {

struct RecordedFrame {
    Instant at;
    Bytes bytes;
    std::optional<ReadResponse> says;  // of an answer to a read
};

struct Recording {
    Topology topology;
    std::vector<RecordedFrame> frames;
    std::chrono::milliseconds period{10'000};  // between two reads of a block
};

ReadTarget target_of(const ReadResponse& response);

// Every block of the true plant, settings included, in each of so many polls.
Recording true_recording(std::chrono::seconds from, int polls);

// A capture of ../shared; the topology is what its own frames say.
Recording captured_recording(const std::string& name);

// How often each rule spoke, by its name; those that did not are left out.
using Doubts = std::map<std::string, std::uint64_t>;
Doubts doubts_in(const guard::RuleCounts& counts);

class GuardedPlant {
 public:
    explicit GuardedPlant(const Recording& recording);

    // Any bytes from the dongle.
    void hear(std::span<const std::uint8_t> bytes, Instant at);

    SnapshotPtr show(Instant at);

    // What was said of the reading that came last; nothing if none got as far.
    const std::optional<guard::Judgement>& last_judgement() const { return last_; }
    const guard::RuleCounts& counts() const { return image_.rule_counts(); }
    std::uint64_t admitted() const { return admitted_; }

 private:
    void take(const ReadResponse& response, Instant at);

    ResponseDecoder decoder_;
    PlantImage image_;
    std::optional<guard::Judgement> last_;
    std::uint64_t admitted_ = 0;
};

}  // namespace giv::testing
