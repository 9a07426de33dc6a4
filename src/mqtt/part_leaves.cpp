#include "mqtt/part_leaves.hpp"

#include "givtcp/points/point.hpp"
#include "givtcp/render/document.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace giv::mqtt {
namespace {

// How the segment reads below which a part's leaves lie, in each place: "Meter_Details/Meter_ID1/",
// "raw/meters/Meter_ID_1/". Packs go by their serial alone.
constexpr std::array<std::string_view, 1> before_a_serial{""};
constexpr std::array<std::string_view, 2> before_a_meter{"Meter_ID", "Meter_ID_"};
constexpr std::array<std::string_view, 2> before_a_stack{"Battery_Stack_", "Stack_"};

std::span<const std::string_view> prefixes_of(Subject subject) {
    switch (subject) {
        case Subject::meter: return before_a_meter;
        case Subject::stack: return before_a_stack;
        case Subject::inverter:
        case Subject::pack: break;
    }
    return before_a_serial;
}

bool names(std::string_view segment, const PartName& part) {
    return std::ranges::any_of(prefixes_of(part.subject), [&](std::string_view prefix) {
        return segment.starts_with(prefix) && segment.substr(prefix.size()) == part.id;
    });
}

std::span<const Field> raw_fields_of(Subject subject) {
    switch (subject) {
        case Subject::pack: return fields(Map::lv_pack);
        case Subject::meter: return fields(Map::meter);
        case Subject::inverter:
        case Subject::stack: break;
    }
    return {};
}

}  // namespace

// The leaf's own name is no segment that a part could have.
bool is_below_part(std::string_view path, const PartName& part) {
    for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        if (names(path.substr(0, slash), part)) return true;
        path.remove_prefix(slash + 1);
    }
    return false;
}

// A plant with this part alone, and a value everywhere.
std::vector<std::string> leaves_of(const PartName& part) {
    const Number some{0, 0};
    Snapshot snapshot;
    snapshot.complete = true;
    snapshot.parts.push_back({part.subject, part.id, {}});
    for (const auto& field : raw_fields_of(part.subject))
        snapshot.parts.front().raw.push_back({&field, some});
    for (const auto& point : points())
        if (point.subject == part.subject)
            snapshot.values.push_back({.point = &point, .value = some});

    render::Options options;
    options.raw = true;
    std::vector<std::string> paths;
    for (auto& leaf : render::document(snapshot, {}, options))
        if (is_below_part(leaf.path, part)) paths.push_back(std::move(leaf.path));
    return paths;
}

}  // namespace giv::mqtt
