#include "givtcp/render/discovery.hpp"

#include "core/render/announcement_text.hpp"
#include "core/render/entity.hpp"
#include "core/render/entity_identity.hpp"
#include "core/render/stamps.hpp"

#include <algorithm>
#include <array>

namespace giv::render {
namespace {

struct PlatformWord {
    Platform platform;
    std::string_view word;
};

constexpr auto platform_words = std::to_array<PlatformWord>({
    {Platform::sensor, "sensor"},
    {Platform::binary_sensor, "binary_sensor"},
    {Platform::number, "number"},
    {Platform::select, "select"},
    {Platform::toggle, "switch"},
    {Platform::button, "button"},
    {Platform::time, "time"},
});

constexpr std::string_view firmware = "{details}/Invertor_Firmware";

std::string firmware_of(const Snapshot& snapshot) {
    for (const auto& measured : snapshot.values) {
        const auto text = text_in(measured.value);
        if (text && measured.point->path == firmware) return std::string{*text};
    }
    return {};
}

PlantWords words_of(const Snapshot& snapshot, const DiscoveryOptions& options) {
    PlantWords plant;
    plant.serial = snapshot.serial();
    plant.model = facts(snapshot.identity->model()).givtcp_name;
    std::ranges::replace(plant.model, '_', ' ');
    plant.firmware = firmware_of(snapshot);
    plant.options = &options;
    return plant;
}

EntityIdentity usual_identity(
    const EntityName& name,
    const std::string& section,
    std::string_view serial,
    const DiscoveryOptions& options
) {
    if (options.prefix_is_shared && is_ambiguous(name.owner))
        return with_serial(name, serial, options);
    return fresh_identity(name, section, serial, options);
}

}  // namespace

std::string_view words(Platform platform) {
    const auto* const found = std::ranges::find(platform_words, platform, &PlatformWord::platform);
    return found == platform_words.end() ? std::string_view{} : found->word;
}

std::optional<Platform> platform_of(std::string_view word) {
    const auto* const found = std::ranges::find(platform_words, word, &PlatformWord::word);
    if (found == platform_words.end()) return std::nullopt;
    return found->platform;
}

AnnouncedShape shape_of(const Snapshot& snapshot) {
    AnnouncedShape shape;
    shape.identity = snapshot.identity;
    shape.firmware = firmware_of(snapshot);
    shape.maximum_rate = maximum_rate(snapshot);
    shape.complete = snapshot.complete;
    for (const auto& part : snapshot.parts)
        shape.parts.push_back(part.id);
    shape.valued.reserve(snapshot.values.size());
    for (const auto& measured : snapshot.values)
        shape.valued.emplace_back(measured.point, measured.part);
    for (const auto& stamp : stamps())
        if (stamp.value(snapshot, snapshot.made_at, {})) shape.stamped.push_back(stamp.key);
    return shape;
}

std::vector<Announcement> announcements(
    const Snapshot& snapshot, const DiscoveryOptions& options, const Identities& identities
) {
    if (!snapshot.identity) return {};
    const auto plant = words_of(snapshot, options);
    const auto serial = snapshot.serial();
    std::vector<Announcement> all;
    for (const auto& entity : entities_of(snapshot, options)) {
        Announcement one;
        one.name = name_of(entity, serial);
        one.serial = serial;
        one.section = section_of(entity);
        one.quantity = entity.quantity;
        one.state_topic = options.root + '/' + std::string{serial} + '/' + entity.path;
        const auto usual = usual_identity(one.name, one.section, serial, options);
        const auto known = identities.find(one.name);
        one.identity = known == identities.end() ? usual : known->second;
        one.due = !entity.waits && !one.identity.withheld;
        if (one.due) {
            one.parts = announcement_parts(entity, one, usual.unique_id, plant);
            one.payload = announcement_text(one.parts);
        }
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace giv::render
