// What the limits have to be to one another, whatever their numbers (spec: ruling 18, issue 4).
#include "http/limits.hpp"

#include "http/routes.hpp"

#include <gtest/gtest.h>

namespace giv::http {
namespace {

constexpr std::size_t commands_of_one_client = 50;  // at once, each by a connection of its own

TEST(Limits, LetOneClientSendFiftyCommandsAtOnceAndGoOnReading) {
    const Limits limits;

    EXPECT_GT(limits.connections_per_peer, commands_of_one_client);
    EXPECT_GT(limits.requests, commands_of_one_client);
}

TEST(Limits, LeaveRoomBesideAPeerThatTakesAllItCan) {
    const Limits limits;

    EXPECT_LE(2 * limits.connections_per_peer, limits.connections);
    EXPECT_LT(limits.connections_per_peer + limits.workers, limits.requests);
}

TEST(Limits, LeaveWorkersForReadsWhileCommandsWait) {
    const Limits limits;
    const House house;

    EXPECT_EQ(house.waiting_places, 12);
    EXPECT_LT(static_cast<std::size_t>(house.waiting_places), limits.workers);
}

}  // namespace
}  // namespace giv::http
