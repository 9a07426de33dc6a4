// After every fault that the simulated dongle can have, the link reads it again within a minute.
#include "simulator/builtin_plants.hpp"
#include "support/control_rig.hpp"
#include "support/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using simulator::DongleSettings;
using testing::Rig;
using testing::RigPlant;

struct OneFault {
    const char* text;
    std::chrono::milliseconds lasts{120'000};
    int percent = 100;
};

void PrintTo(const OneFault& fault, std::ostream* out) { *out << fault.text; }

class FaultRecovery : public ::testing::TestWithParam<OneFault> {
 protected:
    // Lives in the street, so that it can move; all that is to be found has been found.
    RigPlant& polled() {
        auto settings = Rig::usual_settings();
        settings.hosts = {"10.0.0.7", "10.0.0.8"};
        auto& plant = rig.add(Dongle{simulator::gen1_plant()}, settings);
        rig.put(plant, "10.0.0.7");
        rig.live_in_street(plant);
        rig.start(plant);
        rig.run_for(2min);
        EXPECT_TRUE(is_live(plant));
        return plant;
    }

    static bool is_live(const RigPlant& plant) {
        return plant.hub.latest() && plant.hub.latest()->state == PlantState::live;
    }

    static std::uint64_t cycles(const RigPlant& plant) { return plant.hub.latest()->cycles; }

