// The leaves that a pack, stack or meter, or a whole plant, can have at the broker. Pure, any
// thread.
//
// The paths come from the renderer itself, with a value for every row of the tables, so they are
// the ones under which it would publish. For parts that an earlier process published and this one
// never saw a value of; and for what has to be large enough for any plant.
#pragma once

#include "givtcp/plant/snapshot.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace giv::mqtt {

// A pack, stack or meter of the plant.
struct PartName {
    Subject subject;
    std::string id;

    friend bool operator==(const PartName&, const PartName&) = default;
};

// The leaf stands below a segment that names the part.
bool is_below_part(std::string_view path, const PartName& part);

// Every path below the plant's root that such a part can have, sorted.
std::vector<std::string> leaves_of(const PartName& part);

// The same for an inverter with a pack and a meter in every place: no plant has more leaves.
std::vector<std::string> leaves_of_largest_plant();

}  // namespace giv::mqtt
