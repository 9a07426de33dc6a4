// What stands beside a value: how old it is, how far it can be trusted, and why.
#pragma once

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/render/document.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv::render {

struct PointReport {
    std::string path;               // as in the document; details once, below Invertor_Details
    std::optional<Leaf> value;      // nothing where there is none
    std::optional<Leaf> held_back;  // a newer reading that is not believed yet
    Quality quality = Quality::good;
    std::string_view reason;  // for anything but good
    // Of the oldest register that it is made of; nothing if that was never believed. A battery that
    // repeats itself is as old as what it repeats.
    std::optional<std::chrono::seconds> age;
    bool derived = false;  // a formula's, or counted by us: no register says it
};

// Every point of the snapshot, in the order of its values.
std::vector<PointReport> point_reports(const Snapshot& snapshot, Moment now);

}  // namespace giv::render
