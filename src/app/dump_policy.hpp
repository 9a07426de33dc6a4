// Which problem of a plant is worth a recording: one that has begun, and of which none was made
// within a day. Pure; loop thread.
#pragma once

#include "givtcp/plant/snapshot.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace giv {

class DumpPolicy {
 public:
    static constexpr auto at_most_every = std::chrono::hours{24};

    // The key of a problem that is not in this plant's last snapshot, and whose turn it is: the
    // first, but all are taken as said. Nothing: there is none.
    std::optional<std::string_view> wants(int plant, const Snapshot& snapshot);

 private:
    std::map<int, std::vector<std::string_view>> open_;
    std::map<std::pair<int, std::string_view>, Instant> dumped_at_;
};

}  // namespace giv
