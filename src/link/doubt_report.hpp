// Sums up in the log what the guard did not believe, by rule: at most hourly, and only where there
// is more of it than was told. Loop thread.
#pragma once

#include "exchange/log.hpp"

#include "givtcp/plant/guard/rule.hpp"
#include "givtcp/registers/register_bank.hpp"

namespace giv {

class DoubtReport {
 public:
    DoubtReport(Log log, Instant start) : log_(std::move(log)), told_at_(start) {}

    void look(Instant now, const guard::RuleCounts& counts);

 private:
    Log log_;
    guard::RuleCounts told_;
    Instant told_at_;
};

}  // namespace giv
