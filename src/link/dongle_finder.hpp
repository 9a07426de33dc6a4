// Looks for the dongles of this network, for plants that have no address by setting.
//
// One search at a time, for all plants together; nobody is asked who is a plant's already. What is
// found is proved by the inverter's own registers. Loop thread; blocks nobody.
#pragma once

#include "exchange/log.hpp"
#include "exchange/place.hpp"
#include "link/clock.hpp"
#include "link/found_dongle.hpp"
#include "link/networks.hpp"
#include "link/transport.hpp"

#include "givtcp/result.hpp"

#include <asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <map>
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

    // This inverter is the plant's; no other plant is given it. `place.host` may be empty.
    void is_of(int instance, const Place& place);

    // The place of the inverter `serial`; where that is empty, of the first that no plant has,
    // which is this plant's from then on. Errc::disconnected where there is none: a sentence that
    // says where it was looked for.
    asio::awaitable<Result<Place>> find(int instance, std::string serial, SearchFor what);

    // Everything that answers now, by network: at most 30 s each.
    asio::awaitable<std::vector<FoundDongle>> search(SearchFor what);

    // The networks that a search would ask: "192.168.1.0/24".
    std::string where() const { return world_.area().text(); }

 private:
    std::vector<Ipv4> hosts_of_others(int instance) const;
    std::vector<std::string> serials_of_others(int instance) const;
    asio::awaitable<std::vector<FoundDongle>> search(SearchFor what, std::vector<Ipv4> skipped);
    void tell(const SearchArea& area);

    // set once
    const FinderWorld world_;

    // loop thread
    std::map<int, Place> places_;  // by plant
    bool is_searching_ = false;
    std::vector<std::string> remarks_told_;
};

}  // namespace giv
