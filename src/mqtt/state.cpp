#include "mqtt/state.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
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
    leaves_ = {};
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

// A text that is not due stays the one that was sent last: the next one is compared with it.
void StateTable::carry_over(
    PackedLeaves& to, const Cursor& old, const render::Leaf& leaf, bool clock_leaves_due
) {
    auto marks = old.marks();
    if (follows_the_clock(leaf.path) && !clock_leaves_due && !marks.due) {
        to.add(old.path(), old.text(), marks);
        return;
    }
    marks.due = marks.due || marks.presence != Presence::present || old.text() != leaf.text;
    marks.presence = Presence::present;
    to.add(leaf.path, leaf.text, marks);
}

// What the broker never heard of, or never kept, is gone without a word.
void StateTable::withdraw(
    PackedLeaves& to, const Cursor& old, const std::vector<PartName>& departed
) const {
    auto marks = old.marks();
    if (!marks.ever_sent) return;
    auto text = old.text();
    const bool part_left = std::ranges::any_of(departed, [&](const PartName& part) {
        return is_below_part(old.path(), part);
    });
    if (marks.presence == Presence::removed) {
        // and stays so
    } else if (part_left || !options_.discovery) {
        if (!options_.retain) return;
        marks.presence = Presence::removed;
        marks.due = true;
        text = {};
    } else if (marks.presence == Presence::present) {
        marks.presence = Presence::unknown;
        marks.due = true;
        text = unknown_word;
    }
    to.add(old.path(), text, marks);
}

void StateTable::update(const StateUpdate& update) {
    if (serial_ != update.serial) start_plant(update.serial);
    const bool whole_set = takes_whole_set(update);
    const bool clock_leaves_due = takes_clock_leaves(update) || whole_set;
    merge(update, clock_leaves_due);
    remove_unseen(missing_from(update.parts, parts_), update.scratch);
    parts_ = update.parts;
    cycles_ = update.cycles;
    some_are_due_ = true;
    if (whole_set) make_all_due(update.scratch);
}

// Both are in the order of paths.
void StateTable::merge(const StateUpdate& update, bool clock_leaves_due) {
    const auto departed = missing_from(update.parts, parts_);
    auto& merged = update.scratch;
    merged.clear();
    auto old = leaves_.begin();
    for (const auto& leaf : update.document) {
        if (!is_published(leaf)) continue;
        for (; !old.at_end() && old.path() < leaf.path; old.next())
            withdraw(merged, old, departed);
        if (!old.at_end() && old.path() == leaf.path) {
            carry_over(merged, old, leaf, clock_leaves_due);
            old.next();
        } else {
            merged.add(leaf.path, leaf.text, {});
        }
    }
    for (; !old.at_end(); old.next())
        withdraw(merged, old, departed);
    leaves_.copy(merged);
}

// All leaves of the parts of which there is none in the table, in order.
std::vector<std::string> StateTable::unseen_below(const std::vector<PartName>& departed) const {
    auto unseen = departed;
    for (auto leaf = leaves_.begin(); !leaf.at_end(); leaf.next())
        std::erase_if(unseen, [&](const PartName& part) {
            return is_below_part(leaf.path(), part);
        });
    std::vector<std::string> paths;
    for (const auto& part : unseen)
        std::ranges::move(leaves_of(part), std::back_inserter(paths));
    std::ranges::sort(paths);
    return paths;
}

// A part that was kept from an earlier process and is gone now: that process published it.
void StateTable::remove_unseen(const std::vector<PartName>& departed, PackedLeaves& scratch) {
    if (!options_.retain || departed.empty()) return;
    auto& all = scratch;
    all.clear();
    auto known = leaves_.begin();
    const auto take_known = [&] {
        all.add(known.path(), known.text(), known.marks());
        known.next();
    };
    for (const auto& path : unseen_below(departed)) {
        while (!known.at_end() && known.path() < path)
            take_known();
        all.add(path, "", {.presence = Presence::removed, .ever_sent = true});
    }
    while (!known.at_end())
        take_known();
    leaves_.copy(all);
}

// Withdrawn leaves are not repeated: "None" was said once; what was removed by now is gone.
void StateTable::make_all_due(PackedLeaves& scratch) {
    auto& kept = scratch;
    kept.clear();
    for (auto leaf = leaves_.begin(); !leaf.at_end(); leaf.next()) {
        auto marks = leaf.marks();
        if (marks.presence == Presence::removed && !marks.due) continue;
        marks.due = marks.due || marks.presence == Presence::present;
        kept.add(leaf.path(), leaf.text(), marks);
    }
    leaves_.copy(kept);
}

bool StateTable::publish(const Publish& offer) {
    if (!some_are_due_) return true;
    Publication message{.retain = options_.retain};
    for (auto leaf = leaves_.begin(); !leaf.at_end(); leaf.next()) {
        if (!leaf.marks().due) continue;
        message.topic.assign(prefix_).append(leaf.path());
        message.payload = leaf.text();
        const auto answer = offer(message);
        if (answer == Offer::later) return false;
        auto marks = leaf.marks();
        marks.due = false;
        marks.ever_sent = marks.ever_sent || answer == Offer::accepted;
        leaves_.mark(leaf.index(), marks);
    }
    some_are_due_ = false;
    return true;
}

void StateTable::say_again(const std::vector<std::string>& paths) {
    some_are_due_ = true;
    for (auto leaf = leaves_.begin(); !leaf.at_end(); leaf.next()) {
        if (std::ranges::find(paths, leaf.path()) == paths.end()) continue;
        auto marks = leaf.marks();
        marks.due = marks.due || marks.presence != Presence::removed;
        leaves_.mark(leaf.index(), marks);
    }
}

void StateTable::forget_marks() {
    some_are_due_ = true;
    for (std::size_t index = 0; index < leaves_.size(); ++index) {
        auto marks = leaves_.marks(index);
        marks.due = true;
        leaves_.mark(index, marks);
    }
    whole_set_at_.reset();
}

std::size_t StateTable::size() const {
    std::size_t present = 0;
    for (std::size_t index = 0; index < leaves_.size(); ++index)
        if (leaves_.marks(index).presence == Presence::present) ++present;
    return present;
}

}  // namespace giv::mqtt
