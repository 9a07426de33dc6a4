#include "simulator/control_server.hpp"

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/ip/address_v4.hpp>
#include <asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <system_error>
#include <utility>

namespace giv::simulator {

using asio::ip::tcp;

namespace {

constexpr std::chrono::milliseconds pause_after_failed_accept{100};
constexpr const char* too_long = R"({"error":"a line of more than 65536 bytes","ok":false})";

}  // namespace

ControlServer::ControlServer(asio::io_context& io, ControlDesk desk, std::function<void()> changed)
    : desk_{std::move(desk)}, changed_{std::move(changed)}, acceptor_{io}, accept_pause_{io} {}

Result<std::string> ControlServer::listen(std::uint16_t port) {
    const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), port};
    std::error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) {
        const auto wanted = std::to_string(port);
        return fail(Errc::busy, "cannot listen on control port " + wanted + ": " + error.message());
    }
    accept();
    return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint(error).port());
}

void ControlServer::accept() {
    acceptor_.async_accept([this](const std::error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (error) {  // out of descriptors, mostly
            accept_later();
            return;
        }
        if (sessions_.size() < most_connections) {
            sessions_.emplace_back(std::move(socket));
            read(std::prev(sessions_.end()));
        }
        accept();
    });
}

void ControlServer::accept_later() {
    accept_pause_.expires_after(pause_after_failed_accept);
    accept_pause_.async_wait([this](const std::error_code& error) {
        if (!error) accept();
    });
}

void ControlServer::read(Place session) {
    session->socket.async_read_some(
        asio::buffer(session->incoming),
        [this, session](const std::error_code& error, std::size_t count) {
            if (error == asio::error::eof && !session->line.empty()) {
                answer_last(session);
            } else if (error) {
                sessions_.erase(session);
            } else {
                received(session, count);
            }
        }
    );
}

void ControlServer::received(Place session, std::size_t count) {
    session->line.append(session->incoming.data(), count);
    answer_next(session);
}

// The next whole line, if there is one; else reads on.
void ControlServer::answer_next(Place session) {
    const auto end = session->line.find('\n');
    if (std::min(end, session->line.size()) > longest_line) {
        session->closes = true;
        send(session, std::string{too_long} + "\n");
        return;
    }
    if (end == std::string::npos) {
        read(session);
        return;
    }
    auto text = desk_.answer(session->line.substr(0, end), std::chrono::steady_clock::now());
    session->line.erase(0, end + 1);
    changed_();
    send(session, std::move(text) + "\n");
}

// What came before the peer closed its half is a line, although it has no end.
void ControlServer::answer_last(Place session) {
    session->closes = true;
    session->line += '\n';
    answer_next(session);
}

void ControlServer::send(Place session, std::string text) {
    session->answer = std::move(text);
    asio::async_write(
        session->socket,
        asio::buffer(session->answer),
        [this, session](const std::error_code& error, std::size_t) {
            if (error) {
                sessions_.erase(session);
            } else if (session->closes) {
                say_farewell(session);
            } else {
                answer_next(session);
            }
        }
    );
}

// Closes our half, and the rest once the peer has: a close with bytes unread would be a reset,
// which takes the last answer from the peer. One that never ends has had it.
void ControlServer::say_farewell(Place session) {
    std::error_code has_gone;
    session->socket.shutdown(tcp::socket::shutdown_send, has_gone);
    throw_away(session);
}

void ControlServer::throw_away(Place session) {
    session->socket.async_read_some(
        asio::buffer(session->incoming),
        [this, session](const std::error_code& error, std::size_t count) {
            if (error || count >= session->spare) {
                sessions_.erase(session);
            } else {
                session->spare -= count;
                throw_away(session);
            }
        }
    );
}

}  // namespace giv::simulator
