#include "link/part_search.hpp"

#include <algorithm>

namespace giv {
namespace {

bool is_known(const Topology& known, const Probe& probe) {
    const auto& [device, range] = probe.target;
    switch (probe.kind) {
        case Probe::Kind::pack:
            return std::ranges::find(known.packs, device, &Pack::address) != known.packs.end();
        case Probe::Kind::meter:
            return std::ranges::find(known.meters, device) != known.meters.end();
        case Probe::Kind::lv_bcu_page: return known.has_lv_bcu_page;
        case Probe::Kind::block:
            return std::ranges::find(known.answered, range) != known.answered.end();
    }
    return false;
}

}  // namespace

void PartSearch::begin(const Topology& known) {
    left_ = probes(known.identity, known.inverter);
    std::erase_if(left_, [&](const Probe& probe) { return is_known(known, probe); });
    std::ranges::reverse(left_);
    given_up_.clear();
    serial_seen_.reset();
}

void PartSearch::take(Topology& topology, std::span<const std::uint16_t> words) {
    const auto probe = left_.back();
    const auto serial =
        probe.kind == Probe::Kind::pack ? judge_pack(words) : std::optional<std::string>{};
    if (serial && !serial_seen_) {
        serial_seen_ = serial;
        return;
    }
    left_.pop_back();
    if (words.empty() && !probe.patient) given_up_.push_back(probe);
    const bool is_doubtful = serial_seen_ && serial_seen_ != serial;
    serial_seen_.reset();
    if (!is_doubtful) apply(topology, probe, words);
}

void PartSearch::overhear(const ReadTarget& target, std::span<const std::uint16_t> words) {
    const auto known = std::ranges::find(given_up_, target, &Probe::target);
    if (is_done() || known == given_up_.end()) return;
    Topology alone;
    apply(alone, *known, words);
    if (alone == Topology{}) return;
    auto probe = *known;
    given_up_.erase(known);
    probe.patient = true;
    left_.insert(left_.begin(), probe);
}

}  // namespace giv
