// The table of options: one row each, and nothing else of an option anywhere (its member in a
// settings struct excepted). docs/CONFIG.md and the example file are made from it. REST's, the
// broker's and InfluxDB's rows have files of their own; those of the guard's thresholds are made
// from the guard's own table.
#include "config/broker_options.hpp"
#include "config/checks.hpp"
#include "config/influx_options.hpp"
#include "config/option.hpp"
#include "config/option_fields.hpp"
#include "config/rest_options.hpp"
#include "config/threshold_options.hpp"

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto all = &SettingsDraft::all;
constexpr auto link = &SettingsDraft::link;
constexpr auto mqtt = &Settings::mqtt;
constexpr auto tls = &MqttSettings::tls;
constexpr auto discovery = &MqttSettings::discovery;

// Which instance we are stands in both rooms that serve clients.
constexpr Whole instance{
    1,
    1000,
    [](SettingsDraft& draft, std::int64_t value) {
        draft.all.http.first_instance = static_cast<int>(value);
        draft.all.mqtt.instance = static_cast<int>(value);
    },
    [](const SettingsDraft& draft) {
        return std::optional<std::int64_t>{draft.all.mqtt.instance};
    }};

// Inverters answer at no other (spec/wire-protocol.md).
constexpr auto inverter_addresses = std::to_array<std::int64_t>({0x11, 0x31});

constexpr Whole inverter_address{
    inverter_addresses.front(),
    inverter_addresses.back(),
    [](SettingsDraft& draft, std::int64_t value) {
        draft.link.inverter_address = static_cast<std::uint8_t>(value);
    },
    [](const SettingsDraft& draft) {
        return std::optional<std::int64_t>{draft.link.inverter_address};
    },
    inverter_addresses};

constexpr Whole expected_batteries{
    0,
    32,
    [](SettingsDraft& draft, std::int64_t value) {
        draft.link.expected_batteries = static_cast<int>(value);
    },
    [](const SettingsDraft& draft) {
        const auto& number = draft.link.expected_batteries;
        return number ? std::optional<std::int64_t>{*number} : std::nullopt;
    }};

constexpr Whole plant_count{
    1,
    1000,
    [](SettingsDraft& draft, std::int64_t value) { draft.plant_count = static_cast<int>(value); },
    [](const SettingsDraft& draft) {
        return draft.plant_count ? std::optional<std::int64_t>{*draft.plant_count} : std::nullopt;
    }};

// Three are documented; the others are v2's and v3's, and one of ours for the curious.
constexpr auto log_levels = std::to_array<Choice::Word>({
    {"Error", static_cast<int>(LogLevel::error)},
    {"Info", static_cast<int>(LogLevel::info)},
    {"Debug", static_cast<int>(LogLevel::debug)},
    {"Critical", static_cast<int>(LogLevel::critical), false},
    {"Warning", static_cast<int>(LogLevel::warning), false},
    {"Write_Debug", static_cast<int>(LogLevel::debug), false},
    {"Trace", static_cast<int>(LogLevel::trace), false},
});

constexpr Choice log_level{
    log_levels,
    [](SettingsDraft& draft, int value) { draft.all.log.level = static_cast<LogLevel>(value); },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.all.log.level); }};

constexpr auto publish_words = std::to_array<Choice::Word>({
    {"changes", static_cast<int>(MqttSettings::Publish::changes)},
    {"all", static_cast<int>(MqttSettings::Publish::all)},
});

constexpr Choice publish{
    publish_words,
    [](SettingsDraft& draft, int value) {
        draft.all.mqtt.publish = static_cast<MqttSettings::Publish>(value);
    },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.all.mqtt.publish); }};

constexpr auto style_words = std::to_array<Choice::Word>({
    {"entity", static_cast<int>(render::DiscoveryStyle::entity)},
    {"device", static_cast<int>(render::DiscoveryStyle::device)},
});

constexpr Choice discovery_style{
    style_words,
    [](SettingsDraft& draft, int value) {
        draft.all.mqtt.discovery.style = static_cast<render::DiscoveryStyle>(value);
    },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.all.mqtt.discovery.style); }};

constexpr auto layout_words = std::to_array<Choice::Word>({
    {"single", static_cast<int>(render::DeviceLayout::single)},
    {"sections", static_cast<int>(render::DeviceLayout::sections)},
});

constexpr Choice device_layout{
    layout_words,
    [](SettingsDraft& draft, int value) {
        draft.all.mqtt.discovery.layout = static_cast<render::DeviceLayout>(value);
    },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.all.mqtt.discovery.layout); }};

