#include "app/supervisor.hpp"

#include "config/import_settings.hpp"

#include <httplib.h>

#include <array>
#include <chrono>

namespace giv {
namespace {

constexpr std::string_view token_name = "SUPERVISOR_TOKEN";
constexpr std::string_view options_name = "GIVTCP_OPTIONS";     // a file
constexpr std::string_view address_name = "GIVTCP_SUPERVISOR";  // for tests
constexpr const char* usual_options = "/data/options.json";
constexpr const char* usual_address = "http://supervisor";
constexpr std::chrono::seconds patience{5};

struct Row {
    std::string_view path;  // in the answer
    std::string_view variable;
};

constexpr auto rows = std::to_array<Row>({
    {"data.host", "MQTT_ADDRESS"},
    {"data.port", "MQTT_PORT"},
    {"data.username", "MQTT_USERNAME"},
    {"data.password", "MQTT_PASSWORD"},
    {"data.ssl", "MQTT_TLS"},
});

std::string value_or(const Environment& environment, std::string_view name, const char* otherwise) {
    auto value = value_of(environment, name);
    return value.empty() ? otherwise : value;
}

// What the user typed into the add-on's page.
void add_options(Environment& environment, const World& world, std::vector<std::string>& remarks) {
    const auto path = value_or(environment, options_name, usual_options);
    const auto text = world.read_file(path);
    if (!text) return remarks.push_back("the add-on's options: " + text.error().detail);
    const auto options = read_foreign(*text);
    if (!options)
        return remarks.push_back("the add-on's options: " + path + ' ' + options.error().detail);
    for (const auto& [name, value] : *options) {
        if (!value.empty() && value_of(environment, name).empty()) {
            environment.insert_or_assign(name, value);
        }
    }
}

std::string broker_of(const Environment& environment, std::vector<std::string>& remarks) {
    httplib::Client client{value_or(environment, address_name, usual_address)};
    client.set_connection_timeout(patience);
    client.set_read_timeout(patience);
    client.set_default_headers({{"Authorization", "Bearer " + value_of(environment, token_name)}});
    const auto answer = client.Get("/services/mqtt");
    if (!answer) {
        remarks.emplace_back("the Supervisor does not say which MQTT broker there is");
    } else if (answer->status == 200) {
        return answer->body;
    }
    return {};  // any other status: it has none
}

}  // namespace

void add_broker(Environment& environment, std::string_view answer) {
    const auto settings = read_foreign(answer);
    if (!settings) return;
    for (const auto& [path, value] : *settings) {
        for (const auto& row : rows) {
            if (path == row.path && !value.empty())
                environment.insert_or_assign(std::string{row.variable}, value);
        }
    }
}

Environment supervised(
    Environment environment, const World& world, std::vector<std::string>& remarks
) {
    if (value_of(environment, token_name).empty()) return environment;
    add_options(environment, world, remarks);
    if (value_of(environment, "MQTT_ADDRESS").empty()) {
        add_broker(environment, broker_of(environment, remarks));
    }
    return environment;
}

}  // namespace giv
