// Real sockets on loopback: what the dongle at the far end sees of us.
#include "link/tcp_transport.hpp"

#include "link/system_clock.hpp"
#include "link/within.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <netinet/tcp.h>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;

using Connected = Result<std::unique_ptr<Connection>>;

struct TcpTransportTest : ::testing::Test {
    asio::io_context io{1};
    SystemClock clock;
    TcpTransport transport;
    tcp::acceptor acceptor{io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};

    Endpoint here() { return {"127.0.0.1", acceptor.local_endpoint().port()}; }

    // Runs a coroutine of the transport to its end.
    template <class T>
    Result<T> wait_for(asio::awaitable<Result<T>> work) {
        std::optional<Result<T>> outcome;
        auto done = [&](const std::exception_ptr& thrown, Result<T> result) {
            if (thrown) result = fail(Errc::busy, "an exception");
            outcome = std::move(result);
        };
        asio::co_spawn(io, within(clock, 5s, std::move(work)), std::move(done));
        io.restart();
        while (!outcome && io.run_one() > 0) {
        }
        return *std::move(outcome);
    }

    std::unique_ptr<Connection> connected() {
        auto connection = wait_for(transport.connect(here()));
        EXPECT_TRUE(connection);
        far_end.emplace(acceptor.accept());
        return *std::move(connection);
    }

    std::optional<tcp::socket> far_end;
};

TEST_F(TcpTransportTest, CarriesBytesBothWays) {
    const auto connection = connected();
    const std::array<std::uint8_t, 3> sent{1, 2, 3};

    ASSERT_TRUE(wait_for(connection->write(sent)));
    std::array<std::uint8_t, 3> there{};
    asio::read(*far_end, asio::buffer(there));
    asio::write(*far_end, asio::buffer(there));
    std::array<std::uint8_t, 16> here_again{};
    const auto got = wait_for(connection->read_some(here_again));

    EXPECT_EQ(there, sent);
    ASSERT_TRUE(got);
    EXPECT_EQ(*got, 3U);
}

TEST_F(TcpTransportTest, SendsAtOnceWhatFindsRoomAndTheRestWhenItIsRead) {
    const auto connection = connected();
    std::vector<std::uint8_t> sent(16 << 20);  // more than both kernels' buffers hold
    for (std::size_t i = 0; i < sent.size(); ++i)
        sent[i] = static_cast<std::uint8_t>(i % 251);

    const auto at_once = connection->write_at_once(sent);
    EXPECT_GT(at_once, 0U);
    ASSERT_LT(at_once, sent.size());

    std::vector<std::uint8_t> there(sent.size());
    std::thread reader{[&] { asio::read(*far_end, asio::buffer(there)); }};
    const auto rest = wait_for(connection->write(std::span{sent}.subspan(at_once)));
    reader.join();

    EXPECT_TRUE(rest);
    EXPECT_EQ(there, sent);
}

TEST_F(TcpTransportTest, ABrokenConnectionTakesNothingAtOnce) {
    const auto connection = connected();
    connection->close();

    EXPECT_EQ(connection->write_at_once(std::array<std::uint8_t, 1>{1}), 0U);
}

TEST_F(TcpTransportTest, SaysThatNobodyListens) {
    const auto nobody = here();
    acceptor.close();

    const auto connection = wait_for(transport.connect(nobody));

    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, Errc::disconnected);
}

TEST_F(TcpTransportTest, SaysThatTheDongleHungUp) {
    const auto connection = connected();
    far_end->close();
    std::array<std::uint8_t, 16> into{};

    const auto got = wait_for(connection->read_some(into));

    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, Errc::disconnected);
}

TEST_F(TcpTransportTest, SaysGoodbyeWithoutAResetEvenIfAnswersLieUnread) {
    auto connection = connected();
    const std::array<std::uint8_t, 200> unread{};
    asio::write(*far_end, asio::buffer(unread));

    connection->close();
    std::array<std::uint8_t, 1> into{};
    std::error_code error;
    far_end->read_some(asio::buffer(into), error);

    EXPECT_EQ(error, asio::error::eof);
}

TEST_F(TcpTransportTest, AReadThatWaitsEndsWithClose) {
    auto connection = connected();
    std::array<std::uint8_t, 16> into{};
    std::optional<Result<std::size_t>> got;
    asio::co_spawn(
        io,
        connection->read_some(into),
        [&](const std::exception_ptr&, Result<std::size_t> result) { got = std::move(result); }
    );
    io.restart();
    io.poll();
    EXPECT_FALSE(got);

    connection->close();
    io.poll();

    ASSERT_TRUE(got);
    EXPECT_EQ(got->error().code, Errc::disconnected);
}

TEST_F(TcpTransportTest, AConnectThatNobodyAnswersIsGivenUpInTime) {
    // A listener whose queue is full takes no more.
    acceptor.listen(1);
    std::vector<tcp::socket> crowd;
    for (int i = 0; i < 8; ++i) {
        crowd.emplace_back(io);
    }
    for (auto& visitor : crowd)
        visitor.async_connect(acceptor.local_endpoint(), [](const std::error_code&) {});
    const auto began = clock.now();

    const auto connection = wait_for(within(clock, 200ms, transport.connect(here())));

    ASSERT_FALSE(connection);
    EXPECT_LT(clock.now() - began, 2s);
}

TEST_F(TcpTransportTest, ANameIsLookedUp) {
    const Endpoint by_name{"localhost", acceptor.local_endpoint().port()};

    const auto connection = wait_for(transport.connect(by_name));

    EXPECT_TRUE(connection);
}

}  // namespace
}  // namespace giv
