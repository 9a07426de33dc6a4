// Faults that come and go by themselves, as those who talk to the dongle meet them.
#include "simulator/dongle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant start{};

RegisterImage a_plant() {
    RegisterImage image;
    image.set(device::inverter, HR(20), 7);
    image.set(device::inverter, HR(27), 1);
    return image;
}

class DongleTimeline : public ::testing::Test {
 protected:
    void set(const std::string& json) {
        const auto planned = parse_planned_fault(json);
        ASSERT_TRUE(planned) << planned.error().detail;
        dongle.plan_fault(*planned);
    }

    // What comes until then.
    std::vector<Outgoing> until(std::chrono::milliseconds after_start) {
        now = start + after_start;
        return dongle.due(now);
    }

    // Asks then, and is it answered within 10 ms?
    bool answers_at(std::chrono::milliseconds after_start) {
        until(after_start);
        ask();
        return !until(after_start + 10ms).empty();
    }

    void ask() {
        const ReadRequest read{device::inverter, {Bank::holding, 20, 1}};
        dongle.receive(client, encode(Request{read}), now);
    }

    FaultCount count(FaultKind kind) { return dongle.faults().counts()[kind]; }

    Instant now = start;
    Dongle dongle{a_plant(), {.latency = 10ms}};
    ConnectionId client = dongle.connect(start).value();
};

