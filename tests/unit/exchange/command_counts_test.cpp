// How commands ended, as the log counts them.
#include "exchange/command_log.hpp"
#include "exchange/latest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace giv {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using How = Outcome::How;

Outcome outcome(How how) {
    Outcome outcome;
    outcome.how = how;
    return outcome;
}

void carry_out(CommandLog& log, const std::string& control, const Outcome& outcome) {
    Command command;
    command.control = control;
    log.done(log.begin(command, {}), outcome);
}

TEST(CommandCountsThreads, AreByControlAndEnd) {
    CommandLog log;
    carry_out(log, "setChargeTarget", outcome(How::verified));
    carry_out(log, "setChargeTarget", outcome(How::verified));
    carry_out(log, "setChargeTarget", outcome(How::refused));
    carry_out(log, "enableChargeSchedule", outcome(How::no_op));

    EXPECT_THAT(
        log.counts(),
        UnorderedElementsAre(
            CommandCount{"setChargeTarget", How::verified, 2},
            CommandCount{"setChargeTarget", How::refused, 1},
            CommandCount{"enableChargeSchedule", How::no_op, 1}
        )
    );
}

TEST(CommandCountsThreads, OfAllSlotsAreOne) {
    CommandLog log;
    carry_out(log, "setChargeSlot1", outcome(How::verified));
    carry_out(log, "setChargeSlot2", outcome(How::verified));

    EXPECT_THAT(
        log.counts(), UnorderedElementsAre(CommandCount{"setChargeSlot", How::verified, 2})
    );
}

TEST(CommandCountsThreads, AreNotOfNamesThatStrangersMakeUpNorOfDryRuns) {
    CommandLog log;
    auto tried = outcome(How::no_op);
    tried.dry_run = true;
    carry_out(log, "setChargeTarget", tried);
    carry_out(log, "setEverything", outcome(How::refused));

    EXPECT_THAT(log.counts(), IsEmpty());
}

TEST(CommandCountsThreads, OutliveTheReports) {
    CommandLog log{"0", 2};
    for (int i = 0; i < 10; ++i)
        carry_out(log, "setChargeTarget", outcome(How::verified));

    EXPECT_EQ(log.counts().front().times, 10U);
}

TEST(LatestThreads, IsWholeWhoeverAsks) {
    struct Pair {
        int a = 0;
        int b = 0;
    };
    Latest<Pair> latest;

    std::thread writer{[&latest] {
        for (int i = 1; i <= 10'000; ++i)
            latest.publish({i, i});
    }};
    for (int i = 0; i < 10'000; ++i) {
        const auto seen = *latest.get();
        ASSERT_EQ(seen.a, seen.b);
    }
    writer.join();

    EXPECT_EQ(latest.get()->a, 10'000);
}

}  // namespace
}  // namespace giv
