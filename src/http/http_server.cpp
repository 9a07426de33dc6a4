#include "http/http_server.hpp"

#include "http/credentials.hpp"
#include "http/fence.hpp"
#include "http/refusal.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <string>
#include <utility>

namespace giv::http {
namespace {

// What to say around an error of the front door, so that a person knows what to do.
struct Advice {
    Errc code;
    std::string_view before;
    std::string_view after;
};

constexpr auto advices = std::to_array<Advice>({
    {Errc::busy, "REST ", "; set REST_PORT to a port that is free"},
    {Errc::rejected, "REST ", "; set REST_PORT to another port"},
    {Errc::out_of_range, "REST_BIND: ", "; set it to an address of this machine, or to 0.0.0.0"},
    {Errc::malformed, "REST: ", "; check REST_TLS_CERT and REST_TLS_KEY"},
});

tl::unexpected<Error> with_advice(const Error& error) {
    const auto* const advice = std::ranges::find(advices, error.code, &Advice::code);
    if (advice == advices.end()) return fail(error.code, "REST: " + error.detail);
    const auto text = std::string{advice->before} + error.detail + std::string{advice->after};
    return fail(error.code, text);
}

// The fence at the front door, and a line in the log for the first time that a stranger comes; on
// the front door's thread only.
class Gatekeeper {
 public:
    Gatekeeper(std::vector<Net> trusted, Log log)
        : trusted_{std::move(trusted)}, log_{std::move(log)} {}

    bool operator()(const std::string& address) {
        if (is_inside(address, trusted_)) return true;
        constexpr std::size_t worth_telling = 20;
        if (told_.size() < worth_telling && told_.insert(address).second) {
            log_(LogLevel::warning, "refused " + address + ": it is not in TRUSTED_NETS");
        }
        return false;
    }

 private:
    std::vector<Net> trusted_;
    Log log_;
    std::set<std::string> told_;
};

}  // namespace

HttpServer::HttpServer(
    HttpSettings settings, const std::vector<PlantFace>& plants, DaemonFace daemon, Log log
)
    : settings_{std::move(settings)},
      daemon_{std::move(daemon)},
      log_{std::move(log)},
      router_{plants, daemon_, settings_.host_names, Cors{settings_.cors}, settings_.token} {
    for (const auto& plant : plants) {
        const auto port = settings_.port_of(plant.instance);
        if (port == 0) continue;
        instances_.push_back(plant.instance);
        ports_.push_back(port);
    }
}

HttpServer::~HttpServer() { stop(); }

Result<Entrance> HttpServer::entrance() {
    auto nets = parse_nets(settings_.trusted_nets);
    if (!nets) return fail(Errc::malformed, "TRUSTED_NETS: " + nets.error().detail);
    Entrance entrance;
    entrance.address = settings_.bind;
    entrance.ports = ports_;
    entrance.certificate = {settings_.tls_certificate, settings_.tls_key};
    entrance.admits = Gatekeeper{*std::move(nets), log_};
    entrance.cors = Cors{settings_.cors};
    entrance.failed = daemon_.server_failed;
    return entrance;
}

// Commands are counted before they are looked at; of reads only those that the token's lack ends.
// Where a peer has no more of them, no token of its is looked at either: right or wrong, it hears
// the same, so that a guess is not answered.
Response HttpServer::answer(const Request& request) {
    const auto& peer = request.peer.address;
    const auto now = std::chrono::steady_clock::now();
    const auto too_often = [&] { return !rate_.take(peer, now); };
    const auto too_many = [&request] {
        auto response = refusal_at(429, request.path);
        response.fields.push_back({"Retry-After", "1"});
        return response;
    };
    if (request.method == "POST" && too_often()) return too_many();
    const bool is_judged_by_token = !request.field("Authorization").empty() &&
                                    needs_token(settings_.token, request.method, request.path);
    if (is_judged_by_token && request.method != "POST" && !rate_.has_some(peer, now)) {
        return too_many();
    }
    auto response = router_.answer(request, instances_[request.peer.door]);
    const bool is_guess = response.status == 401 && request.method != "POST";
    return is_guess && too_often() ? too_many() : response;
}

Result<std::vector<std::uint16_t>> HttpServer::start() {
    auto way_in = entrance();
    if (!way_in) return tl::unexpected(way_in.error());
    server_ = std::make_unique<HardenedServer>(
        *std::move(way_in),
        [this](const Request& request) { return answer(request); },
        [this](const std::string& what) { log_(LogLevel::error, what); }
    );
    auto ports = server_->start();
    if (!ports) return with_advice(ports.error());
    return ports;
}

void HttpServer::stop() {
    if (server_) server_->stop();
}

}  // namespace giv::http
