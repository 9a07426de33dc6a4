// What is asked of one plant, in which order: commands, who is there, measurements, settings,
// parts.
//
// Holds what is known of the plant from one connection to the next; a connection is lent to it by
// converse(). Knows nothing of connecting, availability and sinks. Loop thread.
#pragma once

#include "exchange/log.hpp"
#include "link/client.hpp"
#include "link/clock.hpp"
#include "link/executor.hpp"
#include "link/fault_log.hpp"
#include "link/link_settings.hpp"
#include "link/pack_log.hpp"
#include "link/part_search.hpp"
#include "link/poll_pace.hpp"
#include "link/schedule.hpp"
#include "link/signal.hpp"

#include "givtcp/plant/plant_image.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace giv {

// What the poller tells its plant. None of them may end the poller.
struct PollerEvents {
    std::function<void(PlantState, std::string)> identified;  // and a sentence about it
    std::function<void(const Identity&)> adopted;             // its readings come next
    std::function<void(const guard::NewBase&)> new_base;
    std::function<void()> inverter_answered;  // one of its banks was accepted
    std::function<void()> cycle_completed;    // every block of the inverter came
    std::function<void()> news;               // worth a snapshot
    std::function<void(const Topology&)> topology_changed;
    // How many packs there are: why it is not what is expected, or empty.
    std::function<void(std::string)> packs_counted = [](const std::string&) {};
    // Another inverter than the one that is wanted is left alone: why, and it is not adopted.
    std::function<Result<void>(const Identity&)> judge = [](const Identity&) {
        return Result<void>{};
    };
    std::function<double()> chance;  // in [0, 1)
    Log log = no_log();
    Tape tape;
};

// What the poller works with; all of it outlives it.
struct PollerWorld {
    asio::any_io_executor executor;
    Clock* clock = nullptr;
    PlantImage* image = nullptr;
    Executor* commands = nullptr;
};

class Poller {
 public:
    Poller(
        const LinkSettings& settings,
        std::optional<Topology> kept,
        const PollerWorld& world,
        PollerEvents events
    );

    // Talks until the link is dead: why.
    asio::awaitable<Error> converse(Client& client);

    // For the client of the next connection.
    ClientEvents client_events();

    // A full cycle soon (Schedule::want_cycle).
    void want_cycle();

    // The executor has something to do: between any two reads.
    void wake() { wake_.set(); }

    // Sleeps until something is to be asked, or wanted.
    asio::awaitable<void> rest();

    // Is there anything to be asked at this moment?
    bool is_busy() const;

    // The last connection ended between two cycles, while nothing was asked: normal for some
    // dongles (spec/quirks.md Q28).
    bool was_resting() const { return is_resting_; }

    // How long the last cycle took in which every block of the inverter came.
    std::optional<Clock::Duration> last_cycle_took() const { return last_cycle_took_; }

    // How hard the dongle is pressed.
    const PollPace& pace() const { return pace_; }
    const Punctuality& punctuality() const { return punctuality_; }

    // Another inverter, or other firmware, answers and is not believed yet: a sentence; else empty.
    std::string newcomer() const;

    // "polling is slowed since ...": a sentence, while it is; else empty.
    std::string slowed() const;

    // The link is truly gone: on the next connection all is to be read anew.
    void forget_rest() { is_resting_ = false; }

