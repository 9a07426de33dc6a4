#include "store/kept_places.hpp"

#include "store/recorder.hpp"
#include "store/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace giv::store {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class KeptPlacesTest : public ::testing::Test {
 protected:
    KeptPlacesTest() { EXPECT_TRUE(migrate(database_, migrations())); }

    Database database_{Database::open(":memory:").value()};
};

TEST_F(KeptPlacesTest, AreNoneAtFirst) { EXPECT_THAT(load_places(database_).value(), IsEmpty()); }

TEST_F(KeptPlacesTest, AreTheNewestOfEachPlant) {
    ASSERT_TRUE(save_place(database_, 1, {"SA2114G047", "10.0.0.7"}));
    ASSERT_TRUE(save_place(database_, 2, {"CE2231G000", "10.0.0.8"}));
    ASSERT_TRUE(save_place(database_, 1, {"SA2114G047", "10.0.0.9"}));

    EXPECT_THAT(
        load_places(database_).value(),
        UnorderedElementsAre(
            Pair(1, Place{"SA2114G047", "10.0.0.9"}), Pair(2, Place{"CE2231G000", "10.0.0.8"})
        )
    );
}

TEST_F(KeptPlacesTest, AreForgottenOneByOne) {
    const Place gone{"SA2114G047", "10.0.0.7"};
    ASSERT_TRUE(save_place(database_, 1, gone));
    ASSERT_TRUE(save_place(database_, 2, {"CE2231G000", "10.0.0.8"}));

    EXPECT_EQ(forget_place(database_, 1).value(), gone);

    EXPECT_THAT(
        load_places(database_).value(),
        UnorderedElementsAre(Pair(2, Place{"CE2231G000", "10.0.0.8"}))
    );
    EXPECT_EQ(forget_place(database_, 1).value(), std::nullopt);
    EXPECT_EQ(forget_place(database_, 7).value(), std::nullopt);
}

TEST_F(KeptPlacesTest, AreNotForgottenWhereThereCanBeNone) {
    auto empty = Database::open(":memory:").value();

    EXPECT_FALSE(forget_place(empty, 1));
}

TEST_F(KeptPlacesTest, AreWrittenWithTheNextCommitIfTheyDiffer) {
    const Place place{"SA2114G047", "10.0.0.7"};
    Recorder recorder{std::move(database_), Kept{.places = {{1, place}}}, 1min, no_log()};
    recorder.take_in(KeepPlace{1, place});
    EXPECT_EQ(recorder.due(), std::nullopt);

    recorder.take_in(KeepPlace{1, {"SA2114G047", "10.0.0.9"}});
    EXPECT_NE(recorder.due(), std::nullopt);
    recorder.commit(Recorder::TimePoint{1h});
    EXPECT_EQ(recorder.due(), std::nullopt);
    EXPECT_THAT(
        load_places(recorder.database()).value(),
        UnorderedElementsAre(Pair(1, Place{"SA2114G047", "10.0.0.9"}))
    );
}

}  // namespace
}  // namespace giv::store
