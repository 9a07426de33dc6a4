#include "mqtt/problem_topics.hpp"

#include "unit/mqtt/fake_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::mqtt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ProblemTopicsTest : testing::Test {
    FakeClient client;
    ProblemTopics topics;

    std::vector<std::string> news() {
        topics.publish(client.publish());
        return client.news();
    }
};

TEST_F(ProblemTopicsTest, SayATextOnceRetainedWithQosOne) {
    topics.set(1, "GivEnergy", "SA1", "all is well");
    topics.publish(client.publish());
    topics.set(1, "GivEnergy", "SA1", "all is well");
    topics.publish(client.publish());

    EXPECT_THAT(
        client.taken,
        ElementsAre(Publication{"GivEnergy/SA1/problem", "all is well", true, Qos::at_least_once})
    );
}

TEST_F(ProblemTopicsTest, SayAnotherTextAndThatItIsOver) {
    topics.set(1, "GivEnergy", "SA1", "well");
    news();

    topics.set(1, "GivEnergy", "SA1", "wrong");
    EXPECT_THAT(news(), ElementsAre("GivEnergy/SA1/problem=wrong"));
    topics.set(1, "GivEnergy", "SA1", "well");
    EXPECT_THAT(news(), ElementsAre("GivEnergy/SA1/problem=well"));
}

TEST_F(ProblemTopicsTest, SayNothingOfAnInverterThatIsOnlyRemembered) {
    topics.know(1, "GivEnergy", "SA1");

    EXPECT_THAT(news(), IsEmpty());
    topics.forget_marks();
    EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ProblemTopicsTest, SayWhatIsWrongWithAPlantUnderTheSerialThatIsRemembered) {
    topics.know(2, "Garage", "SB2");

    topics.set(1, "unreachable");
    EXPECT_THAT(news(), IsEmpty()) << "nobody knows plant 1";
    topics.set(2, "unreachable");
    EXPECT_THAT(news(), ElementsAre("Garage/SB2/problem=unreachable"));
}

TEST_F(ProblemTopicsTest, OfAPlantThatTurnsOutToBeAnotherInverterLeaveNothingBehind) {
    topics.know(1, "GivEnergy", "SA1");
    topics.set(1, "GivEnergy", "SB2", "well");

    EXPECT_THAT(news(), ElementsAre("GivEnergy/SA1/problem=", "GivEnergy/SB2/problem=well"));
    topics.forget_marks();
    EXPECT_THAT(news(), ElementsAre("GivEnergy/SB2/problem=well"));
}

TEST_F(ProblemTopicsTest, AnInverterThatMovesToAnotherPlantKeepsItsTopic) {
    topics.set(1, "GivEnergy", "SA1", "well");
    topics.set(2, "GivEnergy", "SA1", "wrong");
    topics.set(1, "GivEnergy", "SB2", "well");

    EXPECT_THAT(news(), ElementsAre("GivEnergy/SA1/problem=wrong", "GivEnergy/SB2/problem=well"));
}

TEST_F(ProblemTopicsTest, StayDueUntilTheClientTakesThemAndAreSaidAgainAfterAReconnect) {
    topics.set(1, "GivEnergy", "SA1", "well");
    client.room = 0;
    EXPECT_FALSE(topics.publish(client.publish()));
    client.room = 10;
    EXPECT_THAT(news(), ElementsAre("GivEnergy/SA1/problem=well"));

    topics.forget_marks();
    EXPECT_THAT(news(), ElementsAre("GivEnergy/SA1/problem=well"));
}

}  // namespace
}  // namespace giv::mqtt
