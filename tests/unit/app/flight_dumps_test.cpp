// When recordings are written, and that the loop does not wait for them.
#include "app/flight_dumps.hpp"

#include "unit/store/store_builders.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <memory>

namespace giv {
namespace {

using namespace std::chrono_literals;
using giv::testing::TemporaryFolder;
using ::testing::HasSubstr;

constexpr auto generous = 60s;
constexpr WallTime new_year{1'767'225'600s};

class FlightDumpsThreads : public ::testing::Test {
 protected:
    FlightDumpsThreads() { build(1'048'576); }

    void build(std::size_t ring_bytes) {
        dumps.reset();
        recorder = std::make_unique<FlightRecorder>(ring_bytes);
        DumpOptions options;
        options.state_directory = folder.path();
        options.maker = "givtcp 1.2.3";
        options.plants = {1, 2};
        options.ring_bytes = ring_bytes;
        options.now = [] { return Moment{Instant{1h}, new_year}; };
        dumps = std::make_unique<FlightDumps>(
            io.get_executor(),
            *recorder,
            options,
            [this](LogLevel, std::string_view text) {
                static_cast<void>(said.try_push(std::string{text}));
            }
        );
    }

    std::string next_line() {
        return said.pop_until(std::chrono::steady_clock::now() + generous).value_or("nothing");
    }

    bool is_there(const std::string& name) const {
        return std::filesystem::exists(folder.file("recordings/" + name));
    }

    static SnapshotPtr with_problem(std::string_view key) {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->problems.push_back({key, "something is wrong"});
        return snapshot;
    }

    // Runs the loop until the signal has been taken.
    void signal() {
        asio::cancellation_signal stop;
        asio::co_spawn(io, dumps->run(), asio::bind_cancellation_slot(stop.slot(), [](auto, auto) {
                       }));
        io.restart();  // it has run out of work before
        io.poll();
        ASSERT_EQ(std::raise(SIGUSR1), 0);
        io.run_one();
        io.poll();
        stop.emit(asio::cancellation_type::terminal);
        io.restart();
        io.poll();
    }

    TemporaryFolder folder;
    asio::io_context io{1};
    BoundedQueue<std::string> said{10};
    std::unique_ptr<FlightRecorder> recorder;
    std::unique_ptr<FlightDumps> dumps;
};

TEST_F(FlightDumpsThreads, WritesAPlantsRecordingWhenAProblemBegins) {
    recorder->received(Instant{50min}, 1, std::vector<std::uint8_t>{1});
    recorder->received(Instant{50min}, 2, std::vector<std::uint8_t>{2});

    dumps->accept(2, with_problem("pack_missing"));

    EXPECT_THAT(next_line(), HasSubstr("2026-01-01T000000Z-plant2-pack_missing.log"));
    EXPECT_TRUE(is_there("2026-01-01T000000Z-plant2-pack_missing.log"));
    EXPECT_FALSE(is_there("2026-01-01T000000Z-plant1-pack_missing.log"));
}

TEST_F(FlightDumpsThreads, WritesAllPlantsRecordingsAtASignal) {
    recorder->received(Instant{50min}, 1, std::vector<std::uint8_t>{1});
    recorder->received(Instant{50min}, 2, std::vector<std::uint8_t>{2});

    signal();

    EXPECT_THAT(next_line(), HasSubstr("plant1-SIGUSR1.log"));
    EXPECT_THAT(next_line(), HasSubstr("plant2-SIGUSR1.log"));
}

TEST_F(FlightDumpsThreads, WritesTwoOfOneSecond) {
    recorder->received(Instant{50min}, 1, std::vector<std::uint8_t>{1});

    signal();
    EXPECT_THAT(next_line(), HasSubstr("plant1-SIGUSR1.log"));
    signal();

    EXPECT_THAT(next_line(), HasSubstr("plant1-SIGUSR1_002.log"));
    EXPECT_TRUE(is_there("2026-01-01T000000Z-plant1-SIGUSR1.log"));
}

TEST_F(FlightDumpsThreads, SignalsDriveOutNoRecordingOfAProblem) {
    recorder->received(Instant{50min}, 1, std::vector<std::uint8_t>{1});
    dumps->accept(1, with_problem("pack_missing"));
    EXPECT_THAT(next_line(), HasSubstr("pack_missing.log"));

    for (int i = 0; i < 20; ++i) {  // 16 of two plants are kept
        signal();
        EXPECT_THAT(next_line(), HasSubstr("SIGUSR1"));
    }

    EXPECT_TRUE(is_there("2026-01-01T000000Z-plant1-pack_missing.log"));
    EXPECT_FALSE(is_there("2026-01-01T000000Z-plant1-SIGUSR1.log"));
}

TEST_F(FlightDumpsThreads, LeaveASignalThatEndsNothing) {
    dumps.reset();

    EXPECT_EQ(std::raise(SIGUSR1), 0);
}

TEST_F(FlightDumpsThreads, SaysThatThereIsNothingToWrite) {
    signal();

    EXPECT_THAT(next_line(), HasSubstr("nothing has been heard"));
}

TEST_F(FlightDumpsThreads, SurvivesTheSignalWhereNothingIsRecorded) {
    build(0);

    signal();

    EXPECT_THAT(next_line(), HasSubstr("RECORDER_MB is 0"));
    EXPECT_FALSE(std::filesystem::exists(folder.file("recordings")));
}

TEST_F(FlightDumpsThreads, SaysThatTheDiskDoesNotTakeIt) {
    std::filesystem::create_symlink("/proc/nowhere", folder.file("recordings"));
    recorder->received(Instant{50min}, 1, std::vector<std::uint8_t>{1});

    dumps->accept(1, with_problem("pack_missing"));

    EXPECT_THAT(next_line(), HasSubstr("cannot"));
}

TEST_F(FlightDumpsThreads, EndsWhileRecordingsWait) {
    recorder->received(Instant{50min}, 1, std::vector<std::uint8_t>{1});
    for (const auto* key : {"a", "b", "c", "d", "e", "f"})
        dumps->accept(1, with_problem(key));

    dumps->stop();
    dumps->accept(1, with_problem("g"));  // too late, and harmless
}

}  // namespace
}  // namespace giv
