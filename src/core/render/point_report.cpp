#include "givtcp/render/point_report.hpp"

#include "core/render/point_path.hpp"
#include "core/render/value_text.hpp"

#include <algorithm>

namespace giv::render {
namespace {

std::string path_of(const Snapshot& snapshot, const Measured& measured) {
    const auto path = measured.point->path;
    if (path.starts_with(details_place)) return filled(path, details_place, details_name);
    return filled(path, id_place, snapshot.parts[measured.part].id);
}

}  // namespace

std::vector<PointReport> point_reports(const Snapshot& snapshot, Moment now) {
    std::vector<PointReport> reports;
    reports.reserve(snapshot.values.size());
    for (const auto& measured : snapshot.values) {
        PointReport report;
        report.path = path_of(snapshot, measured);
        report.value = leaf(report.path, measured.value);
        report.held_back = leaf(report.path, measured.held_back);
        report.quality = measured.quality;
        report.reason = measured.reason;
        report.derived = std::holds_alternative<Derivation>(measured.point->source);
        const auto age = std::max(now.steady - measured.taken_at, Instant::duration::zero());
        report.age = std::chrono::floor<std::chrono::seconds>(age);
        reports.push_back(std::move(report));
    }
    return reports;
}

}  // namespace giv::render
