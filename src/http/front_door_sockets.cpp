// Thin wrappers of asio, and what its errors mean to a person.
#include "http/front_door_sockets.hpp"

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/ip/v6_only.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace giv::http {
namespace {

using asio::ip::tcp;

// Both kinds of stream read and write alike; `use` is told which.
template <class Use>
auto with_stream(Connection& connection, Use use) {
    return connection.tls ? use(*connection.tls) : use(connection.socket);
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

// What to tell a person whose port could not be opened.
tl::unexpected<Error> not_opened(const tcp::endpoint& here, const std::error_code& error) {
    const auto port = "port " + std::to_string(here.port());
    if (error == asio::error::address_in_use) {
        return fail(Errc::busy, port + " is in use by another program");
    }
    if (error == asio::error::access_denied) {
        return fail(Errc::rejected, port + " is reserved for programs with more rights");
    }
    if (error.value() == EADDRNOTAVAIL) {  // asio has no name for it
        return fail(
            Errc::out_of_range, here.address().to_string() + " is not an address of this machine"
        );
    }
    return fail(Errc::rejected, port + " can not be opened: " + error.message());
}

}  // namespace

Connection::Connection(tcp::socket accepted, Peer from)
    : socket{std::move(accepted)}, peer{std::move(from)} {}

void Connection::cut() {
    std::error_code ignored;
    socket.set_option(tcp::socket::linger{true, 0}, ignored);
    socket.close(ignored);
}

asio::awaitable<bool> hear(Connection& connection) {
    std::array<char, 4096> piece;
    std::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    auto reading = with_stream(connection, [&](auto& stream) {
        return stream.async_read_some(asio::buffer(piece), token);
    });
    const auto size = co_await std::move(reading);
    connection.received.append(piece.data(), size);
    co_return !error;
}

asio::awaitable<bool> tell(Connection& connection) {
    std::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    auto writing = with_stream(connection, [&](auto& stream) {
        return asio::async_write(stream, asio::buffer(connection.answer), token);
    });
    co_await std::move(writing);
    connection.answer = {};
    co_return !error;
}

asio::awaitable<bool> shake_hands(Connection& connection) {
    if (!connection.tls) co_return true;
    std::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await connection.tls->async_handshake(asio::ssl::stream_base::server, token);
    co_return !error;
}

asio::awaitable<void> say_goodbye(Connection& connection) {
    std::error_code ignored;
    if (connection.tls) {
        auto token = asio::redirect_error(asio::use_awaitable, ignored);
        co_await connection.tls->async_shutdown(token);
    }
    connection.socket.shutdown(tcp::socket::shutdown_send, ignored);
}

Peer peer_of(const tcp::endpoint& endpoint, std::size_t door) {
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        const auto v4 = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
        return {v4.to_string(), endpoint.port(), door};
    }
    return {address.to_string(), endpoint.port(), door};
}

bool comes_from_here(const tcp::socket& socket) {
    std::error_code error;
    const auto here = socket.local_endpoint(error);
    if (error) return false;
    const auto there = socket.remote_endpoint(error);
    return !error && here.address() == there.address();
}

Result<tcp::acceptor> listen_at(asio::io_context& loop, const tcp::endpoint& here) {
    std::error_code error;
    tcp::acceptor acceptor{loop};
    acceptor.open(here.protocol(), error);
    if (error) return not_opened(here, error);
    // A port in its time of quarantine may be taken, one that somebody listens at may not: this is
    // not SO_REUSEPORT.
    acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    if (here.address().is_v6()) acceptor.set_option(asio::ip::v6_only{false}, error);
    acceptor.bind(here, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return not_opened(here, error);
    return acceptor;
}

Result<asio::ip::address> numeric_address(const std::string& text) {
    std::error_code error;
    auto address = asio::ip::make_address(text, error);
    if (error) return fail(Errc::out_of_range, quoted(text) + " is not a numeric address");
    return address;
}

Result<asio::ssl::context> tls_context(const Certificate& certificate) {
    const auto& [chain, key] = certificate;
    const auto needs_passphrase = std::make_shared<bool>(false);
    try {
        asio::ssl::context context{asio::ssl::context::tls_server};
        context.set_options(
            asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
            asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION
        );
        // OpenSSL by itself would ask at the terminal, and wait.
        context.set_password_callback([needs_passphrase](std::size_t, auto) {
            *needs_passphrase = true;
            return std::string{};
        });
        context.use_certificate_chain_file(chain);
        context.use_private_key_file(key, asio::ssl::context::pem);
        return context;
    } catch (const std::system_error& error) {
        return fail(
            Errc::malformed,
            "the certificate " + quoted(chain) + " with the key " + quoted(key) +
                " can not be used: " +
                (*needs_passphrase ? "the key has a passphrase; store it without one"
                                   : std::string{error.what()})
        );
    }
}

Result<void> check_certificate(const Certificate& certificate) {
    if (certificate.chain_file.empty() && certificate.key_file.empty()) return {};
    const auto context = tls_context(certificate);
    if (!context) return tl::unexpected(context.error());
    return {};
}

}  // namespace giv::http
