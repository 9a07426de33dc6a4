#include "core/plant/snapshot_builder.hpp"

#include "core/plant/sections.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto unavailable_after = 10min;  // spec/quirks.md Q23
constexpr int stale_after_periods = 3;

// Settings are read so seldom that ten minutes are nothing; more than this is no lost answer.
constexpr int settings_unavailable_after_periods = 6;

// A part is whole when its page is in.
constexpr std::uint16_t first_of_page = 60;
constexpr std::uint16_t pack_page = 60;
constexpr std::uint16_t meter_page = 30;

// Which sections are complete, looked up once each.
class WholeSections {
 public:
    WholeSections(const Topology& topology, InverterBanks banks)
        : topology_(&topology), banks_(banks) {}

    bool contain(const Point& point) {
        const auto section = point.section();
        const auto known = known_.find(section);
        if (known != known_.end()) return known->second;
        return known_[section] = is_complete(section, *topology_, banks_);
    }

 private:
    const Topology* topology_;
    InverterBanks banks_;
    std::map<std::string_view, bool> known_;
};

constexpr auto maps_of_inverter = std::to_array<Map>({Map::inverter_holding, Map::inverter_input});

std::span<const Map> maps_of(Subject subject) {
    static constexpr auto of_pack = std::to_array<Map>({Map::lv_pack});
    static constexpr auto of_meter = std::to_array<Map>({Map::meter});
    switch (subject) {
        case Subject::inverter: return maps_of_inverter;
        case Subject::pack: return of_pack;
        case Subject::meter: return of_meter;
        case Subject::stack: return {};
    }
    return {};
}

// The fields of a device that have a value, for `raw`.
std::vector<RawField> raw_of(Subject subject, const DeviceReadings& readings) {
    const auto has_value = [](const Reading& reading) { return present(reading.value); };
    std::size_t count = 0;
    for (const auto map : maps_of(subject))
        count += static_cast<std::size_t>(std::ranges::count_if(readings.all(map), has_value));
    std::vector<RawField> raw;
    raw.reserve(count);
    for (const auto map : maps_of(subject)) {
        const auto table = fields(map);
        const auto values = readings.all(map);
        for (std::size_t i = 0; i < values.size(); ++i)
            if (has_value(values[i])) raw.push_back({&table[i], values[i].value});
    }
    return raw;
}

}  // namespace

SnapshotBuilder::Device SnapshotBuilder::inverter(const BankOf& bank_of) const {
    const auto& identity = topology_.identity;
    Device device{Subject::inverter, identity.serial, {}, true, std::nullopt, nullptr};
    for (const auto map : maps_of_inverter) {
        const auto bank = bank_of(device::inverter, giv::bank_of(map));
        device.readings.decode(
            map, identity.model(), identity.arm_firmware, *bank.words, bank.doubted
        );
        device.readings.add(bank.counters);
    }
    return device;
}

SnapshotBuilder::Device SnapshotBuilder::part(
    Subject subject, std::string id, Map map, BankView bank
) const {
    const auto& identity = topology_.identity;
    const auto page = subject == Subject::pack ? pack_page : meter_page;
    const auto taken_at = bank.came->taken_at(first_of_page, page);
    Device device{subject, std::move(id), {}, taken_at.has_value(), taken_at, nullptr};
    if (device.was_read) {
        device.readings.decode(
            map, identity.model(), identity.arm_firmware, *bank.words, bank.doubted
        );
        device.readings.add(bank.counters);
    }
    return device;
}

std::vector<SnapshotBuilder::Device> SnapshotBuilder::decoded(const BankOf& bank_of) const {
    std::vector<Device> devices;
    devices.push_back(inverter(bank_of));
    for (const auto& pack : topology_.packs) {
        const auto bank = bank_of(pack.address, Bank::input);
        devices.push_back(part(Subject::pack, pack.serial, Map::lv_pack, bank));
        devices.back().condition = bank.condition;
    }
    for (const auto& meter : topology_.meters) {
        const auto bank = bank_of(meter, Bank::input);
        devices.push_back(part(Subject::meter, std::to_string(meter.value), Map::meter, bank));
    }
    return devices;
}

