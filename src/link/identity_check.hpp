// Who is at the far end of a connection: asked once or twice, without becoming a client of it.
// Loop thread.
#pragma once

#include "link/clock.hpp"
#include "link/found_dongle.hpp"
#include "link/transport.hpp"

#include <asio/awaitable.hpp>

namespace giv {

// Reads HR0-59 at `inverter`: 5 s at most. Whatever the far end sends is judged, never believed.
asio::awaitable<FoundDongle> who_is_there(
    Connection& connection, Clock& clock, Ipv4 host, DeviceAddress inverter
);

}  // namespace giv
