// What the tests of the store start from: a folder that goes away again, some plants, a log that
// remembers.
#pragma once

#include "exchange/log.hpp"
#include "store/database.hpp"

#include "givtcp/control/kept_control.hpp"
#include "givtcp/plant/topology.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace giv::testing {

class TemporaryFolder {
 public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
    std::string path_;
};

inline Topology a_topology(const std::string& serial, int packs = 1) {
    Topology topology{{serial, 0x2001, 449}};
    for (int i = 0; i < packs; ++i) {
        const auto place = static_cast<std::uint8_t>(0x32 + i);
        topology.packs.push_back({{place}, "BG2208G00" + std::to_string(i)});
    }
    return topology;
}

// A charge that is forced for so many minutes; two writes were counted.
KeptControl a_control(std::uint16_t minutes);

AuditEntry an_audit(const std::string& command);   // it wrote something
AuditEntry a_refusal(const std::string& command);  // it did not

// The first number that the statement gives.
std::int64_t number_in(store::Database& database, std::string_view sql);
std::string text_in(store::Database& database, std::string_view sql);

// One thread at a time.
struct RecordedLog {
    std::vector<std::string> lines;

    Log log() {
        return [this](LogLevel, std::string_view text) { lines.emplace_back(text); };
    }
};

}  // namespace giv::testing
