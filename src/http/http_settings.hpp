// What the HTTP room is told: where to listen, and with which certificate.
//
// Plain values, filled by the config room. Source: spec/clients.md §2.1.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace giv {

struct HttpSettings {
    std::string bind = "0.0.0.0";  // REST_BIND: a numeric address; "::" is both families

    // The port of `first_instance`; each further instance has the next one (the first ten only).
    std::uint16_t first_port = 6345;  // REST_PORT; else 6344 + GIVTCPINSTANCE
    int first_instance = 1;           // GIVTCPINSTANCE

    std::string tls_certificate;  // REST_TLS_CERT: PEM chain; with the key: TLS on every port
    std::string tls_key;          // REST_TLS_KEY: PEM

    // TRUSTED_NETS: who may ask at all; everybody else hears 403. By default this machine, private
    // and link-local addresses of both families.
    std::vector<std::string> trusted_nets = {
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1",
        "fc00::/7",
        "fe80::/10",
    };

    // REST_HOST_NAMES: further names in the Host field by which a command may reach us; addresses,
    // names without a dot and those of home networks are known by themselves.
    std::vector<std::string> host_names;

    // REST_CORS: which pages of other origins may read: "legacy" (all), "off" (none), or the list
    // of those that may, as "http://192.168.1.5:8123". None may write.
    std::vector<std::string> cors = {"legacy"};

    enum class TokenScope : std::uint8_t {
        writes,  // what may change something
        all,     // reads, too
    };

    struct Token {
        std::string secret;  // API_TOKEN: at least 16 characters; empty: none is asked for
        TokenScope scope = TokenScope::writes;  // API_TOKEN_SCOPE
    };
    Token token;

    bool tls() const { return !tls_certificate.empty(); }

    // 0: this instance has no port of its own, only its /REST<n>/ prefix.
    std::uint16_t port_of(int instance) const {
        const int place = instance - first_instance;
        if (place < 0 || place >= 10 || first_port + place > 65535) return 0;
        return static_cast<std::uint16_t>(first_port + place);
    }
};

}  // namespace giv
