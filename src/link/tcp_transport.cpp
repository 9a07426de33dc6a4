#include "link/tcp_transport.hpp"

#include <asio/connect.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <array>
#include <memory>
#include <netinet/tcp.h>
#include <system_error>
#include <utility>

namespace giv {
namespace {

using asio::ip::tcp;

using KeepIdle = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;

constexpr int keep_alive_idle_seconds = 60;

bool is_cancelled(const std::error_code& error) { return error == asio::error::operation_aborted; }

class TcpConnection final : public Connection {
 public:
    explicit TcpConnection(tcp::socket socket) : socket_(std::move(socket)) {}
    TcpConnection(const TcpConnection&) = delete;
    TcpConnection& operator=(const TcpConnection&) = delete;
    ~TcpConnection() override { TcpConnection::close(); }

    asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
        std::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        const auto size =
            co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), token);
        if (error == asio::error::eof) co_return fail(Errc::disconnected, "the dongle hung up");
        if (is_cancelled(error) && socket_.is_open()) throw std::system_error{error};
        if (error) co_return fail(Errc::disconnected, error.message());
        co_return size;
    }

    std::size_t write_at_once(std::span<const std::uint8_t> bytes) override {
        std::error_code why_no_more;  // write() meets it again
        return socket_.write_some(asio::buffer(bytes.data(), bytes.size()), why_no_more);
    }

    asio::awaitable<Result<void>> write(std::span<const std::uint8_t> bytes) override {
        std::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), token);
        if (is_cancelled(error) && socket_.is_open()) throw std::system_error{error};
        if (error) co_return fail(Errc::disconnected, error.message());
        co_return Result<void>{};
    }

    // With FIN: a dongle is slow to free a socket that ends otherwise (spec/quirks.md Q27).
    void close() override {
        if (!socket_.is_open()) return;
        std::error_code ignored;  // it is gone either way
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        drop_unread();
        socket_.close(ignored);
    }

 private:
    // What lies unread at close() would turn the goodbye into a reset.
    void drop_unread() {
        constexpr int most_pieces = 32;
        std::array<std::uint8_t, 2048> piece{};
        std::error_code nothing_left;
        for (int i = 0; i < most_pieces && !nothing_left; ++i) {
            socket_.read_some(asio::buffer(piece), nothing_left);
        }
    }

    tcp::socket socket_;
};

Result<void> set_options(tcp::socket& socket) {
    std::error_code error;
    socket.non_blocking(true, error);
    if (error) return fail(Errc::disconnected, error.message());
    std::error_code ignored;  // an option that the system refuses costs comfort, not truth
    socket.set_option(tcp::no_delay{true}, ignored);
    socket.set_option(tcp::socket::keep_alive{true}, ignored);
    socket.set_option(KeepIdle{keep_alive_idle_seconds}, ignored);
    return {};
}

}  // namespace

asio::awaitable<Result<std::unique_ptr<Connection>>> TcpTransport::connect(Endpoint to) {
    const auto address = co_await resolver_.resolve(to.host);
    if (!address) co_return tl::unexpected(address.error());

    tcp::socket socket{co_await asio::this_coro::executor};
    const tcp::endpoint endpoint{*address, to.port};
    std::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await socket.async_connect(endpoint, token);
    if (is_cancelled(error)) throw std::system_error{error};
    if (error) co_return fail(Errc::disconnected, error.message());
    if (const auto set = set_options(socket); !set) co_return tl::unexpected(set.error());
    std::unique_ptr<Connection> connection = std::make_unique<TcpConnection>(std::move(socket));
    co_return connection;
}

}  // namespace giv