 private:
    asio::awaitable<Result<void>> identify(Client& client);
    asio::awaitable<Result<std::vector<std::uint16_t>>> ask_identity(Client& client);
    asio::awaitable<Result<std::vector<std::uint16_t>>> ask_again(
        Client& client, const Identity& identity
    );
    asio::awaitable<Result<std::vector<std::uint16_t>>> hear_out(
        Client& client, const Identity& identity
    );
    bool is_newcomer(const Identity& identity) const;
    asio::awaitable<Error> stay_with_unsupported(Client& client);
    asio::awaitable<Error> poll(Client& client);
    asio::awaitable<Result<void>> cycle(Client& client);
    asio::awaitable<Result<void>> measure(Client& client);
    asio::awaitable<Result<void>> configure(Client& client);
    asio::awaitable<Result<void>> probe_next(Client& client);
    asio::awaitable<Result<bool>> fetch(Client& client, ReadTarget target);
    asio::awaitable<Result<std::vector<std::uint16_t>>> read(Client& client, ReadTarget target);
    asio::awaitable<Result<bool>> fetch_if_old(Client& client, ReadTarget target, Instant since);
    asio::awaitable<Result<void>> serve_commands(Client& client);
    asio::awaitable<Result<void>> take_turn(Client& client);
    void exchanged(const Exchange& exchange);
    void tell_pace();
    void tell_ceiling(Instant next);
    bool is_put_off(const ReadTarget& target) const;

    void tell_doubts(const ReadTarget& target, const guard::Judgement& judgement);
    void adopt(const Identity& identity);
    bool may_command() const;
    Instant next_due() const;
    void begin_search();
    void search_ended();
    void doubt_unproved();
    void check_expectation();
    void set_topology(const Topology& topology);
    Patience patience_for(const ReadTarget& target) const;
    bool is_of_a_stranger(const ReadTarget& target, std::span<const std::uint16_t> words);
    void did_not_come(const ReadTarget& target);
    std::optional<Instant> missed_at(const ReadTarget& target) const;
    bool is_given_up(const ReadTarget& target) const;
    bool is_to_be_asked(const ReadTarget& target) const;
    void note_packs(Instant since);
    guard::Judgement admit(
        const ReadTarget& target, std::span<const std::uint16_t> words, Origin origin
    );
    void overheard(const ReadResponse& response);
    void overheard_write(const WriteResponse& response);
    bool is_our_inverter(const Serial& serial) const;
    bool is_former_inverter(const Serial& serial) const;
    bool contradicts_proved(const ReadTarget& target, std::span<const std::uint16_t> words);
    bool was_whole(Instant since) const;
    bool came_in_part(Instant since) const;
    void note_lateness(Instant began);
    asio::awaitable<Result<void>> read_what_is_due(Client& client);

    struct Newcomer {
        Identity identity;
        Instant first_heard;
        Instant last_heard;
    };

    struct Failure {
        ReadTarget target;
        Instant at;
    };

    // set once
    const LinkSettings settings_;
    const DeviceAddress inverter_;
    Clock& clock_;
    PlantImage& image_;
    Executor& commands_;
    const PollerEvents events_;

    // loop thread
    std::optional<Topology> kept_;
    std::optional<Newcomer> newcomer_;  // answers, and is not believed yet
    std::optional<Identity> former_;    // who was here before
    FaultLog guard_log_;                // what the guard did not believe
    PackLog pack_log_;
    Schedule schedule_;
    PollPace pace_;
    std::optional<Instant> slowed_told_;  // PollPace::slowed_since()
    int cycles_over_ = 0;                 // above the ceiling, less those that were not
    Instant last_read_{};                 // its start
    std::vector<ReadTarget> put_off_;     // in this cycle, to spare the line
    PartSearch search_;
    Signal wake_;
    std::vector<ReadTarget> unproved_;  // kept parts that have not answered yet
    std::vector<ReadTarget> doubted_;   // kept parts that the search shall prove or drop
    std::map<DeviceAddress, int> strangers_in_a_row_;  // readings of a place that were another's
    Instant search_began_{};
    bool is_first_whole_ = true;             // no cycle of this plant was whole yet
    std::vector<DeviceAddress> strangers_;   // places where another pack answers
    std::vector<Failure> failures_;          // parts whose last answer did not come
    std::optional<Identity> identity_here_;  // who answers on this connection
    std::optional<std::size_t> packs_told_;
    std::optional<Clock::Duration> last_cycle_took_;
    Punctuality punctuality_;
    int configurations_failed_ = 0;
    bool power_is_out_ = false;  // the first values of this connection were told
    bool is_resting_ = false;
};

}  // namespace giv
