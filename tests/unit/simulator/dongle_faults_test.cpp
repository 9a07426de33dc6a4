// What each fault does to those who talk to the dongle.
#include "simulator/dongle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant start{};
const Serial adapter = serial_of("WF2142G731");
const Serial inverter = serial_of("SA2114G047");

// HR13-17 are the serial; HR20, 27, 94, 96 and 116 are there and 0.
RegisterImage a_plant() {
    RegisterImage image;
    const std::array<std::uint16_t, 5> serial{0x5341, 0x3231, 0x3134, 0x4730, 0x3437};
    image.set(device::inverter, Bank::holding, 13, serial);
    for (const auto index : std::to_array<std::uint16_t>({20, 27, 94, 96, 116}))
        image.set(device::inverter, HR(index), 0);
    return image;
}

Response echo(std::uint16_t index, std::uint16_t value) {
    return WriteResponse{adapter, inverter, device::inverter, index, value};
}

Response error(std::uint16_t index) {
    return ErrorResponse{adapter, inverter, device::inverter, 6, index, 0};
}

class DongleFaults : public ::testing::Test {
 protected:
    static Fault fault(const char* text) { return parse_fault(text).value(); }

    void ask(const Request& request) { dongle.receive(client, encode(request), now); }

    // What the client hears of a write, waiting for it.
    std::vector<Response> write(std::uint16_t index, std::uint16_t value) {
        ask(WriteRequest{device::inverter, index, value});
        return heard_for(100ms);
    }

    std::vector<Response> heard_for(std::chrono::milliseconds time) {
        now += time;
        ResponseDecoder decoder;
        for (const auto& outgoing : dongle.due(now)) {
            if (outgoing.to == client) decoder.feed(outgoing.bytes);
        }
        std::vector<Response> heard;
        while (auto framed = decoder.next())
            heard.push_back(std::move(framed->message));
        return heard;
    }

    std::uint16_t word(std::uint16_t index) {
        return dongle.registers().word(device::inverter, HR(index)).value();
    }

    Instant now = start;
    Dongle dongle{a_plant(), {.latency = 100ms}};
    ConnectionId client = dongle.connect(start).value();
};

TEST_F(DongleFaults, RefuseAWriteAndLeaveTheValue) {
    dongle.set_fault(fault("refuse:HR27"));

    EXPECT_THAT(write(27, 1), ElementsAre(error(27)));
    EXPECT_EQ(word(27), 0);
    EXPECT_THAT(write(20, 1), ElementsAre(echo(20, 1)));
    EXPECT_EQ(dongle.counts().errors, 1U);
}

TEST_F(DongleFaults, StrikeTheSecondWriteOnly) {
    dongle.set_fault(fault("refuse:HR27@2"));

    EXPECT_THAT(write(27, 1), ElementsAre(echo(27, 1)));
    write(20, 1);
    EXPECT_THAT(write(27, 2), ElementsAre(error(27)));
    EXPECT_THAT(write(27, 3), ElementsAre(echo(27, 3)));
}

TEST_F(DongleFaults, StrikeTheFirstTwoWrites) {
    dongle.set_fault(fault("refuse:HR27@1-2"));

    EXPECT_THAT(write(27, 1), ElementsAre(error(27)));
    EXPECT_THAT(write(27, 1), ElementsAre(error(27)));
    EXPECT_THAT(write(27, 1), ElementsAre(echo(27, 1)));
}

TEST_F(DongleFaults, StrikeFromTheSecondWriteOfAnyRegisterOn) {
    dongle.set_fault(fault("refuse:*@2-"));

    EXPECT_THAT(write(94, 30), ElementsAre(echo(94, 30)));
    EXPECT_THAT(write(20, 1), ElementsAre(error(20)));
    EXPECT_THAT(write(94, 40), ElementsAre(error(94)));
}

TEST_F(DongleFaults, CountFromWhenTheyWereSet) {
    write(27, 1);
    dongle.set_fault(fault("refuse:HR27@1"));

    EXPECT_THAT(write(27, 0), ElementsAre(error(27)));
}

