#include "http/request_rate.hpp"

#include <algorithm>

namespace giv::http {

bool RequestRate::take(const std::string& peer, TimePoint now) {
    const std::scoped_lock lock{mutex_};
    auto& bucket = filled(peer, now);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
}

bool RequestRate::has_some(const std::string& peer, TimePoint now) {
    const std::scoped_lock lock{mutex_};
    return filled(peer, now).left >= 1;
}

RequestRate::Bucket& RequestRate::filled(const std::string& peer, TimePoint now) {
    if (!buckets_.contains(peer)) make_room();
    auto& bucket = buckets_.try_emplace(peer, Bucket{limits_.costly_at_once, now}).first->second;
    const std::chrono::duration<double> passed = std::max(now - bucket.at, TimePoint::duration{0});
    const auto earned = passed.count() * limits_.costly_per_second;
    bucket = {std::min(limits_.costly_at_once, bucket.left + earned), std::max(bucket.at, now)};
    return bucket;
}

void RequestRate::make_room() {
    if (buckets_.size() < limits_.peers_counted) return;
    buckets_.erase(std::ranges::min_element(buckets_, {}, [](const auto& known) {
        return known.second.at;
    }));
}

}  // namespace giv::http
