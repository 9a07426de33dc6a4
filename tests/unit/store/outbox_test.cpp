#include "store/outbox.hpp"

#include "store/schema.hpp"
#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace giv::store {
namespace {

using namespace std::chrono_literals;
using giv::testing::number_in;
using giv::testing::RecordedLog;
using giv::testing::TemporaryFolder;
using giv::testing::text_in;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Outbox::TimePoint noon{12h};

std::vector<std::string> texts(const OutboxBatch& batch) {
    std::vector<std::string> texts;
    for (const auto& line : batch.lines)
        texts.push_back(line.text);
    return texts;
}

class OutboxTest : public ::testing::Test {
 protected:
    Database opened() const {
        auto database = Database::open(folder_.file("test.db")).value();
        EXPECT_TRUE(migrate(database, migrations()));
        EXPECT_TRUE(database.execute("PRAGMA synchronous = OFF"));  // no test pulls the plug
        return database;
    }

    Outbox an_outbox(Database& database, std::uint64_t most_bytes = 1000) {
        Outbox outbox{database, most_bytes, log_.log()};
        EXPECT_TRUE(outbox.load());
        return outbox;
    }

    std::int64_t lines_on_disk() { return number_in(reader_, "SELECT count(*) FROM outbox"); }
    std::string first_on_disk() {
        return text_in(reader_, "SELECT line FROM outbox ORDER BY number");
    }