TEST_F(DongleFaults, AcknowledgeAWriteAndIgnoreIt) {
    dongle.set_fault(fault("ignore:HR116"));

    EXPECT_THAT(write(116, 80), ElementsAre(echo(116, 80)));
    EXPECT_EQ(word(116), 0);
}

TEST_F(DongleFaults, AnswerWithAnErrorAlthoughItIsDone) {
    dongle.set_fault(fault("error-but-done:HR116"));

    EXPECT_THAT(write(116, 80), ElementsAre(error(116)));
    EXPECT_EQ(word(116), 80);
}

TEST_F(DongleFaults, LoseTheAnswerOfWhatIsDone) {
    dongle.set_fault(fault("lose-answer:HR94"));

    EXPECT_THAT(write(94, 30), IsEmpty());
    EXPECT_EQ(word(94), 30);
    EXPECT_EQ(dongle.counts().silences, 1U);
}

TEST_F(DongleFaults, LoseTheRequest) {
    dongle.set_fault(fault("lose-request:HR94"));

    EXPECT_THAT(write(94, 30), IsEmpty());
    EXPECT_EQ(word(94), 0);
}

TEST_F(DongleFaults, LoseReadsThatIncludeTheRegister) {
    dongle.set_fault(fault("lose-read:HR27@1-2"));
    const auto heard = [this](RegisterRange range, DeviceAddress device = device::inverter) {
        ask(ReadRequest{device, range});
        return heard_for(100ms).size();
    };

    EXPECT_EQ(heard({Bank::holding, 0, 27}), 1U);
    EXPECT_EQ(heard({Bank::holding, 0, 28}), 0U);
    EXPECT_EQ(heard({Bank::holding, 27, 1}, device::inverter_facade), 0U);
    EXPECT_EQ(heard({Bank::holding, 27, 1}), 1U);
    EXPECT_THAT(write(27, 1), ElementsAre(echo(27, 1)));
}

TEST_F(DongleFaults, LoseEverythingByChanceThatIsCertain) {
    dongle.set_fault(fault("lose:100%"));

    ask(ReadRequest{device::inverter, {Bank::holding, 27, 1}});
    EXPECT_THAT(heard_for(100ms), IsEmpty());
    EXPECT_THAT(write(27, 1), IsEmpty());
    EXPECT_EQ(word(27), 0);
}

// Of 4000 writes some 20 % of the requests are lost, and 20 % of the answers of the other 80 %:
// 800 are not done and 640 done in silence. Seven standard deviations are 180 and 160.
TEST_F(DongleFaults, LoseAShareOfRequestsAndOfAnswersRepeatably) {
    const auto run = [](std::uint32_t seed) {
        Dongle lossy{a_plant(), {.latency = 0ms, .seed = seed}};
        lossy.set_fault(fault("lose:20%"));
        const auto asking = lossy.connect(start).value();
        for (int i = 0; i < 4000; ++i) {
            const auto value = static_cast<std::uint16_t>(i);
            lossy.receive(asking, encode(WriteRequest{device::inverter, 94, value}), start);
            lossy.due(start);
        }
        return lossy.write_log();
    };

    const auto log = run(1);

    const auto count = [&log](WriteAnswer answer, bool done) {
        const auto found = std::count_if(log.begin(), log.end(), [=](const LoggedWrite& write) {
            return write.answer == answer && write.done == done;
        });
        return static_cast<int>(found);
    };
    EXPECT_NEAR(count(WriteAnswer::none, false), 800, 180);
    EXPECT_NEAR(count(WriteAnswer::none, true), 640, 160);
    EXPECT_EQ(count(WriteAnswer::refused, false), 0);
    EXPECT_EQ(log, run(1));
    EXPECT_NE(log, run(2));
}

TEST_F(DongleFaults, SlowEveryAnswerDown) {
    dongle.set_fault(fault("slow:300ms"));

    ask(ReadRequest{device::inverter, {Bank::holding, 27, 1}});
    EXPECT_THAT(heard_for(399ms), IsEmpty());
    EXPECT_THAT(heard_for(1ms), SizeIs(1));
    ask(WriteRequest{device::inverter, 27, 1});
    EXPECT_THAT(heard_for(399ms), IsEmpty());
    EXPECT_THAT(heard_for(1ms), SizeIs(1));
}

