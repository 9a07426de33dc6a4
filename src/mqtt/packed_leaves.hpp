// The leaves of a plant, path and text, with what was said of each: a list in the order of paths,
// in as little memory as will do. There may be hundreds of plants with hundreds of leaves each.
//
// A path is kept without what it shares with the one before it ("Power/Power/PV_Power" after
// "Power/Power/Load_Power": 12 characters of it), so the list is read from its beginning, one leaf
// after the other. Loop thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {

struct LeafMarks {
    enum class Presence : std::uint8_t {
        present,
        unknown,  // withdrawn: "None", once
        removed,  // withdrawn: nothing is kept at the broker
    };

    Presence presence = Presence::present;
    bool due = true;
    bool ever_sent = false;  // the broker may know it
};

class PackedLeaves {
 public:
    // Stands at one leaf after the other; what it shows holds until it is moved, or the list grows.
    class Cursor {
     public:
        explicit Cursor(const PackedLeaves& leaves) : leaves_{&leaves} { unpack(); }

        bool at_end() const { return index_ == leaves_->leaves_.size(); }
        void next();

        std::size_t index() const { return index_; }
        std::string_view path() const { return path_; }
        std::string_view text() const;
        LeafMarks marks() const { return leaves_->marks(index_); }

     private:
        void unpack();

        const PackedLeaves* leaves_;
        std::size_t index_ = 0;
        std::size_t bytes_before_ = 0;
        std::string path_;
    };

    // Behind all others: `path` is greater than theirs, and no longer than 65,535 characters.
    void add(std::string_view path, std::string_view text, LeafMarks marks);

    // As `other`: in its own memory where that is enough, else in as much as is needed. A list that
    // has become shorter keeps its room.
    void copy(const PackedLeaves& other);

    // Keeps its memory.
    void clear();

    Cursor begin() const { return Cursor{*this}; }
    std::size_t size() const { return leaves_.size(); }
    LeafMarks marks(std::size_t index) const { return leaves_[index].marks(); }
    void mark(std::size_t index, LeafMarks marks) { leaves_[index].mark(marks); }

 private:
    struct Packed {
        std::uint32_t text;   // its length
        std::uint16_t rest;   // of the path, behind what it shares
        std::uint8_t shared;  // of the path with the one before it
        std::uint8_t presence : 2 = 0;
        std::uint8_t due : 1 = 0;
        std::uint8_t ever_sent : 1 = 0;

        LeafMarks marks() const {
            return {static_cast<LeafMarks::Presence>(presence), due != 0, ever_sent != 0};
        }
        void mark(LeafMarks marks) {
            presence = static_cast<std::uint8_t>(marks.presence) & 3U;
            due = marks.due ? 1 : 0;
            ever_sent = marks.ever_sent ? 1 : 0;
        }
    };

    std::string_view bytes(std::size_t first, std::size_t count) const;

    std::vector<Packed> leaves_;
    std::vector<char> bytes_;  // of each: the rest of its path, and its text
    std::string last_path_;    // that was added to this list; what is copied has none
};

}  // namespace giv::mqtt
