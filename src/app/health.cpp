#include "app/health.hpp"

#include <httplib.h>

#include <chrono>
#include <memory>

namespace giv {
namespace {

constexpr std::chrono::seconds patience{4};

// Where a listener at `bind` is reached from here.
std::string host_of(const std::string& bind) {
    if (bind == "0.0.0.0") return "127.0.0.1";
    return bind == "::" ? "::1" : bind;
}

std::unique_ptr<httplib::ClientImpl> client_for(const HttpSettings& settings) {
    const auto host = host_of(settings.bind);
    const int port = settings.first_port;
    if (!settings.tls()) return std::make_unique<httplib::ClientImpl>(host, port);
    auto secure = std::make_unique<httplib::SSLClient>(host, port);
    secure->enable_server_certificate_verification(false);  // it is this machine, by its address
    return secure;
}

}  // namespace

Result<std::string> health(const HttpSettings& settings) {
    const auto client = client_for(settings);
    client->set_connection_timeout(patience);
    client->set_read_timeout(patience);
    const auto answer = client->Get("/healthz");
    if (!answer) {
        return fail(
            Errc::disconnected,
            "no answer from givtcpd at " + host_of(settings.bind) + " port " +
                std::to_string(settings.first_port) + ": is it running, with these settings?"
        );
    }
    constexpr int unavailable = 503;
    if (answer->status == unavailable) {
        return fail(Errc::rejected, "givtcpd is stuck: " + answer->body.substr(0, 200));
    }
    return "givtcpd is alive";
}

}  // namespace giv
