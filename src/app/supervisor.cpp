#include "app/supervisor.hpp"

#include "config/import_settings.hpp"

#include <httplib.h>

#include <array>
#include <chrono>
#include <optional>
#include <thread>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view token_name = "SUPERVISOR_TOKEN";
constexpr std::string_view options_name = "GIVTCP_OPTIONS";     // a file
constexpr std::string_view address_name = "GIVTCP_SUPERVISOR";  // for tests
constexpr const char* usual_options = "/data/options.json";
constexpr const char* usual_address = "http://supervisor";
constexpr std::chrono::seconds answers_within{5};
constexpr auto pauses = std::to_array<std::chrono::seconds>({2s, 4s, 8s});

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

// What it says of its MQTT service, empty where it has none; nothing where nobody answers.
std::optional<std::string> ask(const Environment& environment) {
    httplib::Client client{value_or(environment, address_name, usual_address)};
    client.set_connection_timeout(answers_within);
    client.set_read_timeout(answers_within);
    client.set_default_headers({{"Authorization", "Bearer " + value_of(environment, token_name)}});
    const auto answer = client.Get("/services/mqtt");
    if (!answer) return std::nullopt;
    return answer->status == 200 ? answer->body : "";
}

std::string broker_of(
    const Environment& environment, BrokerQuestion question, std::vector<std::string>& remarks
) {
    auto answer = ask(environment);
    for (const auto pause : pauses) {
        if (answer || question == BrokerQuestion::once) break;
        std::this_thread::sleep_for(pause);
        answer = ask(environment);
    }
    if (!answer) remarks.emplace_back("the Supervisor does not say which MQTT broker there is");
    return answer.value_or("");
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
    Environment environment,
    const World& world,
    BrokerQuestion question,
    std::vector<std::string>& remarks
) {
    if (value_of(environment, token_name).empty()) return environment;
    add_options(environment, world, remarks);
    if (question != BrokerQuestion::never_ask && value_of(environment, "MQTT_ADDRESS").empty()) {
        add_broker(environment, broker_of(environment, question, remarks));
    }
    return environment;
}

}  // namespace giv
