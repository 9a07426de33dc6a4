// The hosts of a network that are still to be asked, each at most twice. Pure.
#pragma once

#include "link/networks.hpp"

#include <deque>
#include <optional>
#include <vector>

namespace giv {

struct HostProbe {
    Ipv4 host = 0;
    bool is_second = false;
};

class ProbeQueue {
 public:
    // `skipped`: hosts that are not asked.
    ProbeQueue(const Ipv4Network& network, const std::vector<Ipv4>& skipped);

    // Whom to ask now; nothing: everybody was.
    std::optional<HostProbe> next();

    // It failed at once, which may pass: a neighbour that is not known yet, no socket left. Asked
    // again after all others, once.
    void failed_at_once(const HostProbe& probe);

    std::size_t left() const { return waiting_.size(); }

 private:
    std::deque<HostProbe> waiting_;
};

}  // namespace giv
