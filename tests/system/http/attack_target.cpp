// http_attack_target PORT [CERTIFICATE KEY]: our HTTP server with a few fixed answers, and the
// daemon's own routes with a plant that never answers a command, on loopback, until SIGTERM.
// run_attacks.py attacks it; nothing else of the daemon is behind it.
#include "exchange/bounded_queue.hpp"
#include "http/hardened_server.hpp"
#include "http/router.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace {

using giv::http::Request;
using giv::http::Response;

Response small(const Request&) {
    static const auto text = R"({"values":")" + std::string(10'220, 'x') + R"("})";
    return {200, text};
}

Response large(const Request&) {
    static const auto text = '"' + std::string(999'998, 'x') + '"';
    return {200, text};
}

Response echo(const Request& request) { return {200, request.body, "text/plain"}; }

Response peer(const Request& request) {
    const auto claimed = std::string{request.field("REMOTE_ADDR")};
    return {200, request.peer.address + " header=" + claimed, "text/plain"};
}

Response slow(const Request&) {
    std::this_thread::sleep_for(std::chrono::seconds{1});
    return {200, R"("slow")"};
}

Response throws(const Request&) { throw std::runtime_error{"secret"}; }

struct Route {
    std::string_view method;
    std::string_view path;
    Response (*answer)(const Request&);
};

constexpr auto routes = std::to_array<Route>({
    {"GET", "/small", small},
    {"HEAD", "/small", small},
    {"GET", "/large", large},
    {"POST", "/echo", echo},
    {"GET", "/peer", peer},
    {"GET", "/slow", slow},
    {"GET", "/throws", throws},
});

// Every command waits as long as it may, and all that come are kept: a silent dongle.
class SilentPlant {
 public:
    Response answer(const Request& request) { return router_.answer(request, 1); }

    // As when the daemon ends: who waits is told at once.
    void stop() {
        unanswered_.close();
        while (unanswered_.pop()) {
        }
    }

 private:
    giv::http::PlantFace face() {
        giv::http::PlantFace face;
        face.hub = &hub_;
        face.now = [] { return giv::Moment{}; };
        face.submit = [this](const giv::Command&, giv::CommandGate::Answer answer) {
            giv::CommandGate::Ticket ticket{"a-1", std::nullopt};
            if (!unanswered_.try_push(std::move(answer))) {
                ticket.refused = giv::refused({giv::Reason::stopping, "stopping"});
            }
            return ticket;
        };
        return face;
    }

    giv::SnapshotHub hub_;
    giv::BoundedQueue<giv::CommandGate::Answer> unanswered_{10'000};
    giv::http::Router router_{{face()}, {}};
};

Response answer(const Request& request, SilentPlant& plant) {
    const auto serves = [&](const Route& route) {
        return route.method == request.method && route.path == request.path;
    };
    const auto* const route = std::ranges::find_if(routes, serves);
    return route == routes.end() ? plant.answer(request) : route->answer(request);
}

sigset_t block_stop_signals() {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
    return stop;
}

}  // namespace

int main(int argc, char** argv) {
    const auto stop_signals = block_stop_signals();  // before there are threads
    giv::http::Entrance entrance;
    entrance.address = "127.0.0.1";
    if (argc > 1) entrance.ports = {static_cast<std::uint16_t>(std::atoi(argv[1]))};
    if (argc > 3) entrance.certificate = {argv[2], argv[3]};
    entrance.admits = [](const std::string& address) { return address != "127.0.0.99"; };

    SilentPlant plant;
    giv::http::HardenedServer server{
        entrance, [&plant](const Request& request) { return answer(request, plant); }};
    const auto ports = server.start();
    if (!ports) {
        std::fprintf(stderr, "%s\n", ports.error().detail.c_str());
        return 2;
    }
    std::printf("port %d\n", ports->front());
    std::fflush(stdout);

    int caught = 0;
    sigwait(&stop_signals, &caught);
    plant.stop();
    server.stop();
}