constexpr auto rate_units = std::to_array<Choice::Word>({
    {"auto", static_cast<int>(RateUnit::automatic)},
    {"watts", static_cast<int>(RateUnit::watts)},
    {"percent", static_cast<int>(RateUnit::percent)},
});

constexpr Choice rate_unit{
    rate_units,
    [](SettingsDraft& draft, int value) {
        draft.link.control.rate_unit = static_cast<RateUnit>(value);
    },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.link.control.rate_unit); }};

constexpr auto profiles = std::to_array<Choice::Word>({{"v3", 0}, {"seed", 1}});

constexpr Choice profile{
    profiles,
    [](SettingsDraft& draft, int value) { draft.link.control.seed_profile = value == 1; },
    [](const SettingsDraft& draft) { return draft.link.control.seed_profile ? 1 : 0; }};

constexpr auto second_slots = std::to_array<Choice::Word>({{"off", 0}, {"legacy", 1}});

constexpr Choice second_slot{
    second_slots,
    [](SettingsDraft& draft, int value) { draft.link.control.charge_slot_2_legacy = value == 1; },
    [](const SettingsDraft& draft) { return draft.link.control.charge_slot_2_legacy ? 1 : 0; }};

constexpr Whole writes_per_day{
    1,
    100'000,
    [](SettingsDraft& draft, std::int64_t value) {
        draft.link.control.writes_per_day = static_cast<std::uint32_t>(value);
    },
    [](const SettingsDraft& draft) {
        return std::optional<std::int64_t>{draft.link.control.writes_per_day};
    }};

constexpr std::string_view a_host = "a host name or numeric address (no scheme, no port)";
constexpr std::string_view a_path = "an absolute path";
constexpr std::string_view a_topic = "a topic without wildcards (# and +), $ or control characters";
constexpr std::string_view a_text = "a text";
constexpr std::string_view a_page = "an address of a page (http://192.168.1.10:6345/)";
constexpr std::string_view a_zone =
    "an IANA zone (Europe/London) or a POSIX rule (GMT0BST,M3.5.0/1,M10.5.0)";

