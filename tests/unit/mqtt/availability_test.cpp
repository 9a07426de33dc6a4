#include "mqtt/availability.hpp"

#include "unit/mqtt/fake_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv::mqtt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> publish(Availability& availability) {
    FakeClient client;
    availability.publish(client.publish());
    return client.news();
}

TEST(Availability, TheWillSaysThatTheDaemonIsGoneAndIsKept) {
    const auto will = last_will("GivEnergy", 2);

    EXPECT_EQ(
        will, (Publication{"GivEnergy/bridge/2/status", "offline", true, Qos::at_least_once})
    );
}

TEST(Availability, TheDaemonIsOnlineAfterConnecting) {
    Availability availability{"GivEnergy", 1};
    FakeClient client;

    availability.publish(client.publish());

    EXPECT_THAT(
        client.taken,
        ElementsAre(Publication{"GivEnergy/bridge/1/status", "online", true, Qos::at_least_once})
    );
}

TEST(Availability, AKnownInverterIsOfflineUntilItsPlantIsLive) {
    Availability availability{"GivEnergy", 1};
    availability.set(1, "GivEnergy", "SA1", false);

    EXPECT_THAT(
        publish(availability),
        ElementsAre(
            "GivEnergy/bridge/1/status=online",
            "GivEnergy/SA1/status=offline",
            "GivEnergy/SA1/Stats/status=offline"
        )
    );
    availability.set(1, "GivEnergy", "SA1", true);
    EXPECT_THAT(
        publish(availability),
        ElementsAre("GivEnergy/SA1/status=online", "GivEnergy/SA1/Stats/status=online")
    );
}

TEST(Availability, SaysNothingTwice) {
    Availability availability{"GivEnergy", 1};
    availability.set(1, "GivEnergy", "SA1", true);
    publish(availability);

    availability.set(1, "GivEnergy", "SA1", true);

    EXPECT_THAT(publish(availability), IsEmpty());
}

TEST(Availability, AReconnectSaysThePresentTruth) {
    Availability availability{"GivEnergy", 1};
    availability.set(1, "GivEnergy", "SA1", false);
    availability.set(1, "GivEnergy", "SA1", true);
    publish(availability);

    availability.forget_marks();

    EXPECT_THAT(
        publish(availability),
        ElementsAre(
            "GivEnergy/bridge/1/status=online",
            "GivEnergy/SA1/status=online",
            "GivEnergy/SA1/Stats/status=online"
        )
    );
}

TEST(Availability, WhatTheClientDidNotTakeIsOfferedAgain) {
    Availability availability{"GivEnergy", 1};
    availability.set(1, "GivEnergy", "SA1", true);
    FakeClient client;
    client.room = 2;

    EXPECT_FALSE(availability.publish(client.publish()));
    EXPECT_THAT(
        client.news(),
        ElementsAre("GivEnergy/bridge/1/status=online", "GivEnergy/SA1/status=online")
    );
    EXPECT_THAT(publish(availability), ElementsAre("GivEnergy/SA1/Stats/status=online"));
}

TEST(Availability, APlantThatBecameAnotherInverterLeavesTheFormerOneOffline) {
    Availability availability{"GivEnergy", 1};
    availability.set(1, "GivEnergy", "SA1", true);
    publish(availability);

    availability.set(1, "GivEnergy", "SB2", true);

    EXPECT_THAT(
        publish(availability),
        ElementsAre(
            "GivEnergy/SA1/status=offline",
            "GivEnergy/SA1/Stats/status=offline",
            "GivEnergy/SB2/status=online",
            "GivEnergy/SB2/Stats/status=online"
        )
    );
}

TEST(Availability, TwoPlantsThatSwappedInvertersBothStayOnline) {
    Availability availability{"GivEnergy", 1};
    availability.set(1, "GivEnergy", "SA1", true);
    availability.set(2, "GivEnergy", "SB2", true);
    publish(availability);

    availability.set(1, "GivEnergy", "SB2", true);
    availability.set(2, "GivEnergy", "SA1", true);
    availability.forget_marks();

    EXPECT_THAT(
        publish(availability),
        ElementsAre(
            "GivEnergy/bridge/1/status=online",
            "GivEnergy/SA1/status=online",
            "GivEnergy/SA1/Stats/status=online",
            "GivEnergy/SB2/status=online",
            "GivEnergy/SB2/Stats/status=online"
        )
    );
}

TEST(Availability, StoppingSaysOfflineForAllThatWasOnlineAndNothingAfterwards) {
    Availability availability{"GivEnergy", 1};
    availability.set(1, "GivEnergy", "SA1", true);
    availability.set(2, "Other", "SB2", false);
    publish(availability);

    availability.stop();
    availability.set(1, "GivEnergy", "SA1", true);

    EXPECT_THAT(
        publish(availability),
        ElementsAre(
            "GivEnergy/bridge/1/status=offline",
            "GivEnergy/SA1/status=offline",
            "GivEnergy/SA1/Stats/status=offline"
        )
    );
}

}  // namespace
}  // namespace giv::mqtt
