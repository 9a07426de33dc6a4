// A dongle with a plant behind it, without sockets and without a clock of its own.
//
// Everything happens at an instant that the caller gives, so that the same object serves TCP in
// real time (tcp_server) and a simulated year in a test. Give each call a `now` that never goes
// back; after every call, what is to be sent by then comes out of due(). Not thread-safe.
// Source: spec/wire-protocol.md §3, §4, §7, §8.
#pragma once

#include "simulator/fault_book.hpp"
#include "simulator/faults.hpp"
#include "simulator/life/life.hpp"
#include "simulator/plant_clock.hpp"
#include "simulator/reactions.hpp"
#include "simulator/register_image.hpp"
#include "simulator/write_log.hpp"

#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/protocol/pdu.hpp"
#include "givtcp/registers/register_bank.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace giv::simulator {

enum class ConnectionId : std::uint64_t {};

struct Outgoing {
    ConnectionId to;
    Bytes bytes;
    bool hangs_up = false;  // the dongle closes this connection, which is forgotten already
};

struct DongleSettings {
    Serial adapter = serial_of("WF2142G731");
    std::chrono::milliseconds heartbeat_period{180'000};  // 0: never
    std::chrono::milliseconds latency{250};               // of each request, on the serial line
    std::chrono::milliseconds latency_spread{0};          // evenly spread on top, repeatably
    std::chrono::milliseconds reboot_time{5'000};         // nobody is let in after HR163 = 100
    std::uint32_t seed = 1;                               // of what is lost by chance
    std::size_t most_connections = 32;                    // more are turned away
};

enum class Mood : std::uint8_t {
    answers,
    silent,   // takes requests, never answers; heartbeats go on
    refuses,  // an error frame for every request
};

struct DongleCounts {
    std::uint64_t reads = 0;   // requests that reached the line
    std::uint64_t writes = 0;  // requests that reached the line
    std::uint64_t answers = 0;
    std::uint64_t errors = 0;    // error frames
    std::uint64_t silences = 0;  // requests that got no answer
    std::uint64_t dropped = 0;   // requests that found the line's queue full
    std::uint64_t heartbeats = 0;
    std::uint64_t heartbeat_replies = 0;
    std::uint64_t heartbeats_missed = 0;  // no reply before the next one was due
    std::uint64_t connections_made = 0;
    std::size_t connections = 0;  // now
    std::size_t most_connections_at_once = 0;
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

    // Brings the registers up to date, as a request does.
    void show_what_runs(Instant now);

    // Nothing of a plant that stands still.
    const Life* life() const { return life_.get(); }

    // For requests that come from now on. "Now" is when it was last told the time; before that,
    // when it is first told.
    void set_fault(const Fault& fault);

    // What was acknowledged stays so: effects that are delayed still come.
    void clear_faults();

    // Every request to write that reached the line, ours or others', in order. Not foreign
    // writes that are a fault.
    const std::deque<LoggedWrite>& write_log() const { return log_.entries(); }
    std::uint64_t writes_of(std::uint16_t index) const { return log_.count_of(index); }
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
        int unanswered_heartbeats = 0;
    };

    struct Asked {  // waits for the line, or is on it
        Request request;
        Instant answer_at;
        Treatment treatment;
    };

    struct Fate {  // of a write
        WriteAnswer answer;
        bool done;
    };

    struct Plan {  // what happens to the inverter by itself
        enum class Kind : std::uint8_t { effect, foreign_write, restart };

        Kind kind;
        WriteRequest write;
    };

    struct Played {
        Instant at;
        Overheard what;
    };

    struct Event {
        enum class Kind : std::uint8_t { heartbeat, recording, plan, answer };

        Instant at;
        Kind kind;
        ConnectionId who;  // whose heartbeat
    };

    void told(Instant now);
    void drop_everybody();

    void ask(const Request& request, Instant now);
    std::optional<Response> answer(const Asked& asked);
    std::optional<Response> answer_read(const ReadRequest& request, Instant now);
    std::optional<Response> answer_write(const Asked& asked, const WriteRequest& request);
    Fate fate_of(const WriteRequest& request, const Treatment& treatment, Instant now) const;
    Response reply_to(const WriteRequest& request, WriteAnswer answer) const;
    ErrorResponse refusal(const Request& request) const;
    void carry_out(const WriteRequest& request, Instant now);
    void store(const WriteRequest& request, Instant now);
    bool is_silent(Instant now) const;

    void plan(Instant at, const Plan& what);
    void plan_foreign_write(const Fault& fault, Instant now);
    void follow_up(const WriteRequest& request, Instant now);
    void carry_out_first_plan();
    void write_as_somebody_else(const WriteRequest& request, Instant now);
    void heard(ConnectionId from, const Heartbeat& reply);
    void finish_first();
    void play_first();
    void beat(ConnectionId who);
    void to_all(const Bytes& bytes);
    std::optional<Event> next_event() const;
    Serial inverter_serial(DeviceAddress device) const;
    std::chrono::milliseconds line_time();

    RegisterImage registers_;
    DongleSettings settings_;
    DongleCounts counts_;
    Mood mood_ = Mood::answers;
    bool accepting_ = true;
    bool only_plays_ = false;
    int to_corrupt_ = 0;
    std::optional<PlantClock> clock_;
    Calibration calibration_;
    std::unique_ptr<Life> life_;
    FaultBook faults_;
    WriteLog log_;
    Instant closed_until_{};  // restarting
    Instant sulks_until_{};

    std::map<ConnectionId, Client> clients_;
    std::uint64_t last_id_ = 0;
    std::deque<Asked> line_;  // one request at a time, in order
    std::deque<Played> score_;
    std::vector<Overheard> score_for_later_;
    std::map<std::uint8_t, Serial> own_serials_;  // learnt, by device; on HV not the inverter's
    std::multimap<Instant, Plan> plans_;
    std::vector<Fault> timed_from_start_;
    std::vector<Outgoing> outgoing_;
    std::optional<Instant> now_;  // the latest we were told
    std::uint32_t jitter_ = 0;
};

}  // namespace giv::simulator