constexpr auto rows = std::to_array<Option>({
    Option{
        "host",
        {"INVERTOR_IP"},
        TextList{
            "host names or numeric addresses (no scheme, no port) with commas between",
            is_host,
            field<link, &LinkSettings::hosts>},
        "Address or name of the inverter's dongle; several of one dongle are tried in turn. Empty: "
        "it is searched for"}
        .of_one_plant()
        .such_as(R"("192.168.1.20")"),
    Option{
        "port", {"INVERTOR_PORT"}, whole<link, &LinkSettings::port>(1, 65535), "Port of the dongle"}
        .of_one_plant(),
    Option{
        "address",
        {"INVERTOR_ADDRESS"},
        inverter_address,
        "Modbus address of the inverter behind the dongle"}
        .of_one_plant(),
    Option{
        "batteries",
        {"NUM_BATTERIES", "NUMBATTERIES"},
        expected_batteries,
        "Battery packs you expect; another number found is reported as a problem, and all that are "
        "found are read"}
        .of_one_plant()
        .such_as("1"),
    Option{
        "topic",
        {"MQTT_TOPIC"},
        Text{a_topic, is_topic, field<&SettingsDraft::plant_topic>},
        "Root topic of this plant alone; empty: mqtt.topic"}
        .of_one_plant()
        .only_numbered(),
    Option{
        "name_prefix",
        {"HADEVICEPREFIX"},
        Text{a_text, is_text, field<&SettingsDraft::plant_name_prefix>},
        "What this plant's entities and devices in Home Assistant begin with; empty: GivTCP for "
        "the first plant, GivTCP2 for the second"}
        .of_one_plant(),
    Option{
        "",
        {"NUMINVERTORS"},
        plant_count,
        "How many inverters there are: of INVERTOR_IP_1, INVERTOR_IP_2, ... so many are used, and "
        "those of them that have no address are searched for; not set: as many as have one"},
    Option{
        "search.networks",
        {"DISCOVERY_NETS"},
        TextList{
            "IPv4 addresses or networks of /22 at most (192.168.1.0/24) with commas between",
            is_searched_network,
            field<all, &Settings::search, &SearchSettings::networks>},
        "Where an inverter without an address is searched for; empty: the private networks of this "
        "machine, but those of containers, virtual machines and private tunnels"},

    Option{
        "poll.enabled",
        {"SELF_RUN"},
        Flag{field<link, &LinkSettings::polls_by_itself>},
        "Read the inverter by itself; false: only when a client asks for fresh values"}
        .of_every_plant(),
    Option{
        "poll.seconds",
        {"SELF_RUN_LOOP_TIMER"},
        Duration{"seconds", 1s, 1s, 1h, field<link, &LinkSettings::poll_period>},
        "From the start of one measurement cycle to the start of the next; less than 5 disturbs "
        "the dongle's cloud connection"}
        .of_every_plant(),
    Option{
        "poll.configuration_minutes",
        {"LINK_CONFIGURATION_MINUTES"},
        Duration{"minutes", 1min, 1min, 24h, field<link, &LinkSettings::configuration_period>},
        "How often the inverter's settings are read again; after a write they are at once"}
        .of_every_plant(),
    Option{
        "poll.spacing_ms",
        {"LINK_SPACING_MS"},
        Duration{"milliseconds", 1ms, 0ms, 10s, field<link, &LinkSettings::spacing>},
        "Least time from the start of one request to the start of the next"}
        .of_every_plant(),
    Option{
        "poll.max_duty_percent",
        {"POLL_DUTY_MAX"},
        whole<link, &LinkSettings::max_duty_percent>(1, 100),
        "Percent of the time that the dongle may be busy with our polling, so that its cloud keeps "
        "its share: beyond that packs, meters and then cycles wait, but never until values are old"}
        .of_every_plant(),

    Option{
        "control.rate_unit",
        {"RATE_UNIT"},
        rate_unit,
        "What a charge or discharge rate without a unit means; auto: 1 to 100 is percent of the "
        "maximum, all else watts"}
        .of_every_plant(),
    Option{
        "control.profile",
        {"COMPAT_PROFILE"},
        profile,
        "Which GivTCP to behave like where its generations differ; seed: rates in percent, the "
        "battery reserve in the cut-off register, a charge target that switches itself on"}
        .of_every_plant(),
    Option{
        "control.charge_slot_2",
        {"CHARGE_SLOT_2"},
        second_slot,
        "Where a second charge slot is on inverters without ten slots; legacy: registers 31 and "
        "32, which may be display settings instead"}
        .of_every_plant(),
    Option{
        "control.writes_per_day",
        {"WRITES_PER_DAY"},
        writes_per_day,
        "Register writes in a day, after which most commands are refused: the inverter's flash "
        "wears out"}
        .of_every_plant(),
    Option{
        "control.clock_sync",
        {"CLOCK_SYNC"},
        Flag{field<link, &LinkSettings::control, &ControlSettings::clock_sync>},
        "Set the inverter's clock right by itself, once a day at most, where it is off by more "
        "than 30 s; never near midnight, near the edge of a slot or during a timed action"}
        .of_every_plant(),

    Option{
        "mqtt.enabled",
        {"MQTT_OUTPUT"},
        Flag{field<all, mqtt, &MqttSettings::enabled>},
        "Publish to an MQTT broker"},
    Option{
        "mqtt.host",
        {"MQTT_ADDRESS"},
        Text{a_host, is_host, field<all, mqtt, &MqttSettings::host>},
        "Broker's name or address"},
    Option{
        "mqtt.port",
        {"MQTT_PORT"},
        whole<all, mqtt, &MqttSettings::port>(1, 65535),
        "Broker's port; 8883 by default where TLS is on"},
    Option{
        "mqtt.username",
        {"MQTT_USERNAME"},
        Text{a_text, is_text, field<all, mqtt, &MqttSettings::user>},
        "User name at the broker; empty: anonymous"},
    Option{
        "mqtt.password",
        {"MQTT_PASSWORD"},
        Text{a_text, is_text, field<all, mqtt, &MqttSettings::password>},
        "Password at the broker"}
        .as_secret(),
    Option{
        "mqtt.topic",
        {"MQTT_TOPIC"},
        Text{a_topic, is_topic, field<all, mqtt, &MqttSettings::root_topic>},
        "Root of all topics"},
    Option{
        "mqtt.retain",
        {"MQTT_RETAIN"},
        Flag{field<all, mqtt, &MqttSettings::retain>},
        "Publish values retained, so that who subscribes later sees them at once"},
    Option{
        "mqtt.publish",
        {"MQTT_PUBLISH"},
        publish,
        "Send the values that changed, or all of them in every cycle as GivTCP does"},
    Option{
        "mqtt.republish_minutes",
        {"MQTT_REPUBLISH_MINUTES"},
        Duration{"minutes", 1min, 0min, 24h, field<all, mqtt, &MqttSettings::republish_period>},
        "How often everything is sent again, changed or not; 0: never"},
    Option{
        "mqtt.raw",
        {"MQTT_RAW"},
        Flag{field<all, mqtt, &MqttSettings::raw>},
        "Publish the raw group to MQTT too, if there is one (raw)"},
    Option{
        "mqtt.tls.enabled",
        {"MQTT_TLS"},
        Flag{field<all, mqtt, tls, &MqttTls::enabled>},
        "Encrypt the connection to the broker; its certificate and name are always checked"},
    Option{
        "mqtt.tls.ca",
        {"MQTT_TLS_CA"},
        Text{a_path, is_path, field<all, mqtt, tls, &MqttTls::ca_file>},
        "PEM file of the authorities to trust; empty: the system's"},
    Option{
        "mqtt.tls.certificate",
        {"MQTT_TLS_CERT"},
        Text{a_path, is_path, field<all, mqtt, tls, &MqttTls::certificate>},
        "PEM file of our own certificate, where the broker asks for one"},
    Option{
        "mqtt.tls.key",
        {"MQTT_TLS_KEY"},
        Text{a_path, is_path, field<all, mqtt, tls, &MqttTls::key>},
        "PEM file of that certificate's key"},

    Option{
        "discovery.enabled",
        {"HA_AUTO_D"},
        Flag{field<all, mqtt, discovery, &DiscoverySettings::enabled>},
        "Announce the plants to Home Assistant over MQTT"},
    Option{
        "discovery.prefix",
        {"HA_DISCOVERY_PREFIX"},
        Text{a_topic, is_topic, field<all, mqtt, discovery, &DiscoverySettings::prefix>},
        "Home Assistant's discovery prefix, as its MQTT integration has it"},
    Option{
        "discovery.style",
        {"HA_DISCOVERY_STYLE"},
        discovery_style,
        "One message for each entity, which every Home Assistant takes, or one for each device, "
        "which needs 2024.12 or later: an older one loses the entities"},
    Option{
        "discovery.device_layout",
        {"HA_DEVICE_LAYOUT"},
        device_layout,
        "How many devices an inverter is in a new installation: one, or one for each section as "
        "with GivTCP; what the broker holds already stays as it is"},
    Option{
        "discovery.time_entities",
        {"HA_TIME_ENTITIES"},
        Flag{field<all, mqtt, discovery, &DiscoverySettings::time_entities>},
        "Announce time slots as time entities, too, which Home Assistant 2026.11 and later show"},
    Option{
        "discovery.seed_slot_sensors",
        {"HA_SEED_SLOT_SENSORS"},
        Flag{field<all, mqtt, discovery, &DiscoverySettings::seed_slot_sensors>},
        "Announce time slots as sensors, too, as the first GivTCP had them"},
    Option{
        "discovery.configuration_url",
        {"HA_CONFIGURATION_URL"},
        Text{a_page, is_page, field<all, mqtt, discovery, &DiscoverySettings::configuration_url>},
        "Where the device's page in Home Assistant links to; empty: nowhere"},

    Option{
        "store.directory",
        {"STATE_DIR"},
        Text{a_path, is_path, field<all, &Settings::store, &StoreSettings::directory>},
        "Where what must survive a restart is kept"},
    Option{
        "recorder.megabytes",
        {"RECORDER_MB"},
        whole<all, &Settings::recorder, &RecorderSettings::megabytes>(0, 1'024),
        "Memory in which what was lately said on the wire is kept, for whoever looks for a fault; "
        "0: nothing is"},

    Option{"log.level", {"LOG_LEVEL"}, log_level, "How much is logged"},
    Option{
        "log.file",
        {"DEBUG_FILE_LOCATION"},
        Text{"a path", is_text, field<all, &Settings::log, &LogSettings::file>},
        "Log to this file, or to givtcp.log in this directory, in place of the standard output, "
        "which gets the lines while it cannot be written; three files of 5 MB are kept"},

    Option{
        "instance",
        {"GIVTCPINSTANCE"},
        instance,
        "Number of the first plant, in REST ports and prefixes and in the bridge topic"},
    Option{
        "time_zone",
        {"TZ"},
        Text{a_zone, is_text, field<all, &Settings::time_zone>},
        "Zone of the inverter's clock; empty: the host's"},
    Option{
        "read_only",
        {"READ_ONLY"},
        Flag{field<all, &Settings::read_only>},
        "Never write to the inverter"},
    Option{
        "raw",
        {"PRINT_RAW"},
        Flag{field<all, &Settings::print_raw>},
        "Add the group of raw register values to the document"},
});

}  // namespace

std::span<const Option> options() {
    static const auto together = [] {
        std::vector<Option> every{rows.begin(), rows.end()};
        const auto rest = rest_options();
        every.insert(every.end(), rest.begin(), rest.end());
        const auto broker = broker_options();
        every.insert(every.end(), broker.begin(), broker.end());
        const auto influx = influx_options();
        every.insert(every.end(), influx.begin(), influx.end());
        const auto thresholds = threshold_options();
        every.insert(every.end(), thresholds.begin(), thresholds.end());
        return every;
    }();
    return together;
}

}  // namespace giv