    TemporaryFolder folder_;
    Database reader_{opened()};
    Database database_{opened()};
    RecordedLog log_;
    Outbox outbox_{an_outbox(database_)};
};

TEST_F(OutboxTest, HasNothingToDoAtFirst) {
    EXPECT_EQ(outbox_.due(), std::nullopt);
    EXPECT_EQ(outbox_.state(), OutboxState{});
    EXPECT_THAT(outbox_.read({}).lines, IsEmpty());
}

TEST_F(OutboxTest, GivesTheOldestFirst) {
    outbox_.append({"a\n", "b\n"}, 0, noon);
    outbox_.commit(noon + 1s);
    outbox_.append({"c\n"}, 0, noon + 2s);

    EXPECT_THAT(texts(outbox_.read({})), ElementsAre("a\n", "b\n", "c\n"));
    EXPECT_EQ(outbox_.state(), (OutboxState{.lines = 3, .bytes = 6}));
}

TEST_F(OutboxTest, GivesNoMoreLinesOrBytesThanWanted) {
    outbox_.append({"a\n", "bb\n"}, 0, noon);
    outbox_.commit(noon + 1s);
    outbox_.append({"c\n", "d\n"}, 0, noon + 2s);

    EXPECT_THAT(texts(outbox_.read({.lines = 1})), ElementsAre("a\n"));
    EXPECT_THAT(texts(outbox_.read({.lines = 3})), ElementsAre("a\n", "bb\n", "c\n"));
    EXPECT_THAT(texts(outbox_.read({.bytes = 7})), ElementsAre("a\n", "bb\n", "c\n"));
    EXPECT_THAT(texts(outbox_.read({.bytes = 4})), ElementsAre("a\n"));
    EXPECT_THAT(texts(outbox_.read({.bytes = 0})), ElementsAre("a\n"));
}

// "c" would have its place beside "a"; but "b" comes before it, and would be taken as sent.
TEST_F(OutboxTest, NoLineGoesOutOfTurnThoughItWouldFit) {
    outbox_.append({"a\n", "long b\n"}, 0, noon);
    outbox_.commit(noon + 1s);
    outbox_.append({"c\n"}, 0, noon + 2s);

    EXPECT_THAT(texts(outbox_.read({.bytes = 4})), ElementsAre("a\n"));
}

TEST_F(OutboxTest, GivesWhatComesAfterALine) {
    outbox_.append({"a\n", "b\n"}, 0, noon);
    const auto first = outbox_.read({.lines = 1}).lines.front().number;
    outbox_.commit(noon + 1s);
    outbox_.append({"c\n"}, 0, noon + 2s);

    EXPECT_THAT(texts(outbox_.read({.after = first, .lines = 1})), ElementsAre("b\n"));
    EXPECT_THAT(texts(outbox_.read({.after = first + 1})), ElementsAre("c\n"));
    EXPECT_THAT(texts(outbox_.read({.after = first + 2})), IsEmpty());
}

TEST_F(OutboxTest, WhatIsTakenWithinASecondNeverTouchesTheDisk) {
    outbox_.append({"a\n"}, 0, noon);
    outbox_.remove(outbox_.read({}), 0, noon + 100ms);

    EXPECT_EQ(outbox_.due(), std::nullopt);
    outbox_.commit(noon + 1s);
    EXPECT_EQ(lines_on_disk(), 0);
    EXPECT_EQ(outbox_.state(), OutboxState{});
}

TEST_F(OutboxTest, WhatIsNotTakenIsOnTheDiskWithinASecond) {
    outbox_.append({"a\n"}, 0, noon);

    ASSERT_EQ(outbox_.due(), noon + 900ms);
    outbox_.commit(noon + 900ms);

    EXPECT_EQ(first_on_disk(), "a\n");
    EXPECT_EQ(outbox_.due(), std::nullopt);
}

// A line that comes just after a write waits a second, and no longer.
TEST_F(OutboxTest, WritesOnceASecondAtMost) {
    outbox_.append({"a\n"}, 0, noon);
    outbox_.commit(noon + 900ms);
    outbox_.append({"b\n"}, 0, noon + 901ms);
    EXPECT_EQ(outbox_.due(), noon + 1900ms);

    outbox_.append({"c\n"}, 0, noon + 1000ms);
    EXPECT_EQ(outbox_.due(), noon + 1900ms);
    outbox_.commit(noon + 1900ms);

    EXPECT_EQ(lines_on_disk(), 3);
}

TEST_F(OutboxTest, WhatWasTakenLeavesTheFileSoonAfter) {
    outbox_.append({"a\n", "b\n"}, 0, noon);
    outbox_.commit(noon + 1s);
    outbox_.remove(outbox_.read({.lines = 1}), 0, noon + 10s);

    EXPECT_THAT(texts(outbox_.read({})), ElementsAre("b\n"));
    EXPECT_EQ(outbox_.state(), (OutboxState{.lines = 1, .bytes = 2}));
    ASSERT_EQ(outbox_.due(), noon + 15s);
    outbox_.commit(noon + 15s);

    EXPECT_EQ(first_on_disk(), "b\n");
    EXPECT_EQ(outbox_.state(), (OutboxState{.lines = 1, .bytes = 2}));
}

TEST_F(OutboxTest, OutlivesTheProcess) {
    outbox_.append({"a\n", "b\n"}, 0, noon);
    outbox_.commit(noon + 1s);
    outbox_.append({"c\n"}, 0, noon + 2s);

    // kill -9: what was not written is gone
    auto next = an_outbox(database_);
    next.append({"d\n"}, 0, noon + 60s);

    EXPECT_THAT(texts(next.read({})), ElementsAre("a\n", "b\n", "d\n"));
    EXPECT_EQ(next.state(), (OutboxState{.lines = 3, .bytes = 6}));
}

TEST_F(OutboxTest, BeyondTheBoundTheOldestGoAndAreCounted) {
    auto small = an_outbox(database_, 6);
    small.append({"a\n", "b\n"}, 0, noon);
    small.commit(noon + 1s);
    small.append({"c\n", "d\n", "e\n"}, 0, noon + 2s);
    small.commit(noon + 3s);

    EXPECT_THAT(texts(small.read({})), ElementsAre("c\n", "d\n", "e\n"));
    EXPECT_EQ(small.state(), (OutboxState{.lines = 3, .bytes = 6, .dropped = 2}));
    EXPECT_EQ(an_outbox(database_, 6).state(), small.state());
}

TEST_F(OutboxTest, WhatWasTakenBeforeItWasDroppedIsNoLoss) {
    auto small = an_outbox(database_, 4);
    small.append({"a\n", "b\n"}, 0, noon);
    small.commit(noon + 1s);
    const auto on_its_way = small.read({});
    small.append({"c\n"}, 0, noon + 2s);
    small.commit(noon + 3s);
    ASSERT_THAT(texts(an_outbox(database_, 4).read({})), ElementsAre("b\n", "c\n"));
    EXPECT_EQ(small.state().dropped, 0U);  // it never goes back: not before it is known

    small.remove(on_its_way, 0, noon + 4s);
    small.commit(noon + 9s);

    EXPECT_THAT(texts(small.read({})), ElementsAre("c\n"));
    EXPECT_EQ(small.state(), (OutboxState{.lines = 1, .bytes = 2}));
    EXPECT_EQ(an_outbox(database_, 4).state(), small.state());
}

TEST_F(OutboxTest, WhatWasNotTakenAfterAllIsDropped) {
    auto small = an_outbox(database_, 4);
    small.append({"a\n", "b\n"}, 0, noon);
    small.commit(noon + 1s);
    small.read({});
    small.append({"c\n"}, 0, noon + 2s);
    small.commit(noon + 3s);
    EXPECT_EQ(an_outbox(database_, 4).state().dropped, 1U);  // were it to end now

    EXPECT_THAT(texts(small.read({})), ElementsAre("b\n", "c\n"));

    EXPECT_EQ(small.state(), (OutboxState{.lines = 2, .bytes = 4, .dropped = 1}));
}

// The file can't be written, and there is no place in memory either.
TEST_F(OutboxTest, WhatWasTakenBeforeItWasDroppedFromMemoryIsNoLossEither) {
    auto small = an_outbox(database_, 4);
    small.append({"a\n", "b\n"}, 0, noon);
    const auto on_its_way = small.read({});
    small.append({"c\n", "d\n"}, 0, noon + 100ms);

    small.remove(on_its_way, 0, noon + 200ms);

    EXPECT_EQ(small.state(), (OutboxState{.lines = 2, .bytes = 4}));
    EXPECT_THAT(texts(small.read({})), ElementsAre("c\n", "d\n"));
}

TEST_F(OutboxTest, CountsWhatWasRefusedAndWhatWasLostOnTheWay) {
    outbox_.append({"a\n", "b\n"}, 3, noon);
    outbox_.remove(outbox_.read({}), 1, noon + 10ms);

    EXPECT_EQ(outbox_.state(), (OutboxState{.dropped = 3, .refused = 1}));
    outbox_.commit(outbox_.due().value());
    EXPECT_EQ(an_outbox(database_).state(), outbox_.state());
}

TEST_F(OutboxTest, AFileThatFailsIsSaidOnceAndLinesWaitInMemory) {
    ASSERT_TRUE(
        database_.execute("CREATE TRIGGER full BEFORE INSERT ON outbox"
                          " BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    );
    outbox_.append({"a\n"}, 0, noon);
    outbox_.commit(noon + 1s);
    outbox_.append({"b\n"}, 0, noon + 2s);
    EXPECT_EQ(outbox_.due(), noon + 11s);
    outbox_.commit(noon + 11s);

    EXPECT_THAT(log_.lines, ElementsAre(HasSubstr("disk full")));
    EXPECT_THAT(texts(outbox_.read({})), ElementsAre("a\n", "b\n"));

    ASSERT_TRUE(database_.execute("DROP TRIGGER full"));
    outbox_.commit(noon + 21s);
    EXPECT_THAT(log_.lines, ElementsAre(HasSubstr("disk full"), HasSubstr("saved again")));
    EXPECT_EQ(lines_on_disk(), 2);
}

TEST_F(OutboxTest, WhatIsInMemoryIsBoundedToo) {
    auto small = an_outbox(database_, 4);
    small.append({"a\n", "b\n", "c\n"}, 0, noon);

    EXPECT_THAT(texts(small.read({})), ElementsAre("b\n", "c\n"));
    EXPECT_EQ(small.state(), (OutboxState{.lines = 2, .bytes = 4, .dropped = 1}));
}

TEST_F(OutboxTest, AFileThatCantBeReadGivesNothingAndSaysSoOnce) {
    outbox_.append({"a\n"}, 0, noon);
    outbox_.commit(noon + 1s);
    outbox_.append({"b\n"}, 0, noon + 2s);
    ASSERT_TRUE(database_.execute("ALTER TABLE outbox RENAME TO elsewhere"));

    EXPECT_THAT(outbox_.read({}).lines, IsEmpty());
    EXPECT_THAT(outbox_.read({}).lines, IsEmpty());
    EXPECT_THAT(log_.lines, ElementsAre(HasSubstr("can't be read")));

    ASSERT_TRUE(database_.execute("ALTER TABLE elsewhere RENAME TO outbox"));
    EXPECT_THAT(texts(outbox_.read({})), ElementsAre("a\n", "b\n"));
}

// A hundred outages of a hundred lines in a file that has seen one.
TEST_F(OutboxTest, TheFileDoesNotGrowFromOutageToOutage) {
    auto outbox = an_outbox(database_, 1'000'000);
    const std::vector<std::string> lines(100, std::string(1000, 'x'));
    auto now = noon;
    std::int64_t pages_after_two = 0;
    for (int outage = 0; outage < 100; ++outage) {
        outbox.append(lines, 0, now);
        outbox.commit(now + 1s);
        outbox.remove(outbox.read({}), 0, now + 2s);
        outbox.commit(now + 10s);
        now += 1min;
        if (outage == 1) pages_after_two = number_in(database_, "PRAGMA page_count");
    }

    EXPECT_EQ(outbox.state(), OutboxState{});
    EXPECT_LE(number_in(database_, "PRAGMA page_count"), pages_after_two + 2);
}

}  // namespace
}  // namespace giv::store
