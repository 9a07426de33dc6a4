// Makes lines of snapshots, one set for each measurement cycle, with the time at which it was read.
// Of a cycle that did not come whole, what came is written.
//
// Loop thread; never waits. While the host's clock is not set (a Pi without a clock chip boots in
// the past), lines wait here, with their steady time; when it is set, they get their stamps.
#pragma once

#include "exchange/sink.hpp"

#include "givtcp/render/line_protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace giv::influx {

// Each of these lines is whole: its time and a newline are in it. `lost`: so many are not here,
// because they waited for the clock beyond the bound.
using Append = std::function<void(std::vector<std::string> lines, std::uint64_t lost)>;

struct SinkOptions {
    render::InfluxSchema schema = render::InfluxSchema::givtcp;
    std::function<Moment()> now;
    std::function<bool(WallTime)> is_set;  // a clock that says this has been set
};

class InfluxSink : public Sink {
 public:
    static constexpr std::size_t most_held_bytes = 4'000'000;  // some hours of one plant

    InfluxSink(SinkOptions options, Append append);

    std::string_view name() const override { return "influx"; }
    void accept(int plant, const SnapshotPtr& snapshot) override;

    // About once a second: looks whether the clock has been set.
    void tick();

    // Lines that wait for the clock.
    std::size_t held_lines() const { return held_lines_; }

 private:
    struct Held {
        Moment read_at;
        std::vector<std::string> lines;
    };

    WallTime wall_of(const Moment& reading, const Moment& now) const;
    void hold(Held held);
    void drop_oldest();

    const SinkOptions options_;
    const Append append_;

    std::map<int, Instant> written_;  // by plant: the end of the last cycle that was written
    std::deque<Held> held_;
    std::size_t held_lines_ = 0;
    std::size_t held_bytes_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace giv::influx
