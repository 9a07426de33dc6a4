// What the log hears of the connection to the broker. Pure: time is an argument.
//
// A fault is told once, when it begins, then as a counted summary; a broker that comes and goes
// all the time costs a few lines a minute, not two per outage.
#pragma once

#include "exchange/log.hpp"

#include "givtcp/plant/snapshot.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace giv::mqtt {

class ConnectionReport {
 public:
    struct Line {
        LogLevel level;
        std::string text;
    };

    // `broker` as people write it: "mqtt://host:1883".
    explicit ConnectionReport(std::string broker);

    // An attempt failed; another reason is another fault.
    std::optional<Line> failed(std::string_view reason, Instant now);
    std::optional<Line> lost(Instant now);
    std::optional<Line> connected(Instant now);

 private:
    std::string broker_;
    std::string reason_;                 // of the last line about a failure
    std::optional<Instant> failed_at_;   // when that line was written
    std::optional<Instant> lost_at_;     // when the last line about a loss was written
    std::optional<Instant> down_since_;  // no connection since; also before the first
    int attempts_ = 0;                   // failed ones since the last line about them
    int unreported_losses_ = 0;
    bool reported_ = false;  // this outage has had a line
    bool ever_connected_ = false;
};

}  // namespace giv::mqtt
