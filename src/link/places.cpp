#include "link/places.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr int failures_of_a_lost_place = 2;

// After the end of a search: the network is not asked all the time for what is switched off.
constexpr auto pauses = std::to_array<std::chrono::seconds>({30s, 1min, 2min, 5min, 10min});

}  // namespace

Places::Places(std::vector<std::string> hosts, std::optional<Place> kept)
    : is_looked_for_(hosts.empty()), hosts_(std::move(hosts)) {
    if (!is_looked_for_ || !kept) return;
    serial_ = kept->serial;
    if (!kept->host.empty()) hosts_ = {kept->host};
}

bool Places::wants_search(Instant now) const {
    const bool is_lost = hosts_.empty() || failures_ >= failures_of_a_lost_place;
    return is_looked_for_ && is_lost && (!no_search_before_ || now >= *no_search_before_);
}

void Places::searched(Instant now, const std::optional<Place>& place) {
    no_search_before_ = now + pauses.at(std::min(vain_searches_, pauses.size() - 1));
    ++vain_searches_;
    if (!place) return;
    hosts_ = {place->host};
    serial_ = place->serial;
    failures_ = 0;
}

void Places::worked(const std::string& serial) {
    failures_ = 0;
    vain_searches_ = 0;
    if (is_looked_for_ || hosts_.size() > 1) serial_ = serial;
}

void Places::failed() {
    ++failures_;
    if (!hosts_.empty()) index_ = (index_ + 1) % hosts_.size();
}

void Places::is_of_another() {
    failed();
    failures_ = std::max(failures_, failures_of_a_lost_place);
}

void Places::forget_host() {
    hosts_.clear();
    index_ = 0;
    failures_ = 0;
}

void Places::forget() {
    forget_host();
    serial_.clear();
    vain_searches_ = 0;
    no_search_before_.reset();
}

}  // namespace giv