PlantInputs SnapshotBuilder::inputs(const std::vector<Device>& devices) const {
    const auto& identity = topology_.identity;
    PlantInputs inputs;
    inputs.model = identity.model();
    inputs.device_type_code = identity.device_type_code;
    inputs.arm_firmware = identity.arm_firmware;
    inputs.serial = identity.serial;
    inputs.inverter = &devices.front().readings;
    inputs.utc_offset = &utc_offset_;
    inputs.wall = now_.wall;
    inputs.counted_load = memory_.counted_load;
    const auto pack = std::ranges::find(devices, Subject::pack, &Device::subject);
    if (pack != devices.end() && pack->was_read) inputs.first_pack = &pack->readings;
    return inputs;
}

Quality SnapshotBuilder::quality(const Inputs& inputs) const {
    const auto taken = inputs.oldest();
    if (!taken) return Quality::good;  // made of nothing that can age
    const auto age = now_.steady - *taken;
    if (inputs.only_settings()) {
        const auto limit = settings_unavailable_after_periods * periods_.settings;
        if (age > std::max<std::chrono::milliseconds>(limit, unavailable_after))
            return Quality::unavailable;
        return age > stale_after_periods * periods_.settings ? Quality::stale : Quality::good;
    }
    if (age > unavailable_after) return Quality::unavailable;
    return age > stale_after_periods * periods_.cycle ? Quality::stale : Quality::good;
}

SnapshotBuilder::Said SnapshotBuilder::said_by(const Point& point, const Inputs& inputs) const {
    const auto* key = std::get_if<FieldKey>(&point.source);
    const bool is_a_field = key != nullptr;
    auto value = is_a_field ? inputs.value(*key) : std::get<Derivation>(point.source)(inputs);
    if (!DerivedCounters::is_one(point)) return {std::move(value), is_a_field, false, {}};
    auto settled = memory_.derived->settle(point, inputs.days(), value);
    return {std::move(settled.value), is_a_field, settled.waits, {}};
}

// A value that was never believed, but doubted, is told of; what is not here is not.
bool SnapshotBuilder::is_worth_telling(Absence absence, const Inputs& inputs) {
    if (absence == Absence::not_read) return inputs.doubted() != nullptr;
    return absence != Absence::not_here;
}

void SnapshotBuilder::note_absence(
    Said& said, Measured& measured, Absence absence, const Inputs& inputs
) {
    measured.quality = Quality::unavailable;
    said.doubt.reason = words(absence);
    if (absence != Absence::not_read) return;
    said.doubt.reason = inputs.doubted()->doubt;
    if (said.is_a_field) said.doubt.held_back = inputs.doubted()->doubted;
}

// Held is the more telling word for a value that is also old.
void SnapshotBuilder::note_doubt(Said& said, Measured& measured, const Inputs& inputs) {
    if (const auto* doubted = inputs.doubted()) {
        measured.quality = Quality::held;
        said.doubt.reason = doubted->doubt;
        if (said.is_a_field) said.doubt.held_back = doubted->doubted;
    }
    if (said.waits) {
        measured.quality = Quality::held;
        said.doubt.reason = "the counters of the day begin anew one after the other";
    }
}

void SnapshotBuilder::note_quality(Said& said, Measured& measured, const Inputs& inputs) const {
    measured.quality = quality(inputs);
    if (measured.quality == Quality::unavailable) {
        said.doubt.reason = inputs.only_settings() ? "not read for six periods of settings"
                                                   : "not read for ten minutes";
        return;
    }
    if (measured.quality == Quality::stale) said.doubt.reason = "not read for a while";
    note_doubt(said, measured, inputs);
}

void SnapshotBuilder::add_value(
    Snapshot& snapshot, const Point& point, std::uint16_t index, const Inputs& inputs
) const {
    auto said = said_by(point, inputs);
    const auto* absence = std::get_if<Absence>(&said.value);
    if (absence != nullptr && !is_worth_telling(*absence, inputs)) return;

    Measured measured;
    measured.point = &point;
    measured.part = index;
    measured.taken_at = inputs.oldest().value_or(now_.steady);
    if (absence != nullptr) {
        note_absence(said, measured, *absence, inputs);
    } else {
        note_quality(said, measured, inputs);
    }
    measured.value = std::move(said.value);
    if (!said.doubt.reason.empty()) {
        said.doubt.of = snapshot.values.size();
        snapshot.doubts.push_back(std::move(said.doubt));
    }
    snapshot.values.push_back(std::move(measured));
}

