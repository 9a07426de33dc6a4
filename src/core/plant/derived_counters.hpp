// Counters that are made of others: they never step back because of rounding, nor because some of
// what they are made of has begun the new day and some has not. Pure state; the loop owns it.
//
// Where they are kept beyond the process, what is shown was kept before, but for the very first:
// so they do not step back over a restart either.
//
// Source: spec/quirks.md Q16 (a) and (f).
#pragma once

#include "givtcp/flat_map.hpp"
#include "givtcp/plant/guard/kept_counters.hpp"
#include "givtcp/points/inputs.hpp"
#include "givtcp/points/point.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace giv {

class DerivedCounters {
 public:
    struct Settled {
        Value value;
        bool waits = false;  // for the rest of what it is made of to begin the day
    };

    // Must the value of this point be settled?
    static bool is_one(const Point& point);

    // What is to be published where the formula says `value`.
    Settled settle(const Point& point, const CountedDays& days, const Value& value);

    // What those of a quantity may be made of counts from a new base.
    void begin_anew(Quantity quantity);

    // From here on there is somebody who keeps them.
    void recall(const KeptCounters& kept);
    void keep(KeptCounters& kept) const;

    // These are kept now, or can't be.
    void show(const KeptCounters& kept);

 private:
    struct Counted {
        double value = 0;
        std::optional<std::chrono::local_days> day{};
        bool is_recalled = false;  // this process has not shown it yet
    };
    using ByPath = FlatMap<std::string_view, Counted>;  // of the point

    void advance(const Point& point, const CountedDays& days, double value);
    double to_show(const Point& point);

    ByPath reached_;
    ByPath shown_;
    bool is_kept_ = false;
};

}  // namespace giv
