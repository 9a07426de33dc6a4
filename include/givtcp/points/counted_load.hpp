// What the house took, where no counter of the inverter says it and we count it ourselves.
#pragma once

namespace giv {

struct CountedLoad {
    double today_kwh = 0;  // by the inverter's calendar
    double total_kwh = 0;  // since we began

    friend bool operator==(const CountedLoad&, const CountedLoad&) = default;
};

}  // namespace giv
