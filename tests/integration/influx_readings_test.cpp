// What is written to InfluxDB of a plant that answers some of the questions alone.
#include "influx/influx_sink.hpp"
#include "simulator/builtin_plants.hpp"
#include "simulator/faults.hpp"
#include "support/rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Rig;
using testing::RigPlant;
using ::testing::SizeIs;

class InfluxReadings : public ::testing::Test {
 protected:
    InfluxReadings() {
        rig_.start(plant_);
        rig_.run_for(2min);
    }

    void suffer(std::string_view fault) {
        plant_.dongle.set_fault(simulator::parse_fault(fault).value());
    }

    // The lines of what came out in this time.
    std::vector<std::string> lines_in(Clock::Duration time) {
        std::vector<std::string> written;
        influx::InfluxSink sink{
            {render::InfluxSchema::givtcp,
             [this] { return rig_.clock().moment(); },
             [](WallTime) { return true; }},
            [&](const std::vector<std::string>& lines, std::uint64_t) {
                written.insert(written.end(), lines.begin(), lines.end());
            }};
        sink.accept(1, plant_.hub.latest());
        written.clear();
        plant_.sink.snapshots.clear();
        rig_.run_for(time);
        for (const auto& snapshot : plant_.sink.snapshots)
            sink.accept(1, snapshot);
        return written;
    }

    static std::set<std::string> stamps(const std::vector<std::string>& lines) {
        std::set<std::string> stamps;
        for (const auto& line : lines)
            stamps.insert(line.substr(line.rfind(' ')));
        return stamps;
    }

    Rig rig_;
    RigPlant& plant_ = rig_.add(simulator::Dongle{simulator::gen1_plant()});
};

TEST_F(InfluxReadings, OfACycleThatCameInPartIsWrittenWhatCame) {
    EXPECT_THAT(lines_in(1min), Each(HasSubstr("battery_charge_energy_total_kwh=")));
    suffer("lose-read:IR180");
    const auto cycles = plant_.hub.latest()->cycles;

    const auto lines = lines_in(5min);

    EXPECT_EQ(plant_.hub.latest()->cycles, cycles);  // none was whole
    EXPECT_GE(lines.size(), 10U);
    EXPECT_THAT(
        lines, Each(AllOf(HasSubstr(",soc="), Not(HasSubstr("battery_charge_energy_total_kwh="))))
    );
    EXPECT_THAT(stamps(lines), SizeIs(lines.size()));
}

TEST_F(InfluxReadings, OfACycleInWhichNothingCameIsWrittenNothing) {
    suffer("lose:100%");
    lines_in(30s);  // what was on its way

    EXPECT_THAT(lines_in(5min), SizeIs(0));
}

}  // namespace
}  // namespace giv
