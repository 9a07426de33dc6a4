// What FrontDoor needs of asio, one piece each: a port that is listened at, a certificate, a
// connection that is heard and told. Front door's thread only. No policy: who may come in and how
// long they may stay is front_door.cpp's.
#pragma once

#include "http/front_door.hpp"

#include "givtcp/result.hpp"

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace giv::http {

using TlsStream = asio::ssl::stream<asio::ip::tcp::socket&>;

enum class Doing { asking, waiting_for_answer, taking_answer, leaving };

struct Connection {
    Connection(asio::ip::tcp::socket accepted, Peer from);

    // Whoever awaits the socket wakes with an error. What the visitor has not taken is forgotten,
    // by the kernel too.
    void cut();

    asio::ip::tcp::socket socket;
    std::optional<TlsStream> tls;
    Peer peer;
    std::string received;
    std::string answer;
    bool is_refused = false;  // it takes nobody's place, and nobody takes its own
    Doing doing = Doing::asking;
    std::chrono::steady_clock::time_point since;
    std::chrono::steady_clock::time_point deadline;
};

// One more piece of what the visitor says; false when there is no more.
asio::awaitable<bool> hear(Connection& connection);

// Sends and forgets `answer`; false if the visitor did not take it.
asio::awaitable<bool> tell(Connection& connection);

// The visitor's half of a TLS connection's beginning and end; at once where there is no TLS.
asio::awaitable<bool> shake_hands(Connection& connection);
asio::awaitable<void> say_goodbye(Connection& connection);

Peer peer_of(const asio::ip::tcp::endpoint& endpoint, std::size_t door);

// Whether both ends have one address: a program of this machine. Nobody else can have it, since our
// answers to it never leave.
bool comes_from_here(const asio::ip::tcp::socket& socket);

// Errors are sentences for whoever starts the program.
Result<asio::ip::tcp::acceptor> listen_at(
    asio::io_context& loop, const asio::ip::tcp::endpoint& here
);
Result<asio::ip::address> numeric_address(const std::string& text);
Result<asio::ssl::context> tls_context(const Certificate& certificate);

}  // namespace giv::http
