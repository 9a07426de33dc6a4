// Where a plant was found that has no address by setting: told by its link, kept by the store.
#pragma once

#include <string>

namespace giv {

struct Place {
    std::string serial;  // of the inverter: that is what a plant is known by
    std::string host;    // of its dongle, numeric

    friend bool operator==(const Place&, const Place&) = default;
};

}  // namespace giv
