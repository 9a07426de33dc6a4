#include "exchange/command_gate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace giv {
namespace {

CommandGate::Answer no_answer() {
    return [](const Outcome&) { ADD_FAILURE() << "a refused command has its answer already"; };
}

Command a_target(int percent) {
    return {.control = "setChargeTarget", .payload = std::to_string(percent), .source = "a test"};
}

TEST(CommandGate, RefusesWhatIsNotInTheTable) {
    CommandGate gate;

    const auto ticket = gate.submit({.control = "rebootTheHouse"}, no_answer());

    ASSERT_TRUE(ticket.refused);
    EXPECT_EQ(ticket.refused->reason, Reason::no_such_control);
    EXPECT_NE(ticket.refused->why.find("rebootTheHouse"), std::string::npos);
    EXPECT_FALSE(gate.take());
}

TEST(CommandGate, RefusesEverythingWhenItIsClosed) {
    CommandGate gate;
    gate.close();

    const auto ticket = gate.submit(a_target(80), no_answer());

    ASSERT_TRUE(ticket.refused);
    EXPECT_EQ(ticket.refused->how, Outcome::How::refused);
    EXPECT_EQ(ticket.refused->reason, Reason::stopping);
}

TEST(CommandGate, TellsTheLoopThatSomethingWaitsAndTheAuditWhatWasRefused) {
    CommandGate gate;
    int woken = 0;
    std::vector<std::string> refused;
    gate.connect(
        {.waits = [&] { ++woken; },
         .refused = [&](const Command& command,
                        const Outcome&) { refused.push_back(command.payload); },
         .now = {}}
    );

    gate.submit(a_target(80), [](const Outcome&) {});
    gate.submit({.control = "setChargeTarget", .payload = "much"}, no_answer());

    EXPECT_EQ(woken, 1);
    EXPECT_EQ(refused, std::vector<std::string>{"much"});
}

TEST(CommandGate, GivesAPlantsOwnCommandAnIdAndAReportWithoutAQueue) {
    CommandGate gate;

    auto own = gate.admit_own({.control = "syncDateTime", .source = "clock"}, no_answer());

    ASSERT_TRUE(own);
    EXPECT_EQ(own->order.name, "syncDateTime");
    EXPECT_FALSE(gate.take());
    EXPECT_EQ(gate.log().find(own->id)->state, CommandReport::State::waiting);
    gate.ended(*own, Outcome{Outcome::How::verified, Reason::none, "", {}});
    EXPECT_EQ(gate.log().find(own->id)->state, CommandReport::State::done);
}

TEST(CommandGate, AdmitsNoCommandOfAPlantsOwnThatIsNoneNorWhenItIsClosed) {
    CommandGate gate;
    EXPECT_FALSE(gate.admit_own({.control = "setTheTime"}, no_answer()));
    gate.close();

    EXPECT_FALSE(gate.admit_own({.control = "syncDateTime"}, no_answer()));
}

TEST(CommandGate, IsBusyUntilSomethingHasEndedHoweverManyWereTakenOut) {
    CommandGate gate{"1", 2};
    gate.submit(a_target(50), [](const Outcome&) {});
    gate.submit(a_target(51), [](const Outcome&) {});
    const auto first = gate.take();
    ASSERT_TRUE(first);

    const auto too_many = gate.submit(a_target(52), no_answer());
    gate.ended(*first, Outcome{Outcome::How::verified, Reason::none, "", {}});
    const auto fits = gate.submit(a_target(53), [](const Outcome&) {});

    ASSERT_TRUE(too_many.refused);
    EXPECT_EQ(too_many.refused->reason, Reason::busy);
    EXPECT_FALSE(fits.refused);
}

TEST(CommandGate, GivesAnIdAndALineInTheAuditAlsoToWhatNeverCameToIt) {
    CommandGate gate{"7"};
    std::vector<std::string> audit;
    gate.connect(
        {.waits = [] { ADD_FAILURE() << "nothing waits"; },
         .refused = [&](const Command& command, const Outcome& outcome
                    ) { audit.push_back(command.payload + ": " + outcome.why); },
         .now = {}}
    );

    const auto ticket = gate.turn_away(a_target(80), {Reason::busy, "no place"});

    EXPECT_EQ(ticket.id, "7-1");
    ASSERT_TRUE(ticket.refused);
    EXPECT_EQ(ticket.refused->reason, Reason::busy);
    EXPECT_EQ(audit, std::vector<std::string>{"80: no place"});
    const auto report = gate.log().find("7-1");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->state, CommandReport::State::done);
    EXPECT_EQ(report->outcome.how, Outcome::How::refused);
    EXPECT_FALSE(gate.take());
}

