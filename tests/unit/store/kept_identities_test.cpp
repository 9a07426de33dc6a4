#include "store/kept_identities.hpp"

#include "store/recorder.hpp"
#include "store/schema.hpp"
#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace giv::store {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class KeptIdentitiesTest : public ::testing::Test {
 protected:
    KeptIdentitiesTest() { EXPECT_TRUE(migrate(database_, migrations())); }

    Database database_{Database::open(":memory:").value()};
};

TEST_F(KeptIdentitiesTest, AreNoneAtFirst) {
    EXPECT_THAT(load_identities(database_).value(), IsEmpty());
}

TEST_F(KeptIdentitiesTest, AreTheNewestOfEachInverter) {
    ASSERT_TRUE(save_identities(database_, "SA2114G047", "[1]"));
    ASSERT_TRUE(save_identities(database_, "CE2231G000", "[2]"));
    ASSERT_TRUE(save_identities(database_, "SA2114G047", "[3]"));

    EXPECT_THAT(
        load_identities(database_).value(),
        UnorderedElementsAre(Pair("SA2114G047", "[3]"), Pair("CE2231G000", "[2]"))
    );
}

TEST_F(KeptIdentitiesTest, AreWrittenWithTheNextCommitIfTheyDiffer) {
    Recorder recorder{
        std::move(database_), Kept{.identities = {{"SA2114G047", "[1]"}}}, 1min, no_log()};
    recorder.take_in(KeepIdentities{"SA2114G047", "[1]"});
    EXPECT_EQ(recorder.due(), std::nullopt);

    recorder.take_in(KeepIdentities{"SA2114G047", "[2]"});
    EXPECT_NE(recorder.due(), std::nullopt);
    recorder.commit(Recorder::TimePoint{1h});
    EXPECT_EQ(recorder.due(), std::nullopt);
}

}  // namespace
}  // namespace giv::store
