// What a dongle does in the field besides answering: the cloud's traffic, collisions, silent
// windows, few sockets.
#include "simulator/builtin_plants.hpp"
#include "simulator/dongle.hpp"

#include "givtcp/protocol/frame_decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <utility>
#include <vector>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant start{};
constexpr ReadRequest own_wish{device::inverter, {Bank::input, 0, 1}};

class DongleHabits : public ::testing::Test {
 protected:
    void be(DongleSettings settings) {
        settings.heartbeat_period = 0ms;
        dongle.emplace(gen1_plant(), settings);
        client = dongle->connect(start).value();
    }

    void ask_at(std::chrono::milliseconds after_start, const Request& request = own_wish) {
        heard_until(after_start);
        dongle->receive(client, encode(request), start + after_start);
    }

    // All that has come since it was last asked.
    std::vector<Response> heard_until(std::chrono::milliseconds after_start) {
        ResponseDecoder decoder;
        for (const auto& outgoing : dongle->due(start + after_start)) {
            if (outgoing.to == client) decoder.feed(outgoing.bytes);
        }
        std::vector<Response> heard;
        while (auto framed = decoder.next())
            heard.push_back(std::move(framed->message));
        return heard;
    }

    std::optional<Dongle> dongle;
    ConnectionId client{};
};

std::vector<std::pair<int, int>> devices_and_bases(const std::vector<Response>& heard) {
    std::vector<std::pair<int, int>> found;
    for (const auto& one : heard) {
        const auto& read = std::get<ReadResponse>(one);
        found.emplace_back(read.device.value, read.range.base);
    }
    return found;
}

