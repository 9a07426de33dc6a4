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

// Whoever sees that the wrong inverter was found has it forgotten in the next moment.
TEST_F(KeptPlacesTest, AreWrittenAtOnceIfTheyDiffer) {
    const Place place{"SA2114G047", "10.0.0.7"};
    Recorder recorder{std::move(database_), Kept{.places = {{1, place}}}, 1min, no_log()};
    recorder.take_in(KeepPlace{1, place});
    EXPECT_EQ(recorder.due(), std::nullopt);

    recorder.take_in(KeepIdentities{"SA2114G047", "else"});
    recorder.commit(Recorder::TimePoint{1h});
    recorder.take_in(KeepPlace{1, {"SA2114G047", "10.0.0.9"}});
    EXPECT_EQ(recorder.due(), Recorder::TimePoint{});
    recorder.commit(Recorder::TimePoint{1h + 1s});
    EXPECT_EQ(recorder.due(), std::nullopt);
    EXPECT_THAT(
        load_places(recorder.database()).value(),
        UnorderedElementsAre(Pair(1, Place{"SA2114G047", "10.0.0.9"}))
    );
}

TEST_F(KeptPlacesTest, OfADiskThatFailsAreTriedAgainInTheirTime) {
    Recorder recorder{std::move(database_), Kept{}, 1min, no_log()};
    ASSERT_TRUE(recorder.database().execute("ALTER TABLE place RENAME TO gone"));
    recorder.take_in(KeepPlace{1, {"SA2114G047", "10.0.0.7"}});
    recorder.commit(Recorder::TimePoint{1h});
    EXPECT_EQ(recorder.due(), Recorder::TimePoint{1h + 1min});
    recorder.take_in(KeepPlace{2, {"CE2231G000", "10.0.0.8"}});
    EXPECT_EQ(recorder.due(), Recorder::TimePoint{1h + 1min});
}

}  // namespace
}  // namespace giv::store
