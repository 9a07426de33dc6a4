#include "app/supervisor.hpp"

#include "config/import_settings.hpp"

#include <httplib.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
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
constexpr std::chrono::seconds first_pause{2};
constexpr std::chrono::seconds longest_pause{30};
constexpr std::chrono::seconds pauses_in_all{300};
constexpr const char* silent = "the Supervisor does not say which MQTT broker there is";

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
    for (const auto& option : *options) {
        if (!option.value.empty() && value_of(environment, option.name).empty()) {
            environment.insert_or_assign(option.name, option.value);
        }
    }
}

// As mqtt_service(); nothing as well where nobody answers.
std::optional<std::string> ask(const Environment& environment) {
    httplib::Client client{value_or(environment, address_name, usual_address)};
    client.set_connection_timeout(answers_within);
    client.set_read_timeout(answers_within);
    client.set_default_headers({{"Authorization", "Bearer " + value_of(environment, token_name)}});
    const auto answer = client.Get("/services/mqtt");
    if (!answer) return std::nullopt;
    return mqtt_service(answer->status, answer->body);
}

// There is no log yet, and REST is silent meanwhile: whoever looks is told why.
std::optional<std::string> ask_again(const Environment& environment) {
    std::cerr << "givtcpd: " << silent << " yet; it is asked again, for five minutes at most\n";
    std::optional<std::string> answer;
    auto pause = first_pause;
    auto paused = 0s;
    while (!answer && paused < pauses_in_all) {
        std::this_thread::sleep_for(pause);
        answer = ask(environment);
        paused += pause;
        pause = std::min(2 * pause, longest_pause);
    }
    return answer;
}

}  // namespace

std::optional<std::string> mqtt_service(int status, std::string body) {
    constexpr int has_it = 200;
    constexpr int has_none = 400;
    if (status == has_it) return body;
    return status == has_none ? std::optional<std::string>{""} : std::nullopt;
}

void add_broker(Environment& environment, std::string_view answer) {
    const auto settings = read_foreign(answer);
    if (!settings) return;
    for (const auto& setting : *settings) {
        for (const auto& row : rows) {
            if (setting.name == row.path && !setting.value.empty())
                environment.insert_or_assign(std::string{row.variable}, setting.value);
        }
    }
}

Result<Environment> supervised(
    Environment environment,
    const World& world,
    BrokerQuestion question,
    std::vector<std::string>& remarks
) {
    if (value_of(environment, token_name).empty()) return environment;
    add_options(environment, world, remarks);
    if (question == BrokerQuestion::never_ask) return environment;
    if (!value_of(environment, "MQTT_ADDRESS").empty()) return environment;

    auto answer = ask(environment);
    if (!answer && question == BrokerQuestion::until_it_answers) {
        answer = ask_again(environment);
        if (!answer) return fail(Errc::disconnected, std::string{silent} + "; set MQTT_ADDRESS");
    }
    if (answer)
        add_broker(environment, *answer);
    else
        remarks.emplace_back(silent);
    return environment;
}

}  // namespace giv
