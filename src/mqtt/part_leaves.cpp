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

std::span<const Map> maps_of(Subject subject) {
    static constexpr auto of_inverter =
        std::to_array<Map>({Map::inverter_holding, Map::inverter_input});
    static constexpr auto of_pack = std::to_array<Map>({Map::lv_pack});
    static constexpr auto of_meter = std::to_array<Map>({Map::meter});
    switch (subject) {
        case Subject::inverter: return of_inverter;
        case Subject::pack: return of_pack;
        case Subject::meter: return of_meter;
        case Subject::stack: break;
    }
    return {};
}

// A slot is shown as two leaves, all else as one.
Value some_value(const Field& field) {
    if (field.encoding == Encoding::slot) return SlotWords{};
    return Number{0, 0};
}

PartSnapshot with_all_fields(const PartName& part) {
    PartSnapshot snapshot{part.subject, part.id, {}, {}};
    for (const auto map : maps_of(part.subject))
        for (const auto& field : fields(map))
            snapshot.raw.push_back({&field, some_value(field)});
    return snapshot;
}

// A plant of these parts alone, and a value everywhere.
std::vector<std::string> leaves_of(std::span<const PartName> parts) {
    Snapshot snapshot;
    snapshot.complete = true;
    snapshot.identity = Identity{"S", 0, 0};
    snapshot.last_cycle = Moment{};
    for (const auto& part : parts) {
        const auto place = static_cast<std::uint16_t>(snapshot.parts.size());
        snapshot.parts.push_back(with_all_fields(part));
        for (const auto& point : points())
            if (point.subject == part.subject)
                snapshot.values.push_back({.point = &point, .value = Number{0, 0}, .part = place});
    }

    render::Options options;
    options.raw = true;
    std::vector<std::string> paths;
    for (auto& leaf : render::document(snapshot, {}, options))
        paths.push_back(std::move(leaf.path));
    return paths;
}

int places_of(Subject subject) {
    switch (subject) {
        case Subject::inverter: return 1;
        case Subject::pack: return device::lv_pack_places;
        case Subject::meter: return device::meter_places;
        case Subject::stack: break;
    }
    return 0;
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

std::vector<std::string> leaves_of(const PartName& part) {
    auto paths = leaves_of({&part, 1});
    std::erase_if(paths, [&](const std::string& path) { return !is_below_part(path, part); });
    return paths;
}

std::vector<std::string> leaves_of_largest_plant() {
    std::vector<PartName> parts;
    for (const auto subject : {Subject::inverter, Subject::pack, Subject::stack, Subject::meter})
        for (int place = 1; place <= places_of(subject); ++place)
            parts.push_back({subject, std::to_string(place)});
    return leaves_of(parts);
}

}  // namespace giv::mqtt
