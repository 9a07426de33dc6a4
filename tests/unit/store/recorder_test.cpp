#include "store/recorder.hpp"

#include "store/schema.hpp"
#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace giv::store {
namespace {

using namespace std::chrono_literals;
using giv::testing::a_control;
using giv::testing::a_refusal;
using giv::testing::a_topology;
using giv::testing::an_audit;
using giv::testing::number_in;
using giv::testing::RecordedLog;
using giv::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Recorder::TimePoint noon{12h};

SharedCounters counted(double kwh) {
    return std::make_shared<const KeptCounters>(KeptCounters{{"e_pv_total", {kwh, 0, {}}}});
}

class RecorderTest : public ::testing::Test {
 protected:
    static Database prepared(const std::string& path) {
        auto database = Database::open(path).value();
        EXPECT_TRUE(migrate(database, migrations()));
        return database;
    }

    // What the file says, seen through a connection of its own.
    Topologies on_disk() { return load_topologies(reader_).value(); }
    KeptControls controls_on_disk() { return load_controls(reader_).value().controls; }
    std::int64_t audits_on_disk() { return number_in(reader_, "SELECT count(*) FROM audit"); }

    // Somebody who waits: what he was told is in answers_.
    Done waiting() {
        return [this](const Result<void>& result) {
            answers_.push_back(result ? "kept" : result.error().detail);
        };
    }

    TemporaryFolder folder_;
    Database reader_{prepared(folder_.file("test.db"))};
    RecordedLog log_;
    std::vector<std::string> answers_;
    Recorder recorder_{prepared(folder_.file("test.db")), {}, 60s, log_.log()};
};

TEST_F(RecorderTest, HasNothingToDoAtFirst) { EXPECT_EQ(recorder_.due(), std::nullopt); }

TEST_F(RecorderTest, WritesTheFirstChangeAtOnce) {
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 2)});

    ASSERT_TRUE(recorder_.due().has_value());
    EXPECT_LE(*recorder_.due(), noon);
    recorder_.commit(noon);

    const auto kept = on_disk();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept.at("dongle:8899"), a_topology("SA2114G047", 2));
    EXPECT_EQ(recorder_.due(), std::nullopt);
}

TEST_F(RecorderTest, CountersWaitForTheNextCommitAndAreToldOfIt) {
    recorder_.take_in(KeepCounters{"SA2114G047", counted(5), waiting()});
    recorder_.commit(noon);
    recorder_.take_in(KeepCounters{"SA2114G047", counted(6), waiting()});
    EXPECT_EQ(recorder_.due(), noon + 60s);
    EXPECT_THAT(answers_, ElementsAre("kept"));
    recorder_.commit(noon + 60s);
    EXPECT_THAT(answers_, ElementsAre("kept", "kept"));
    EXPECT_EQ(*load_counters(reader_).value().counters.at("SA2114G047"), *counted(6));
}

TEST_F(RecorderTest, CountersOfAPackThatGoesAwayBeforeTheCommitAreKept) {
    recorder_.take_in(KeepCounters{"SA2114G047", counted(5), waiting()});
    recorder_.commit(noon);
    const KeptCounters with_pack{{"e_pv_total", {6, 0, {}}}, {"BG1/e_total", {7, 0, {}}}};
    const auto shared = std::make_shared<const KeptCounters>(with_pack);
    recorder_.take_in(KeepCounters{"SA2114G047", shared, waiting()});
    recorder_.take_in(KeepCounters{"SA2114G047", counted(5), waiting()});
    recorder_.commit(noon + 60s);
    const KeptCounters all{{"e_pv_total", {5, 0, {}}}, {"BG1/e_total", {7, 0, {}}}};
    EXPECT_EQ(*load_counters(reader_).value().counters.at("SA2114G047"), all);
}

TEST_F(RecorderTest, WhoKeepsTheSameCountersAgainIsTold) {
    recorder_.take_in(KeepCounters{"SA2114G047", counted(5), waiting()});
    recorder_.commit(noon);
    recorder_.take_in(KeepCounters{"SA2114G047", counted(5), waiting()});
    EXPECT_EQ(recorder_.due(), noon + 60s);
    recorder_.commit(noon + 60s);
    EXPECT_THAT(answers_, ElementsAre("kept", "kept"));
    EXPECT_EQ(recorder_.due(), std::nullopt);
}

