#include "influx/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace giv::influx {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Numbers = std::vector<std::int64_t>;

constexpr Writer::TimePoint noon{12h};
constexpr double no_jitter = 0.5;  // in the middle of 0.8 to 1.2

// A writer between a queue of lines and a server that answers as the test says.
class WriterTest : public ::testing::Test {
 protected:
    void queue(std::int64_t first, std::int64_t last) {
        for (auto number = first; number <= last; ++number)
            queue_.push_back({number, "line " + std::to_string(number) + "\n"});
    }

    store::OutboxBatch read() const {
        const auto wanted = writer_.wanted();
        store::OutboxBatch batch;
        for (const auto& line : queue_) {
            if (line.number > wanted.after && batch.lines.size() < wanted.lines) {
                batch.lines.push_back(line);
            }
        }
        return batch;
    }

    // The next request's lines; none where the queue is empty.
    store::OutboxBatch next() {
        auto batch = read();
        while (batch.lines.empty() && writer_.found_nothing())
            batch = read();
        return batch;
    }

    static Numbers numbers(const store::OutboxBatch& batch) {
        Numbers numbers;
        for (const auto& line : batch.lines)
            numbers.push_back(line.number);
        return numbers;
    }

    // One request, when its time has come; the lines that were in it.
    Numbers send(const Answer& answer) {
        const auto batch = next();
        if (batch.lines.empty()) return {};
        now_ = std::max(now_, writer_.not_before());
        const auto verdict = writer_.answered(now_, batch, answer);
        if (!verdict.words.empty()) log_.push_back(verdict.words);
        refused_ += verdict.refused;
        if (verdict.is_over) {
            std::erase_if(queue_, [&](const auto& line) {
                return line.number <= batch.lines.back().number;
            });
        }
        return numbers(batch);
    }

    // How long it waits after an answer.
    std::chrono::milliseconds pause_after(const Answer& answer) {
        send(answer);
        return std::chrono::round<std::chrono::milliseconds>(writer_.not_before() - now_);
    }

    // Requests until the queue is empty, to a server that refuses these lines with this answer.
    int send_all(const std::set<std::int64_t>& bad, const Answer& answer) {
        int requests = 0;
        for (; !queue_.empty() && requests < 1000; ++requests) {
            const auto batch = numbers(next());
            const bool is_bad =
                std::ranges::any_of(batch, [&](auto one) { return bad.contains(one); });
            const auto sent = send(is_bad ? answer : Answer{204, ""});
            if (!is_bad) taken_.insert(sent.begin(), sent.end());
        }
        return requests;
    }

    std::vector<store::OutboxLine> queue_;
    std::set<std::int64_t> taken_;
    std::vector<std::string> log_;
    std::uint64_t refused_ = 0;
    Writer::TimePoint now_ = noon;
    Writer writer_{[] { return no_jitter; }, {.lines = 8}};
};

