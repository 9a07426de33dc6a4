// After every fault that the simulated dongle can have, the link reads it again within a minute.
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"

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
