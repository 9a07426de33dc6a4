// The dongle's TCP port.
#pragma once

#include "link/resolver.hpp"
#include "link/transport.hpp"

namespace giv {

// Loop thread. No delay, keep-alive after 60 s, goodbye by FIN (spec/quirks.md Q27).
class TcpTransport final : public Transport {
 public:
    asio::awaitable<Result<std::unique_ptr<Connection>>> connect(Endpoint to) override;

 private:
    Resolver resolver_;
};

}  // namespace giv
