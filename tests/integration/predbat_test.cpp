// A client that writes, looks at once whether it is so, and writes again if not: it never has to.
#include "support/control_rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using testing::Rig;
using testing::RigPlant;
using testing::set_fault;
using testing::text_of;
using How = Outcome::How;

// POST, then GET /runAll at once: what it compares, and how exactly (clients.md 1.1.4, peers.md).
struct PredbatCall {
    const char* control;
    const char* payload;
    const char* path;
    const char* text = nullptr;  // equal
    double watts = 0;            // or nearer than this part of the maximum
    double part = 0;
};

constexpr double maximum = 3600;  // gen3

constexpr auto predbat_calls = std::to_array<PredbatCall>({
    {"enableChargeTarget", R"({"state":"enable"})", "Control/Enable_Charge_Target", "enable"},
    {"setChargeTarget", R"({"chargeToPercent":71})", "Control/Target_SOC", "71"},
    {"setChargeRate", R"({"chargeRate":1800})", "Control/Battery_Charge_Rate", nullptr, 1800, 12},
    {"setDischargeRate",
     R"({"dischargeRate":700})",
     "Control/Battery_Discharge_Rate",
     nullptr,
     700,
     25},
    {"setBatteryMode", R"({"mode":"Timed Export"})", "Control/Mode", "Timed Export"},
    {"setBatteryPauseMode",
     R"({"state":"PauseDischarge"})",
     "Control/Battery_pause_mode",
     "PauseDischarge"},
    {"setBatteryReserve", R"({"reservePercent":14})", "Control/Battery_Power_Reserve", "14"},
    {"enableChargeSchedule", R"({"state":"enable"})", "Control/Enable_Charge_Schedule", "enable"},
    {"setPauseSlot",
     R"({"start":"00:00","finish":"23:59"})",
     "Timeslots/Battery_pause_end_time_slot",
     "23:59:00"},
    {"setChargeSlot1",
     R"({"start":"00:30","finish":"04:30"})",
     "Timeslots/Charge_start_time_slot_1",
     "00:30:00"},
    {"setDischargeTarget",
     R"({"dischargeToPercent":25,"slot":1})",
     "Control/Discharge_Target_SOC_1",
     "25"},
    {"setDischargeSlot1",
     R"({"start":"16:00","finish":"19:00"})",
     "Timeslots/Discharge_end_time_slot_1",
     "19:00:00"},
    {"setBatteryMode", R"({"mode":"Eco"})", "Control/Mode", "Eco"},
});

void expect_predbat_is_content(const RigPlant& plant, const PredbatCall& call) {
    const auto text = testing::shown(plant, call.path);
    if (call.text != nullptr) {
        EXPECT_EQ(text, call.text);
    } else {
        EXPECT_LT(std::abs(std::stod(text) - call.watts), maximum / call.part) << text;
    }
}

struct Predbat : ::testing::Test {
    Rig rig;
    RigPlant* plant = nullptr;

    void use(std::uint32_t seed) {
        plant = &testing::add_control_plant(rig, testing::control_plant("gen3"), {.seed = seed});
        testing::set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
    }

    void call_everything() {
        for (const auto& call : predbat_calls) {
            SCOPED_TRACE(call.control);
            // What it compares is there when it is answered; 8 s is the most that may take.
            const auto& asked = rig.ask(*plant, call.control, call.payload);
            ASSERT_TRUE(rig.run_until([&] { return asked.is_answered(); }, 8s));
            EXPECT_EQ(asked.outcome().how, How::verified) << text_of(asked.outcome());
            expect_predbat_is_content(*plant, call);
            rig.run_for(1s);
        }
        EXPECT_THAT(testing::disagreements(*plant), IsEmpty());
    }
};

TEST_F(Predbat, NeedsNoRetry) {
    use(1);
    call_everything();
}

TEST_F(Predbat, NeedsNoRetryWithSlowAnswersAndLostFrames) {
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
        SCOPED_TRACE(seed);
        use(seed);
        set_fault(*plant, "slow:50ms");  // 300 ms in all
        set_fault(*plant, "lose:5%");
        call_everything();
    }
}

}  // namespace
}  // namespace giv
