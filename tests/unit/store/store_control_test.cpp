// What the store keeps of control: timed actions at once, the rest soon, and what becomes of it
// when it can't.
#include "store/store.hpp"
#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <future>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto generous = 60s;

StoreSettings in(const std::string& directory) { return {.directory = directory}; }

// Keeps and waits for the answer.
Result<void> kept_now(Store& store, const std::string& serial, const KeptControl& control) {
    std::promise<Result<void>> told;
    auto answer = told.get_future();
    store.keep_control(serial, control, [&](Result<void> result) {
        told.set_value(std::move(result));
    });
    if (answer.wait_for(generous) != std::future_status::ready) {
        ADD_FAILURE() << "no answer";
        return fail(Errc::timeout, "no answer");
    }
    return answer.get();
}

TEST(StoreControlThreads, WhatIsKeptIsOnDiskBeforeTheAnswer) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log()};
    ASSERT_TRUE(store.open());
    EXPECT_TRUE(store.is_open());

    ASSERT_TRUE(kept_now(store, "SA2114G047", a_control(30)));

    // As a process would find it that starts after this one was killed.
    Store next{in(folder.path()), no_log()};
    ASSERT_TRUE(next.open());
    EXPECT_EQ(next.control_of("SA2114G047"), a_control(30));
    EXPECT_EQ(next.control_of("CE2231G000"), std::nullopt);
    EXPECT_EQ(store.control_of("SA2114G047"), std::nullopt);  // as its own open() found it
}

TEST(StoreControlThreads, WhatMayWaitIsWrittenWhenItStops) {
    const TemporaryFolder folder;
    {
        Store store{in(folder.path()), no_log(), {.commit_period = 1h}};
        ASSERT_TRUE(store.open());
        store.keep_control_soon("SA2114G047", a_control(30));
        store.audit(an_audit("setChargeTarget 80"));
        store.keep_control_soon("SA2114G047", a_control(31));
        store.audit(an_audit("setChargeTarget 90"));
        ASSERT_TRUE(store.stop(generous));
        EXPECT_FALSE(store.is_open());
    }

    Store next{in(folder.path()), no_log()};
    ASSERT_TRUE(next.open());
    EXPECT_EQ(next.control_of("SA2114G047"), a_control(31));
    auto database = store::Database::open(folder.file("givtcp.db")).value();
    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit"), 2);
    EXPECT_EQ(
        text_in(database, "SELECT command FROM audit ORDER BY id DESC"), "setChargeTarget 90"
    );
}

TEST(StoreControlThreads, EveryoneWhoWaitsIsAnsweredWhenItStops) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log()};
    ASSERT_TRUE(store.open());
    std::atomic<int> kept{0};
    for (std::uint16_t minutes = 1; minutes <= 20; ++minutes) {
        store.keep_control("SA2114G047", a_control(minutes), [&](const Result<void>& result) {
            if (result) ++kept;
        });
    }

    ASSERT_TRUE(store.stop(generous));

    EXPECT_EQ(kept, 20);
    Store next{in(folder.path()), no_log()};
    ASSERT_TRUE(next.open());
    EXPECT_EQ(next.control_of("SA2114G047"), a_control(20));
}

TEST(StoreControlThreads, AFullQueueIsSaidAtOnce) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log(), {.queue = 0}};
    ASSERT_TRUE(store.open());

    const auto result = kept_now(store, "SA2114G047", a_control(30));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::busy);
    EXPECT_THAT(result.error().detail, HasSubstr("too slow"));
    EXPECT_EQ(store.dropped(), 0U);  // nobody was left in the dark

    store.keep_control_soon("SA2114G047", a_control(30));
    store.audit(an_audit("setChargeTarget 80"));
    EXPECT_EQ(store.dropped(), 2U);
}

// The disk hangs, as it were, until the test lets go.
TEST(StoreControlThreads, AFloodOfRefusalsLeavesHalfOfTheQueueToWhatWrote) {
    const TemporaryFolder folder;
    std::promise<void> hangs;
    std::promise<void> goes_on;
    {
        Store store{in(folder.path()), no_log(), {.queue = 10}};
        ASSERT_TRUE(store.open());
        store.keep_control("SA2114G047", a_control(30), [&](const Result<void>&) {
            hangs.set_value();
            goes_on.get_future().wait();
        });
        hangs.get_future().wait();

        for (int i = 0; i < 20; ++i)
            store.audit(a_refusal("rubbish"));
        for (int i = 0; i < 5; ++i)
            store.audit(an_audit("written"));
        EXPECT_EQ(store.dropped(), 15U);
        goes_on.set_value();
        ASSERT_TRUE(store.stop(generous));
    }

    auto database = store::Database::open(folder.file("givtcp.db")).value();
    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit WHERE wrote = 1"), 5);
    EXPECT_EQ(number_in(database, "SELECT count(*) FROM audit WHERE wrote = 0"), 5);
}

TEST(StoreControlThreads, AfterItsEndItKeepsNothingAndSaysSo) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log()};
    ASSERT_TRUE(store.open());
    ASSERT_TRUE(store.stop(generous));

    const auto result = kept_now(store, "SA2114G047", a_control(30));

    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().detail, HasSubstr("closed"));
}

TEST(StoreControl, OneThatCannotBeOpenedSaysWhyItKeepsNothing) {
    const TemporaryFolder folder;
    std::ofstream{folder.file("givtcp.db")} << std::string(4096, 'x');
    Store store{in(folder.path()), no_log()};
    ASSERT_FALSE(store.open());

    const auto result = kept_now(store, "SA2114G047", a_control(30));
    store.keep_control_soon("SA2114G047", a_control(30));
    store.audit(an_audit("setChargeTarget 80"));

    EXPECT_FALSE(store.is_open());
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().detail, HasSubstr("file is not a database"));
    EXPECT_EQ(store.control_of("SA2114G047"), std::nullopt);
}

TEST(StoreControl, OneThatWasNeverOpenedKeepsNothing) {
    Store store{in("/proc/givtcp"), no_log()};

    EXPECT_FALSE(store.is_open());
    EXPECT_FALSE(kept_now(store, "SA2114G047", a_control(30)));
}

TEST(StoreControlThreads, ADiskThatFailsIsToldToWhoWaits) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log()};
    ASSERT_TRUE(store.open());
    auto other = store::Database::open(folder.file("givtcp.db")).value();
    ASSERT_TRUE(other.execute("DROP TABLE timed_action"));

    const auto result = kept_now(store, "SA2114G047", a_control(30));

    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().detail, HasSubstr("no such table"));
}

TEST(StoreControlThreads, AnActionThatCannotBeReadIsSaidInOneLine) {
    const TemporaryFolder folder;
    {
        Store store{in(folder.path()), no_log()};
        ASSERT_TRUE(store.open());
        ASSERT_TRUE(kept_now(store, "SA2114G047", a_control(30)));
    }
    auto database = store::Database::open(folder.file("givtcp.db")).value();
    ASSERT_TRUE(database.execute("UPDATE timed_action SET description = 'x'"));
    RecordedLog log;

    Store next{in(folder.path()), log.log()};
    ASSERT_TRUE(next.open());

    EXPECT_THAT(log.lines, ElementsAre(HasSubstr("timed action")));
    EXPECT_EQ(next.control_of("SA2114G047")->saved_reserve, 10);
}

}  // namespace
}  // namespace giv
