// The table of states when it is asked to say again what it has said.
#include "unit/mqtt/state_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::mqtt {
namespace {

using render::Document;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(StateTable, SaysALeafAgainWhenAsked) {
    Table plant;
    const Document document{leaf("a", "1"), leaf("b/c", "2"), leaf("b/d", "3"), leaf("e", "4")};
    plant.publish(document);

    plant.table.say_again({"e", "b/c", "b", "b/cc", "z", ""});
    plant.table.publish(plant.client.publish());

    EXPECT_THAT(plant.client.news(), ElementsAre("GivEnergy/SA1/b/c=2", "GivEnergy/SA1/e=4"));
    EXPECT_THAT(plant.publish(document), IsEmpty()) << "once";
}

TEST(StateTable, SaysAgainTheNewestTextOnceTheClientTakesIt) {
    Table plant;
    plant.publish({leaf("a", "1")});
    plant.client.room = 0;
    plant.table.say_again({"a"});
    EXPECT_THAT(plant.publish({leaf("a", "2")}), IsEmpty());
    plant.client.room = 9;

    EXPECT_THAT(plant.publish({leaf("a", "2")}), ElementsAre("GivEnergy/SA1/a=2"));
}

TEST(StateTable, DoesNotSayAgainWhatWasRemoved) {
    Table plant;
    plant.publish({leaf("a", "1"), leaf("b", "2")});
    plant.publish({leaf("b", "2")});

    plant.table.say_again({"a"});

    EXPECT_THAT(plant.publish({leaf("b", "2")}), IsEmpty());
}

TEST(StateTable, SaysAgainThatAValueIsUnknown) {
    Table plant{{.root = "GivEnergy", .discovery = true}};
    plant.publish({leaf("a", "1")});
    plant.publish({});

    plant.table.say_again({"a"});

    EXPECT_THAT(plant.publish({}), ElementsAre("GivEnergy/SA1/a=None"));
}

}  // namespace
}  // namespace giv::mqtt