TEST_F(DongleFaults, SlowTheWritesOfOneRegisterAndWhatWaitsBehindThem) {
    dongle.set_fault(fault("slow:HR94=2s"));

    ask(WriteRequest{device::inverter, 94, 30});
    ask(ReadRequest{device::inverter, {Bank::holding, 94, 1}});

    EXPECT_THAT(heard_for(2099ms), IsEmpty());
    EXPECT_THAT(heard_for(1ms), ElementsAre(echo(94, 30)));
    EXPECT_THAT(heard_for(100ms), SizeIs(1));
}

TEST_F(DongleFaults, DelayWhatWasAcknowledged) {
    dongle.set_fault(fault("delay-effect:HR116=800ms"));

    EXPECT_THAT(write(116, 80), ElementsAre(echo(116, 80)));
    dongle.clear_faults();
    heard_for(799ms);
    EXPECT_EQ(word(116), 0);
    EXPECT_EQ(dongle.next_due(), now + 1ms);
    EXPECT_THAT(heard_for(1ms), IsEmpty());
    EXPECT_EQ(word(116), 80);
}

TEST_F(DongleFaults, LetSomebodyElseWriteWhichAllClientsSee) {
    const auto other = dongle.connect(start).value();
    dongle.set_fault(fault("write:HR116=60@5s"));

    EXPECT_EQ(dongle.next_due(), start + 5s);
    const auto sent = dongle.due(start + 5s);

    ASSERT_THAT(sent, SizeIs(2));
    EXPECT_EQ(sent[0].to, client);
    EXPECT_EQ(sent[1].to, other);
    EXPECT_EQ(sent[0].bytes, encode(echo(116, 60)));
    EXPECT_EQ(sent[1].bytes, sent[0].bytes);
    EXPECT_EQ(word(116), 60);
    EXPECT_THAT(dongle.write_log(), IsEmpty());
    EXPECT_EQ(dongle.writes_of(116), 0U);
}

TEST_F(DongleFaults, BeginTheirTimeWhenTheDongleIsFirstTold) {
    Dongle fresh{a_plant(), {}};
    fresh.set_fault(fault("write:HR116=60@5s"));

    EXPECT_EQ(fresh.next_due(), std::nullopt);
    fresh.due(start + 1000h);

    EXPECT_EQ(fresh.next_due(), start + 1000h + 5s);
}

TEST_F(DongleFaults, LetSomebodyElseWriteRightAfterUsAndOnce) {
    dongle.set_fault(fault("write:HR116=60@after:HR96"));

    EXPECT_THAT(write(94, 30), ElementsAre(echo(94, 30)));
    EXPECT_THAT(write(96, 1), ElementsAre(echo(96, 1), echo(116, 60)));
    EXPECT_EQ(word(116), 60);
    EXPECT_THAT(write(96, 0), ElementsAre(echo(96, 0)));
}

TEST_F(DongleFaults, LetSomebodyElseOverwriteUsAWhileLater) {
    dongle.set_fault(fault("write:HR96=0@after:HR96+2s"));

    EXPECT_THAT(write(96, 1), ElementsAre(echo(96, 1)));
    EXPECT_THAT(heard_for(1999ms), IsEmpty());
    EXPECT_EQ(word(96), 1);
    EXPECT_THAT(heard_for(1ms), ElementsAre(echo(96, 0)));
    EXPECT_EQ(word(96), 0);
}

TEST_F(DongleFaults, DoNotLetAWriteFollowOneThatNeverArrived) {
    dongle.set_fault(fault("lose-request:HR96@1"));
    dongle.set_fault(fault("write:HR116=60@after:HR96"));

    EXPECT_THAT(write(96, 1), IsEmpty());
    EXPECT_THAT(write(96, 1), ElementsAre(echo(96, 1), echo(116, 60)));
}

