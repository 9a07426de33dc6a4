#include "link/dongle_finder.hpp"

#include "link/identity_check.hpp"
#include "link/probe_queue.hpp"
#include "link/within.hpp"

#include "givtcp/protocol/short_serial.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

// So many sockets at once: few enough for every router's and kernel's table of neighbours.
constexpr int askers = 128;

// Two SYNs are sent in this time (the second after 1 s): one that is lost hides nobody. A /22 takes
// 8 rounds of it, 20 s.
constexpr auto lets_us_in_within = 2500ms;

constexpr auto a_network_within = 30s;

constexpr auto look_again_after = 1s;  // whether another plant's search has ended

// One network, asked by many coroutines that share a queue.
class Sweep {
 public:
    Sweep(const FinderWorld& world, SearchFor what, ProbeQueue queue)
        : world_(world), what_(what), queue_(std::move(queue)) {}

    // The found so far stay if it is cancelled.
    asio::awaitable<void> run(int many) {
        if (many == 1) {
            co_await ask_on();
        } else {
            auto one_half = run(many / 2);
            auto other_half = run(many - many / 2);
            co_await (std::move(one_half) && std::move(other_half));
        }
    }

    std::vector<FoundDongle>& found() { return found_; }
    std::size_t left() const { return queue_.left(); }

 private:
    asio::awaitable<void> ask_on() {
        while (const auto probe = queue_.next()) {
            auto connecting = world_.transport->connect({ipv4_text(probe->host), what_.port});
            auto connection =
                co_await within(*world_.clock, lets_us_in_within, std::move(connecting));
            if (connection) {
                auto answer =
                    co_await who_is_there(**connection, *world_.clock, probe->host, what_.inverter);
                found_.push_back(std::move(answer));
            } else if (connection.error().code != Errc::timeout) {
                queue_.failed_at_once(*probe);
            }
        }
    }

    const FinderWorld& world_;
    const SearchFor what_;
    ProbeQueue queue_;
    std::vector<FoundDongle> found_;
};

// It may be what somebody has replaced the one with that is not found.
std::string hint_of(const FoundDongle& other) {
    return ", but inverter " + short_serial(other.identity->serial) + " at " +
           ipv4_text(other.host) +
           ": if that is in its place, set INVERTOR_IP, or run givtcpd --forget-inverter and "
           "start " +
           "givtcpd again";
}

// A search is going on, however it ends.
class Turn {
 public:
    explicit Turn(bool& is_taken) : is_taken_(is_taken) { is_taken = true; }
    ~Turn() { is_taken_ = false; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

 private:
    bool& is_taken_;
};

}  // namespace

DongleFinder::DongleFinder(FinderWorld world) : world_(std::move(world)) {}

void DongleFinder::is_set(int instance, std::vector<std::string> hosts, const std::string& serial) {
    claims_.insert_or_assign(instance, Claim{serial, std::move(hosts), true, false});
}

void DongleFinder::is_of(int instance, const Place& place) {
    auto& claim = claims_[instance];
    claim.serial = place.serial;
    claim.has_met = true;
    if (!claim.is_set) claim.hosts = {place.host};
}

bool DongleFinder::is_set_elsewhere(int instance, const std::string& serial) const {
    return std::ranges::any_of(claims_, [&](const auto& entry) {
        const auto& [other, claim] = entry;
        return other != instance && claim.is_set && !serial.empty() && claim.serial == serial;
    });
}

std::string DongleFinder::shared_with(int instance, const std::string& serial) const {
    const auto found = std::ranges::find_if(claims_, [&](const auto& entry) {
        const auto& [other, claim] = entry;
        return other != instance && claim.is_set && claim.has_met && claim.serial == serial;
    });
    if (found == claims_.end()) return {};
    return "inverter " + short_serial(serial) + " is plant " + std::to_string(found->first) +
           "'s, too, by another address or name: take one of the two out of the settings";
}

bool DongleFinder::is_address_set_elsewhere(int instance, const std::string& host) const {
    return std::ranges::any_of(claims_, [&](const auto& entry) {
        const auto& [other, claim] = entry;
        return other != instance && claim.is_set &&
               std::ranges::find(claim.hosts, host) != claim.hosts.end();
    });
}

