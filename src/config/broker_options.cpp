#include "config/broker_options.hpp"

#include "broker/checks.hpp"
#include "config/checks.hpp"
#include "config/option_fields.hpp"

namespace giv {
namespace {

constexpr auto all = &SettingsDraft::all;
constexpr auto own = &Settings::broker;

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

constexpr std::string_view an_address = "a numeric IPv4 or IPv6 address, or the word private";
constexpr std::string_view a_program = "a name or a path";

bool is_broker_address(std::string_view text) {
    return text == broker::private_addresses_word || is_numeric_address(text);
}

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
        Flag{field<all, own, &BrokerSettings::anonymous>},
        "Let everybody who reaches that broker in without a password, as GivTCP's did"},
    Option{
        "mqtt.internal.bind",
        {"MQTT_INTERNAL_BIND"},
        Text{an_address, is_broker_address, field<all, own, &BrokerSettings::bind>},
        "Address at which that broker listens; 127.0.0.1: this machine alone, which needs no "
        "password; private: those of private networks; empty: all of them, but private where "
        "everybody is let in"},
    Option{
        "mqtt.internal.program",
        {"MQTT_INTERNAL_PROGRAM"},
        Text{a_program, is_text, field<all, own, &BrokerSettings::program>},
        "That broker's program, where it is not found by itself"},
});

}  // namespace

std::span<const Option> broker_options() { return rows; }

}  // namespace giv
