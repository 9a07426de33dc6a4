// What a derived value may look at: the decoded fields of the plant, and a little about the plant.
//
// It remembers the oldest measurement that was looked at, so that a derived value is as old as the
// oldest of its inputs. Settings are read more seldom and count only where there is nothing else.
#pragma once

#include "givtcp/points/control_state.hpp"
#include "givtcp/points/counted_load.hpp"
#include "givtcp/registers/models.hpp"
#include "givtcp/registers/readings.hpp"
#include "givtcp/registers/value.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace giv {

// The plant's zone: the UTC offset at a wall time, nothing where that time does not exist.
using UtcOffset = std::function<std::optional<std::chrono::minutes>(const LocalTime&)>;

// What all points of a plant can know.
struct PlantInputs {
    Model model = Model::unknown;
    std::uint16_t device_type_code = 0;
    std::uint16_t arm_firmware = 0;
    std::string_view serial;
    const DeviceReadings* inverter = nullptr;
    const DeviceReadings* first_pack = nullptr;  // null without packs
    const UtcOffset* utc_offset = nullptr;
    const ControlState* control = nullptr;    // null: nothing is under way
    std::optional<CountedLoad> counted_load;  // where no formula says it
    std::chrono::system_clock::time_point wall{};
};

// Whose energy the day's counters that were looked at count.
struct CountedDays {
    std::optional<std::chrono::local_days> day;  // of those that have a day
    bool differ = false;                         // some have begun another, and some have not
};

class Inputs {
 public:
    // `part`: the pack or meter that the point is about; the inverter itself for its own points.
    Inputs(const PlantInputs& plant, const DeviceReadings& part) : plant_(&plant), part_(&part) {}

    // A field of the point's own device, or of the inverter.
    const Value& value(FieldKey key) const;
    std::optional<double> number(FieldKey key) const;
    std::optional<bool> flag(FieldKey key) const;
    std::optional<std::uint16_t> code(FieldKey key) const;
    std::optional<SlotWords> slot(FieldKey key) const;
    std::optional<double> first_pack_number(FieldKey key) const;

    const PlantInputs& plant() const { return *plant_; }

    // Of all fields that were looked at and had a value: measurements, else settings.
    std::optional<Instant> oldest() const { return measurement_ ? measurement_ : setting_; }

    // The first of them whose newest reading is not believed; null: all are.
    const Reading* doubted() const { return doubted_; }

    const CountedDays& days() const { return days_; }

    // Nothing but settings was looked at.
    bool only_settings() const { return setting_ && !measurement_; }

 private:
    const Value& seen(const Reading& reading, Map map) const;

    const PlantInputs* plant_;
    const DeviceReadings* part_;
    mutable std::optional<Instant> measurement_;
    mutable std::optional<Instant> setting_;
    mutable const Reading* doubted_ = nullptr;
    mutable CountedDays days_;
};

}  // namespace giv
