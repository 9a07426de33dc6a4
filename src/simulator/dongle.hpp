// A dongle with a plant behind it, without sockets and without a clock of its own.
//
// Everything happens at an instant that the caller gives, so that the same object serves TCP in
// real time (tcp_server) and a simulated year in a test. Give each call a `now` that never goes
// back; after every call, what is to be sent by then comes out of due(). Not thread-safe.
// Source: spec/wire-protocol.md §3, §4, §7, §8.
#pragma once

#include "simulator/dongle_settings.hpp"
#include "simulator/fault_book.hpp"
#include "simulator/faults.hpp"
#include "simulator/life/life.hpp"
#include "simulator/line_habits.hpp"
#include "simulator/plant_clock.hpp"
#include "simulator/reactions.hpp"
#include "simulator/register_image.hpp"
#include "simulator/wire_faults.hpp"
#include "simulator/write_log.hpp"

#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/protocol/pdu.hpp"
#include "givtcp/registers/register_bank.hpp"
#include "givtcp/result.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace giv::simulator {

enum class ConnectionId : std::uint64_t {};

struct Outgoing {
    ConnectionId to;
    Bytes bytes;
    bool hangs_up = false;  // the dongle closes this connection, which is forgotten already
    bool resets = false;    // and not in peace: it resets it
};

// Where a dongle has moved to.
struct Moved {
    std::string host;
    std::uint16_t port;  // 0: the same as before

    friend bool operator==(const Moved&, const Moved&) = default;
};

enum class Mood : std::uint8_t {
    answers,
    silent,   // takes requests, never answers; heartbeats go on
    refuses,  // an error frame for every request
};

// Bytes that all clients see at a time, because somebody else caused them (spec/wire-protocol.md
// §8): another client's answers, or a recording.
struct Overheard {
    std::chrono::microseconds after;  // since the score began
    Bytes bytes;
    std::optional<Response> teaches;  // what it says is in the registers from then on
};

class Dongle {
 public:
    explicit Dongle(RegisterImage registers, DongleSettings settings = {});

    // Nothing while it accepts nobody, or has no room for more.
    std::optional<ConnectionId> connect(Instant now);

    // False: nobody who knocks would be let in, and who listens for it need not listen meanwhile.
    bool lets_in() const;

    // Where it is; nothing: where it always was.
    std::optional<Moved> moved_to() const;

    // Who listens for it says why it cannot; empty: it can.
    void set_unreachable(std::string why) { unreachable_ = std::move(why); }
    const std::string& unreachable() const { return unreachable_; }

    // The client has gone. What it asked for is still asked.
    void disconnect(ConnectionId who);

    // Any bytes, in any pieces.
    void receive(ConnectionId from, std::span<const std::uint8_t> bytes, Instant now);

    // When due() will next have something to do.
    std::optional<Instant> next_due() const;

    // Everything to be sent up to `now`, in order.
    std::vector<Outgoing> due(Instant now);

    // ---- what a test turns -----------------------------------------------------------------

    RegisterImage& registers() { return registers_; }
    const RegisterImage& registers() const { return registers_; }
    const DongleSettings& settings() const { return settings_; }
    const DongleCounts& counts() const { return counts_; }

    void set_mood(Mood mood) { mood_ = mood; }
    void set_latency(std::chrono::milliseconds latency) { settings_.latency = latency; }
    void set_accepting(bool accepting) { accepting_ = accepting; }

    // The next `responses` go out with a wrong CRC.
    void corrupt_next(int responses) { to_corrupt_ = responses; }

    // Closes every connection, as when the dongle restarts. What was asked is forgotten.
    void hang_up(Instant now);

    // What this says is in the registers from now on.
    void learn(const Response& response);

    // From now on HR35-40 run; without a time, from what they show, unless they show none.
    void run_clock(PlantTime shown, Instant now);
    bool run_clock(Instant now);

    // The same, of a clock that gains or loses time.
    void run_clock(const PlantClock& clock) { clock_ = clock; }

    // From now on the plant moves by itself (life/). Best before anybody asks.
    void bring_to_life(std::unique_ptr<Life> life) { life_ = std::move(life); }

    // Makes it so, as if it had always been: a clock and a calibration run on from there. An error
    // is `out_of_range`, and nothing is set, where a life moves one of these registers.
    Result<void> make_true(
        DeviceAddress device, Register first, std::span<const std::uint16_t> words, Instant now
    );

    // Brings the registers up to date, as a request does.
    void show_what_runs(Instant now);

    // Nothing of a plant that stands still.
    const Life* life() const { return life_.get(); }

    // For requests that come from now on. "Now" is when it was last told the time; before that,
    // when it is first told.
    void set_fault(const Fault& fault) { plan_fault({.fault = fault}); }

    // From its own time on, counted from now. One without an end of its own lasts until it is
    // cleared; but a reboot its usual time, and connections are reset or closed once.
    // Its number, or 0 if there are too many; 0, too, before it was first told the time.
    std::uint64_t plan_fault(PlannedFault planned);
    std::uint64_t plan_fault(PlannedFault planned, Instant now);

    // What was acknowledged stays so: effects that are delayed still come. Answers that are, or
    // that are being sent slowly, are sent at once.
    void clear_faults();

    // Which there are, and what they did.
    const FaultBook& faults() const { return faults_; }

    // Every request to write that reached the line, ours or others', in order. Not foreign
    // writes that are a fault.
    const std::deque<LoggedWrite>& write_log() const { return log_.entries(); }
    std::uint64_t writes_of(std::uint16_t index) const { return log_.count_of(index); }
    const std::map<std::uint16_t, std::uint64_t>& counts_of_writes() const { return log_.counts(); }
    void clear_write_log() { log_.clear(); }

