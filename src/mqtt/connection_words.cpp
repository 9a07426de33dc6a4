#include "mqtt/connection_words.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <unistd.h>

namespace giv::mqtt {
namespace {

constexpr std::size_t longest_topic = 65'535;  // MQTT 3.1.1, 1.5.3

bool is_readable(const std::string& file) { return ::access(file.c_str(), R_OK) == 0; }

// paho says nothing about TLS but "failed" (its error callback dangles in version 1.2).
std::string no_connection_words(const MqttTls& tls) {
    if (!tls.enabled) return "it can't be reached";
    for (const auto* file : {&tls.ca_file, &tls.certificate, &tls.key})
        if (!file->empty() && !is_readable(*file)) return "can't read " + *file;
    return "it can't be reached, or a certificate was refused (its authority, its host name, ours)";
}

}  // namespace

std::string broker_uri(const MqttSettings& settings) {
    const bool is_ipv6 = settings.host.find(':') != std::string::npos;
    const auto host = is_ipv6 ? '[' + settings.host + ']' : settings.host;
    return (settings.tls.enabled ? "mqtts://" : "mqtt://") + host + ':' +
           std::to_string(settings.port);
}

std::string client_id(const MqttSettings& settings, bool is_guest) {
    std::array<char, 256> host_name{};
    if (::gethostname(host_name.data(), host_name.size() - 1) != 0) host_name[0] = '\0';
    const auto whose = std::string{host_name.data()} + '/' + settings.root_topic;
    std::uint32_t hash = 2'166'136'261U;  // FNV-1a
    for (const char c : whose)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
    const std::string what = is_guest ? "givlook" : "givtcp";
    return what + std::to_string(settings.instance) + 'x' + std::to_string(hash);
}

std::string failure_words(int code, const MqttTls& tls) {
    switch (code) {
        case 1: return "it does not speak MQTT 3.1.1";
        case 2: return "it refuses our client id";
        case 3: return "it says that it is not available";
        case 4: return "wrong user name or password";
        case 5: return "not authorised: check user name and password";
        default: return no_connection_words(tls);
    }
}

bool is_possible_topic(std::string_view topic) {
    return !topic.empty() && topic.size() <= longest_topic &&
           topic.find_first_of(std::string_view{"+#\0", 3}) == std::string_view::npos;
}

}  // namespace giv::mqtt
