#include "mqtt/plant_discovery.hpp"

#include <algorithm>
#include <utility>

namespace giv::mqtt {
namespace {

Publication config(std::string topic, std::string payload) {
    return {
        .topic = std::move(topic),
        .payload = std::move(payload),
        .retain = true,
        .qos = Qos::at_least_once,
    };
}

std::size_t hash_of(const std::string& payload) { return std::hash<std::string>{}(payload); }

}  // namespace

PlantDiscovery::PlantDiscovery(
    render::DiscoveryStyle style, render::DiscoveryOptions options, IdentityMemory memory, Log log
)
    : style_{style},
      options_{std::move(options)},
      memory_{std::move(memory)},
      log_{std::move(log)} {}

void PlantDiscovery::accept(const SnapshotPtr& snapshot, Instant now) {
    if (!snapshot || snapshot->serial().empty()) return;
    meet(std::string{snapshot->serial()}, now);
    snapshot_ = snapshot;
    auto shape = render::shape_of(*snapshot);
    if (shape == shape_) return;
    // A part that left is to be cleared; a device is said whole, with what the broker holds of it.
    const bool is_device_style = style_ == render::DiscoveryStyle::device;
    if (shape.parts != shape_.parts || is_device_style || is_open_) look_ = Look::none;
    shape_ = std::move(shape);
    is_stale_ = true;
}

void PlantDiscovery::meet(const std::string& serial, Instant now) {
    if (serial_ == serial) return;
    disconnected();
    serial_ = serial;
    met_at_ = now;
    shape_ = {};
    announced_at_.reset();
    has_looked_ = false;
    auto known = memory_.recall(serial);
    is_remembered_ = !known.empty();
    identities_.reset();
    if (!known.empty()) identities_ = std::move(known);
}

// All that can be known of the plant is: what is not there is absent.
bool PlantDiscovery::is_whole() const {
    return snapshot_->complete && snapshot_->searches >= proof_of_absence;
}

bool PlantDiscovery::wants_look(Instant now) const {
    if (!snapshot_) return false;
    switch (look_) {
        case Look::none: return snapshot_->complete || now - met_at_ >= patience;
        case Look::in_part: return is_whole();
        case Look::whole: break;
    }
    return false;
}

void PlantDiscovery::looked(std::span<const render::HeldConfig> held) {
    const auto remembered = identities_.value_or(render::Identities{});
    const auto adoption = render::plan_adoption(
        *snapshot_, options_, render::as_entities(held, options_), remembered
    );
    const auto all = render::announcements(*snapshot_, options_, adoption.identities);
    auto plan = render::plan_migration(style_, held, adoption, all, options_);
    look_ = is_whole() ? Look::whole : Look::in_part;
    tell(adoption, plan);
    if (remembered != adoption.identities) memory_.keep(serial_, adoption.identities);
    identities_ = adoption.identities;
    has_looked_ = true;
    is_stale_ = true;
    for (const auto& [topic, why] : plan.clear_first)
        to_make_room_.push_back({topic, ""});
    for (auto& [topic, payload] : plan.removals)
        to_make_room_.push_back({topic, std::move(payload)});
    to_migrate_ = {plan.announce_migration.begin(), plan.announce_migration.end()};
    to_clear_afterwards_ = {plan.clear_afterwards.begin(), plan.clear_afterwards.end()};
    devices_ = std::move(plan.announce);
    is_open_ = adoption.is_open;
    // Home Assistant may take away more than it was told to: all is said again.
    if (!to_make_room_.empty()) said_.clear();
}

// Names hold serials: the log has the numbers, `--discovery-plan` the names.
void PlantDiscovery::tell(const render::AdoptionPlan& plan, const render::MigrationPlan& migration)
    const {
    using render::Fate;
    const auto count = [&](Fate fate) {
        return std::ranges::count(plan.entities, fate, &render::PlannedEntity::fate);
    };
    const bool is_news = count(Fate::fresh) > 0 || !migration.clear_first.empty() || !announced_at_;
    log_(
        is_news ? LogLevel::info : LogLevel::debug,
        "told to Home Assistant: " + std::to_string(count(Fate::fresh)) + " new entities, " +
            std::to_string(count(Fate::adopted) + count(Fate::recalled)) +
            " under the names they had, " + std::to_string(count(Fate::waits)) +
            " when they have a value; cleared: " + std::to_string(migration.clear_first.size())
    );
    const auto blocked = static_cast<std::size_t>(count(Fate::blocked)) + migration.blocked.size();
    if (blocked > 0) {
        log_(
            LogLevel::warning,
            std::to_string(blocked) +
                " entities or devices are not told to Home Assistant, because others have their "
                "names; "
                "givtcpd --discovery-plan lists them"
        );
    }
}

void PlantDiscovery::make_due(std::string topic, std::string payload) {
    if (unwanted_.contains(topic)) return;
    const auto said = said_.find(topic);
    if (said != said_.end() && said->second == hash_of(payload)) return;
    due_.push_back({std::move(topic), std::move(payload)});
}

bool PlantDiscovery::is_announced(Instant now) const {
    return is_remembered_ || (announced_at_ && now - *announced_at_ >= taken_in_after);
}

// What is not said as it should be; in the order of announcements(). What nobody has looked for at
// the broker yet has no name.
void PlantDiscovery::make_due() {
    is_stale_ = false;
    due_.clear();
    if (style_ == render::DiscoveryStyle::device) {
        for (const auto& device : devices_)
            make_due(device.topic, device.payload);
        return;
    }
    for (auto& one : render::announcements(*snapshot_, options_, *identities_)) {
        if (!one.due) continue;
        if (!identities_->contains(one.name))
            look_ = Look::none;
        else
            make_due(std::move(one.identity.config_topic), std::move(one.payload));
    }
}

// Remembered names are enough only after a look: what stands in the other style has to move first.
bool PlantDiscovery::knows_what_to_say() const {
    if (!snapshot_ || !has_looked_) return false;
    return style_ == render::DiscoveryStyle::entity || !devices_.empty();
}

bool PlantDiscovery::publish(const Publish& offer, Instant now) {
    if (!knows_what_to_say()) return true;
    if (!make_room(offer, now)) return false;
    if (hold_until_ && now < *hold_until_) return true;
    hold_until_.reset();
    if (is_stale_) make_due();
    if (!migrate(offer) || !announce(offer) || !clear_afterwards(offer, now)) return false;
    if (!announced_at_) announced_at_ = now;
    return true;
}

bool PlantDiscovery::make_room(const Publish& offer, Instant now) {
    if (to_make_room_.empty()) return true;
    while (!to_make_room_.empty()) {
        const auto& [topic, payload] = to_make_room_.front();
        if (offer(config(topic, payload)) == Offer::later) return false;
        said_.erase(topic);
        to_make_room_.pop_front();
    }
    cleared_at_ = now;
    hold_until_ = now + render::settled_after;
    return true;
}

// Home Assistant lets go of what is announced there, and forgets nothing.
bool PlantDiscovery::migrate(const Publish& offer) {
    while (!to_migrate_.empty()) {
        auto message = config(to_migrate_.front(), std::string{render::migration_payload});
        message.retain = false;
        if (offer(message) == Offer::later) return false;
        to_migrate_.pop_front();
    }
    return true;
}

bool PlantDiscovery::announce(const Publish& offer) {
    while (!due_.empty()) {
        auto& next = due_.front();
        if (offer(config(next.topic, next.payload)) == Offer::later) return false;
        said_.insert_or_assign(std::move(next.topic), hash_of(next.payload));
        due_.pop_front();
    }
    return true;
}

bool PlantDiscovery::clear_afterwards(const Publish& offer, Instant now) {
    while (!to_clear_afterwards_.empty()) {
        if (offer(config(to_clear_afterwards_.front(), "")) == Offer::later) return false;
        cleared_at_ = now;
        to_clear_afterwards_.pop_front();
    }
    return true;
}

void PlantDiscovery::hear(const Message& message, Instant now) {
    if (!message.payload.empty() || message.loss != Message::Loss::none) return;
    if (said_.erase(message.topic) == 0) return;
    if (cleared_at_ && now - *cleared_at_ <= aftermath) {
        hold_until_ = now + render::settled_after;
        is_stale_ = true;
        return;
    }
    unwanted_.insert(message.topic);
    log_(
        LogLevel::info,
        "an entity was removed by somebody: it stays away until givtcpd starts again"
    );
}

void PlantDiscovery::say_again() {
    said_.clear();
    is_stale_ = true;
}

void PlantDiscovery::disconnected() {
    say_again();
    look_ = Look::none;
    to_make_room_.clear();
    to_migrate_.clear();
    to_clear_afterwards_.clear();
    devices_.clear();
    due_.clear();
    hold_until_.reset();
}

}  // namespace giv::mqtt
