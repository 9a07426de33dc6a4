// A Dongle on a TCP port, in real time.
//
// One thread, the one that runs the io_context. Declare the io_context first, then the dongle,
// then this: it lives until the io_context has stopped for good.
#pragma once

#include "simulator/dongle.hpp"

#include "givtcp/result.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace giv::simulator {

class TcpServer {
 public:
    TcpServer(asio::io_context& io, Dongle& dongle);

    // Starts serving. The text is "host:port" with the port that was taken, which for port 0 is
    // any free one. The error says why not: unknown host, port in use.
    Result<std::string> listen(const std::string& host, std::uint16_t port);

    // After the dongle was told something by another than a client: what is to be sent by now is.
    void deliver();

 private:
    struct Session {
        explicit Session(asio::ip::tcp::socket accepted) : socket{std::move(accepted)} {}

        asio::ip::tcp::socket socket;
        std::array<std::uint8_t, 4096> incoming{};
        Bytes waiting;  // to be sent when `sending` has gone out
        Bytes sending;
        int operations = 0;  // that asio has begun; the buffers stay until they have ended
        bool ended = false;
    };

    void keep_door();
    Result<void> open(const std::string& host, std::uint16_t port, bool is_numeric);
    void accept();
    void accept_later();
    void welcome(asio::ip::tcp::socket socket);
    void read(ConnectionId id);
    void received(ConnectionId id, bool well, std::size_t count);
    void send(ConnectionId id, std::span<const std::uint8_t> bytes);
    void write(ConnectionId id);
    void written(ConnectionId id, bool well);
    void end(ConnectionId id, bool by_reset = false);
    void forget_if_done(ConnectionId id);

    Dongle& dongle_;
    std::string host_;  // where it is, while it has not moved
    std::uint16_t port_ = 0;
    std::optional<Moved> moved_;  // where it listens, or tries to
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer timer_;         // the dongle's next event
    asio::steady_timer accept_pause_;  // after a failed accept
    std::map<ConnectionId, Session> sessions_;
};

}  // namespace giv::simulator