std::string DongleFinder::waits_for(int instance) const {
    const auto is_numeric = [](const std::string& host) {
        return searched_network(host).has_value();
    };
    for (const auto& [other, claim] : claims_) {
        if (other == instance || !claim.is_set || !claim.serial.empty()) continue;
        const auto name = std::ranges::find_if_not(claim.hosts, is_numeric);
        if (name == claim.hosts.end()) continue;
        return "the inverter of plant " + std::to_string(other) + " has to answer at " + *name +
               " first: until then nobody knows which of those in the network it is";
    }
    return {};
}

std::vector<Ipv4> DongleFinder::hosts_of_others(int instance) const {
    std::vector<Ipv4> hosts;
    for (const auto& [other, claim] : claims_) {
        if (other == instance) continue;
        for (const auto& host : claim.hosts) {
            if (const auto network = searched_network(host)) hosts.push_back(network->address);
        }
    }
    return hosts;
}

std::vector<std::string> DongleFinder::serials_of_others(int instance) const {
    std::vector<std::string> serials;
    for (const auto& [other, claim] : claims_) {
        if (other != instance) serials.push_back(claim.serial);
    }
    return serials;
}

// The same words once.
void DongleFinder::tell(const SearchArea& area) {
    if (remarks_told_ == area.remarks) return;
    remarks_told_ = area.remarks;
    for (const auto& remark : area.remarks)
        world_.log(LogLevel::warning, remark);
}

asio::awaitable<std::vector<FoundDongle>> DongleFinder::search(SearchFor what) {
    return search(what, {});
}

asio::awaitable<std::vector<FoundDongle>> DongleFinder::search(
    SearchFor what, std::vector<Ipv4> skipped
) {
    const auto area = world_.area();
    tell(area);
    std::vector<FoundDongle> all;
    for (const auto& network : area.networks) {
        Sweep sweep{world_, what, ProbeQueue{network, skipped}};
        auto asking = sweep.run(askers);
        co_await (std::move(asking) || world_.clock->sleep_for(a_network_within));
        if (sweep.left() > 0) {
            world_.log(
                LogLevel::warning,
                "the search of " + network.text() +
                    " took too long: " + std::to_string(sweep.left()) + " hosts were not asked"
            );
        }
        std::ranges::move(sweep.found(), std::back_inserter(all));
    }
    co_return all;
}

asio::awaitable<Result<Place>> DongleFinder::find(
    int instance, std::string serial, SearchFor what
) {
    while (is_searching_)
        co_await world_.clock->sleep_for(look_again_after);
    const Turn turn{is_searching_};
    claims_[instance].hosts.clear();  // it is not there, and may be another plant's now
    const auto networks = where();
    if (networks.empty()) co_return fail(Errc::disconnected, why_nowhere());
    const auto found = co_await search(what, hosts_of_others(instance));
    for (const auto& dongle : found)
        world_.log(LogLevel::info, "found at " + line_of(dongle));
    const auto taken = serials_of_others(instance);
    const auto* chosen = choose(found, serial, taken);
    if (chosen == nullptr) {
        const auto whom =
            serial.empty() ? "no inverter" : "inverter " + short_serial(serial) + " not";
        const auto* other = serial.empty() ? nullptr : choose(found, "", taken);
        const auto hint = other == nullptr ? "" : hint_of(*other);
        co_return fail(Errc::disconnected, whom + " found in " + networks + hint);
    }
    const Place place{chosen->identity->serial, ipv4_text(chosen->host)};
    is_of(instance, place);
    co_return place;
}

void introduce(
    DongleFinder& finder,
    const LinkSettings& plant,
    const std::optional<Topology>& kept,
    const std::optional<Place>& found
) {
    if (!plant.hosts.empty()) {
        finder.is_set(plant.instance, plant.hosts, kept ? kept->identity.serial : std::string{});
    } else if (found) {
        finder.is_of(plant.instance, *found);
    }
}

}  // namespace giv