// What is written into a deleted file is gone with the process: no timed action may rely on it.
TEST_F(RecorderTest, AFileThatWasDeletedKeepsNothing) {
    const auto file = folder_.file("test.db");
    std::filesystem::rename(file, folder_.file("away.db"));

    recorder_.take_in(KeepControl{"SA2114G047", a_control(30), waiting()});
    recorder_.commit(noon);
    EXPECT_THAT(answers_, ElementsAre(HasSubstr("the file has been deleted or moved")));
    EXPECT_THAT(
        log_.lines, ElementsAre(HasSubstr("state could not be saved: the file has been deleted"))
    );

    std::filesystem::rename(folder_.file("away.db"), file);
    recorder_.commit(noon + 60s);
    EXPECT_EQ(controls_on_disk().size(), 1U);
}

TEST_F(RecorderTest, CommitsAtMostOnceAPeriod) {
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 1)});
    recorder_.commit(noon);

    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 2)});
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 3)});

    EXPECT_EQ(recorder_.due(), noon + 60s);
}

TEST_F(RecorderTest, DoesNotWriteWhatTheFileSaysAlready) {
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047")});
    recorder_.commit(noon);

    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047")});

    EXPECT_EQ(recorder_.due(), std::nullopt);
}

TEST_F(RecorderTest, AChangeThatWasTakenBackIsNoChange) {
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 2)});
    recorder_.commit(noon);

    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 1)});
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 2)});

    EXPECT_EQ(recorder_.due(), std::nullopt);
}

TEST_F(RecorderTest, AnotherInverterAtTheSameEndpointReplacesTheFirst) {
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047")});
    recorder_.commit(noon);
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("CE2231G000")});
    recorder_.commit(noon + 60s);

    EXPECT_EQ(on_disk().at("dongle:8899").identity.serial, "CE2231G000");
    EXPECT_THAT(load_serials(reader_).value(), ElementsAre("CE2231G000", "SA2114G047"));
}

TEST_F(RecorderTest, AFailureIsLoggedOnceAndTriedAgain) {
    ASSERT_TRUE(reader_.execute("ALTER TABLE topology RENAME TO elsewhere"));
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047")});
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

TEST_F(RecorderTest, WhoWaitsIsAnsweredByACommitAtOnce) {
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 1)});
    recorder_.commit(noon);
    recorder_.take_in(SaveTopology{"dongle:8899", a_topology("SA2114G047", 2)});

    recorder_.take_in(KeepControl{"SA2114G047", a_control(30), waiting()});

    ASSERT_TRUE(recorder_.due().has_value());
    EXPECT_LE(*recorder_.due(), noon);
    EXPECT_THAT(answers_, IsEmpty());
    recorder_.commit(noon + 1s);
    EXPECT_THAT(answers_, ElementsAre("kept"));
    EXPECT_EQ(controls_on_disk().at("SA2114G047"), a_control(30));
    EXPECT_EQ(on_disk().at("dongle:8899"), a_topology("SA2114G047", 2));  // the same commit
    EXPECT_EQ(recorder_.due(), std::nullopt);
}

TEST_F(RecorderTest, WithoutSomebodyWhoWaitsControlTakesItsTime) {
    recorder_.take_in(KeepControl{"SA2114G047", a_control(30), {}});
    recorder_.commit(noon);

    recorder_.take_in(KeepControl{"SA2114G047", a_control(31), {}});
    recorder_.take_in(an_audit("setChargeTarget 80"));

    EXPECT_EQ(recorder_.due(), noon + 60s);
    recorder_.commit(noon + 60s);
    EXPECT_EQ(controls_on_disk().at("SA2114G047"), a_control(31));
    EXPECT_EQ(audits_on_disk(), 1);
}

TEST_F(RecorderTest, WhatIsKeptAlreadyIsAnsweredWithoutACommit) {
    recorder_.take_in(KeepControl{"SA2114G047", a_control(30), {}});
    recorder_.commit(noon);
    ASSERT_TRUE(reader_.execute("DROP TABLE timed_action"));  // another write would fail

    recorder_.take_in(KeepControl{"SA2114G047", a_control(30), waiting()});
    recorder_.commit(noon + 1s);

    EXPECT_THAT(answers_, ElementsAre("kept"));
}