// Of a pack that was never believed: that there is a value is known, and no more.
void SnapshotBuilder::add_nothing(Snapshot& snapshot, const Point& point, std::uint16_t index)
    const {
    Measured measured;
    measured.point = &point;
    measured.part = index;
    measured.taken_at = now_.steady;
    measured.value = Absence::not_read;
    snapshot.values.push_back(std::move(measured));
}

// What is wrong with the whole pack weighs more than what is with one of its values.
void SnapshotBuilder::note_condition(Snapshot& snapshot, const Device& device) {
    if (device.condition == nullptr) return;
    const auto trouble = device.condition->trouble();
    auto& last = snapshot.values.back();
    const bool is_frozen = !trouble.empty() && last.quality == Quality::good;
    if (!device.is_missing() && !is_frozen) return;
    last.quality = device.is_missing() ? Quality::unavailable : Quality::stale;
    const auto of = snapshot.values.size() - 1;
    if (snapshot.doubts.empty() || snapshot.doubts.back().of != of) snapshot.doubts.push_back({of});
    snapshot.doubts.back().reason = trouble;
}

PartSnapshot SnapshotBuilder::part_of(const Device& device) const {
    PartSnapshot part{device.subject, device.id, {}, device.taken_at};
    if (memory_.keeps_raw) part.raw = raw_of(device.subject, device.readings);
    if (device.condition == nullptr) return part;
    part.missing = device.is_missing();
    part.trouble = device.condition->trouble();
    part.frozen_since = device.condition->frozen_since();
    return part;
}

// A setting that clients can't do without may be out of all bounds: then there is no document.
bool SnapshotBuilder::has_all_required(const Snapshot& snapshot, Model model) {
    const auto is_there = [&](const Point& point) {
        return std::ranges::any_of(snapshot.values, [&](const Measured& measured) {
            return measured.point == &point && present(measured.value);
        });
    };
    return std::ranges::all_of(points(), [&](const Point& point) {
        return !point.required || !point.models.contains(model) || is_there(point);
    });
}

void SnapshotBuilder::add_values(
    Snapshot& snapshot,
    const Point& point,
    const std::vector<Device>& devices,
    const PlantInputs& plant
) const {
    std::uint16_t index = 0;
    for (const auto& device : devices) {
        const auto known = snapshot.values.size();
        if (device.subject == point.subject && device.was_read) {
            const Inputs inputs{plant, device.readings};
            add_value(snapshot, point, index, inputs);
        } else if (device.subject == point.subject && device.is_missing()) {
            add_nothing(snapshot, point, index);
        }
        if (snapshot.values.size() > known) note_condition(snapshot, device);
        ++index;
    }
}

void SnapshotBuilder::fill(Snapshot& snapshot, const BankOf& bank_of) const {
    const auto model = topology_.identity.model();
    const InverterBanks banks{
        bank_of(device::inverter, Bank::holding).came, bank_of(device::inverter, Bank::input).came};
    snapshot.complete = has_configuration(topology_, banks);
    if (!models::supported.contains(model)) return;

    const auto devices = decoded(bank_of);
    auto plant = inputs(devices);
    plant.control = &snapshot.control;
    for (const auto& device : devices)
        snapshot.parts.push_back(part_of(device));

    WholeSections sections{topology_, banks};
    for (const auto& point : points()) {
        if (point.models.contains(model) && sections.contain(point)) {
            add_values(snapshot, point, devices, plant);
        }
    }
    if (snapshot.complete && !has_all_required(snapshot, model)) {
        snapshot.complete = false;
        std::erase_if(snapshot.values, [](const Measured& measured) {
            return is_of_settings(measured.point->section());
        });
    }
    snapshot.values.shrink_to_fit();  // it is kept until the next, of each of perhaps many plants
}

}  // namespace giv
