// The dongle's TCP port.
#pragma once

#include "link/resolver.hpp"
#include "link/transport.hpp"

#include <asio/ip/tcp.hpp>

#include <map>
#include <memory>

namespace giv {

// Loop thread. No delay, keep-alive after 60 s, goodbye by FIN (spec/quirks.md Q27). One connection
// to each dongle, however its address is spelt: it has few sockets, and is one plant.
class TcpTransport final : public Transport {
 public:
    asio::awaitable<Result<std::unique_ptr<Connection>>> connect(Endpoint to) override;

 private:
    // Of a dongle, for as long as a connection to it is open or being opened.
    struct Held {};
    using Hold = std::shared_ptr<const Held>;

    // Nothing where another has it.
    Hold hold(const asio::ip::tcp::endpoint& dongle);

    Resolver resolver_;
    std::map<asio::ip::tcp::endpoint, std::weak_ptr<const Held>> held_;
};

}  // namespace giv
