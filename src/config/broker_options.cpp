#include "config/broker_options.hpp"

#include "config/checks.hpp"
#include "config/option_fields.hpp"

namespace giv {
namespace {

constexpr auto all = &SettingsDraft::all;
constexpr auto broker = &Settings::broker;

constexpr auto internal_words = std::to_array<Choice::Word>({
    {"off", static_cast<int>(BrokerSettings::Wanted::off)},
    {"auto", static_cast<int>(BrokerSettings::Wanted::automatic)},
    {"on", static_cast<int>(BrokerSettings::Wanted::on)},
});

constexpr Choice internal_broker{
    internal_words,
    [](SettingsDraft& draft, int value) {
        draft.all.broker.wanted = static_cast<BrokerSettings::Wanted>(value);
    },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.all.broker.wanted); }};

constexpr std::string_view a_numeric_address = "a numeric IPv4 or IPv6 address";
constexpr std::string_view a_program = "a name or a path";

constexpr auto rows = std::to_array<Option>({
    Option{
        "mqtt.internal.wanted",
        {"MQTT_INTERNAL"},
        internal_broker,
        "Start a broker of our own (mosquitto) and use it; auto: where MQTT_ADDRESS is empty or "
        "this machine"},
    Option{
        "mqtt.internal.anonymous",
        {"MQTT_INTERNAL_ANONYMOUS"},
        Flag{field<all, broker, &BrokerSettings::anonymous>},
        "Let everybody who reaches that broker in without a password, as GivTCP's did"},
    Option{
        "mqtt.internal.bind",
        {"MQTT_INTERNAL_BIND"},
        Text{a_numeric_address, is_numeric_address, field<all, broker, &BrokerSettings::bind>},
        "Address at which that broker listens; empty: all of them; 127.0.0.1: this machine alone, "
        "which needs no password"},
    Option{
        "mqtt.internal.program",
        {"MQTT_INTERNAL_PROGRAM"},
        Text{a_program, is_text, field<all, broker, &BrokerSettings::program>},
        "That broker's program, where it is not found by itself"},
});

}  // namespace

std::span<const Option> broker_options() { return rows; }

}  // namespace giv
