// Says when something is wrong with a battery pack, and when it is well again: once each, however
// many polls it lasts. One that comes and goes is told once an hour. Loop thread.
#pragma once

#include "exchange/log.hpp"

#include "givtcp/plant/topology.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <map>
#include <string>
#include <string_view>

namespace giv {

class PackLog {
 public:
    explicit PackLog(Log log) : log_(std::move(log)) {}

    // `trouble`: what is wrong with it now, from a constexpr table; empty: nothing.
    void look(Instant now, const Pack& pack, std::string_view trouble);

 private:
    struct Known {
        std::string_view now;   // what is wrong
        std::string_view told;  // what was told last
        Instant told_at{};
        bool is_open = false;  // that it is over was not told yet
    };

    Log log_;
    std::map<DeviceAddress, Known> packs_;  // by place, of which there are few
};

}  // namespace giv
