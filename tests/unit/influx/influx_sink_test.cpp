#include "influx/influx_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace giv::influx {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Point soc{
    .path = "Power/Power/SOC", .label = "State of charge", .quantity = Quantity::state_of_charge};

constexpr WallTime in_1970{1000s};
constexpr WallTime in_2026{1'780'662'000s};  // 5 June, 12:20 UTC

class InfluxSinkTest : public ::testing::Test {
 protected:
    // A reading at this moment.
    static SnapshotPtr snapshot(int state_of_charge, Moment read_at, std::string serial = "SA1") {
        auto made = std::make_shared<Snapshot>();
        made->state = PlantState::live;
        made->last_reading = read_at;
        made->identity = Identity{.serial = std::move(serial)};
        made->parts.push_back({.subject = Subject::inverter, .id = made->identity->serial});
        made->values.push_back({
            .point = &soc,
            .value = Number{static_cast<double>(state_of_charge), 0},
            .taken_at = read_at.steady,
        });
        return made;
    }

    void pass(std::chrono::milliseconds time) {
        now_.steady += time;
        now_.wall += time;
    }

    Moment now_{Instant{100h}, in_2026};
    std::vector<std::string> lines_;
    std::uint64_t lost_ = 0;
    InfluxSink sink_{
        {render::InfluxSchema::givtcp,
         [this] { return now_; },
         [](WallTime wall) { return wall >= in_2026; }},
        [this](std::vector<std::string> lines, std::uint64_t lost) {
            for (auto& line : lines)
                lines_.push_back(std::move(line));
            lost_ += lost;
        }};
};

TEST_F(InfluxSinkTest, WritesAReadingWithItsOwnTime) {
    const auto read_at = now_;
    pass(300ms);

    sink_.accept(1, snapshot(57, read_at));

    EXPECT_THAT(lines_, ElementsAre("SA1,tagKey=GivReal soc=57 1780662000000\n"));
}

TEST_F(InfluxSinkTest, WritesACycleOnce) {
    sink_.accept(1, snapshot(57, now_));
    sink_.accept(1, snapshot(57, now_));  // a command changed something else
    const auto first = now_;
    pass(10s);
    sink_.accept(1, snapshot(58, now_));
    sink_.accept(1, snapshot(57, first));  // offered again

    EXPECT_THAT(
        lines_,
        ElementsAre(
            "SA1,tagKey=GivReal soc=57 1780662000000\n", "SA1,tagKey=GivReal soc=58 1780662010000\n"
        )
    );
}

TEST_F(InfluxSinkTest, PlantsHaveCyclesOfTheirOwn) {
    sink_.accept(1, snapshot(57, now_));
    sink_.accept(2, snapshot(12, now_, "SB2"));

    EXPECT_THAT(
        lines_,
        ElementsAre(
            "SA1,tagKey=GivReal soc=57 1780662000000\n", "SB2,tagKey=GivReal soc=12 1780662000000\n"
        )
    );
}

TEST_F(InfluxSinkTest, WritesNothingBeforeThereIsACycle) {
    auto early = std::make_shared<Snapshot>(*snapshot(57, now_));
    early->last_reading.reset();

    sink_.accept(1, early);
    sink_.accept(1, nullptr);

    EXPECT_THAT(lines_, IsEmpty());
}

// Booted in 1970, read at 1000 s and 1010 s; the clock is set at 1012 s of that time.
TEST_F(InfluxSinkTest, HoldsWhatWasReadBeforeTheClockWasSet) {
    now_.wall = in_1970;
    sink_.accept(1, snapshot(57, now_));
    pass(10s);
    sink_.accept(1, snapshot(58, now_));
    pass(1s);
    sink_.tick();
    EXPECT_THAT(lines_, IsEmpty());
    EXPECT_EQ(sink_.held_lines(), 2U);

    pass(1s);
    now_.wall = in_2026 + 20s;
    sink_.tick();

    EXPECT_THAT(
        lines_,
        ElementsAre(
            "SA1,tagKey=GivReal soc=57 1780662008000\n", "SA1,tagKey=GivReal soc=58 1780662018000\n"
        )
    );
    EXPECT_EQ(sink_.held_lines(), 0U);
    EXPECT_EQ(lost_, 0U);
}

TEST_F(InfluxSinkTest, HoldsNoMoreThanItsBoundAndCountsTheRest) {
    now_.wall = in_1970;
    const std::string serial(InfluxSink::most_held_bytes / 100 - 22, 'S');  // and 22: a hundredth
    constexpr std::size_t fit = 100;
    for (std::size_t i = 0; i < fit + 10; ++i) {
        sink_.accept(1, snapshot(57, now_, serial));  // <serial>,tagKey=GivReal soc=57
        pass(1s);
    }
    EXPECT_EQ(sink_.held_lines(), fit);

    now_.wall = in_2026 + 100h;
    sink_.tick();

    EXPECT_THAT(lines_, SizeIs(fit));
    EXPECT_EQ(lost_, 10U);
}

}  // namespace
}  // namespace giv::influx