    // What all clients will see from now on, in rising order of time.
    void play(std::vector<Overheard> score, Instant now);

    // The same, from when somebody first connects.
    void play_when_connected(std::vector<Overheard> score);

    // Sends nothing but what was played: neither answers nor heartbeats.
    void only_play() { only_plays_ = true; }

 private:
    struct Client {
        RequestDecoder decoder;
        Instant next_heartbeat;
        Instant heard_at;
        int unanswered_heartbeats = 0;
        bool has_gone = false;  // unnoticed
    };

    // Who asks: a client, or the cloud, which has no connection.
    using Party = std::optional<ConnectionId>;

    struct Asked {  // waits for the line, or is on it
        Party from;
        Request request;
        Instant asked_at;
        Instant answer_at;
        Treatment treatment;
        bool is_collided = false;
    };

    struct Fate {  // of a write
        WriteAnswer answer;
        bool done;
    };

    struct Plan {  // what happens to the inverter by itself
        enum class Kind : std::uint8_t { effect, foreign_write, restart };

        Kind kind;
        WriteRequest write;
        std::uint64_t fault = 0;  // which struck when it happens; 0: none
    };

    struct Played {
        Instant at;
        Overheard what;
    };

    struct Late {  // what is sent by and by
        Party to;  // nothing: all
        Bytes bytes;
    };

    struct Event {
        enum class Kind : std::uint8_t {
            fault,
            heartbeat,
            idle,
            recording,
            plan,
            cloud,
            answer,
            late,
            opening,
        };

        Instant at;
        Kind kind;
        ConnectionId who;  // whose heartbeat, or who is idle
    };

    void told(Instant now);
    void change_faults(Instant now);
    void react_to(const FaultBook::Change& change);
    void throw_out_by(const FaultBook::Change& change);
    void drop_everybody();
    bool is_open() const;
    void close_all(bool by_reset);
    void forget_late();
    void count_connections();

    void ask(const Party& from, const Request& request, Instant now);
    bool collides(const Party& from, Instant now);
    void ask_for_cloud();
    void count_for_cloud(const Asked& asked, bool is_answered);
    std::optional<Response> answer(const Asked& asked);
    std::optional<Response> answer_read(const ReadRequest& request, Instant now);
    std::optional<Response> answer_write(const Asked& asked, const WriteRequest& request);
    Fate fate_of(const WriteRequest& request, const Treatment& treatment, Instant now);
    Response reply_to(const WriteRequest& request, WriteAnswer answer) const;
    ErrorResponse refusal(const Request& request) const;
    void carry_out(const WriteRequest& request, Instant now);
    void store(const WriteRequest& request, Instant now);
    bool is_silent(Instant now);
    void run_on_from(RegisterRange set, Instant now);
    void start_stopped_clock(Instant now);

    void plan(Instant at, const Plan& what);
    void plan_foreign_write(const Fault& fault, Instant now, std::uint64_t number = 0);
    void follow_up(const WriteRequest& request, Instant now);
    void carry_out_first_plan();
    void write_as_somebody_else(const WriteRequest& request, Instant now);
    void heard(ConnectionId from, const Heartbeat& reply);
    void finish_first();
    void play_first();
    void beat(ConnectionId who);
    void reap(ConnectionId who);
    void reap_idle(ConnectionId who, Instant now);
    bool is_cut_off() const { return faults_.in_force(FaultKind::black_hole) != nullptr; }

    void send(const Response& answer, Instant now);
    void send_first_late();
    void send_all_late(Instant now);
    void emit(const Party& to, const Bytes& bytes, Instant at, Instant now);
    void put_out(const Party& to, const Bytes& bytes, Instant now);
    std::optional<Event> next_event() const;
    std::optional<Event> next_of_clients() const;
    void happen(const Event& event);
    Serial inverter_serial(DeviceAddress device) const;
    std::chrono::milliseconds line_time();

    RegisterImage registers_;
    DongleSettings settings_;
    DongleCounts counts_;
    Mood mood_ = Mood::answers;
    bool accepting_ = true;
    std::string unreachable_;
    bool only_plays_ = false;
    int to_corrupt_ = 0;
    std::optional<PlantClock> clock_;
    bool is_clock_stopped_ = false;  // by zeros: it ran before
    Calibration calibration_;
    std::unique_ptr<Life> life_;
    FaultBook faults_;
    WireFaults wire_;
    WriteLog log_;
    std::optional<Instant> closed_until_;  // restarting
    Instant sulks_until_{};

    std::map<ConnectionId, Client> clients_;
    std::uint64_t last_id_ = 0;
    std::deque<Asked> line_;  // one request at a time, in order
    std::deque<Played> score_;
    std::vector<Overheard> score_for_later_;
    std::map<std::uint8_t, Serial> own_serials_;  // learnt, by device; on HV not the inverter's
    std::multimap<Instant, Plan> plans_;
    std::vector<PlannedFault> planned_from_start_;
    std::multimap<Instant, Late> late_;
    Instant sending_until_{};  // slowly
    std::vector<Outgoing> outgoing_;
    std::optional<Instant> now_;  // the latest we were told
    std::uint32_t jitter_ = 0;
    Chance latencies_;
    std::optional<SilentWindows> silent_windows_;
    std::optional<Instant> cloud_asks_at_;
    std::size_t cloud_asks_for_ = 0;
};

}  // namespace giv::simulator
