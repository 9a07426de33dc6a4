#include "link/probe_queue.hpp"

#include <algorithm>

namespace giv {

ProbeQueue::ProbeQueue(const Ipv4Network& network, const std::vector<Ipv4>& skipped) {
    for (const auto host : network.hosts()) {
        if (std::ranges::find(skipped, host) == skipped.end()) waiting_.push_back({host});
    }
}

std::optional<HostProbe> ProbeQueue::next() {
    if (waiting_.empty()) return std::nullopt;
    const auto probe = waiting_.front();
    waiting_.pop_front();
    return probe;
}

void ProbeQueue::failed_at_once(const HostProbe& probe) {
    if (!probe.is_second) waiting_.push_back({probe.host, true});
}

}  // namespace giv
