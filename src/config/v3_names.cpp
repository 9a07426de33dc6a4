#include "config/v3_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace giv {
namespace {

constexpr auto names = std::to_array<V3Name>({
    {"invertorIP", "INVERTOR_IP", true},
    {"inverterName", "HADEVICEPREFIX", true},
    {"MQTT_Output", "MQTT_OUTPUT"},
    {"MQTT_Address", "MQTT_ADDRESS"},
    {"MQTT_Username", "MQTT_USERNAME"},
    {"MQTT_Password", "MQTT_PASSWORD"},
    {"MQTT_Port", "MQTT_PORT"},
    {"MQTT_Retain", "MQTT_RETAIN"},
    {"MQTT_Topic", "MQTT_TOPIC"},
    {"TZ", "TZ"},
    {"Log_Level", "LOG_LEVEL"},
    {"Print_Raw_Registers", "PRINT_RAW"},
    {"self_run", "SELF_RUN"},
    {"self_run_timer", "SELF_RUN_LOOP_TIMER"},
    {"Influx_Output", "INFLUX_OUTPUT"},
    {"influxURL", "INFLUX_URL"},
    {"influxToken", "INFLUX_TOKEN"},
    {"influxBucket", "INFLUX_BUCKET"},
    {"influxOrg", "INFLUX_ORG"},
    {"HA_Auto_D", "HA_AUTO_D"},

    {"v3upgrade", ""},
    {"auto_scan", ""},
    {"inverter_enable", "", true},
    {"Model", "", true},
    {"inverter_battery_only", "", true},
    {"serial_number", "", true},
    {"Host_IP", ""},
    {"cache_location", ""},
    {"timezone", ""},  // computed; what people set is TZ
    {"self_run_timer_full", ""},
    {"queue_retries", ""},
    {"data_smoother", ""},
    {"PYTHONPATH", ""},
    {"dynamic_tariff", ""},
    {"day_rate", ""},
    {"night_rate", ""},
    {"export_rate", ""},
    {"day_rate_start", ""},
    {"night_rate_start", ""},
    {"Web_Dash", ""},
    {"Web_Dash_Port", ""},
    {"Smart_Target", ""},
    {"GE_API", ""},
    {"LOAD_HIST_WEIGHT", ""},
    {"evc_enable", ""},
    {"evc_ip_address", ""},
    {"evc_self_run_timer", ""},
    {"evc_import_max_current", ""},
    {"serial_number_evc", ""},
});

// "_1" to "_9" behind a name that is numbered.
std::string_view number_behind(std::string_view key, const V3Name& name) {
    if (!name.numbered || key.size() != name.key.size() + 2) return {};
    const auto end = key.substr(name.key.size());
    return end[0] == '_' && end[1] >= '1' && end[1] <= '9' ? end : std::string_view{};
}

}  // namespace

std::optional<std::string> variable_of_v3(std::string_view key) {
    for (const auto& name : names) {
        if (!key.starts_with(name.key)) continue;
        const auto number = number_behind(key, name);
        if (number.empty() && (name.numbered || key != name.key)) continue;
        if (name.variable.empty()) return std::string{};
        return std::string{name.variable} + std::string{number};
    }
    return std::nullopt;
}

}  // namespace giv
