// Looks for the dongles of this network, for plants that have no address by setting.
//
// One search at a time, for all plants together; nobody is asked who is a plant's already, and no
// inverter is given to two of them, however its address is known. What is found is proved by the
// inverter's own registers. Loop thread; blocks nobody.
#pragma once

#include "exchange/log.hpp"
#include "exchange/place.hpp"
#include "link/clock.hpp"
#include "link/found_dongle.hpp"
#include "link/link_settings.hpp"
#include "link/networks.hpp"
#include "link/transport.hpp"

#include "givtcp/plant/topology.hpp"
#include "givtcp/result.hpp"

#include <asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace giv {

// All of it outlives the finder.
struct FinderWorld {
    Clock* clock = nullptr;
    Transport* transport = nullptr;
    std::function<SearchArea()> area;  // asked before each search: interfaces come and go
    Log log = no_log();
};

// Where dongles listen, and where the inverter behind them answers (LinkSettings).
struct SearchFor {
    std::uint16_t port = 8899;
    DeviceAddress inverter = device::inverter;
};

class DongleFinder {
 public:
    explicit DongleFinder(FinderWorld world);

    DongleFinder(const DongleFinder&) = delete;
    DongleFinder& operator=(const DongleFinder&) = delete;
    ~DongleFinder() = default;

    // What is known of a plant before any link runs. Its addresses by setting are not searched for
    // others, also while nobody answers there; `serial`: of the inverter that did last; may be
    // empty.
    void is_set(int instance, std::vector<std::string> hosts, const std::string& serial);

    // This inverter is the plant's; no other plant is given it. `place.host` may be empty.
    void is_of(int instance, const Place& place);

    // Another plant with an address by setting has this inverter; or has this address. Such a plant
    // comes before all that are searched for.
    bool is_set_elsewhere(int instance, const std::string& serial) const;
    bool is_address_set_elsewhere(int instance, const std::string& host) const;

    // Another plant with an address by setting has met this inverter, too, since the start: its
    // dongle, under two spellings, is asked twice as much, and some have one socket. Empty: none
    // has; else a sentence.
    std::string shared_with(int instance, const std::string& serial) const;

    // Which plant has to answer first, before a new inverter may be given to this one: its address
    // is a name, so that nobody knows yet which of the inverters it is. Empty: none; else a
    // sentence.
    std::string waits_for(int instance) const;

    // The place of the inverter `serial`; where that is empty, of the first that no plant has,
    // which is this plant's from then on. Errc::disconnected where there is none: a sentence that
    // says where it was looked for.
    asio::awaitable<Result<Place>> find(int instance, std::string serial, SearchFor what);

    // Everything that answers now, by network: at most 30 s each.
    asio::awaitable<std::vector<FoundDongle>> search(SearchFor what);

    // The networks that a search would ask: "192.168.1.0/24"; empty where there is none.
    std::string where() const { return world_.area().text(); }

    // Where there is none: a sentence that says why, and what to do.
    std::string why_nowhere() const { return world_.area().why_none(); }

 private:
    // A plant and what it has.
    struct Claim {
        std::string serial;              // empty: not known yet
        std::vector<std::string> hosts;  // by setting all of them, else the one where it was found
        bool is_set = false;             // its address is
        bool has_met = false;            // the inverter with that serial, since the start
    };

    std::vector<Ipv4> hosts_of_others(int instance) const;
    std::vector<std::string> serials_of_others(int instance) const;
    asio::awaitable<std::vector<FoundDongle>> search(SearchFor what, std::vector<Ipv4> skipped);
    void tell(const SearchArea& area);

    // set once
    const FinderWorld world_;

    // loop thread
    std::map<int, Claim> claims_;  // by plant
    bool is_searching_ = false;
    std::vector<std::string> remarks_told_;
};

// Tells the finder of a plant, before any link runs: where it is by setting and which inverter was
// found there last, or else where it was found by a search.
void introduce(
    DongleFinder& finder,
    const LinkSettings& plant,
    const std::optional<Topology>& kept,
    const std::optional<Place>& found
);

}  // namespace giv
