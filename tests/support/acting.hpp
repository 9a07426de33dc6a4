// A plant on which timed actions run, and what it was before: for their tests.
#pragma once

#include "support/control_rig.hpp"

#include <gtest/gtest.h>

namespace giv::testing {

// A plant at 12:19:53 of its own time.
struct Acting {
    Rig rig;
    RigPlant* plant = nullptr;
    Registers before;

    explicit Acting(const char* name = "gen1", bool clock_runs = true) {
        plant = &add_control_plant(rig, control_plant(name));
        if (clock_runs) set_clock(rig, *plant, {2026, 6, 5, 12, 19, 53});
        before = registers_of(*plant);
    }

    void begin(const char* control, const char* minutes = "30") {
        const auto& outcome = rig.command(*plant, control, minutes);
        ASSERT_EQ(outcome.how, Outcome::How::verified) << text_of(outcome);
    }

    Registers now() const { return registers_of(*plant); }
    std::size_t writes() const { return plant->dongle.write_log().size(); }

    void lose_clock() {
        for (std::uint16_t index = 35; index <= 40; ++index)
            plant->dongle.registers().set(device::inverter, HR(index), 0);
    }

    void cut_link() {
        plant->dongle.set_accepting(false);
        plant->dongle.hang_up(rig.clock().now());
    }
};

}  // namespace giv::testing
