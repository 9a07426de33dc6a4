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

// When the value was true, as far as is known.
std::optional<Instant> dated(const Snapshot& snapshot, const Measured& measured) {
    if (measured.value == Value{Absence::not_read}) return std::nullopt;
    if (measured.point->subject == Subject::inverter) return measured.taken_at;
    const auto& frozen_since = snapshot.parts[measured.part].frozen_since;
    return frozen_since ? std::min(*frozen_since, measured.taken_at) : measured.taken_at;
}

}  // namespace

std::vector<PointReport> point_reports(const Snapshot& snapshot, Moment now) {
    std::vector<PointReport> reports;
    reports.reserve(snapshot.values.size());
    for (const auto& measured : snapshot.values) {
        PointReport report;
        report.path = path_of(snapshot, measured);
        report.value = leaf(report.path, measured.value);
        report.quality = measured.quality;
        if (const auto* doubt = snapshot.doubt_of(measured)) {
            report.held_back = leaf(report.path, doubt->held_back);
            report.reason = doubt->reason;
        }
        report.derived = std::holds_alternative<Derivation>(measured.point->source);
        if (const auto at = dated(snapshot, measured)) {
            const auto age = std::max(now.steady - *at, Instant::duration::zero());
            report.age = std::chrono::floor<std::chrono::seconds>(age);
        }
        reports.push_back(std::move(report));
    }
    return reports;
}

}  // namespace giv::render
