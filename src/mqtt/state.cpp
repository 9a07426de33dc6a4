#include "mqtt/state.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace giv::mqtt {
namespace {

using namespace std::chrono_literals;

// Home Assistant's MQTT sensors read this word as "unknown".
constexpr std::string_view unknown_word = "None";

// While no cycle completes, the ages still grow where somebody can see it.
constexpr auto clock_leaves_period = 60s;

constexpr std::array<std::string_view, 2> availability_paths{"status", "Stats/status"};

constexpr std::array<std::string_view, 3> clock_paths{
    "Time_Since_Last_Update", "Stats/Time_Since_Last_Update", "Stats/Data_Age"};

bool follows_the_clock(std::string_view path) {
    return std::ranges::find(clock_paths, path) != clock_paths.end();
}

// An empty payload would remove the topic, so an empty text has nothing to publish.
bool is_published(const render::Leaf& leaf) {
    return leaf.kind != render::Leaf::Kind::empty_object && !leaf.text.empty() &&
           std::ranges::find(availability_paths, leaf.path) == availability_paths.end();
}

std::vector<PartName> missing_from(
    const std::vector<PartName>& now, const std::vector<PartName>& before
) {
    std::vector<PartName> missing;
    std::ranges::copy_if(before, std::back_inserter(missing), [&](const PartName& part) {
        return std::ranges::find(now, part) == now.end();
    });
    return missing;
}

}  // namespace

StateTable::StateTable(StateOptions options) : options_{std::move(options)} {}

void StateTable::start_plant(std::string_view serial) {
    serial_ = serial;
    prefix_ = options_.root + '/' + serial_ + '/';
    entries_.clear();
    parts_.clear();
    cycles_.reset();
    whole_set_at_.reset();
}

// Whether this update is a whole set; the first one after a (re)connect is one by its marks.
bool StateTable::takes_whole_set(const StateUpdate& update) {
    const bool first = !whole_set_at_;
    const bool every_cycle = options_.publish_all && cycles_ != update.cycles;
    const bool period_over = !first && options_.republish_period > 0ms &&
                             update.now - *whole_set_at_ >= options_.republish_period;
    if (first || period_over) whole_set_at_ = update.now;
    return every_cycle || period_over;
}

bool StateTable::takes_clock_leaves(const StateUpdate& update) {
    const bool due = !clock_leaves_at_ || cycles_ != update.cycles ||
                     update.now - *clock_leaves_at_ >= clock_leaves_period;
    if (due) clock_leaves_at_ = update.now;
    return due;
}

StateTable::Entry StateTable::carry_over(
    Entry entry, const render::Leaf& leaf, bool clock_leaves_due
) {
    // A text that is not due stays the one that was sent last: the next one is compared with it.
    if (follows_the_clock(leaf.path) && !clock_leaves_due && !entry.due) return entry;

    entry.due = entry.due || entry.presence != Presence::present || entry.text != leaf.text;
    entry.presence = Presence::present;
    entry.text = leaf.text;
    return entry;
}

// Nothing: the broker never heard of it, or never kept it.
std::optional<StateTable::Entry> StateTable::withdraw(
    Entry entry, const std::vector<PartName>& departed
) const {
    if (!entry.ever_sent) return std::nullopt;
    if (entry.presence == Presence::removed) return entry;

    const bool part_left = std::ranges::any_of(departed, [&](const PartName& part) {
        return is_below_part(entry.path, part);
    });
    if (part_left || !options_.discovery) {
        if (!options_.retain) return std::nullopt;
        entry.presence = Presence::removed;
        entry.text.clear();
        entry.due = true;
    } else if (entry.presence == Presence::present) {
        entry.presence = Presence::unknown;
        entry.text = unknown_word;
        entry.due = true;
    }
    return entry;
}

void StateTable::update(const StateUpdate& update) {
    if (serial_ != update.serial) start_plant(update.serial);
    const bool whole_set = takes_whole_set(update);
    const bool clock_leaves_due = takes_clock_leaves(update) || whole_set;
    const auto departed = missing_from(update.parts, parts_);

    std::vector<Entry> merged;
    merged.reserve(std::max(entries_.size(), update.document.size()));
    auto old = entries_.begin();
    const auto take_withdrawn = [&](auto end) {
        for (; old != end; ++old)
            if (auto left = withdraw(std::move(*old), departed)) merged.push_back(std::move(*left));
    };
    for (const auto& leaf : update.document) {
        if (!is_published(leaf)) continue;
        take_withdrawn(std::ranges::find_if(old, entries_.end(), [&](const Entry& entry) {
            return entry.path >= leaf.path;
        }));
        if (old != entries_.end() && old->path == leaf.path)
            merged.push_back(carry_over(std::move(*old++), leaf, clock_leaves_due));
        else
            merged.push_back({.path = leaf.path, .text = leaf.text});
    }
    take_withdrawn(entries_.end());

    entries_ = std::move(merged);
    remove_unseen(departed);
    parts_ = update.parts;
    cycles_ = update.cycles;
    if (whole_set) make_all_due();
}

// A part that was kept from an earlier process and is gone now: that process published it.
void StateTable::remove_unseen(const std::vector<PartName>& departed) {
    if (!options_.retain || departed.empty()) return;
    for (const auto& part : departed) {
        const bool seen = std::ranges::any_of(entries_, [&](const Entry& entry) {
            return is_below_part(entry.path, part);
        });
        if (seen) continue;
        for (auto& path : leaves_of(part))
            entries_.push_back(
                {.path = std::move(path), .presence = Presence::removed, .ever_sent = true}
            );
    }
    std::ranges::sort(entries_, {}, &Entry::path);
}

// Withdrawn leaves are not repeated: "None" was said once; what was removed by now is gone.
void StateTable::make_all_due() {
    std::erase_if(entries_, [](const Entry& entry) {
        return entry.presence == Presence::removed && !entry.due;
    });
    for (auto& entry : entries_)
        if (entry.presence == Presence::present) entry.due = true;
}

bool StateTable::publish(const Publish& offer) {
    Publication message{.retain = options_.retain};
    for (auto& entry : entries_) {
        if (!entry.due) continue;
        message.topic.assign(prefix_).append(entry.path);
        message.payload = entry.text;
        const auto answer = offer(message);
        if (answer == Offer::later) return false;
        entry.due = false;
        entry.ever_sent = entry.ever_sent || answer == Offer::accepted;
    }
    return true;
}

void StateTable::say_again(const std::vector<std::string>& paths) {
    for (const auto& path : paths) {
        const auto entry = std::ranges::lower_bound(entries_, path, {}, &Entry::path);
        if (entry == entries_.end() || entry->path != path) continue;
        if (entry->presence != Presence::removed) entry->due = true;
    }
}

void StateTable::forget_marks() {
    for (auto& entry : entries_)
        entry.due = true;
    whole_set_at_.reset();
}

std::size_t StateTable::size() const {
    return static_cast<std::size_t>(
        std::ranges::count(entries_, Presence::present, &Entry::presence)
    );
}

}  // namespace giv::mqtt
