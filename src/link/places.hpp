// Where a plant's dongle may be, and which place is tried next. Pure: time is an argument.
//
// By setting it has one address or several, tried in turn. Without one it is looked for, and is
// from then on the inverter with that serial, wherever that goes.
#pragma once

#include "exchange/place.hpp"
#include "link/clock.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace giv {

class Places {
 public:
    // `hosts`: by setting; empty: it is looked for, and `kept` is where it was last.
    Places(std::vector<std::string> hosts, std::optional<Place> kept);

    // No address is set.
    bool is_looked_for() const { return is_looked_for_; }

    // How many there are to be tried.
    std::size_t many() const { return hosts_.size(); }

    // The one to be tried now; empty: none is known.
    std::string host() const { return hosts_.empty() ? std::string{} : hosts_.at(index_); }

    // The inverter that it has to be; empty: whichever answers. Only where it is looked for, or may
    // be at several addresses: who sets one address means what answers there.
    const std::string& serial() const { return serial_; }

    // A search is due: no place is known, or the one that is failed twice.
    bool wants_search(Instant now) const;

    // A search has ended; `place`: what it found.
    void searched(Instant now, const std::optional<Place>& place);

    // Our inverter answered at host().
    void worked(const std::string& serial);

    // It did not.
    void failed();

    // Another inverter answered there.
    void is_of_another();

    // The place that is known is another plant's by setting: it is looked for elsewhere.
    void forget_host();

    // So is the inverter itself: any other one is looked for.
    void forget();

 private:
    // set once
    const bool is_looked_for_;

    // loop thread
    std::vector<std::string> hosts_;
    std::size_t index_ = 0;
    std::string serial_;
    int failures_ = 0;               // in a row, of this place
    std::size_t vain_searches_ = 0;  // since our inverter last answered
    std::optional<Instant> no_search_before_;
};

}  // namespace giv
