// A dongle whose plant lives: when it is told how late it is, and by which settings it lives.
#include "simulator/dongle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr Instant start{};

// Notes when it was called, and which value of HR27 it found; shows how often in IR59.
class NotedLife final : public Life {
 public:
    using Calls = std::vector<std::pair<Instant, std::uint16_t>>;

    explicit NotedLife(Calls& calls) : calls_{calls} {}

    void live_until(Instant now, RegisterImage& image) override {
        calls_.emplace_back(now, image.word(device::inverter, HR(27)).value());
        image.set(device::inverter, IR(59), static_cast<std::uint16_t>(calls_.size()));
    }

    bool moves(DeviceAddress device, Register where) const override {
        return device == device::inverter && where == IR(59);
    }

    const PlantTruth& truth() const override { return truth_; }

 private:
    Calls& calls_;
    PlantTruth truth_;
};

class LivingDongle : public ::testing::Test {
 protected:
    LivingDongle() {
        dongle.registers().set(device::inverter, HR(27), 1);
        dongle.registers().set(device::inverter, IR(59), 0);
        dongle.bring_to_life(std::make_unique<NotedLife>(calls));
    }

    NotedLife::Calls calls;
    Dongle dongle{RegisterImage{}, {.latency = 200ms}};
};

TEST_F(LivingDongle, LivesUntilAReadIsAnswered) {
    const auto client = dongle.connect(start).value();

    dongle.receive(
        client, encode(Request{ReadRequest{device::inverter, {Bank::input, 59, 1}}}), start
    );
    const auto answered = dongle.due(start + 1s);

    EXPECT_THAT(calls, ElementsAre(Pair(start + 200ms, 1)));
    ResponseDecoder decoder;
    decoder.feed(answered.at(0).bytes);
    EXPECT_THAT(std::get<ReadResponse>(decoder.next()->message).words, ElementsAre(1));
}

TEST_F(LivingDongle, LivesByTheOldSettingsUntilTheyAreWritten) {
    const auto client = dongle.connect(start).value();

    dongle.receive(client, encode(Request{WriteRequest{device::inverter, 27, 0}}), start);
    dongle.due(start + 1s);
    dongle.show_what_runs(start + 5s);

    EXPECT_THAT(calls, ElementsAre(Pair(start + 200ms, 1), Pair(start + 5s, 0)));
    EXPECT_EQ(dongle.registers().word(device::inverter, IR(59)), 2);
}

}  // namespace
}  // namespace giv::simulator
