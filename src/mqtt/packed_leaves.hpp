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
        const LeafMarks& marks() const { return leaves_->leaves_[index_].marks; }

     private:
        void unpack();

        const PackedLeaves* leaves_;
        std::size_t index_ = 0;
        std::size_t bytes_before_ = 0;
        std::string path_;
    };

    // Behind all others: `path` is greater than theirs, and no longer than 65,535 characters.
    void add(std::string_view path, std::string_view text, LeafMarks marks);

    // Gives back what it holds more than it needs.
    void settle();

    Cursor begin() const { return Cursor{*this}; }
    std::size_t size() const { return leaves_.size(); }
    const LeafMarks& marks(std::size_t index) const { return leaves_[index].marks; }
    LeafMarks& marks(std::size_t index) { return leaves_[index].marks; }

    // For a list that will be about as long as this one.
    PackedLeaves empty_of_this_size() const;

 private:
    struct Packed {
        std::uint32_t text;    // its length
        std::uint16_t shared;  // of the path with the one before it
        std::uint16_t rest;    // what the path has behind that
        LeafMarks marks;
    };

    std::vector<Packed> leaves_;
    std::string bytes_;  // of each: the rest of its path, and its text
    std::string last_path_;
};

}  // namespace giv::mqtt
