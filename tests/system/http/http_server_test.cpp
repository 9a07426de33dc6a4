// The whole HTTP room over real sockets on loopback: ports, fence, and its end.
#include "http/http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <memory>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace giv::http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// A TCP socket on loopback that gives up reading after five seconds.
class Socket {
 public:
    Socket() : handle_{socket(AF_INET, SOCK_STREAM, 0)} {
        const timeval patience{5, 0};
        setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Socket() { ::close(handle_); }

    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    std::uint16_t listen(std::uint16_t port = 0) {
        auto address = loopback(port);
        socklen_t size = sizeof address;
        if (bind(handle_, reinterpret_cast<sockaddr*>(&address), size) != 0) return 0;
        if (::listen(handle_, 1) != 0) return 0;
        getsockname(handle_, reinterpret_cast<sockaddr*>(&address), &size);
        return ntohs(address.sin_port);
    }

    bool come_from(std::uint32_t host) {
        auto address = loopback(0);
        address.sin_addr.s_addr = htonl(host);
        return bind(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }

    bool connect(std::uint16_t port) {
        auto address = loopback(port);
        return ::connect(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }

    void say(const std::string& text) {
        (void)send(handle_, text.data(), text.size(), MSG_NOSIGNAL);
    }

    // Until the other side closes, or five seconds of silence.
    std::string hear_all() {
        std::string heard;
        std::array<char, 4096> piece{};
        for (;;) {
            const auto size = recv(handle_, piece.data(), piece.size(), 0);
            if (size <= 0) return heard;
            heard.append(piece.data(), static_cast<std::size_t>(size));
        }
    }

 private:
    int handle_;
};

// From another of this machine's addresses than that which is asked.
constexpr std::uint32_t stranger = 0x7F000063;  // 127.0.0.99

std::string get(std::uint16_t port, const std::string& path, std::uint32_t from = INADDR_LOOPBACK) {
    Socket socket;
    if (!socket.come_from(from) || !socket.connect(port)) return "nobody listens";
    socket.say("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    return socket.hear_all();
}

std::string post(std::uint16_t port, const std::string& path, const std::string& fields) {
    Socket socket;
    if (!socket.connect(port)) return "nobody listens";
    socket.say(
        "POST " + path + " HTTP/1.1\r\n" + fields +
        "Connection: close\r\nContent-Length: 2\r\n\r\n80"
    );
    return socket.hear_all();
}

// A port that is free, and the next one as well.
std::uint16_t two_free_ports() {
    for (int attempt = 0; attempt < 100; ++attempt) {
        Socket first;
        Socket second;
        const auto port = first.listen();
        if (port != 0 && port < 65535 && second.listen(static_cast<std::uint16_t>(port + 1)) != 0) {
            return port;
        }
    }
    return 0;
}

class HttpServerTest : public testing::Test {
 protected:
    HttpServerTest() {
        settings_.bind = "127.0.0.1";
        settings_.first_port = two_free_ports();
    }

    std::unique_ptr<HttpServer> server() {
        std::vector<PlantFace> plants;
        for (const auto instance : {1, 2}) {
            PlantFace face;
            face.instance = instance;
            face.hub = &hubs_[static_cast<std::size_t>(instance - 1)];
            face.now = [] { return Moment{}; };
            face.submit = [](const Command& command, const CommandGate::Answer& answer) {
                const auto why = command.payload + " from " + command.source;
                answer({Outcome::How::verified, Reason::none, why, {}});
                return CommandGate::Ticket{"a-1", std::nullopt};
            };
            plants.push_back(face);
        }
        DaemonFace daemon;
        daemon.version = "1.2.3";
        daemon.loop_is_alive = [] { return true; };
        auto log = [this](LogLevel, std::string_view text) { log_.emplace_back(text); };
        return std::make_unique<HttpServer>(settings_, plants, daemon, log);
    }

    std::string why_not() {
        const auto ports = server()->start();
        return ports ? "it starts" : ports.error().detail;
    }

    std::uint16_t first_port() const { return settings_.first_port; }
    std::uint16_t second_port() const { return static_cast<std::uint16_t>(first_port() + 1); }

    HttpSettings settings_;
    std::array<SnapshotHub, 2> hubs_;
    std::vector<std::string> log_;
};

TEST_F(HttpServerTest, GivesEachPlantAPort) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->detail = "looking for packs";
    hubs_[1].publish(snapshot);
    const auto server = this->server();

    const auto ports = server->start();

    ASSERT_TRUE(ports) << ports.error().detail;
    EXPECT_THAT(*ports, ElementsAre(first_port(), second_port()));
    EXPECT_THAT(get(first_port(), "/readyz"), HasSubstr("nothing has been read yet"));
    EXPECT_THAT(get(second_port(), "/readyz"), HasSubstr("looking for packs"));
    EXPECT_THAT(get(first_port(), "/REST2/readyz"), HasSubstr("looking for packs"));
}

TEST_F(HttpServerTest, SaysWhichPortIsTakenAndWhatToDo) {
    Socket other;
    ASSERT_NE(other.listen(second_port()), 0);

    const auto server = this->server();
    const auto ports = server->start();

    ASSERT_FALSE(ports);
    EXPECT_EQ(
        ports.error().detail,
        "REST port " + std::to_string(second_port()) +
            " is in use by another program; set REST_PORT to a port that is free"
    );
    EXPECT_EQ(get(first_port(), "/version"), "nobody listens");
}

TEST_F(HttpServerTest, SharesItsPortWithNoSecondDaemon) {
    const auto first = server();
    ASSERT_TRUE(first->start());

    EXPECT_THAT(why_not(), HasSubstr("is in use by another program"));
}

TEST_F(HttpServerTest, SaysWhatIsWrongWithItsSettings) {
    settings_.bind = "192.0.2.1";
    EXPECT_EQ(
        why_not(),
        "REST_BIND: 192.0.2.1 is not an address of this machine; set it to an address of this "
        "machine, or to 0.0.0.0"
    );

    settings_.bind = "localhost";
    EXPECT_THAT(why_not(), HasSubstr("REST_BIND: \"localhost\" is not a numeric address"));

    settings_.bind = "127.0.0.1";
    settings_.tls_certificate = "/nowhere/chain.pem";
    settings_.tls_key = "/nowhere/key.pem";
    EXPECT_THAT(why_not(), HasSubstr("the certificate \"/nowhere/chain.pem\""));
    EXPECT_THAT(why_not(), HasSubstr("check REST_TLS_CERT and REST_TLS_KEY"));

    settings_ = {};
    settings_.trusted_nets = {"lan"};
    EXPECT_THAT(why_not(), HasSubstr("TRUSTED_NETS: \"lan\" is not a network"));
}

TEST_F(HttpServerTest, RefusesStrangersAndSaysSoOnce) {
    settings_.trusted_nets = {"10.0.0.0/8"};
    const auto server = this->server();
    ASSERT_TRUE(server->start());

    EXPECT_THAT(get(first_port(), "/version", stranger), HasSubstr("HTTP/1.1 403 Forbidden"));
    EXPECT_THAT(get(first_port(), "/version", stranger), HasSubstr("HTTP/1.1 403 Forbidden"));

    EXPECT_THAT(get(first_port(), "/version"), HasSubstr("HTTP/1.1 200 OK"));  // this machine

    server->stop();
    EXPECT_THAT(log_, ElementsAre("refused 127.0.0.99: it is not in TRUSTED_NETS"));
}

TEST_F(HttpServerTest, LetsPagesReadAsItIsTold) {
    settings_.cors = {"off"};
    {
        const auto server = this->server();
        ASSERT_TRUE(server->start());
        EXPECT_EQ(get(first_port(), "/version").find("Access-Control"), std::string::npos);
        EXPECT_EQ(get(first_port(), "/%00").find("Access-Control"), std::string::npos);
    }
    settings_.cors = {"legacy"};
    const auto server = this->server();
    ASSERT_TRUE(server->start());
    EXPECT_THAT(get(first_port(), "/version"), HasSubstr("Access-Control-Allow-Origin: *\r\n"));
    EXPECT_THAT(get(first_port(), "/%00"), HasSubstr("Access-Control-Allow-Origin: *\r\n"));
}

TEST_F(HttpServerTest, TakesCommandsUnderItsOwnNamesOnly) {
    settings_.host_names = {"givtcp.example.org"};
    const auto server = this->server();
    ASSERT_TRUE(server->start());
    const auto under = [&](const std::string& host, const std::string& more = "") {
        return post(first_port(), "/setChargeTarget", "Host: " + host + "\r\n" + more);
    };

    const auto ours = under("givtcp.example.org");
    EXPECT_THAT(ours, HasSubstr("HTTP/1.1 200 OK"));
    EXPECT_THAT(ours, HasSubstr("X-GivTCP-Status: verified\r\n"));
    EXPECT_THAT(ours, HasSubstr("X-GivTCP-Command: a-1\r\n"));
    EXPECT_THAT(
        ours,
        HasSubstr(R"({"result":"Setting Charge Target was a success: 80 from REST 127.0.0.1"})")
    );
    EXPECT_THAT(under("127.0.0.1"), HasSubstr("HTTP/1.1 200 OK"));
    EXPECT_THAT(under("evil.example.org"), HasSubstr("HTTP/1.1 403 Forbidden"));
    EXPECT_THAT(
        under("127.0.0.1", "Origin: http://evil.example.org\r\n"),
        HasSubstr("HTTP/1.1 403 Forbidden")
    );
}

// A home automation that sends fifty commands at once and goes on reading.
TEST_F(HttpServerTest, LeavesOneAddressSixtyFourConnectionsAndTheNextOneTheOldestPlace) {
    const auto server = this->server();
    ASSERT_TRUE(server->start());
    std::array<Socket, 65> sockets;
    for (auto& socket : sockets)
        ASSERT_TRUE(socket.connect(first_port()));

    EXPECT_EQ(sockets.front().hear_all(), "") << "it has given way to the last";

    for (auto& socket : sockets)
        socket.say("GET /version HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    for (std::size_t i = 1; i < sockets.size(); ++i)
        EXPECT_THAT(sockets.at(i).hear_all(), HasSubstr("1.2.3")) << i;
}

TEST_F(HttpServerTest, RefusesStrangersAlsoInTheFormOfTheNewApi) {
    settings_.trusted_nets = {"10.0.0.0/8"};
    const auto server = this->server();
    ASSERT_TRUE(server->start());

    const auto answer = get(first_port(), "/api/v1/inverters", stranger);

    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 403 Forbidden"));
    EXPECT_THAT(answer, HasSubstr("Content-Type: application/problem+json"));
    EXPECT_THAT(answer, HasSubstr(R"("status":403)"));
    EXPECT_THAT(answer, HasSubstr(R"("result":"Forbidden")"));
}

TEST_F(HttpServerTest, RefusesABodyThatIsTooLargeInTheFormOfItsSurface) {
    const auto server = this->server();
    ASSERT_TRUE(server->start());
    const auto too_large = [&](const std::string& path) {
        Socket socket;
        EXPECT_TRUE(socket.connect(first_port()));
        socket.say("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 65537\r\n\r\n");
        return socket.hear_all();
    };

    EXPECT_THAT(too_large("/setChargeTarget"), HasSubstr(R"({"result":"Content Too Large"})"));
    const auto problem = too_large("/api/v1/inverters/SA1/controls/setChargeTarget");
    EXPECT_THAT(problem, HasSubstr("HTTP/1.1 413 "));
    EXPECT_THAT(problem, HasSubstr("Content-Type: application/problem+json"));
    EXPECT_THAT(
        problem, HasSubstr(R"("instance":"/api/v1/inverters/SA1/controls/setChargeTarget")")
    );
}

TEST_F(HttpServerTest, StopsAtOnceOverIdleConnectionsAndWaiters) {
    const auto server = this->server();
    ASSERT_TRUE(server->start());
    Socket idle;
    ASSERT_TRUE(idle.connect(first_port()));
    Socket waiter;
    ASSERT_TRUE(waiter.connect(second_port()));
    waiter.say("GET /getData HTTP/1.1\r\nHost: h\r\n\r\n");
    std::this_thread::sleep_for(100ms);  // the request has reached a worker

    const auto began = std::chrono::steady_clock::now();
    for (auto& hub : hubs_)
        hub.stop();
    server->stop();
    const auto took = std::chrono::steady_clock::now() - began;

    EXPECT_LT(took, 1200ms);
    EXPECT_EQ(idle.hear_all(), "");
    EXPECT_THAT(waiter.hear_all(), HasSubstr("No register data cache exists"));
    EXPECT_EQ(get(first_port(), "/version"), "nobody listens");
}

TEST_F(HttpServerTest, TakesThePortAgainAtOnce) {
    auto server = this->server();
    ASSERT_TRUE(server->start());
    EXPECT_THAT(get(first_port(), "/version"), HasSubstr("1.2.3"));

    server = nullptr;
    server = this->server();
    const auto ports = server->start();

    EXPECT_TRUE(ports) << ports.error().detail;
}

}  // namespace
}  // namespace giv::http
