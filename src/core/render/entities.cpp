// Which entities a plant has: its points, each with the control that sets it, and its stamps.
#include "core/render/entity.hpp"
#include "core/render/point_path.hpp"
#include "core/render/sensor_classes.hpp"
#include "core/render/stamps.hpp"

#include "givtcp/registers/field.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace giv::render {
namespace {

constexpr std::string_view pause_mode = "Control/Battery_pause_mode";

// Another point says the same; these names are for clients of older versions.
constexpr auto said_twice =
    std::to_array<std::string_view>({"Control/Battery_Power_Mode", "{details}/Invertor_Max_Rate"});

// Whether there is a value of this point, by the point and its part.
class Valued {
 public:
    explicit Valued(const Snapshot& snapshot) {
        for (const auto& measured : snapshot.values)
            valued_.insert({measured.point, measured.part});
    }
    bool contains(const Point& point, std::uint16_t part) const {
        return valued_.contains({&point, part});
    }

 private:
    std::set<std::pair<const Point*, std::uint16_t>> valued_;
};

bool has_value(const Snapshot& snapshot, std::string_view path) {
    return std::ranges::any_of(snapshot.values, [&](const Measured& measured) {
        return measured.point->path == path;
    });
}

Capabilities capabilities_of(const Snapshot& snapshot) {
    Capabilities plant;
    plant.model = snapshot.identity->model();
    plant.arm_firmware = snapshot.identity->arm_firmware;
    plant.has_pause_block = has_value(snapshot, pause_mode);
    return plant;
}

// A setting that nothing sets is a word that clients of older versions look for.
bool is_for_people(const Point& point, const std::optional<NamedControl>& control) {
    if (point.section() == "raw") return false;
    return point.category != Category::setting || control.has_value();
}

bool is_on(const Point& point, const Capabilities& plant) {
    if (!point.models.contains(plant.model)) return false;
    const auto* key = std::get_if<FieldKey>(&point.source);
    return key == nullptr || exists(field(*key), plant.model, plant.arm_firmware);
}

std::optional<std::uint8_t> decimals_of(const Point& point) {
    const auto usual = traits(point.quantity).decimals;
    const auto* key = std::get_if<FieldKey>(&point.source);
    if (!usual || key == nullptr) return usual;
    return field(*key).decimals;
}

// One of many numbers that matter when something is wrong with a pack.
bool is_cell_value(const Point& point) {
    return point.subject == Subject::pack && point.category == Category::diagnostic &&
           traits(point.quantity).moves;
}

std::string path_in(const Snapshot& snapshot, const Point& point, std::uint16_t part) {
    if (point.path.starts_with(details_place))
        return filled(point.path, details_place, details_name);
    return filled(point.path, id_place, snapshot.parts[part].id);
}

Platform platform_without_control(Quantity quantity) {
    return quantity == Quantity::on_off ? Platform::binary_sensor : Platform::sensor;
}

Platform platform_with(const std::optional<NamedControl>& control, const Point& point) {
    return control ? platform_of(*control->control, point.quantity)
                   : platform_without_control(point.quantity);
}

Entity entity_of(const Point& point, const std::optional<NamedControl>& control) {
    Entity entity;
    entity.quantity = point.quantity;
    entity.control = control;
    entity.platform = platform_with(control, point);
    entity.diagnostic = point.category == Category::diagnostic;
    entity.decimals = decimals_of(point);
    entity.expires = point.category == Category::measurement && traits(point.quantity).moves;
    entity.withdrawn = true;
    entity.hidden =
        is_cell_value(point) || std::ranges::find(said_twice, point.path) != said_twice.end();
    return entity;
}

// The slot's other forms, where they are wanted.
void add_other_forms(
    std::vector<Entity>& entities, const Entity& slot, const DiscoveryOptions& options
) {
    auto other = slot;
    if (options.time_entities) {
        other.platform = Platform::time;
        entities.push_back(other);
    }
    if (options.slot_sensors) {
        other.platform = Platform::sensor;
        other.control.reset();
        entities.push_back(other);
    }
}

Entity problem() {
    Entity entity;
    entity.platform = Platform::binary_sensor;
    entity.path = problem_path;
    entity.diagnostic = true;
    entity.of_link = true;
    return entity;
}

Entity entity_of(const Stamp& stamp, const Snapshot& snapshot) {
    Entity entity;
    entity.path = std::string{stamp_section} + '/' + std::string{stamp.key};
    entity.quantity = stamp.quantity;
    entity.decimals = traits(stamp.quantity).decimals;
    entity.diagnostic = true;
    entity.hidden = stamp.said_twice;
    entity.of_link = true;
    entity.waits = !stamp.value(snapshot, snapshot.made_at, {});
    return entity;
}

class Collector {
 public:
    Collector(const Snapshot& snapshot, const DiscoveryOptions& options)
        : snapshot_(&snapshot),
          options_(&options),
          valued_(snapshot),
          plant_(capabilities_of(snapshot)) {}

    void add(std::vector<Entity>& entities, const Point& point) const {
        const auto control = set_by(point.path);
        if (!is_for_people(point, control) || !is_on(point, plant_)) return;
        if (control && control->control->exists != nullptr && !control->control->exists(plant_))
            return;
        for (std::uint16_t part = 0; part < snapshot_->parts.size(); ++part) {
            if (snapshot_->parts[part].subject == point.subject) {
                add(entities, point, part, entity_of(point, control));
            }
        }
    }

 private:
    void add(std::vector<Entity>& entities, const Point& point, std::uint16_t part, Entity entity)
        const {
        entity.path = path_in(*snapshot_, point, part);
        const bool whole = snapshot_->complete && point.comes_and_goes;
        entity.waits = !whole && !valued_.contains(point, part);
        if (entity.platform == Platform::number) {
            const auto range = range_of(*entity.control->control, *snapshot_, *options_);
            if (range) entity.range = *range;
            if (!range) entity.waits = true;
        }
        entities.push_back(entity);
        if (point.quantity == Quantity::time_of_day) add_other_forms(entities, entity, *options_);
    }

    const Snapshot* snapshot_;
    const DiscoveryOptions* options_;
    Valued valued_;
    Capabilities plant_;
};

}  // namespace

std::vector<Platform> platforms_of(const Point& point, const DiscoveryOptions& options) {
    const auto control = set_by(point.path);
    if (!is_for_people(point, control)) return {};
    std::vector<Platform> all{platform_with(control, point)};
    if (point.quantity == Quantity::time_of_day && options.time_entities)
        all.push_back(Platform::time);
    if (point.quantity == Quantity::time_of_day && options.slot_sensors)
        all.push_back(Platform::sensor);
    return all;
}

std::vector<Entity> entities_of(const Snapshot& snapshot, const DiscoveryOptions& options) {
    if (!snapshot.identity) return {};
    std::vector<Entity> entities{problem()};
    const Collector collector{snapshot, options};
    for (const auto& point : points())
        collector.add(entities, point);
    for (const auto& stamp : stamps())
        entities.push_back(entity_of(stamp, snapshot));
    return entities;
}

}  // namespace giv::render
