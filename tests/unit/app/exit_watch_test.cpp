#include "app/exit_watch.hpp"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace giv {
namespace {

using namespace std::chrono_literals;

TEST(ExitWatchThreads, SaysWhatIsStuckWhenTheTimeIsUp) {
    std::promise<std::string> told;
    auto stuck = told.get_future();
    ExitWatch watch{[&](std::string_view what) { told.set_value(std::string{what}); }};

    watch.waiting_for("the store");
    watch.start(0ms);

    ASSERT_EQ(stuck.wait_for(60s), std::future_status::ready);
    EXPECT_EQ(stuck.get(), "the store");
}

TEST(ExitWatchThreads, IsDismissedByItsEnd) {
    bool gave_up = false;
    {
        ExitWatch watch{[&](std::string_view) { gave_up = true; }};
        watch.start(1h);
    }

    EXPECT_FALSE(gave_up);
}

TEST(ExitWatchThreads, OnlyTheFirstStartCounts) {
    bool gave_up = false;
    {
        ExitWatch watch{[&](std::string_view) { gave_up = true; }};
        watch.start(1h);
        watch.start(0ms);
    }

    EXPECT_FALSE(gave_up);
}

TEST(ExitWatch, OneThatWasNeverStartedDoesNothing) {
    bool gave_up = false;
    {
        const ExitWatch watch{[&](std::string_view) { gave_up = true; }};
    }

    EXPECT_FALSE(gave_up);
}

}  // namespace
}  // namespace giv
