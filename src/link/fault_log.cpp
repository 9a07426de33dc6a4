#include "link/fault_log.hpp"

#include <algorithm>
#include <chrono>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto sum_up_every = 10min;
constexpr std::size_t most_reasons = 8;

std::string seconds_since(Instant since, Instant now) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now - since).count()) +
           " s";
}

}  // namespace

void FaultLog::fault(Instant now, const std::string& what) {
    if (count_ == 0) since_ = now;
    ++count_;
    const bool is_told = std::ranges::find(told_, what) != told_.end();
    if (!is_told && told_.size() < most_reasons) {
        told_.push_back(what);
        log_(LogLevel::warning, what);
        last_line_ = now;
        return;
    }
    if (now - last_line_ < sum_up_every) return;
    last_line_ = now;
    const auto times = std::to_string(count_) + " times in " + seconds_since(since_, now);
    log_(LogLevel::warning, what + " (" + times + ")");
}

void FaultLog::cleared(Instant now) {
    if (count_ == 0) return;
    log_(LogLevel::info, "all is well again after " + seconds_since(since_, now));
    told_.clear();
    count_ = 0;
}

}  // namespace giv
