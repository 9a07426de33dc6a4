#include "app/discover.hpp"

#include "link/dongle_finder.hpp"
#include "link/host_interfaces.hpp"
#include "link/system_clock.hpp"
#include "link/tcp_transport.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <exception>
#include <utility>
#include <vector>

namespace giv {

Result<std::string> discover_dongles(const Settings& settings, Log log) {
    asio::io_context loop{1};
    SystemClock clock;
    TcpTransport transport;
    FinderWorld world;
    world.clock = &clock;
    world.transport = &transport;
    world.area = [&settings] { return search_area(settings.search); };
    world.log = std::move(log);
    DongleFinder finder{std::move(world)};
    const auto networks = finder.where();
    if (networks.empty()) return fail(Errc::disconnected, finder.why_nowhere());
    std::exception_ptr thrown;
    std::vector<FoundDongle> found;
    const auto& plant = settings.plants.front();
    asio::co_spawn(
        loop,
        finder.search({plant.port, DeviceAddress{plant.inverter_address}}),
        [&](std::exception_ptr error, std::vector<FoundDongle> all) {
            thrown = std::move(error);
            found = std::move(all);
        }
    );
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    if (found.empty()) return fail(Errc::disconnected, "no dongle found in " + networks);
    return table_of(found);
}

}  // namespace giv
