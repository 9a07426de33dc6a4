#include "config/influx_options.hpp"

#include "config/checks.hpp"
#include "config/option_fields.hpp"

namespace giv {
namespace {

constexpr auto all = &SettingsDraft::all;
constexpr auto influx = &Settings::influx;

constexpr auto influx_apis = std::to_array<Choice::Word>({
    {"v1", static_cast<int>(InfluxApi::v1)},
    {"v2", static_cast<int>(InfluxApi::v2)},
    {"v3", static_cast<int>(InfluxApi::v3)},
});

constexpr Choice influx_api{
    influx_apis,
    [](SettingsDraft& draft, int value) { draft.all.influx.api = static_cast<InfluxApi>(value); },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.all.influx.api); }};

constexpr auto influx_schemas = std::to_array<Choice::Word>({
    {"givtcp", static_cast<int>(render::InfluxSchema::givtcp)},
    {"extended", static_cast<int>(render::InfluxSchema::extended)},
});

constexpr Choice influx_schema{
    influx_schemas,
    [](SettingsDraft& draft, int value) {
        draft.all.influx.schema = static_cast<render::InfluxSchema>(value);
    },
    [](const SettingsDraft& draft) { return static_cast<int>(draft.all.influx.schema); }};

constexpr std::string_view a_path = "an absolute path";
constexpr std::string_view a_text = "a text";
constexpr std::string_view an_address = "an address (http://192.168.1.10:8086)";

constexpr auto rows = std::to_array<Option>({
    Option{
        "influx.enabled",
        {"INFLUX_OUTPUT"},
        Flag{field<all, influx, &InfluxSettings::enabled>},
        "Write every reading to InfluxDB, or to what understands it"},
    Option{
        "influx.url",
        {"INFLUX_URL"},
        Text{an_address, is_text, field<all, influx, &InfluxSettings::url>},
        "Where InfluxDB is; of https, the certificate and its name are always checked"},
    Option{
        "influx.token",
        {"INFLUX_TOKEN"},
        Text{a_text, is_text, field<all, influx, &InfluxSettings::token>},
        "Token that may write to the bucket; with v1 user:password, or nothing"}
        .as_secret(),
    Option{
        "influx.bucket",
        {"INFLUX_BUCKET"},
        Text{a_text, is_text, field<all, influx, &InfluxSettings::bucket>},
        "Bucket to write to; with v1 and v3 the database, with v1 perhaps followed by a slash and "
        "a retention policy"},
    Option{
        "influx.org",
        {"INFLUX_ORG"},
        Text{a_text, is_text, field<all, influx, &InfluxSettings::org>},
        "Organisation that the bucket is of; v2 alone"},
    Option{
        "influx.api",
        {"INFLUX_API"},
        influx_api,
        "How the server is asked; v2: InfluxDB 1.8 and later, and most that understand it; v1: "
        "InfluxDB before 1.8; v3: the newest one's own"},
    Option{
        "influx.schema",
        {"INFLUX_SCHEMA"},
        influx_schema,
        "What is written; givtcp: the names and types that GivTCP's dashboards know; extended: "
        "batteries, settings and the quality of values, too"},
    Option{
        "influx.outbox_mb",
        {"INFLUX_OUTBOX_MB"},
        whole<all, &Settings::store, &StoreSettings::outbox_megabytes>(1, 100'000),
        "How many megabytes of points may wait in STATE_DIR while InfluxDB is away; beyond that "
        "the oldest go, and are counted"},
    Option{
        "influx.tls.ca",
        {"INFLUX_TLS_CA"},
        Text{a_path, is_path, field<all, influx, &InfluxSettings::ca_file>},
        "PEM file of the authorities to trust for https; empty: the system's"},
});

}  // namespace

std::span<const Option> influx_options() { return rows; }

}  // namespace giv
