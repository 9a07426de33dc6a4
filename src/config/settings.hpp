// All that the daemon can be told, as plain values: the rooms' own structs, and what belongs to
// none of them. Made by load(); constant from then on.
#pragma once

#include "broker/broker_settings.hpp"
#include "exchange/log.hpp"
#include "http/http_settings.hpp"
#include "influx/influx_settings.hpp"
#include "link/link_settings.hpp"
#include "mqtt/mqtt_settings.hpp"
#include "store/store_settings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace giv {

struct LogSettings {
    LogLevel level = LogLevel::info;  // LOG_LEVEL: Error, Info or Debug
    std::string file;  // DEBUG_FILE_LOCATION; empty: stdout; a directory: givtcp.log in it
};

struct RecorderSettings {
    std::uint32_t megabytes = 8;  // RECORDER_MB: memory for all plants together; 0: nothing
};

struct Settings {
    std::vector<LinkSettings> plants;  // one per dongle, at least one; without hosts: searched for
    MqttSettings mqtt;
    BrokerSettings broker;
    HttpSettings http;
    InfluxSettings influx;
    StoreSettings store;
    SearchSettings search;
    LogSettings log;
    RecorderSettings recorder;

    std::string time_zone;   // TZ: IANA name or POSIX rule; empty: the host's
    bool read_only = false;  // READ_ONLY: no write leaves this program
    bool print_raw = true;   // PRINT_RAW: the document has a `raw` group
};

}  // namespace giv
