#include "link/daily_sync.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1000s};

Outcome with_writes(Outcome::How how, bool written) {
    return {how, Reason::none, "", {{.index = 35, .requested = 26, .written = written}}};
}

TEST(DailySync, IsNeverDueWhereNobodyWantsIt) {
    EXPECT_FALSE(DailySync{false}.is_due(start + 48h));
}

TEST(DailySync, LooksOnceAMinute) {
    DailySync sync{true};
    EXPECT_TRUE(sync.is_due(start));

    sync.looked(start);

    EXPECT_FALSE(sync.is_due(start + 59s));
    EXPECT_TRUE(sync.is_due(start + 60s));
}

TEST(DailySync, WritesOnceADayWhateverComesOfIt) {
    for (const auto how : {Outcome::How::verified, Outcome::How::unknown}) {
        DailySync sync{true};
        sync.began(start);
        sync.ended({Outcome::How::unknown, Reason::continuing, "", {}}, start + 8s);
        sync.ended(with_writes(how, true), start + 20s);

        EXPECT_FALSE(sync.is_due(start + 24h - 1s));
        EXPECT_TRUE(sync.is_due(start + 24h));
    }
}

TEST(DailySync, ThatWroteNothingIsTriedAgainAfterAnHour) {
    DailySync sync{true};
    sync.began(start);

    sync.ended(refused({Reason::busy, ""}), start + 10s);

    EXPECT_FALSE(sync.is_due(start + 59min));
    EXPECT_TRUE(sync.is_due(start + 1h + 10s));
}

TEST(DailySync, OfAnotherInverterBeginsAnew) {
    DailySync sync{true};
    sync.began(start);

    sync.forget();

    EXPECT_TRUE(sync.is_due(start + 1s));
}

}  // namespace
}  // namespace giv