TEST_F(DongleTimeline, AFaultBeginsAndEndsAtItsTimes) {
    set(R"({"at":"10s","for":"30s","fault":"drop"})");

    EXPECT_TRUE(answers_at(9'980ms));
    EXPECT_FALSE(answers_at(9'995ms)) << "it would have been sent at 10.005 s";
    EXPECT_FALSE(answers_at(39'980ms));
    EXPECT_TRUE(answers_at(39'990ms));
    EXPECT_EQ(count(FaultKind::drop), (FaultCount{.begun = 1, .struck = 2}));

    const auto& over = dongle.faults().over();
    ASSERT_THAT(over, SizeIs(1));
    EXPECT_EQ(over[0].begins, start + 10s);
    EXPECT_EQ(over[0].ends, start + 40s);
    EXPECT_EQ(over[0].planned.text, "drop");
}

TEST_F(DongleTimeline, FaultsOfRequestsComeAndGoToo) {
    set(R"({"at":"5s","for":"1m","fault":"lose-read:HR20"})");

    EXPECT_TRUE(answers_at(4s));
    EXPECT_FALSE(answers_at(5s));
    EXPECT_FALSE(answers_at(64'999ms));
    EXPECT_TRUE(answers_at(65s));
    EXPECT_EQ(count(FaultKind::lose_read), (FaultCount{.begun = 1, .struck = 2}));
}

TEST_F(DongleTimeline, AFaultIsOverWhenItHasStruckAsOftenAsItMay) {
    set(R"({"fault":"drop","times":2})");

    EXPECT_FALSE(answers_at(1s));
    EXPECT_FALSE(answers_at(2s));
    EXPECT_TRUE(answers_at(3s));
    ASSERT_THAT(dongle.faults().over(), SizeIs(1));
    EXPECT_EQ(dongle.faults().over()[0].ends, start + 2'010ms);
}

TEST_F(DongleTimeline, AFaultWithoutAnEndLastsUntilItIsCleared) {
    set(R"({"fault":"silence"})");
    set(R"({"at":"1m","fault":"drop"})");
    EXPECT_FALSE(answers_at(2min));

    dongle.clear_faults();

    EXPECT_TRUE(answers_at(150s));
    EXPECT_THAT(dongle.faults().active(), IsEmpty());
    EXPECT_EQ(count(FaultKind::drop).struck, 0U);
}

TEST_F(DongleTimeline, TimesCountFromWhenTheFaultWasSet) {
    until(10s);
    set(R"({"at":"5s","for":"5s","fault":"drop"})");

    EXPECT_TRUE(answers_at(14s));
    EXPECT_FALSE(answers_at(15s));
    EXPECT_TRUE(answers_at(20s));
}

TEST_F(DongleTimeline, BeforeTheFirstCallTheyCountFromThere) {
    Dongle other{a_plant(), {.latency = 0ms}};
    other.plan_fault(parse_planned_fault(R"({"at":"5s","fault":"reboot"})").value());

    ASSERT_TRUE(other.connect(start + 1h));

    EXPECT_THAT(other.due(start + 1h + 4'999ms), IsEmpty());
    EXPECT_THAT(other.due(start + 1h + 5s), SizeIs(1));
}

TEST_F(DongleTimeline, ABlackHoleTakesAndSendsNothingAndHoldsTheConnection) {
    set(R"({"at":"1s","for":"1h","fault":"black-hole"})");

    until(1s);
    ask();
    EXPECT_THAT(until(1h), IsEmpty()) << "neither answers nor heartbeats";
    EXPECT_EQ(dongle.counts().connections, 1U);
    EXPECT_TRUE(answers_at(1h + 1s));
    EXPECT_EQ(count(FaultKind::black_hole).begun, 1U);
}

TEST_F(DongleTimeline, AResetEndsEveryConnectionOnce) {
    set(R"({"fault":"reset"})");
    const auto other = dongle.connect(start).value();

    ask();
    const auto outgoing = until(10ms);

    ASSERT_THAT(outgoing, SizeIs(2));
    for (const auto& one : outgoing)
        EXPECT_TRUE(one.hangs_up && one.resets && one.bytes.empty());
    EXPECT_EQ(outgoing[1].to, other);
    client = dongle.connect(now).value();
    EXPECT_TRUE(answers_at(1s));
}

TEST_F(DongleTimeline, ARefusedConnectionLeavesTheOthers) {
    set(R"({"at":"1s","for":"1s","fault":"refuse-connection"})");

    EXPECT_TRUE(dongle.lets_in());
    EXPECT_FALSE(dongle.connect(start + 1s));
    EXPECT_FALSE(dongle.lets_in());
    EXPECT_TRUE(answers_at(1'500ms));
    EXPECT_TRUE(dongle.connect(start + 2s));
    EXPECT_EQ(count(FaultKind::refuse_connection), (FaultCount{.begun = 1, .struck = 1}));
    EXPECT_EQ(dongle.counts().connections_refused, 1U);
}

TEST_F(DongleTimeline, TheFirstThreeConnectionsAreRefusedAndTheNextIsNot) {
    set(R"({"fault":"refuse-connection","times":3})");

    EXPECT_TRUE(dongle.lets_in()) << "who knocks must be heard, or it could not be counted";
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(dongle.connect(start + 1s)) << i;
    EXPECT_TRUE(dongle.connect(start + 1s));
    EXPECT_EQ(count(FaultKind::refuse_connection), (FaultCount{.begun = 1, .struck = 3}));
    EXPECT_THAT(dongle.faults().active(), IsEmpty());
}

// Of 1000, a fifth are 200; seven standard deviations are 89.
TEST_F(DongleTimeline, AShareOfConnectionsIsRefused) {
    set(R"({"fault":"refuse-connection","percent":20})");
    int refused = 0;

    EXPECT_TRUE(dongle.lets_in());
    for (int i = 0; i < 1000; ++i) {
        const auto one = dongle.connect(start);
        refused += one ? 0 : 1;
        if (one) dongle.disconnect(*one);
    }

    EXPECT_NEAR(refused, 200, 89);
    EXPECT_EQ(count(FaultKind::refuse_connection).struck, static_cast<std::uint64_t>(refused));
}

TEST_F(DongleTimeline, ARefusalIsNotUsedUpByADoorThatIsClosedAnyway) {
    set(R"({"fault":"refuse-connection","times":1})");
    dongle.set_accepting(false);
    EXPECT_FALSE(dongle.connect(start));

    dongle.set_accepting(true);

    EXPECT_FALSE(dongle.connect(start));
    EXPECT_TRUE(dongle.connect(start));
}

TEST_F(DongleTimeline, ARebootThrowsOutAndLetsNobodyInForItsTime) {
    set(R"({"at":"1s","fault":"reboot"})");

    const auto outgoing = until(1s);

    ASSERT_THAT(outgoing, SizeIs(1));
    EXPECT_TRUE(outgoing[0].hangs_up);
    EXPECT_FALSE(dongle.connect(start + 5'999ms)) << "five seconds are usual";
    EXPECT_TRUE(dongle.connect(start + 6s));
}

TEST_F(DongleTimeline, ARebootCountsWhomItThrowsOutAndEndsHoweverOftenItMayStrike) {
    auto reboot = parse_planned_fault(R"({"fault":"reboot"})").value();
    reboot.times = 100;
    dongle.connect(start);
    dongle.plan_fault(reboot);

    EXPECT_THAT(until(0ms), SizeIs(2));
    EXPECT_EQ(count(FaultKind::reboot), (FaultCount{.begun = 1, .struck = 2}));
    EXPECT_FALSE(dongle.connect(start + 4'999ms));
    EXPECT_TRUE(dongle.connect(start + 5s));
}

TEST_F(DongleTimeline, ARebootThatNobodySeesCountsAsOne) {
    dongle.disconnect(client);

    set(R"({"at":"1s","fault":"reboot"})");

    EXPECT_THAT(until(1s), IsEmpty());
    EXPECT_EQ(count(FaultKind::reboot), (FaultCount{.begun = 1, .struck = 1}));
}

TEST_F(DongleTimeline, AnAddressChangeThrowsOutAtBothEnds) {
    set(R"({"at":"1s","for":"1m","fault":"address-change:127.0.0.2:8900"})");
    EXPECT_EQ(dongle.moved_to(), std::nullopt);

    EXPECT_THAT(until(1s), SizeIs(1));
    EXPECT_EQ(dongle.moved_to(), (Moved{"127.0.0.2", 8900}));
    ASSERT_TRUE(dongle.connect(start + 2s));
    EXPECT_EQ(count(FaultKind::address_change), (FaultCount{.begun = 1, .struck = 1}));
    EXPECT_THAT(until(61s), SizeIs(1));
    EXPECT_EQ(dongle.moved_to(), std::nullopt);
    EXPECT_EQ(count(FaultKind::address_change).struck, 1U) << "who comes home is not struck";
}

TEST_F(DongleTimeline, LeakedSocketsOccupyPlacesUntilTheirHeartbeatsAreMissed) {
    Dongle small{a_plant(), {.heartbeat_period = 180s, .most_connections = 2}};
    const auto first = small.connect(start).value();
    small.plan_fault(parse_planned_fault(R"({"fault":"leak-sockets","for":"1s"})").value());

    small.disconnect(first);

    EXPECT_EQ(small.counts().leaked, 1U);
    EXPECT_EQ(small.counts().connections, 0U);
    ASSERT_TRUE(small.connect(start));
    EXPECT_FALSE(small.connect(start)) << "both places are taken";
    EXPECT_EQ(small.counts().most_connections_at_once, 1U);

    small.due(start + 719s);
    EXPECT_EQ(small.counts().leaked, 1U);
    small.due(start + 720s);  // three were not answered, and now the fourth is due
    EXPECT_EQ(small.counts().leaked, 0U);
    EXPECT_TRUE(small.connect(start + 720s));
}

TEST_F(DongleTimeline, WhatIsSentSlowlyHoldsUpWhatFollows) {
    set(R"({"fault":"slow-bytes:100ms","times":1})");
    ask();
    ask();

    // The first answer is due at 10 ms and has 46 bytes: the last leaves at 4.51 s, and the
    // second answer, ready at 20 ms, when the line is free at 4.61 s.
    Bytes first;
    for (const auto& outgoing : until(4'609ms))
        first.insert(first.end(), outgoing.bytes.begin(), outgoing.bytes.end());
    EXPECT_EQ(first.size(), 46U);
    const auto rest = until(4'610ms);
    ASSERT_THAT(rest, SizeIs(1));
    EXPECT_EQ(rest[0].bytes, first);
}

TEST_F(DongleTimeline, WhatIsLateAndSentSlowlyHoldsUpWhatFollowsByItsBytesOnly) {
    set(R"({"fault":"delay:2s"})");
    set(R"({"fault":"slow-bytes:10ms"})");
    ask();
    ask();

    // 46 bytes from 2.01 s to 2.46 s, and from 2.47 s to 2.92 s.
    std::size_t bytes = 0;
    for (const auto& outgoing : until(2'919ms))
        bytes += outgoing.bytes.size();
    EXPECT_EQ(bytes, 91U);
    EXPECT_THAT(until(2'920ms), SizeIs(1));
}

// While 46 bytes are sent slowly, until 45.01 s, this ends the connection.
void expect_that_nothing_is_left_after(const char* end) {
    SCOPED_TRACE(end);
    Dongle dongle{a_plant(), {.latency = 10ms, .reboot_time = 1s}};
    const Request read{ReadRequest{device::inverter, {Bank::holding, 20, 1}}};
    const auto client = dongle.connect(start).value();
    dongle.plan_fault(parse_planned_fault(R"({"fault":"slow-bytes:1s","times":1})").value());
    dongle.receive(client, encode(read), start);
    dongle.due(start + 2s);

    dongle.plan_fault(parse_fault_argument(end).value(), start + 2s);
    dongle.receive(client, encode(read), start + 2s);
    dongle.due(start + 4s);

    const auto next = dongle.connect(start + 4s).value();
    dongle.receive(next, encode(read), start + 4s);
    const auto heard = dongle.due(start + 4'010ms);
    ASSERT_THAT(heard, SizeIs(1));
    EXPECT_THAT(heard[0].bytes, SizeIs(46));
    EXPECT_THAT(dongle.due(start + 1min), IsEmpty());
}

TEST_F(DongleTimeline, WhoIsThrownOutTakesWithHimWhatWasSentSlowly) {
    for (const auto* const end : {"reboot", "hang-up", "reset", "address-change:10.0.0.8"})
        expect_that_nothing_is_left_after(end);
}

TEST_F(DongleTimeline, WhoGoesTakesWithHimWhatWasSentSlowly) {
    set(R"({"fault":"slow-bytes:1s","times":1})");
    ask();
    EXPECT_THAT(until(2s), SizeIs(2)) << "of 46 bytes";

    dongle.disconnect(client);

    client = dongle.connect(start + 4s).value();
    until(4s);
    ask();
    const auto heard = until(4'010ms);
    ASSERT_THAT(heard, SizeIs(1));
    EXPECT_THAT(heard[0].bytes, SizeIs(46));
    EXPECT_THAT(until(1min), IsEmpty());
}

TEST_F(DongleTimeline, WhereFaultsAreClearedTheRestOfWhatWasSentSlowlyComesAtOnce) {
    set(R"({"fault":"slow-bytes:1s"})");
    ask();
    ask();
    EXPECT_THAT(until(2s), SizeIs(2)) << "at 0.01 s and at 1.01 s";

    dongle.clear_faults();

    Bytes rest;
    for (const auto& outgoing : until(2s))
        rest.insert(rest.end(), outgoing.bytes.begin(), outgoing.bytes.end());
    EXPECT_THAT(rest, SizeIs(46 - 2 + 46)) << "and the answer that waited behind it";
    EXPECT_TRUE(answers_at(3s));
}

TEST_F(DongleTimeline, ADelayedAnswerComesAfterALaterOne) {
    set(R"({"fault":"delay:1s","times":1})");
    ask();
    until(10ms);
    ask();

    EXPECT_THAT(until(20ms), SizeIs(1));
    EXPECT_THAT(until(1'009ms), IsEmpty());
    EXPECT_THAT(until(1'010ms), SizeIs(1));
}

TEST_F(DongleTimeline, SomebodyElseWritesAtItsTime) {
    set(R"({"at":"10s","fault":"write:HR27=0@5s"})");

    until(14'999ms);
    EXPECT_EQ(dongle.registers().word(device::inverter, HR(27)), 1);
    EXPECT_THAT(until(15s), SizeIs(1));
    EXPECT_EQ(dongle.registers().word(device::inverter, HR(27)), 0);
    EXPECT_EQ(count(FaultKind::foreign_write), (FaultCount{.begun = 1, .struck = 1}));
    EXPECT_THAT(dongle.faults().over(), SizeIs(1));
}

TEST_F(DongleTimeline, TwoFrozenCachesThawEachAtItsTime) {
    set(R"({"fault":"stale-cache","for":"10s"})");
    set(R"({"fault":"stale-cache","at":"1s","for":"2s"})");
    const auto says = [this](std::chrono::milliseconds at) {
        until(at);
        ask();
        const auto heard = until(at + 10ms);
        return heard.empty() ? -1 : heard[0].bytes.at(43);
    };
    EXPECT_EQ(says(500ms), 7);

    dongle.registers().set(device::inverter, HR(20), 8);

    EXPECT_EQ(says(2s), 7);
    EXPECT_EQ(says(4s), 7) << "the first is still frozen";
    EXPECT_EQ(says(10s), 8);
}

TEST_F(DongleTimeline, NextDueNamesEachChange) {
    dongle = Dongle{a_plant(), {.heartbeat_period = 0ms}};
    until(0ms);
    EXPECT_EQ(dongle.next_due(), std::nullopt);

    set(R"({"at":"1s","for":"2s","fault":"drop"})");

    EXPECT_EQ(dongle.next_due(), start + 1s);
    until(1s);
    EXPECT_EQ(dongle.next_due(), start + 3s);
    until(3s);
    EXPECT_EQ(dongle.next_due(), std::nullopt);
}

TEST_F(DongleTimeline, IsTheSameForTheSameSeed) {
    const auto run = [](std::uint32_t seed) {
        Dongle one{a_plant(), {.latency = 0ms, .seed = seed}};
        for (const auto* text : {"drop", "bit-flip", "truncate"}) {
            auto planned = parse_fault_argument(text).value();
            planned.percent = 30;
            one.plan_fault(planned);
        }
        const auto asking = one.connect(start).value();
        std::vector<Bytes> heard;
        for (int i = 0; i < 200; ++i) {
            const ReadRequest read{device::inverter, {Bank::holding, 20, 8}};
            one.receive(asking, encode(Request{read}), start);
            for (const auto& outgoing : one.due(start))
                heard.push_back(outgoing.bytes);
        }
        return heard;
    };

    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

}  // namespace
}  // namespace giv::simulator
