// What a plant's topics say, what they should say, and so which messages are due. Pure: time, the
// document and the client's answers are arguments. Loop thread.
//
// It is a table, not a queue: however long the broker is away, it holds one text per leaf, and
// afterwards the newest one goes out. Nothing counts as sent before the client has accepted it.
// Availability (`status`, `Stats/status`) is not its business: availability.hpp.
#pragma once

#include "mqtt/packed_leaves.hpp"
#include "mqtt/part_leaves.hpp"
#include "mqtt/publication.hpp"

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/render/document.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {

struct StateOptions {
    std::string root;          // "GivEnergy"
    bool retain = true;        // the broker keeps the leaves
    bool publish_all = false;  // every leaf with every cycle, as GivTCP does
    bool discovery = false;    // Home Assistant knows the topics: withdrawn values become "None"
    std::chrono::milliseconds republish_period = std::chrono::minutes{10};  // 0: never
};

// What the table is compared with. Views: valid for the call only.
struct StateUpdate {
    std::string_view serial;
    const render::Document& document;  // sorted by path
    const std::vector<PartName>& parts;
    std::uint64_t cycles;  // measurement cycles completed so far
    Instant now;
    PackedLeaves& scratch;  // what is in it goes: one for all tables, as only one is worked on
};

class StateTable {
 public:
    explicit StateTable(StateOptions options);

    // Takes the document in; what is due follows from it. Another serial starts afresh. The
    // whole set becomes due with the first update after the republish period.
    //
    // Leaves that follow the clock (Data_Age, Time_Since_Last_Update) do not make work by
    // themselves: they are due once a measurement cycle, and once a minute while none completes.
    void update(const StateUpdate& update);

    // Offers what is due, in the order of paths, until the client says "later". True: all is sent.
    bool publish(const Publish& offer);

    // These leaves are due although their text is what was said last: somebody asked for another
    // one and did not get it. What is no leaf, or was removed, is passed over.
    void say_again(const std::vector<std::string>& paths);

    // The broker may have forgotten everything, and what was on its way is lost: the whole set is
    // due again.
    void forget_marks();

    // Leaves that the document holds, without the withdrawn ones.
    std::size_t size() const;

 private:
    using Presence = LeafMarks::Presence;
    using Cursor = PackedLeaves::Cursor;

    static void carry_over(
        PackedLeaves& to, const Cursor& old, const render::Leaf& leaf, bool clock_leaves_due
    );
    void start_plant(std::string_view serial);
    void withdraw(PackedLeaves& to, const Cursor& old, const std::vector<PartName>& departed) const;
    void merge(const StateUpdate& update, bool clock_leaves_due);
    std::vector<std::string> unseen_below(const std::vector<PartName>& departed) const;
    void remove_unseen(const std::vector<PartName>& departed, PackedLeaves& scratch);
    bool takes_whole_set(const StateUpdate& update);
    bool takes_clock_leaves(const StateUpdate& update);
    void make_all_due(PackedLeaves& scratch);

    StateOptions options_;
    std::string prefix_;  // "<root>/<serial>/"; empty before the first update
    std::string serial_;
    PackedLeaves leaves_;
    bool some_are_due_ = false;  // perhaps
    std::vector<PartName> parts_;
    std::optional<std::uint64_t> cycles_;     // of the last update
    std::optional<Instant> clock_leaves_at_;  // when they last became due
    std::optional<Instant> whole_set_at_;     // when the whole set last became due
};

}  // namespace giv::mqtt
