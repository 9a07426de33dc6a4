// Says that something does not work once, and then only now and then: a dongle that refuses all
// night is two lines, not thousands. Loop thread.
#pragma once

#include "exchange/log.hpp"

#include "givtcp/registers/register_bank.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace giv {

class FaultLog {
 public:
    explicit FaultLog(Log log) : log_(std::move(log)) {}

    // A warning when this is news. Faults that were told already are counted, and summed up
    // every ten minutes.
    void fault(Instant now, const std::string& what);

    // Something was told since all was well.
    bool is_open() const { return count_ > 0; }

    // All is well; said only after a fault.
    void cleared(Instant now);

 private:
    Log log_;
    std::vector<std::string> told_;  // since all was well; few, as a fault has few reasons
    std::uint64_t count_ = 0;
    Instant since_{};
    Instant last_line_{};
};

}  // namespace giv