TEST_F(RecorderTest, AllWhoWaitAreAnsweredOnce) {
    recorder_.take_in(KeepControl{"SA2114G047", a_control(30), waiting()});
    recorder_.take_in(KeepControl{"SA2114G047", a_control(31), waiting()});
    recorder_.commit(noon);
    recorder_.commit(noon + 60s);

    EXPECT_THAT(answers_, ElementsAre("kept", "kept"));
    EXPECT_EQ(controls_on_disk().at("SA2114G047"), a_control(31));
}

TEST_F(RecorderTest, WhoWaitsHearsOfAFailureAndItIsTriedAgain) {
    ASSERT_TRUE(reader_.execute("ALTER TABLE timed_action RENAME TO elsewhere"));
    recorder_.take_in(KeepControl{"SA2114G047", a_control(30), waiting()});
    recorder_.take_in(an_audit("forceCharge 30"));
    recorder_.commit(noon);

    EXPECT_THAT(answers_, ElementsAre(HasSubstr("no such table")));
    EXPECT_EQ(recorder_.due(), noon + 60s);
    EXPECT_EQ(audits_on_disk(), 0);  // whole or not at all

    ASSERT_TRUE(reader_.execute("ALTER TABLE elsewhere RENAME TO timed_action"));
    recorder_.commit(noon + 60s);

    EXPECT_EQ(controls_on_disk().at("SA2114G047"), a_control(30));
    EXPECT_EQ(audits_on_disk(), 1);
    EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(RecorderTest, ManyLinesOfTheAuditDoNotWait) {
    recorder_.take_in(an_audit("first"));
    recorder_.commit(noon);
    for (std::size_t i = 1; i < Recorder::many_audits; ++i)
        recorder_.take_in(an_audit("one more"));
    EXPECT_EQ(recorder_.due(), noon + 60s);

    recorder_.take_in(an_audit("the one too many"));

    ASSERT_TRUE(recorder_.due().has_value());
    EXPECT_LE(*recorder_.due(), noon);
}

TEST_F(RecorderTest, WhileTheDiskFailsTheOldestLinesOfTheAuditGo) {
    ASSERT_TRUE(reader_.execute("ALTER TABLE audit RENAME TO elsewhere"));
    recorder_.take_in(an_audit("the oldest"));
    recorder_.commit(noon);
    for (std::size_t i = 0; i < 2 * Recorder::many_audits; ++i)
        recorder_.take_in(an_audit("a newer one"));

    EXPECT_EQ(recorder_.dropped(), 1U);
    EXPECT_EQ(recorder_.dropped(), 0U);
    EXPECT_EQ(recorder_.due(), noon + 60s);
    ASSERT_TRUE(reader_.execute("ALTER TABLE elsewhere RENAME TO audit"));
    recorder_.commit(noon + 60s);
    EXPECT_EQ(audits_on_disk(), std::int64_t{2 * Recorder::many_audits});
    EXPECT_EQ(number_in(reader_, "SELECT count(*) FROM audit WHERE command = 'the oldest'"), 0);
}

TEST_F(RecorderTest, AFloodOfRefusalsHurriesNothingAndDrivesNothingOut) {
    recorder_.take_in(an_audit("written"));
    recorder_.commit(noon);
    recorder_.take_in(an_audit("written, too"));
    for (int i = 0; i < 5'000; ++i)
        recorder_.take_in(a_refusal("rubbish"));
    recorder_.take_in(a_refusal("the newest"));

    EXPECT_EQ(recorder_.due(), noon + 60s);
    EXPECT_EQ(recorder_.dropped(), 0U);
    recorder_.commit(noon + 60s);

    EXPECT_EQ(number_in(reader_, "SELECT count(*) FROM audit WHERE wrote = 1"), 2);
    EXPECT_EQ(number_in(reader_, "SELECT count(*) FROM audit WHERE wrote = 0"), 2'000);
    EXPECT_EQ(number_in(reader_, "SELECT count(*) FROM audit WHERE command = 'the newest'"), 1);
}

}  // namespace
}  // namespace giv::store
