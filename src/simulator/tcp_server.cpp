#include "simulator/tcp_server.hpp"

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/write.hpp>

#include <chrono>
#include <system_error>
#include <utility>

namespace giv::simulator {

namespace {

using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr std::size_t most_unsent_bytes = 1'000'000;  // of a client that does not read
constexpr auto pause_after_failed_accept = 100ms;     // out of descriptors, mostly

Instant now() { return std::chrono::steady_clock::now(); }

std::string text_of(const tcp::endpoint& endpoint) {
    const auto host = endpoint.address().to_string();
    const auto bracketed = endpoint.address().is_v6() ? "[" + host + "]" : host;
    return bracketed + ":" + std::to_string(endpoint.port());
}

}  // namespace

TcpServer::TcpServer(asio::io_context& io, Dongle& dongle)
    : dongle_{dongle}, acceptor_{io}, timer_{io}, accept_pause_{io} {}

Result<std::string> TcpServer::listen(const std::string& host, std::uint16_t port) {
    const auto opened = open(host, port, false);
    if (!opened) return tl::unexpected<Error>(opened.error());

    std::error_code unknown;
    const auto endpoint = acceptor_.local_endpoint(unknown);
    host_ = host;
    port_ = endpoint.port();
    deliver();
    return text_of(endpoint);
}

Result<void> TcpServer::open(const std::string& host, std::uint16_t port, bool is_numeric) {
    const auto wanted = host + ":" + std::to_string(port);
    std::error_code error;
    tcp::resolver resolver{acceptor_.get_executor()};
    const auto numeric = is_numeric ? tcp::resolver::numeric_host : tcp::resolver::flags{};
    const auto flags = tcp::resolver::passive | tcp::resolver::numeric_service | numeric;
    const auto found = resolver.resolve(host, std::to_string(port), flags, error);
    if (error || found.empty()) {
        return fail(Errc::disconnected, "the host of " + wanted + " is not known");
    }

    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) {
        const auto why = error.message();
        acceptor_.close(error);
        return fail(Errc::busy, "cannot listen on " + wanted + ": " + why);
    }
    accept();
    return {};
}

// Who knocks at a dongle that lets nobody in is refused by the system. One that has moved listens
// there; where it cannot, nowhere, until it moves again or is asked to let somebody in anew.
void TcpServer::keep_door() {
    const auto moved = dongle_.moved_to();
    const bool is_wanted = dongle_.lets_in();
    if (moved != moved_ || !is_wanted) {
        std::error_code ignored;
        acceptor_.close(ignored);
        accept_pause_.cancel();
    }
    moved_ = moved;
    if (!is_wanted) dongle_.set_unreachable("");
    if (!is_wanted || acceptor_.is_open()) return;
    const bool has_port = moved && moved->port != 0;
    const auto opened =
        open(moved ? moved->host : host_, has_port ? moved->port : port_, moved.has_value());
    dongle_.set_unreachable(opened ? "" : opened.error().detail);
}

// ---- coming and going ---------------------------------------------------------------------

void TcpServer::accept() {
    acceptor_.async_accept([this](const std::error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
        if (error) {
            accept_later();
            return;
        }
        welcome(std::move(socket));
        accept();
    });
}

void TcpServer::accept_later() {
    accept_pause_.expires_after(pause_after_failed_accept);
    accept_pause_.async_wait([this](const std::error_code& error) {
        if (!error) accept();
    });
}

void TcpServer::welcome(tcp::socket socket) {
    const auto id = dongle_.connect(now());
    std::error_code ignored;  // slower, or closed in peace, but not wrong
    if (!id) {                // the socket closes
        socket.set_option(tcp::socket::linger{true, 0}, ignored);
        deliver();
        return;
    }

    socket.set_option(tcp::no_delay{true}, ignored);
    sessions_.try_emplace(*id, std::move(socket));
    read(*id);
    deliver();
}

void TcpServer::end(ConnectionId id, bool by_reset) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end() || found->second.ended) return;

    dongle_.disconnect(id);
    found->second.ended = true;
    std::error_code ignored;  // it may be closed already
    if (by_reset) {
        found->second.socket.set_option(tcp::socket::linger{true, 0}, ignored);
        found->second.socket.close(ignored);
    }
    found->second.socket.shutdown(tcp::socket::shutdown_both, ignored);
    found->second.socket.close(ignored);
    forget_if_done(id);
}

void TcpServer::forget_if_done(ConnectionId id) {
    const auto& session = sessions_.at(id);
    if (session.ended && session.operations == 0) sessions_.erase(id);
}

// ---- bytes in -----------------------------------------------------------------------------

void TcpServer::read(ConnectionId id) {
    auto& session = sessions_.at(id);
    session.operations++;
    session.socket.async_read_some(
        asio::buffer(session.incoming),
        [this, id](const std::error_code& error, std::size_t count) { received(id, !error, count); }
    );
}

void TcpServer::received(ConnectionId id, bool well, std::size_t count) {
    auto& session = sessions_.at(id);
    if (!well) end(id);
    if (!session.ended) {
        dongle_.receive(id, std::span{session.incoming}.first(count), now());
        deliver();
    }
    session.operations--;
    if (!session.ended) read(id);
    forget_if_done(id);
}

// ---- bytes out ----------------------------------------------------------------------------

void TcpServer::deliver() {
    for (const auto& outgoing : dongle_.due(now())) {
        if (outgoing.hangs_up) end(outgoing.to, outgoing.resets);
        send(outgoing.to, outgoing.bytes);
    }
    keep_door();
    const auto next = dongle_.next_due();
    if (!next) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(*next);
    timer_.async_wait([this](const std::error_code& error) {
        if (!error) deliver();
    });
}

void TcpServer::send(ConnectionId id, std::span<const std::uint8_t> bytes) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end() || found->second.ended || bytes.empty()) return;

    auto& session = found->second;
    if (session.waiting.size() > most_unsent_bytes) {
        end(id);
        return;
    }
    session.waiting.insert(session.waiting.end(), bytes.begin(), bytes.end());
    if (session.sending.empty()) write(id);
}

void TcpServer::write(ConnectionId id) {
    auto& session = sessions_.at(id);
    session.sending = std::exchange(session.waiting, {});
    session.operations++;
    asio::async_write(
        session.socket,
        asio::buffer(session.sending),
        [this, id](const std::error_code& error, std::size_t) { written(id, !error); }
    );
}

void TcpServer::written(ConnectionId id, bool well) {
    auto& session = sessions_.at(id);
    session.sending.clear();
    if (!well) end(id);
    session.operations--;
    if (!session.ended && !session.waiting.empty()) write(id);
    forget_if_done(id);
}

}  // namespace giv::simulator
