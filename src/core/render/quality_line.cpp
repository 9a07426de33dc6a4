#include "core/render/quality_line.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace giv::render {
namespace {

std::uint64_t values_of(const Snapshot& snapshot, Quality quality) {
    return static_cast<std::uint64_t>(
        std::ranges::count(snapshot.values, quality, &Measured::quality)
    );
}

std::uint64_t readings_of(const Snapshot& snapshot, Verdict verdict) {
    std::uint64_t count = 0;
    for (const auto& rule : guard::rules()) {
        if (rule.verdict == verdict) count += snapshot.rule_counts.of(rule.rule);
    }
    return count;
}

struct Row {
    std::string_view field;
    std::uint64_t (*count)(const Snapshot&);
};

constexpr auto rows = std::to_array<Row>({
    {"values_good", [](const Snapshot& it) { return values_of(it, Quality::good); }},
    {"values_held", [](const Snapshot& it) { return values_of(it, Quality::held); }},
    {"values_stale", [](const Snapshot& it) { return values_of(it, Quality::stale); }},
    {"values_unavailable", [](const Snapshot& it) { return values_of(it, Quality::unavailable); }},
    {"problems", [](const Snapshot& it) { return std::uint64_t{it.problems.size()}; }},
    {"readings_held", [](const Snapshot& it) { return readings_of(it, Verdict::held); }},
    {"readings_rejected", [](const Snapshot& it) { return readings_of(it, Verdict::rejected); }},
});

}  // namespace

Line quality_line(const Snapshot& snapshot) {
    Line line{"givtcp_quality", {{"inverter", snapshot.serial()}}};
    for (const auto& row : rows)
        line.add(row.field, std::to_string(row.count(snapshot)));
    return line;
}

}  // namespace giv::render
