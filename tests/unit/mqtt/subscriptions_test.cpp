#include "mqtt/subscriptions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv::mqtt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What the broker would be told until nothing is left, "+filter" and "-filter".
std::vector<std::string> tell(Subscriptions& subscriptions) {
    std::vector<std::string> steps;
    while (const auto step = subscriptions.next()) {
        const bool is_new = step->what == Subscriptions::Step::What::subscribe;
        steps.push_back((is_new ? '+' : '-') + step->filter);
        subscriptions.told(*step);
    }
    return steps;
}

TEST(MqttSubscriptions, TellsEachFilterOnce) {
    Subscriptions subscriptions;
    subscriptions.want({"a/#", "b/#", "a/#"});

    EXPECT_THAT(tell(subscriptions), ElementsAre("+a/#", "+b/#"));
    EXPECT_THAT(tell(subscriptions), IsEmpty());
}

TEST(MqttSubscriptions, WhatIsNotWantedAnyMoreGoesFirst) {
    Subscriptions subscriptions;
    subscriptions.want({"a/#", "b/#"});
    tell(subscriptions);

    subscriptions.want({"b/#", "c/#"});

    EXPECT_THAT(tell(subscriptions), ElementsAre("-a/#", "+c/#"));
}

TEST(MqttSubscriptions, ANewConnectionIsToldEverythingThatIsWantedByThen) {
    Subscriptions subscriptions;
    subscriptions.want({"a/#", "b/#"});
    tell(subscriptions);

    subscriptions.forget();
    subscriptions.want({"b/#", "c/#"});

    EXPECT_THAT(tell(subscriptions), ElementsAre("+b/#", "+c/#"));
}

TEST(MqttSubscriptions, WhatGotLostIsToldAgain) {
    Subscriptions subscriptions;
    subscriptions.want({"a/#", "b/#"});
    tell(subscriptions);

    subscriptions.failed("b/#");

    EXPECT_THAT(tell(subscriptions), ElementsAre("+b/#"));
}

}  // namespace
}  // namespace giv::mqtt
