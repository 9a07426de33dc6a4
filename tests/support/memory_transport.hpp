// A simulated dongle behind the daemon's transport, without sockets: bytes go from one to the other
// when the rig turns.
#pragma once

#include "link/clock.hpp"
#include "link/signal.hpp"
#include "link/transport.hpp"
#include "simulator/dongle.hpp"

#include <asio/any_io_executor.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace giv::testing {

// What connect() meets.
enum class Door : std::uint8_t {
    open,
    refuses,  // an error at once, as from a machine without that port
    hangs,    // nothing at all, as from an address without a machine
};

class MemoryTransport final : public Transport {
 public:
    MemoryTransport(asio::any_io_executor executor, Clock& clock, simulator::Dongle& dongle);
    ~MemoryTransport() override;

    asio::awaitable<Result<std::unique_ptr<Connection>>> connect(Endpoint to) override;

    void set_door(Door door) { door_ = door; }

    // Ends every connection, as when a cable is pulled and the far end says so.
    void cut();

    // Puts these bytes into every connection, as if the dongle had sent them.
    void inject(const Bytes& bytes);

    // Hands the daemon what the dongle has to say by now.
    void deliver();

    // When the dongle will have something to say.
    std::optional<Instant> next_due() const { return dongle_.next_due(); }

    std::uint64_t attempts() const { return attempts_; }
    std::size_t open_connections() const { return pipes_.size(); }
    std::size_t most_open_at_once() const { return most_open_; }

 private:
    class Pipe;

    asio::any_io_executor executor_;
    Clock& clock_;
    simulator::Dongle& dongle_;
    Door door_ = Door::open;
    std::map<simulator::ConnectionId, Pipe*> pipes_;
    std::uint64_t attempts_ = 0;
    std::size_t most_open_ = 0;
};

}  // namespace giv::testing