    Rig rig;
};

TEST_P(FaultRecovery, TheNextReadingComesWithinAMinuteOfItsEnd) {
    const auto& one = GetParam();
    auto& plant = polled();
    auto planned = simulator::parse_fault_argument(one.text).value();
    planned.lasts = one.lasts;
    planned.percent = one.percent;
    plant.dongle.plan_fault(planned);

    rig.run_for(one.lasts);
    const auto at_its_end = cycles(plant);

    EXPECT_TRUE(rig.run_until([&] { return is_live(plant) && cycles(plant) > at_its_end; }, 1min));
    const auto counts = plant.dongle.faults().counts();
    ASSERT_EQ(counts.size(), 1U);
    EXPECT_EQ(counts.begin()->second.begun, 1U);
    EXPECT_TRUE(plant.dongle.faults().active().empty());
    EXPECT_EQ(plant.dongle.counts().most_connections_at_once, 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Faults,
    FaultRecovery,
    ::testing::Values(
        OneFault{"lose-read:IR0"},
        OneFault{"lose:30%"},
        OneFault{"slow:3s"},
        OneFault{"silence"},
        OneFault{"drop"},
        OneFault{"drop", 600s, 20},
        OneFault{"delay:2s"},
        OneFault{"delay:6s"},
        OneFault{"duplicate"},
        OneFault{"truncate"},
        OneFault{"truncate", 600s, 20},
        OneFault{"bit-flip"},
        OneFault{"byte-slip"},
        OneFault{R"({"fault":"byte-slip","crc":"valid"})", 600s, 20},
        OneFault{"splice", 600s, 20},
        OneFault{"zero-bank"},
        OneFault{"zero-tail"},
        OneFault{"stale-cache"},
        OneFault{"spike", 600s, 20},
        OneFault{"wrong-serial"},
        OneFault{"null-response"},
        OneFault{"slow-bytes:20ms"},
        OneFault{"reset"},
        OneFault{"hang-up"},
        OneFault{"black-hole"},
        OneFault{"refuse-connection"},
        OneFault{"leak-sockets"},
        OneFault{"reboot"},
        OneFault{"address-change:10.0.0.8"}
    )
);

// Three readings of settings agree on a target of 25344 %, as a slipped byte makes of 99: it is
// believed, and without a target there is no document (Q20). Not until settings are read again, up
// to five minutes later.
TEST_F(FaultRecovery, OfAnImpossibleSettingTheDocumentIsBackWithinAMinuteOfItsEnd) {
    auto& plant = polled();
    auto planned = simulator::parse_fault_argument("spike:HR116=25344").value();
    planned.lasts = 10min;
    plant.dongle.plan_fault(planned);
    ASSERT_TRUE(rig.run_until([&] { return !plant.hub.latest()->complete; }, 6min));

    plant.dongle.clear_faults();

    EXPECT_TRUE(rig.run_until([&] { return plant.hub.latest()->complete; }, 1min));
}

// Who sets one address means what answers there. The packs answer on as they are, so that the
// connection lives.
struct FalseIdentity : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;
    std::string serial;

    void SetUp() override {
        plant = &rig.add(Dongle{simulator::gen1_plant()});
        rig.start(*plant);
        rig.run_for(2min);
        serial = plant->hub.latest()->serial();
    }

    // Just when a connection begins.
    void lie_for(std::chrono::seconds time) {
        auto fault = simulator::parse_fault_argument("wrong-serial").value();
        fault.lasts = time;
        plant->dongle.plan_fault(fault, rig.clock().now());
        plant->dongle.hang_up(rig.clock().now());
    }

    bool is_back() const {
        const auto now = plant->hub.latest();
        return now->serial() == serial && now->state == PlantState::live && now->online();
    }
};

TEST_F(FalseIdentity, ASerialOfSomeSecondsIsNotBelieved) {
    for (const auto time : {5s, 15s, 45s, 60s}) {
        SCOPED_TRACE(time.count());
        const auto cycles = plant->hub.latest()->cycles;
        lie_for(time);
        for (auto second = 0s; second < time; second += 1s) {
            rig.run_for(1s);
            ASSERT_EQ(plant->hub.latest()->serial(), serial);
        }

        const auto goes_on = [&] { return is_back() && plant->hub.latest()->cycles > cycles + 1; };
        EXPECT_TRUE(rig.run_until(goes_on, 1min));
        rig.run_for(2min);
    }
}

TEST_F(FalseIdentity, ASerialThatIsBelievedIsGivenUpWithinAMinuteOfItsEnd) {
    lie_for(90s);
    rig.run_for(90s);
    ASSERT_NE(plant->hub.latest()->serial(), serial);

    EXPECT_TRUE(rig.run_until([&] { return is_back(); }, 1min));
    rig.run_for(1h);
    EXPECT_TRUE(is_back());
}

// As a slipped byte makes it. Other firmware has other registers, and all parts would be looked
// for.
TEST_F(FalseIdentity, OtherFirmwareOfSomeSecondsIsNotBelieved) {
    const auto words = *plant->dongle.registers().read(device::inverter, {Bank::holding, 21, 1});
    plant->dongle.registers().set(device::inverter, HR(21), 7684);
    plant->dongle.hang_up(rig.clock().now());
    rig.run_for(45s);
    plant->dongle.registers().set(device::inverter, HR(21), words[0]);

    EXPECT_TRUE(rig.run_until([&] { return is_back(); }, 1min));
    EXPECT_THAT(
        plant->log, ::testing::Contains(::testing::StartsWith("the inverter has other firmware"))
    );
    EXPECT_THAT(plant->log, ::testing::Each(::testing::Not(::testing::HasSubstr("anew"))));
}

// Otherwise a plant behind a dongle that hangs up now and then would stay dead for good.
TEST_F(FalseIdentity, FirmwareThatStaysIsTakenForTrueWhereConnectionsEndMeanwhileToo) {
    plant->dongle.registers().set(device::inverter, HR(21), 445);
    for (int i = 0; i < 4; ++i) {
        plant->dongle.hang_up(rig.clock().now());
        rig.run_for(20s);
    }

    EXPECT_TRUE(rig.run_until([&] { return is_back(); }, 30s));
    EXPECT_EQ(plant->link->topology()->identity.arm_firmware, 445);
}

TEST_F(FalseIdentity, ASerialThatWasBelievedOnceIsNotBelievedAtOnceTheNextTime) {
    lie_for(90s);
    ASSERT_TRUE(rig.run_until([&] { return plant->hub.latest()->serial() != serial; }, 2min));
    ASSERT_TRUE(rig.run_until([&] { return is_back(); }, 2min));
    rig.run_for(2min);

    lie_for(15s);

    for (int second = 0; second < 60; ++second) {
        rig.run_for(1s);
        ASSERT_EQ(plant->hub.latest()->serial(), serial);
    }
}

TEST_F(FalseIdentity, FirmwareThatStaysIsTakenForTrueWithItsClock) {
    testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
    rig.run_for(10min);
    const auto drift = plant->hub.latest()->control.clock.drift;
    ASSERT_TRUE(drift);
    plant->dongle.registers().set(device::inverter, HR(21), 445);
    plant->dongle.hang_up(rig.clock().now());

    rig.run_for(75s);

    EXPECT_TRUE(is_back());
    EXPECT_EQ(plant->link->topology()->identity.arm_firmware, 445);
    EXPECT_LE(std::chrono::abs(*plant->hub.latest()->control.clock.drift - *drift), 1s);
}

TEST(LifelikeDongle, IsReadAllDayLong) {
    Rig rig;
    auto& plant = rig.add(Dongle{simulator::gen1_plant(), simulator::lifelike()});
    rig.start(plant);

    rig.run_for(24h);

    // 8640 cycles of 10 s, if none is ever lost or late.
    EXPECT_EQ(plant.hub.latest()->state, PlantState::live);
    EXPECT_GE(plant.hub.latest()->cycles, 8000U);
    EXPECT_EQ(plant.dongle.counts().most_connections_at_once, 1U);
    const auto& cloud = plant.dongle.counts().cloud;
    EXPECT_GE(cloud.asked, 37'000U);
    EXPECT_GE(cloud.answered * 100, cloud.asked * 75) << "its share of the line";
}

}  // namespace
}  // namespace giv
