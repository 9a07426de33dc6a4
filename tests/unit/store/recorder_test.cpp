#include "store/recorder.hpp"

#include "store/schema.hpp"
#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv::store {
namespace {

using namespace std::chrono_literals;
using giv::testing::a_topology;
using giv::testing::RecordedLog;
using giv::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Recorder::TimePoint noon{12h};

class RecorderTest : public ::testing::Test {
 protected:
    static Database prepared(const std::string& path) {
        auto database = Database::open(path).value();
        EXPECT_TRUE(migrate(database, migrations()));
        return database;
    }

    // What the file says, seen through a connection of its own.
    Topologies on_disk() { return load_topologies(reader_).value(); }

    TemporaryFolder folder_;
    Database reader_{prepared(folder_.file("test.db"))};
    RecordedLog log_;
    Recorder recorder_{prepared(folder_.file("test.db")), {}, 60s, log_.log()};
};

TEST_F(RecorderTest, HasNothingToDoAtFirst) { EXPECT_EQ(recorder_.due(), std::nullopt); }

TEST_F(RecorderTest, WritesTheFirstChangeAtOnce) {
    recorder_.take_in("dongle:8899", a_topology("SA2114G047", 2));

    ASSERT_TRUE(recorder_.due().has_value());
    EXPECT_LE(*recorder_.due(), noon);
    recorder_.commit(noon);

    const auto kept = on_disk();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept.at("dongle:8899"), a_topology("SA2114G047", 2));
    EXPECT_EQ(recorder_.due(), std::nullopt);
}

TEST_F(RecorderTest, CommitsAtMostOnceAPeriod) {
    recorder_.take_in("dongle:8899", a_topology("SA2114G047", 1));
    recorder_.commit(noon);

    recorder_.take_in("dongle:8899", a_topology("SA2114G047", 2));
    recorder_.take_in("dongle:8899", a_topology("SA2114G047", 3));

    EXPECT_EQ(recorder_.due(), noon + 60s);
}

TEST_F(RecorderTest, DoesNotWriteWhatTheFileSaysAlready) {
    recorder_.take_in("dongle:8899", a_topology("SA2114G047"));
    recorder_.commit(noon);

    recorder_.take_in("dongle:8899", a_topology("SA2114G047"));

    EXPECT_EQ(recorder_.due(), std::nullopt);
}

TEST_F(RecorderTest, AChangeThatWasTakenBackIsNoChange) {
    recorder_.take_in("dongle:8899", a_topology("SA2114G047", 2));
    recorder_.commit(noon);

    recorder_.take_in("dongle:8899", a_topology("SA2114G047", 1));
    recorder_.take_in("dongle:8899", a_topology("SA2114G047", 2));

    EXPECT_EQ(recorder_.due(), std::nullopt);
}

TEST_F(RecorderTest, AnotherInverterAtTheSameEndpointReplacesTheFirst) {
    recorder_.take_in("dongle:8899", a_topology("SA2114G047"));
    recorder_.commit(noon);
    recorder_.take_in("dongle:8899", a_topology("CE2231G000"));
    recorder_.commit(noon + 60s);

    EXPECT_EQ(on_disk().at("dongle:8899").identity.serial, "CE2231G000");
    EXPECT_THAT(load_serials(reader_).value(), ElementsAre("CE2231G000", "SA2114G047"));
}

TEST_F(RecorderTest, AFailureIsLoggedOnceAndTriedAgain) {
    ASSERT_TRUE(reader_.execute("ALTER TABLE topology RENAME TO elsewhere"));
    recorder_.take_in("dongle:8899", a_topology("SA2114G047"));
    recorder_.commit(noon);
    recorder_.commit(noon + 60s);

    EXPECT_THAT(log_.lines, ElementsAre(HasSubstr("could not be saved: no such table")));
    EXPECT_EQ(recorder_.due(), noon + 120s);

    ASSERT_TRUE(reader_.execute("ALTER TABLE elsewhere RENAME TO topology"));
    recorder_.commit(noon + 120s);

    EXPECT_EQ(on_disk().size(), 1U);
    EXPECT_EQ(log_.lines.back(), "state is saved again");
    EXPECT_EQ(recorder_.due(), std::nullopt);
}

}  // namespace
}  // namespace giv::store