TEST_F(DongleFaults, RefuseAnotherWritersAbsentRegisterToo) {
    dongle.set_fault(fault("write:HR900=60@1s"));

    EXPECT_THAT(heard_for(1s), ElementsAre(error(900)));
    EXPECT_EQ(dongle.registers().word(device::inverter, HR(900)), std::nullopt);
}

TEST_F(DongleFaults, HoldInTheOrderInWhichTheyWereSet) {
    dongle.set_fault(fault("ignore:HR27@1"));
    dongle.set_fault(fault("refuse:*"));

    EXPECT_THAT(write(27, 1), ElementsAre(echo(27, 1)));
    EXPECT_EQ(word(27), 0);
    EXPECT_THAT(write(27, 1), ElementsAre(error(27)));
}

TEST_F(DongleFaults, AreClearedWithWhatOthersWouldHaveWritten) {
    dongle.set_fault(fault("refuse:*"));
    dongle.set_fault(fault("write:HR116=60@5s"));
    dongle.set_fault(fault("write:HR116=60@after:HR27"));

    dongle.clear_faults();

    EXPECT_THAT(write(27, 1), ElementsAre(echo(27, 1)));
    EXPECT_THAT(heard_for(10s), IsEmpty());
    EXPECT_EQ(word(116), 0);
}

// ---- the log ------------------------------------------------------------------------------

TEST_F(DongleFaults, AreSeenInTheLogOfWrites) {
    dongle.set_fault(fault("refuse:HR20"));
    dongle.set_fault(fault("ignore:HR27"));
    dongle.set_fault(fault("error-but-done:HR94"));
    dongle.set_fault(fault("lose-answer:HR96"));
    dongle.set_fault(fault("lose-request:HR116@1"));
    dongle.set_fault(fault("delay-effect:HR116=1min@2"));
    for (const auto index : std::to_array<std::uint16_t>({20, 27, 94, 96, 116, 116, 900}))
        write(index, 1);

    const auto at = [](int nth) { return start + nth * 100ms; };
    EXPECT_THAT(
        dongle.write_log(),
        ElementsAre(
            LoggedWrite{at(1), 20, 1, WriteAnswer::refused, false},
            LoggedWrite{at(2), 27, 1, WriteAnswer::acknowledged, false},
            LoggedWrite{at(3), 94, 1, WriteAnswer::refused, true},
            LoggedWrite{at(4), 96, 1, WriteAnswer::none, true},
            LoggedWrite{at(5), 116, 1, WriteAnswer::none, false},
            LoggedWrite{at(6), 116, 1, WriteAnswer::acknowledged, true},
            LoggedWrite{at(7), 900, 1, WriteAnswer::refused, false}
        )
    );
    EXPECT_EQ(dongle.writes_of(116), 2U);
    EXPECT_EQ(dongle.writes_of(20), 1U);
    EXPECT_EQ(dongle.writes_of(95), 0U);
}

TEST_F(DongleFaults, OfTheMoodAreInTheLogToo) {
    dongle.set_mood(Mood::silent);
    write(20, 1);
    dongle.set_mood(Mood::refuses);
    write(20, 2);

    EXPECT_THAT(
        dongle.write_log(),
        ElementsAre(
            LoggedWrite{start + 100ms, 20, 1, WriteAnswer::none, false},
            LoggedWrite{start + 200ms, 20, 2, WriteAnswer::refused, false}
        )
    );
}

TEST(WriteLog, ForgetsTheOldestButNotTheirNumber) {
    WriteLog log;
    for (std::size_t i = 0; i < WriteLog::most_entries + 1; ++i)
        log.add({.index = 20, .value = static_cast<std::uint16_t>(i)});

    EXPECT_EQ(log.entries().size(), 10'000U);
    EXPECT_EQ(log.entries().front().value, 1);
    EXPECT_EQ(log.count_of(20), 10'001U);
    log.clear();
    EXPECT_EQ(log.count_of(20), 0U);
}

}  // namespace
}  // namespace giv::simulator
