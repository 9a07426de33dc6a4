#include "config/foreign_names.hpp"

#include "config/nearest.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace giv {
namespace {

constexpr auto names = std::to_array<ForeignName>({

    {"INVERTOR_AIO", true},
    {"INVERTOR_AC", true},
    {"DAYRATE"},
    {"NIGHTRATE"},
    {"EXPORTRATE"},
    {"DAYRATESTART"},
    {"NIGHTRATESTART"},
    {"DYNAMICTARIFF"},
    {"HOSTIP"},
    {"WEB_DASH"},
    {"WEB_DASH_PORT"},
    {"CACHELOCATION"},
    {"DATASMOOTHER"},
    {"QUEUE_RETRIES"},
    {"SMARTTARGET"},
    {"GEAPI"},
    {"SOLCASTAPI"},
    {"SOLCASTSITEID"},
    {"SOLCASTSITEID2"},
    {"PALM_WINTER"},
    {"PALM_SHOULDER"},
    {"PALM_MIN_SOC_TARGET"},
    {"PALM_MAX_SOC_TARGET"},
    {"PALM_BATT_RESERVE"},
    {"PALM_BATT_UTILISATION"},
    {"PALM_BATT_CAPACITY"},
    {"PALM_CHARGE_RATE"},
    {"PALM_WEIGHT"},
    {"LOAD_HIST_WEIGHT"},
    {"PYTHONPATH"},

    // v3's settings, as variables.
    {"AUTO_SCAN"},
    {"INVERTER_ENABLE", true},
    {"INVERTER_BATTERY_ONLY", true},
    {"SELF_RUN_TIMER"},
    {"SELF_RUN_TIMER_FULL"},
    {"EVC_ENABLE"},
    {"EVC_IP_ADDRESS"},
    {"EVC_SELF_RUN_TIMER"},
    {"EVC_IMPORT_MAX_CURRENT"},
    {"SERIAL_NUMBER_EVC"},
});

struct Synonym {
    std::string_view said;
    std::string_view meant;
};

// Chosen where edit distance would find nothing, or the wrong one (MQTT_HOST: MQTT_PORT).
constexpr auto variables = std::to_array<Synonym>({
    {"MQTT_HOST", "MQTT_ADDRESS"},
    {"MQTT_BROKER", "MQTT_ADDRESS"},
    {"MQTT_SERVER", "MQTT_ADDRESS"},
    {"MQTT_USER", "MQTT_USERNAME"},
    {"MQTT_PASS", "MQTT_PASSWORD"},
    {"MQTT_ROOT", "MQTT_TOPIC"},
    {"MQTT_PREFIX", "MQTT_TOPIC"},
    {"INVERTER_IP", "INVERTOR_IP"},
    {"INVERTER_HOST", "INVERTOR_IP"},
    {"INVERTOR_HOST", "INVERTOR_IP"},
    {"POLL_INTERVAL", "SELF_RUN_LOOP_TIMER"},
    {"LOG_FILE", "DEBUG_FILE_LOCATION"},
    {"TIMEZONE", "TZ"},
    {"TIME_ZONE", "TZ"},
    {"HTTP_PORT", "REST_PORT"},
    {"INFLUX_HOST", "INFLUX_URL"},
    {"INFLUX_ADDRESS", "INFLUX_URL"},
    {"INFLUX_DB", "INFLUX_BUCKET"},
    {"INFLUX_DATABASE", "INFLUX_BUCKET"},
    {"INFLUX_PASSWORD", "INFLUX_TOKEN"},
    {"INFLUX_VERSION", "INFLUX_API"},
    {"CORS", "REST_CORS"},
    {"CORS_ORIGINS", "REST_CORS"},
    {"REST_CORS_ORIGINS", "REST_CORS"},
});

constexpr auto keys = std::to_array<Synonym>({
    {"mqtt.address", "mqtt.host"},
    {"mqtt.broker", "mqtt.host"},
    {"mqtt.server", "mqtt.host"},
    {"mqtt.user", "mqtt.username"},
    {"mqtt.pass", "mqtt.password"},
    {"mqtt.root", "mqtt.topic"},
    {"mqtt.root_topic", "mqtt.topic"},
    {"mqtt.prefix", "mqtt.topic"},
    {"mqtt.tls.cert", "mqtt.tls.certificate"},
    {"mqtt.tls.ca_file", "mqtt.tls.ca"},
    {"rest.tls.cert", "rest.tls.certificate"},
    {"influx.host", "influx.url"},
    {"influx.database", "influx.bucket"},
    {"influx.tls.ca_file", "influx.tls.ca"},
    {"http.port", "rest.port"},
    {"http.bind", "rest.bind"},
    {"http.cors", "rest.cors"},
    {"cors", "rest.cors"},
    {"timezone", "time_zone"},
    {"tz", "time_zone"},
    {"host", "plants[0].host"},
    {"inverter", "plants[0].host"},
});

std::string meant_by(std::string_view word, std::span<const Synonym> synonyms) {
    for (const auto& [said, meant] : synonyms) {
        if (same_word(said, word)) return std::string{meant};
    }
    return {};
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 2 &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_meant(const ForeignName& row, std::string_view name) {
    if (name == row.name) return true;
    return row.numbered && name.size() > row.name.size() + 1 && name.starts_with(row.name) &&
           name[row.name.size()] == '_' && is_number(name.substr(row.name.size() + 1));
}

}  // namespace

std::span<const ForeignName> foreign_names() { return names; }

const ForeignName* find_foreign_name(std::string_view name) {
    const auto* row =
        std::ranges::find_if(names, [&](const ForeignName& each) { return is_meant(each, name); });
    return row == names.end() ? nullptr : row;
}

std::string variable_called(std::string_view word) { return meant_by(word, variables); }

std::string key_called(std::string_view word) { return meant_by(word, keys); }

}  // namespace giv
