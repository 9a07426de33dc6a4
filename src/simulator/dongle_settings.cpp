#include "simulator/dongle_settings.hpp"

namespace giv::simulator {

DongleSettings lifelike(DongleSettings settings) {
    using namespace std::chrono_literals;
    settings.has_measured_latency = true;
    settings.most_connections = 5;
    settings.collision_window = 80ms;
    settings.silence_period = 10min;
    settings.cloud.period = 2'300ms;
    return settings;
}

}  // namespace giv::simulator
