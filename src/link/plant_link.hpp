// One plant on one wire, for ever: connect, detect, poll, lose the link, again.
//
// Owns what is known of the plant (PlantImage) and tells the hub and the sinks of every change.
// Loop thread.
#pragma once

#include "exchange/exit.hpp"
#include "exchange/log.hpp"
#include "exchange/sink.hpp"
#include "exchange/snapshot_hub.hpp"
#include "link/backoff.hpp"
#include "link/client.hpp"
#include "link/clock.hpp"
#include "link/link_settings.hpp"
#include "link/schedule.hpp"
#include "link/signal.hpp"
#include "link/transport.hpp"

#include "givtcp/plant/plant_image.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace giv {

// What a plant's link needs of the rest of the program. All of it outlives the link.
struct LinkWorld {
    asio::any_io_executor executor;
    Clock* clock = nullptr;
    Transport* transport = nullptr;
    SnapshotHub* hub = nullptr;
    std::vector<Sink*> sinks;
    Log log = no_log();
    // A part was found, or the plant is another: to be kept for the next start.
    std::function<void(const Topology&)> topology_changed = [](const Topology&) {};
    std::uint32_t seed = 1;  // of the jitter
};

class PlantLink {
 public:
    // `kept`: what the store knows of the plant at this endpoint; the next start is quicker with
    // it. It is believed only when the inverter says the same of itself.
    PlantLink(LinkSettings settings, std::optional<Topology> kept, LinkWorld world);

    // The whole life; ends only by cancellation, or by a bug.
    asio::awaitable<Exit> run();

    // A full cycle at once, at most one extra per 5 s: for /getData.
    void want_cycle();

    // Hands the latest snapshot to the sinks once more: for /runAll.
    void offer();

    const LinkCounts& counts() const { return counts_; }
    const std::optional<Topology>& topology() const { return image_.topology(); }

 private:
    asio::awaitable<void> keep_connected();
    asio::awaitable<void> watch_silence();
    asio::awaitable<Result<std::unique_ptr<Connection>>> connect();
    asio::awaitable<Error> session(Connection& connection);
    asio::awaitable<Error> converse(Client& client);
    asio::awaitable<Result<void>> identify(Client& client);
    asio::awaitable<Error> stay_with_unsupported(Client& client);
    asio::awaitable<Error> poll(Client& client);
    asio::awaitable<Result<void>> cycle(Client& client);
    asio::awaitable<Result<void>> measure(Client& client);
    asio::awaitable<Result<void>> configure(Client& client);
    asio::awaitable<Result<void>> probe_next(Client& client);
    asio::awaitable<Result<void>> confirm_pack(
        Client& client, Probe probe, std::vector<std::uint16_t> words
    );
    asio::awaitable<Result<void>> fetch(Client& client, ReadTarget target);

    void begin_search();
    void adopt(const Identity& identity);
    void set_topology(const Topology& topology);
    void admit(ReadTarget target, std::span<const std::uint16_t> words, Origin origin);
    void overheard(const ReadResponse& response);
    void overheard_write(const WriteResponse& response);
    bool is_our_inverter(const Serial& serial) const;
    bool cycle_was_whole(Instant since) const;
    ClientEvents events();
    double chance();

    void lost(const std::string& why);
    void set_state(PlantState state, std::string detail);
    void publish();
    void check_expectation() const;
    std::chrono::milliseconds silent_after() const;

    // set once
    const LinkSettings settings_;
    const LinkWorld world_;
    const Endpoint endpoint_;
    const DeviceAddress inverter_;

    // loop thread
    PlantImage image_;
    std::optional<Topology> kept_;
    Schedule schedule_;
    Backoff backoff_;
    LinkCounts counts_;
    Signal wake_;
    std::mt19937 random_;
    std::vector<Probe> to_probe_;  // in reverse: the next is the last
    PlantState state_ = PlantState::connecting;
    std::string detail_;
    bool identifying_ = true;  // until the inverter has said who it is, on this connection
    bool is_silent_ = false;
    bool power_is_out_ = false;  // the first values of this connection were published
    Instant alive_since_;        // the last accepted bank, or the start
    std::string last_loss_;
    std::uint64_t losses_in_a_row_ = 0;
    Instant last_loss_logged_{};
};

}  // namespace giv
