#include "link/doubts.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto looks_after = std::to_array<std::chrono::seconds>({5s, 15s, 30s, 60s});

}  // namespace

Instant Doubts::Doubt::due() const { return since + looks_after.at(looks); }

bool Doubts::Doubt::is_over() const { return looks == looks_after.size(); }

void Doubts::add(const Outcome& outcome, Instant now) {
    for (const auto& one : outcome.registers) {
        if (!one.written) continue;
        forget(one.index);
        all_.push_back({one.index, one.requested, one.read_back == one.requested, now});
    }
}

void Doubts::forget(std::uint16_t index) {
    std::erase_if(all_, [index](const Doubt& doubt) { return doubt.index == index; });
}

bool Doubts::is_open(std::uint16_t index) const {
    return std::ranges::find(all_, index, &Doubt::index) != all_.end();
}

std::optional<Instant> Doubts::next_due() const {
    std::optional<Instant> next;
    for (const auto& doubt : all_) {
        if (!next || doubt.due() < *next) next = doubt.due();
    }
    return next;
}

bool Doubts::is_due(Instant now) const {
    const auto next = next_due();
    return next && *next <= now;
}

std::vector<std::uint16_t> Doubts::due(Instant now) const {
    std::vector<std::uint16_t> indexes;
    for (const auto& doubt : all_) {
        if (doubt.due() <= now) indexes.push_back(doubt.index);
    }
    return indexes;
}

std::vector<Doubts::Late> Doubts::looked(const RegisterView& registers, Instant now) {
    std::vector<Late> late;
    for (auto& doubt : all_) {
        if (doubt.due() > now) continue;
        ++doubt.looks;
        const bool is_there = registers(doubt.index) == doubt.wanted;
        if (is_there && !doubt.was_there) late.push_back({doubt.index, doubt.wanted});
        doubt.was_there = is_there;
    }
    std::erase_if(all_, [](const Doubt& doubt) { return doubt.is_over(); });
    return late;
}

}  // namespace giv