TEST(CommandLog, KnowsACommandFromItsComingToItsEnd) {
    CommandGate gate{"7"};
    const auto ticket = gate.submit(a_target(80), [](const Outcome&) {});
    ASSERT_EQ(ticket.id, "7-1");
    EXPECT_EQ(gate.log().find("7-1")->state, CommandReport::State::waiting);

    const auto taken = gate.take();
    gate.log().running("7-1");
    EXPECT_EQ(gate.log().find("7-1")->state, CommandReport::State::running);
    gate.ended(*taken, Outcome{Outcome::How::no_op, Reason::none, "", {}});

    const auto report = gate.log().find("7-1");
    EXPECT_EQ(report->state, CommandReport::State::done);
    EXPECT_EQ(report->outcome.how, Outcome::How::no_op);
    EXPECT_FALSE(gate.log().find("7-2"));
}

TEST(CommandLog, ForgetsTheOldest) {
    CommandLog log{"1", 2};
    const auto first = log.begin({}, {});
    log.begin({}, {});
    const auto third = log.begin({}, {});

    EXPECT_FALSE(log.find(first));
    EXPECT_TRUE(log.find(third));
}

TEST(CommandLog, LetsNoFloodOfRefusalsHideWhatWasWritten) {
    CommandLog log{"1", 100};
    const auto written = log.begin({}, {});
    log.done(written, Outcome{Outcome::How::verified, Reason::none, "", {}});
    std::string last;

    for (int i = 0; i < 1000; ++i) {
        last = log.begin({}, {});
        log.done(last, refused({Reason::busy, ""}));
    }

    EXPECT_TRUE(log.find(written));
    EXPECT_TRUE(log.find(last));
    EXPECT_FALSE(log.find("1-2"));
}

// Eight clients' threads and the loop: as many ends as commands, each id once.
TEST(CommandGateThreads, LoseNothingAndDoubleNothing) {
    constexpr int threads = 8;
    constexpr int each = 100;
    CommandGate gate{"1", 64};
    std::atomic<int> answered{0};
    std::atomic<int> refused{0};
    std::atomic<int> running{threads};
    std::vector<std::thread> clients;
    for (int i = 0; i < threads; ++i) {
        clients.emplace_back([&] {
            for (int j = 0; j < each; ++j) {
                const auto ticket = gate.submit(a_target(50), [&](const Outcome&) { ++answered; });
                if (ticket.refused) ++refused;
            }
            --running;
        });
    }

    std::set<std::string> ids;
    int taken = 0;
    while (running > 0 || answered + refused < threads * each) {
        while (auto waiting = gate.take()) {
            ++taken;
            ids.insert(waiting->id);
            const Outcome outcome{Outcome::How::verified, Reason::none, "", {}};
            gate.ended(*waiting, outcome);
            waiting->answer(outcome);
        }
        std::this_thread::yield();
    }
    for (auto& client : clients)
        client.join();

    EXPECT_EQ(answered + refused, threads * each);
    EXPECT_EQ(taken, answered);
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(taken));
}

TEST(Outcome, HasTheWordsOfTheApi) {
    EXPECT_EQ(words(Outcome::How::verified), "verified");
    EXPECT_EQ(words(Outcome::How::no_op), "no-op");
    EXPECT_EQ(words(Outcome::How::refused), "refused");
    EXPECT_EQ(words(Outcome::How::unknown), "unknown");
}

}  // namespace
}  // namespace giv
