#include "exchange/snapshot_hub.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>

namespace giv {
namespace {

using namespace std::chrono_literals;

SnapshotPtr a_snapshot(std::uint64_t number, std::uint64_t cycles) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->number = number;
    snapshot->cycles = cycles;
    return snapshot;
}

TEST(SnapshotHub, HasNothingBeforeTheFirstSnapshot) {
    const SnapshotHub hub;

    EXPECT_EQ(hub.latest(), nullptr);
}

TEST(SnapshotHub, GivesTheNewest) {
    SnapshotHub hub;
    hub.publish(a_snapshot(1, 0));
    hub.publish(a_snapshot(2, 1));

    EXPECT_EQ(hub.latest()->number, 2U);
}

TEST(SnapshotHub, WhoeverWaitsForACycleThatIsThereGetsItAtOnce) {
    SnapshotHub hub;
    hub.publish(a_snapshot(1, 5));

    EXPECT_NE(hub.wait_for_cycle_after(4, 0ms), nullptr);
    EXPECT_EQ(hub.wait_for_cycle_after(5, 0ms), nullptr);
}

TEST(SnapshotHubThreads, WakesWhoeverWaitsForTheNextCycle) {
    SnapshotHub hub;
    SnapshotPtr got;
    std::thread waiter{[&] { got = hub.wait_for_cycle_after(0, 60s); }};

    hub.publish(a_snapshot(1, 0));
    hub.publish(a_snapshot(2, 1));
    waiter.join();

    ASSERT_NE(got, nullptr);
    EXPECT_EQ(got->number, 2U);
}

TEST(SnapshotHubThreads, StopWakesEverybodyWithNothing) {
    SnapshotHub hub;
    SnapshotPtr got = a_snapshot(1, 1);
    std::thread waiter{[&] { got = hub.wait_for_cycle_after(0, 60s); }};

    hub.stop();
    waiter.join();

    EXPECT_EQ(got, nullptr);
}

}  // namespace
}  // namespace giv