TEST_F(WriterTest, SendsTheOldestFirstAndGoesOnAtOnce) {
    queue(1, 10);

    EXPECT_THAT(send({204, ""}), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
    EXPECT_EQ(pause_after({200, ""}), 0ms);
    EXPECT_THAT(queue_, IsEmpty());
    EXPECT_EQ(writer_.failing_since(), std::nullopt);
    EXPECT_THAT(log_, IsEmpty());
}

TEST_F(WriterTest, WaitsLongerFromTryToTry) {
    queue(1, 1);

    EXPECT_EQ(pause_after({0, "no connection"}), 5s);
    EXPECT_EQ(pause_after({0, "no connection"}), 10s);
    EXPECT_EQ(pause_after({502, ""}), 20s);
    EXPECT_EQ(pause_after({503, ""}), 40s);
    EXPECT_EQ(pause_after({0, ""}), 80s);
    EXPECT_EQ(pause_after({0, ""}), 125s);
    EXPECT_EQ(pause_after({0, ""}), 125s);
    EXPECT_EQ(pause_after({204, ""}), 0s);

    queue(2, 2);
    EXPECT_EQ(pause_after({0, ""}), 5s);
}

TEST(Writer, JitterStaysBelowTheLongestPause) {
    double chance = 0;
    Writer writer{[&] { return chance; }};
    const store::OutboxBatch batch{{{1, "a\n"}}};

    writer.answered(noon, batch, {0, ""});
    EXPECT_EQ(writer.not_before(), noon + 4s);
    chance = 0.999;
    writer.answered(noon, batch, {0, ""});
    EXPECT_EQ(writer.not_before(), noon + 11'996ms);
    for (int i = 0; i < 10; ++i)
        writer.answered(noon, batch, {0, ""});
    EXPECT_EQ(writer.not_before(), noon + 125s);
}

TEST_F(WriterTest, ComesAgainWhenTheServerSaysSo) {
    queue(1, 1);

    EXPECT_EQ(pause_after({429, "", 300s}), 300s);
    EXPECT_EQ(pause_after({503, "", 1s}), 10s);  // never sooner than its own pause
}

TEST_F(WriterTest, SaysThatPointsWaitAndThatTheyNoLongerDo) {
    queue(1, 1);

    send({0, "no connection"});
    send({0, "no connection"});
    send({0, "no connection"});
    send({204, ""});

    EXPECT_THAT(
        log_,
        ElementsAre(
            "points for InfluxDB wait: no connection",
            "InfluxDB takes points again after 35 s"  // 5 + 10 + 20
        )
    );
}

TEST_F(WriterTest, WhoIsNotLetInAsksEveryMinuteAndSaysSoEveryTen) {
    queue(1, 1);

    for (int minute = 0; minute < 21; ++minute)
        EXPECT_EQ(pause_after({401, "unauthorized"}), 60s);

    EXPECT_THAT(log_, SizeIs(3));  // minutes 0, 10 and 20
    EXPECT_EQ(log_.front(), "points for InfluxDB wait: 401 unauthorized: check INFLUX_TOKEN");
    EXPECT_THAT(queue_, SizeIs(1));
}

TEST_F(WriterTest, AnotherTroubleIsSaidAtOnce) {
    queue(1, 1);

    send({401, ""});
    send({404, ""});

    EXPECT_THAT(log_, ElementsAre(HasSubstr("401"), HasSubstr("404")));
}

TEST_F(WriterTest, FindsTheBadLineOfABatchAndGivesUpThatOneAlone) {
    queue(1, 8);
    send({204, ""});  // so it is not the server's settings that are bad
    queue(9, 16);

    EXPECT_THAT(send({400, "bad"}), SizeIs(8));
    EXPECT_THAT(send({204, ""}), ElementsAre(9, 10, 11, 12));
    EXPECT_THAT(send({400, "bad"}), ElementsAre(13, 14));
    EXPECT_THAT(send({204, ""}), ElementsAre(13));
    EXPECT_THAT(send({400, "bad"}), ElementsAre(14));
    EXPECT_THAT(send({204, ""}), ElementsAre(15, 16));

    EXPECT_EQ(refused_, 1U);
    EXPECT_THAT(log_, ElementsAre("InfluxDB refuses a point, which is given up: 400 bad"));
    EXPECT_EQ(now_, noon);  // nobody waited for anything
}

TEST_F(WriterTest, AnyLinesOfABacklogMayBeBad) {
    queue(1, 100);
    const std::set<std::int64_t> bad{1, 2, 3, 40, 41, 57, 98, 99};

    EXPECT_LT(send_all(bad, {400, "bad"}), 100);

    EXPECT_EQ(refused_, 8U);
    EXPECT_THAT(taken_, SizeIs(92));
    EXPECT_FALSE(std::ranges::any_of(bad, [&](auto one) { return taken_.contains(one); }));
}

// 1.8 says 400 to everything while its disk is full, say: what it took before is no proof of now.
TEST_F(WriterTest, AServerThatBeginsToRefuseEverythingLosesNothing) {
    queue(1, 8);
    send({204, ""});
    queue(9, 40);

    for (int request = 0; request < 200; ++request)
        send({400, "partial write"});

    EXPECT_EQ(refused_, 0U);
    EXPECT_THAT(queue_, SizeIs(32));
    EXPECT_GT(now_ - noon, 2h);
    EXPECT_THAT(log_.front(), HasSubstr("points for InfluxDB wait: 400"));

    send_all({}, {});
    EXPECT_THAT(queue_, IsEmpty());
    EXPECT_THAT(taken_, SizeIs(32));
}

// In the middle of taking a batch apart, after one line of it has been given up.
TEST_F(WriterTest, ALineThatWasRightlyGivenUpIsNoProofAgainstTheNext) {
    queue(1, 8);
    send({400, "bad"});
    send({204, ""});  // 1 to 4
    send({400, "bad"});
    EXPECT_THAT(send({400, "bad"}), ElementsAre(5));
    EXPECT_EQ(refused_, 1U);

    for (int request = 0; request < 50; ++request)
        send({400, "bad"});

    EXPECT_EQ(refused_, 1U);
    EXPECT_THAT(queue_, SizeIs(3));
}

TEST_F(WriterTest, ABadLineOfACycleIsGivenUpOnceTheNextCycleIsIn) {
    queue(1, 1);
    EXPECT_THAT(send({400, "bad"}), ElementsAre(1));
    EXPECT_THAT(log_, IsEmpty());
    queue(2, 2);

    EXPECT_THAT(send({204, ""}), ElementsAre(2));  // tried, and it stays
    EXPECT_THAT(queue_, SizeIs(2));
    EXPECT_THAT(send({400, "bad"}), ElementsAre(1));
    EXPECT_THAT(send({204, ""}), ElementsAre(2));

    EXPECT_EQ(refused_, 1U);
    EXPECT_THAT(queue_, IsEmpty());
    EXPECT_EQ(now_, noon);
}

// A server that fails every second request, whatever is in it.
TEST_F(WriterTest, AServerThatFlapsLosesNothing) {
    queue(1, 100);

    for (int request = 0; request < 400 && !queue_.empty(); ++request)
        send(request % 2 == 0 ? Answer{500, "internal error"} : Answer{204, ""});

    EXPECT_EQ(refused_, 0U);
    EXPECT_THAT(queue_, IsEmpty());
}

// A missing organisation is answered 400, too, whatever the lines are.
TEST_F(WriterTest, WhereNothingWasEverTakenNoLineIsGivenUp) {
    queue(1, 20);

    for (int request = 0; request < 200; ++request)
        send({400, "missing organization"});

    EXPECT_EQ(refused_, 0U);
    EXPECT_THAT(queue_, SizeIs(20));
    EXPECT_GT(now_ - noon, 2h);  // and not in a hurry

    EXPECT_LT(send_all({}, {}), 20);
    EXPECT_THAT(queue_, IsEmpty());
}

TEST_F(WriterTest, TheFirstLinesOfAllMayBeBad) {
    queue(1, 20);

    send_all({1, 2, 3, 4, 5}, {400, "bad"});

    EXPECT_EQ(refused_, 5U);
    EXPECT_THAT(taken_, SizeIs(15));
}

TEST_F(WriterTest, ABadLineThatIsAloneWaitsForAnother) {
    queue(1, 1);
    for (int i = 0; i < 10; ++i)
        send({400, "bad"});
    EXPECT_THAT(queue_, SizeIs(1));

    queue(2, 2);
    send_all({1}, {400, "bad"});

    EXPECT_EQ(refused_, 1U);
    EXPECT_THAT(taken_, ElementsAre(2));
}

TEST_F(WriterTest, HalvesWhatIsTooLargeAndRemembersForAWhile) {
    queue(1, 100);

    EXPECT_THAT(send({413, ""}), SizeIs(8));
    for (int request = 0; request < 16; ++request)
        EXPECT_THAT(send({204, ""}), SizeIs(4));
    EXPECT_THAT(send({204, ""}), SizeIs(8));
    EXPECT_EQ(refused_, 0U);
}

TEST_F(WriterTest, SilenceMakesBatchesSmallerToo) {
    Writer writer{[] { return no_jitter; }};
    const store::OutboxBatch batch{{{1, "a\n"}}};

    writer.answered(noon, batch, {.status = 0, .words = "", .took_too_long = true});
    EXPECT_EQ(writer.wanted().lines, 250U);
    writer.answered(noon, batch, {.status = 0, .words = "no connection"});
    EXPECT_EQ(writer.wanted().lines, 250U);
    for (int i = 0; i < 10; ++i)
        writer.answered(noon, batch, {.status = 0, .words = "", .took_too_long = true});
    EXPECT_EQ(writer.wanted().lines, 25U);
}

TEST_F(WriterTest, OfAnswer422TheRestIsStored) {
    queue(1, 8);

    send({422, "partial write: dropped=2"});

    EXPECT_THAT(queue_, IsEmpty());
    EXPECT_EQ(refused_, 2U);
    EXPECT_EQ(writer_.not_before(), noon);
    EXPECT_THAT(log_, ElementsAre(HasSubstr("does not want some points: 422")));
}

TEST_F(WriterTest, ABatchThatAlwaysFailsIsTakenApart) {
    queue(1, 24);

    send_all({11}, {500, "panic"});

    EXPECT_EQ(refused_, 1U);
    EXPECT_THAT(taken_, SizeIs(23));
    EXPECT_LT(now_ - noon, 30min);
}

TEST_F(WriterTest, AServerThatFailsForADayLosesNothing) {
    queue(1, 24);
    send({204, ""});

    while (now_ < noon + 24h)
        send({500, "internal error"});

    EXPECT_EQ(refused_, 0U);
    EXPECT_THAT(queue_, SizeIs(16));
    send_all({}, {});
    EXPECT_EQ(refused_, 0U);
    EXPECT_THAT(queue_, IsEmpty());
}

// Half of a batch passes, then the server begins to fail for all.
TEST_F(WriterTest, WhatPassedOnceIsNoProofAnHourLater) {
    queue(1, 8);
    for (int i = 0; i < 3; ++i)
        send({500, ""});
    EXPECT_THAT(send({204, ""}), ElementsAre(1, 2, 3, 4));

    for (int i = 0; i < 40; ++i)
        send({500, ""});

    EXPECT_EQ(refused_, 0U);
    EXPECT_THAT(queue_, SizeIs(4));
}

TEST_F(WriterTest, AnEmptyQueueIsNoProbe) {
    EXPECT_FALSE(writer_.found_nothing());
    EXPECT_EQ(writer_.wanted().after, 0);
}

}  // namespace
}  // namespace giv::influx
