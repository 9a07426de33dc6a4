// A week of points at 10 s, through sink, outbox and writer to a server that is away for hours at
// random: all on one clock that the test turns.
#include "influx/influx_sink.hpp"
#include "influx/writer.hpp"
#include "simulator/builtin_plants.hpp"
#include "store/outbox.hpp"
#include "store/schema.hpp"
#include "support/fake_influx.hpp"
#include "support/rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;
using influx::Answer;

constexpr auto cycle = 10s;
constexpr int cycles_a_week = 7 * 24 * 360;
constexpr Instant monday{std::chrono::hours{1000}};
constexpr WallTime monday_by_the_wall{std::chrono::seconds{1'780'617'600}};

// What a plant that was just read looks like; of its power alone, so that a week is done soon.
SnapshotPtr a_read_plant() {
    Rig rig;
    auto& plant = rig.add(simulator::Dongle{simulator::gen1_plant()});
    rig.start(plant);
    rig.run_for(2min);
    auto read = std::make_shared<Snapshot>(*plant.sink.snapshots.back());
    std::erase_if(read->values, [](const Measured& measured) {
        return !measured.point->path.starts_with("Power/Power/");
    });
    read->problems.clear();
    for (auto& part : read->parts)
        part.raw.clear();
    return read;
}

// The same plant at another cycle: read anew, and with a number that no other cycle has.
SnapshotPtr at_cycle(const Snapshot& plant, int number, Moment read_at) {
    auto snapshot = std::make_shared<Snapshot>(plant);
    snapshot->cycles = static_cast<std::uint64_t>(number);
    snapshot->made_at = read_at;
    snapshot->last_cycle = read_at;
    snapshot->last_reading = read_at;
    for (auto& measured : snapshot->values) {
        measured.taken_at = read_at.steady;
        if (measured.point->path == "Power/Power/Grid_Power") {
            measured.value = Number{static_cast<double>(number), 0};
        }
    }
    return snapshot;
}

struct Outage {
    Instant from;
    Instant to;
    Answer answer;
    bool hangs = false;
};

std::vector<Outage> outages_at_random(std::mt19937& chance) {
    const std::vector<Outage> kinds{
        {{}, {}, {0, "no connection"}},
        {{}, {}, {0, "no answer in time", {}, true}, true},
        {{}, {}, {500, "internal error"}},
        {{}, {}, {503, "busy", 30s}},
        {{}, {}, {429, "too many", 600s}},
        {{}, {}, {401, "unauthorized"}},
        {{}, {}, {404, "bucket not found"}},
    };
    std::vector<Outage> outages;
    std::uniform_int_distribution<int> well{60, 20 * 60};
    std::uniform_int_distribution<int> away{1, 8 * 60};
    auto at = monday;
    for (std::size_t i = 0; at < monday + 24h * 7; ++i) {
        auto outage = kinds[i % kinds.size()];
        outage.from = at + std::chrono::minutes{well(chance)};
        outage.to = outage.from + std::chrono::minutes{away(chance)};
        at = outage.to;
        outages.push_back(outage);
    }
    return outages;
}

class House {
 public:
    House(std::uint64_t most_bytes, unsigned seed) : most_bytes_(most_bytes), chance_(seed) {
        EXPECT_TRUE(store::migrate(database_, store::migrations()));
        outages_ = outages_at_random(chance_);
        server.most_lines = 300;
        boot();
    }

    void run_a_week() {
        for (int number = 1; number <= cycles_a_week; ++number) {
            run_until(monday + number * cycle);
            read(number);
        }
        run_until(now_ + 24h);  // for what is left over
    }

    // As kill -9: whatever was not written is gone, and so is the request on its way.
    void kill_about_every(std::chrono::minutes period) { kill_period_ = period; }

    FakeInflux server;
    std::vector<std::pair<std::int64_t, Instant>> read_at;  // each cycle's stamp, and when
    std::vector<Instant> kills;
    std::uint64_t most_waiting_bytes = 0;
    store::OutboxState state() const { return outbox_->state(); }

 private:
    struct Flight {
        store::OutboxBatch batch;
        Answer answer;
        Instant until;
    };

    Moment moment() const { return {now_, monday_by_the_wall + (now_ - monday)}; }

    void boot() {
        flight_.reset();
        outbox_.emplace(database_, most_bytes_, no_log());
        ASSERT_TRUE(outbox_->load());
        writer_.emplace([this] { return std::uniform_real_distribution<double>{0, 1}(chance_); });
        const auto append = [this](std::vector<std::string> lines, std::uint64_t lost) {
            outbox_->append(std::move(lines), lost, now_);
        };
        sink_.emplace(
            influx::SinkOptions{
                render::InfluxSchema::givtcp,
                [this] { return moment(); },
                [](WallTime) { return true; }},
            append
        );
    }

    void read(int number) {
        const auto read = moment();
        const auto stamp = std::chrono::floor<std::chrono::milliseconds>(read.wall);
        read_at.emplace_back(stamp.time_since_epoch().count(), now_);
        sink_->accept(1, at_cycle(*plant_, number, read));
        const auto waiting = outbox_->state().bytes;
        most_waiting_bytes = std::max(most_waiting_bytes, waiting);
        if (kill_period_ > 0min && number % 97 == 0) maybe_kill();
    }

    // Somewhere between two readings.
    void maybe_kill() {
        const auto odds = kill_period_ / (97.0 * cycle);
        if (std::uniform_real_distribution<double>{0, odds}(chance_) > 1) return;
        run_until(
            now_ + std::chrono::milliseconds{std::uniform_int_distribution<int>{0, 3000}(chance_)}
        );
        kills.push_back(now_);
        boot();
    }

    std::optional<Instant> next_event() const {
        auto next = outbox_->due();
        const auto earlier = [&next](Instant at) { next = next ? std::min(*next, at) : at; };
        if (flight_) {
            earlier(flight_->until);
        } else if (outbox_->state().lines > 0) {
            earlier(std::max(writer_->not_before(), now_));
        }
        return next;
    }

    void run_until(Instant end) {
        for (auto next = next_event(); next && *next <= end; next = next_event()) {
            now_ = std::max(now_, *next);
            if (const auto due = outbox_->due(); due && *due <= now_) outbox_->commit(now_);
            if (flight_ && flight_->until <= now_) land();
            if (!flight_ && writer_->not_before() <= now_) send();
        }
        now_ = std::max(now_, end);
    }

    void send() {
        auto batch = outbox_->read(writer_->wanted());
        if (batch.lines.empty()) {
            writer_->found_nothing();
            return;
        }
        std::string body;
        for (const auto& line : batch.lines)
            body += line.text;
        flight_ = answer_to(body);
        flight_->batch = std::move(batch);
    }

    Flight answer_to(const std::string& body) {
        const auto outage = std::ranges::find_if(outages_, [this](const Outage& one) {
            return one.from <= now_ && now_ < one.to;
        });
        if (outage != outages_.end()) {
            return {{}, outage->answer, now_ + (outage->hangs ? 30'000ms : 20ms)};
        }
        auto answer = server.take(body);
        // One in a hundred is stored, and nobody hears of it.
        if (std::uniform_int_distribution<int>{1, 100}(chance_) == 1) answer = {0, "broken"};
        return {{}, answer, now_ + 40ms};
    }

    void land() {
        const auto flight = *std::exchange(flight_, std::nullopt);
        const auto verdict = writer_->answered(now_, flight.batch, flight.answer);
        if (verdict.is_over) outbox_->remove(flight.batch, verdict.refused, now_);
    }

    const std::uint64_t most_bytes_;
    std::mt19937 chance_;
    std::vector<Outage> outages_;
    std::chrono::minutes kill_period_{0};
    Instant now_ = monday;
    SnapshotPtr plant_ = a_read_plant();

    store::Database database_ = store::Database::open(":memory:").value();
    std::optional<store::Outbox> outbox_;
    std::optional<influx::Writer> writer_;
    std::optional<influx::InfluxSink> sink_;
    std::optional<Flight> flight_;
};

std::size_t points_in(const FakeInflux& server) {
    return server.series.size() == 1 ? server.series.begin()->second.size() : 0;
}

TEST(InfluxWeek, EveryPointIsThereAfterwardsAndNoneTwiceWithOtherValues) {
    House house{64'000'000, 7};

    house.run_a_week();

    EXPECT_EQ(house.server.first_fault, "");
    ASSERT_EQ(points_in(house.server), static_cast<std::size_t>(cycles_a_week));
    const auto& times = house.server.series.begin()->second;
    for (const auto& [stamp, at] : house.read_at)
        ASSERT_TRUE(times.contains(stamp)) << stamp;
    EXPECT_EQ(house.server.conflicts, 0U);
    EXPECT_EQ(house.state(), store::OutboxState{});
    EXPECT_GT(house.most_waiting_bytes, 500'000U);  // there were outages
    EXPECT_LT(house.most_waiting_bytes, 64'000'000U);
    RecordProperty("requests", static_cast<int>(house.server.requests));
    RecordProperty("repeated", static_cast<int>(house.server.repeated));
    RecordProperty("most_waiting_bytes", static_cast<int>(house.most_waiting_bytes));
}

TEST(InfluxWeek, WithASmallBoundTheOldestGoAndAreCountedExactly) {
    constexpr std::uint64_t bound = 100'000;
    House house{bound, 8};

    house.run_a_week();

    EXPECT_EQ(house.server.conflicts, 0U);
    EXPECT_EQ(house.state().lines, 0U);
    EXPECT_GT(house.state().dropped, 1000U);
    EXPECT_EQ(points_in(house.server) + house.state().dropped, std::size_t{cycles_a_week});
    EXPECT_LT(house.most_waiting_bytes, bound + 3'000);  // and what came in this second
}

TEST(InfluxWeek, KillingTheDaemonLosesTheLastSecondAtMost) {
    House house{64'000'000, 9};
    house.kill_about_every(2h);

    house.run_a_week();

    EXPECT_EQ(house.server.conflicts, 0U);
    ASSERT_EQ(house.server.series.size(), 1U);
    EXPECT_GT(house.kills.size(), 30U);
    const auto& times = house.server.series.begin()->second;
    std::size_t lost = 0;
    for (const auto& [stamp, at] : house.read_at) {
        if (times.contains(stamp)) continue;
        ++lost;
        const auto was_killed_soon = std::ranges::any_of(house.kills, [read = at](Instant kill) {
            return kill >= read && kill <= read + 1s;
        });
        EXPECT_TRUE(was_killed_soon) << stamp;
    }
    EXPECT_GT(lost, 0U);  // else the test shows nothing
    EXPECT_EQ(house.state().lines, 0U);
}

}  // namespace
}  // namespace giv::testing