TEST_F(DongleHabits, TheCloudAsksAndAllClientsHearIt) {
    be({.latency = 250ms, .cloud = {.period = 2s}});

    const auto heard = heard_until(16'500ms);

    // The built-in plant has two packs, and no meter.
    using Pair = std::pair<int, int>;
    EXPECT_THAT(
        devices_and_bases(heard),
        ElementsAre(
            Pair{0x11, 0},
            Pair{0x32, 60},
            Pair{0x11, 0},
            Pair{0x11, 180},
            Pair{0x11, 60},
            Pair{0x33, 60},
            Pair{0x11, 120},
            Pair{0x11, 0}
        )
    );
    EXPECT_EQ(dongle->counts().cloud.asked, 8U);
    EXPECT_EQ(dongle->counts().cloud.answered, 8U);
}

TEST_F(DongleHabits, TheCloudWaitsItsTurnAndIsLateBehindManyOthers) {
    be({.latency = 500ms, .cloud = {.period = 4s, .patience = 3s}});
    for (int i = 0; i < 6; ++i)
        ask_at(3'999ms);

    heard_until(7'498ms);
    EXPECT_EQ(dongle->counts().cloud.late, 0U);
    heard_until(7'499ms);  // six of ours, until 6.999 s, and its own: 3.499 s after it asked
    EXPECT_EQ(dongle->counts().cloud.late, 1U);
    EXPECT_EQ(dongle->counts().cloud.answered, 0U);
}

TEST_F(DongleHabits, RequestsTooCloseToTheCloudsAreBothLost) {
    be({.latency = 250ms, .collision_window = 80ms, .cloud = {.period = 2s}});

    ask_at(2'079ms);
    EXPECT_THAT(heard_until(3s), IsEmpty());
    EXPECT_EQ(dongle->counts().collisions, 2U);
    EXPECT_EQ(dongle->counts().cloud.lost, 1U);

    ask_at(4'080ms);
    EXPECT_THAT(heard_until(5s), SizeIs(2));
    ask_at(5'921ms);  // before the cloud, which asks at 6 s
    EXPECT_THAT(heard_until(7s), IsEmpty());
    EXPECT_EQ(dongle->counts().collisions, 4U);
    EXPECT_EQ(dongle->counts().cloud.asked, 3U);
    EXPECT_EQ(dongle->counts().cloud.answered, 1U);
}

TEST_F(DongleHabits, TwoClientsCollideTooButNobodyWithHimself) {
    be({.latency = 250ms, .collision_window = 80ms});
    const auto other = dongle->connect(start).value();

    ask_at(0ms);
    ask_at(10ms);
    EXPECT_THAT(heard_until(1s), SizeIs(2));

    ask_at(1'000ms, WriteRequest{device::inverter, 20, 0});
    dongle->receive(other, encode(Request{own_wish}), start + 1'040ms);
    EXPECT_THAT(heard_until(2s), IsEmpty());
    EXPECT_THAT(dongle->write_log(), ElementsAre(Field(&LoggedWrite::done, false)))
        << "neither done nor answered (quirk Q36)";
}

TEST_F(DongleHabits, ThreeWhoCollideAreThreeAndUseUpNoFault) {
    be({.latency = 250ms, .collision_window = 80ms});
    const auto second = dongle->connect(start).value();
    const auto third = dongle->connect(start).value();
    dongle->plan_fault(parse_planned_fault(R"({"fault":"silence","times":2})").value());

    ask_at(0ms);  // silenced, before it can be known that it collides
    dongle->receive(second, encode(Request{own_wish}), start + 10ms);
    dongle->receive(third, encode(Request{own_wish}), start + 20ms);

    EXPECT_THAT(heard_until(1s), IsEmpty());
    EXPECT_EQ(dongle->counts().collisions, 3U);
    EXPECT_EQ(dongle->faults().counts().at(FaultKind::silence).struck, 1U);
}

TEST_F(DongleHabits, AnIdleClientIsReapedAndOneThatAsksIsNot) {
    be({.latency = 0ms, .idle_limit = 10s});

    ask_at(9'999ms);
    EXPECT_THAT(dongle->due(start + 19'998ms), SizeIs(1)) << "the answer";
    const auto outgoing = dongle->due(start + 19'999ms);

    ASSERT_THAT(outgoing, SizeIs(1));
    EXPECT_TRUE(outgoing[0].hangs_up);
    EXPECT_EQ(dongle->counts().reaped, 1U);
}

TEST_F(DongleHabits, InSilentWindowsNobodyIsAnswered) {
    be({.latency = 0ms, .silence_period = 1min});
    int unanswered = 0;
    int episodes = 0;
    bool was_silent = false;
    for (auto at = 0ms; at < 1h; at += 1s) {
        ask_at(at);
        const bool is_silent = heard_until(at).empty();
        unanswered += is_silent ? 1 : 0;
        episodes += is_silent && !was_silent ? 1 : 0;
        was_silent = is_silent;
    }

    // 3600 s / 64 s are 56 windows, of 4 s each.
    EXPECT_NEAR(episodes, 56, 12);
    EXPECT_NEAR(unanswered, 225, 60);
}

TEST_F(DongleHabits, ALifelikeOneTakesAsLongAsWasMeasured) {
    auto settings = lifelike();
    settings.cloud.period = 0ms;
    settings.silence_period = 0ms;
    be(settings);
    std::vector<std::chrono::milliseconds> took;
    auto at = 0ms;
    for (int i = 0; i < 400; ++i) {
        ask_at(at);
        const auto answered = dongle->next_due().value();
        took.push_back(
            std::chrono::duration_cast<std::chrono::milliseconds>(answered - (start + at))
        );
        at += 4s;
    }
    std::ranges::sort(took);

    EXPECT_GE(took.front(), 130ms);
    EXPECT_LE(took.back(), 3'900ms);
    EXPECT_NEAR(static_cast<double>(took[200].count()), 250, 60);
    EXPECT_NEAR(static_cast<double>(took[380].count()), 960, 500);
}

TEST_F(DongleHabits, ALifelikeOneHasFivePlaces) {
    be(lifelike());

    for (int i = 0; i < 4; ++i)
        EXPECT_TRUE(dongle->connect(start));
    EXPECT_FALSE(dongle->connect(start));
}

}  // namespace
}  // namespace giv::simulator
