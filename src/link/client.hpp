// One connection to a dongle: everything that is said on it.
//
// Two coroutines share one life (architecture ruling 16): reader() takes every frame, answers
// heartbeats and hands over what others asked for; the conversation asks with read() and write(),
// one request at a time. All on the loop thread. The client never connects and never reconnects.
#pragma once

#include "exchange/log.hpp"
#include "link/clock.hpp"
#include "link/pacing.hpp"
#include "link/signal.hpp"
#include "link/tape.hpp"
#include "link/transport.hpp"

#include "givtcp/control/judged_write.hpp"
#include "givtcp/plant/topology.hpp"
#include "givtcp/protocol/frame_decoder.hpp"
#include "givtcp/protocol/pdu.hpp"
#include "givtcp/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace giv {

// How long to wait for an answer, and how often to ask again.
struct Patience {
    std::chrono::milliseconds wait;
    int tries;
    std::chrono::milliseconds least_pause;  // between tries, so that a silent window passes
    std::chrono::milliseconds pause_jitter;
    bool may_be_absent = false;  // silence says nothing about the link
    bool unspaced = false;       // may follow the last answer at once
};

namespace patience {

using std::chrono::milliseconds;

// spec/wire-protocol.md §9 "Ours".
inline constexpr Patience data{milliseconds{2500}, 2, milliseconds{500}, milliseconds{300}};
inline constexpr Patience detection{milliseconds{2000}, 4, milliseconds{500}, milliseconds{300}};
inline constexpr Patience probe{milliseconds{500}, 2, milliseconds{0}, milliseconds{0}, true};

// It may be there, and slow: 0x32, the blocks of some firmware. Worth a long wait, but its silence
// says nothing about the link. On a line that loses frames a block that was missed stays hidden for
// an hour: it is asked once more than others.
inline constexpr Patience likely{milliseconds{2500}, 3, milliseconds{500}, milliseconds{300}, true};

// A part that was there when we last ran.
inline constexpr Patience kept_part{milliseconds{2500}, 1, milliseconds{0}, milliseconds{0}, true};

// A part that did not answer last time: a late answer is taken all the same.
inline constexpr Patience doubt{milliseconds{500}, 1, milliseconds{0}, milliseconds{0}, true};

// An acknowledgement: spec/commands.md 0.5. Who wrote decides about repeats.
inline constexpr Patience write{milliseconds{1500}, 1, milliseconds{0}, milliseconds{0}};

// Follows an acknowledgement at once (wire-protocol.md §9). Somebody waits: asked again sooner than
// other reads, and more often; an answer that is late is taken all the same.
inline constexpr Patience read_back{
    milliseconds{1500}, 4, milliseconds{200}, milliseconds{100}, false, true};

// The same from a dongle that takes its time: asked twice, it would be busy with the first still.
// Long enough for a write that goes before, too.
inline constexpr Patience slow_read_back{
    milliseconds{4000}, 2, milliseconds{500}, milliseconds{300}, false, true};

}  // namespace patience

struct LinkCounts {
    std::uint64_t connections = 0;
    std::uint64_t requests = 0;
    std::uint64_t writes = 0;  // of those
    std::uint64_t answers = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t refusals = 0;
    std::uint64_t heartbeats = 0;
    std::uint64_t foreign_frames = 0;
    std::uint64_t crc_errors = 0;
    std::uint64_t dropped_frames = 0;  // of another inverter
};

// How one request ended.
struct Exchange {
    Clock::Duration took;  // from sending it to its end
    bool is_answered;      // or refused
    bool may_be_absent;    // Patience
};

// What the client hands over as it comes in. Loop thread.
struct ClientEvents {
    std::function<void(const ReadResponse&)> overheard;         // somebody else's answer
    std::function<void(const WriteResponse&)> overheard_write;  // somebody else's write
    std::function<void(const Exchange&)> exchanged = [](const Exchange&) {};
    std::function<double()> chance;                      // in [0, 1)
    std::function<bool(const Serial&)> is_our_inverter;  // of a frame's envelope
    std::function<bool(const Serial&)> is_former_inverter = [](const Serial&) { return false; };
    std::function<bool()> is_urgent = [] { return false; };  // a read need not be tried again
    Log log = no_log();                                      // each exchange, at debug
    Tape tape;                                               // all bytes, both ways
};

class Client {
 public:
    Client(
        Connection& connection,
        Clock& clock,
        const asio::any_io_executor& executor,
        std::chrono::milliseconds spacing,
        ClientEvents events,
        LinkCounts& counts
    );

    // Returns when the connection is lost: why.
    asio::awaitable<Error> reader();

    // The words of this range. Errc::timeout after all tries, Errc::rejected when refused,
    // Errc::disconnected when the link is dead (five time-outs in a row, or nothing valid for
    // 60 s): the caller then ends the session.
    asio::awaitable<Result<std::vector<std::uint16_t>>> read(ReadTarget target, Patience patience);

    // The last answer took so long that read_back would ask again before it comes.
    bool is_slow() const { return last_answer_took_ > std::chrono::seconds{1}; }

    // Waits until a request may be sent: for what must know when it is. What is asked at once has
    // its turn then, however much others talk. `unspaced`: it may follow the last answer at once.
    asio::awaitable<void> take_turn(bool unspaced);

    // One write at 0x11, tried once. Success is an acknowledgement, which proves nothing;
    // Errc::rejected: an error frame, although it may have worked (spec/quirks.md Q35);
    // Errc::timeout: nothing is known; Errc::disconnected: as read().
    asio::awaitable<Result<void>> write(JudgedWrite judged);

 private:
    struct Pending {
        Request request;
        std::optional<Result<std::vector<std::uint16_t>>> outcome;
    };

    asio::awaitable<Result<void>> receive();
    asio::awaitable<Result<void>> receive_rest();
    asio::awaitable<Result<void>> handle_frames();
    asio::awaitable<Result<void>> flush();
    asio::awaitable<Result<void>> send_what_waits();
    asio::awaitable<Result<std::vector<std::uint16_t>>> ask(Request request, Patience patience);
    asio::awaitable<void> pause(Patience patience);
    void tell(const ReadTarget& target, std::string_view what) const;
    void tell(const JudgedWrite& write, std::string_view what) const;
    asio::awaitable<Result<void>> handle(const Response& message);
    bool settle(const Response& message);
    void overhear(const Response& message);
    bool is_of_another_inverter(const Response& message) const;
    bool is_former_back(const Response& message);
    std::optional<Error> judge(
        const Result<std::vector<std::uint16_t>>& outcome, const Patience& patience
    );
    void took_too_long(const Patience& patience);
    bool is_dead() const;

    Connection& connection_;
    Clock& clock_;
    ClientEvents events_;
    LinkCounts& counts_;
    Pacing pacing_;
    ResponseDecoder decoder_;
    std::vector<std::uint8_t> received_;  // what read_some() fills
    std::vector<Bytes> outbox_;
    bool sending_ = false;
    std::optional<Pending> pending_;
    Signal settled_;
    std::chrono::milliseconds waited_in_vain_{0};  // for answers, since the last valid frame
    int timeouts_in_a_row_ = 0;
    std::optional<Instant> turn_taken_;  // and nothing was sent since
    int of_former_in_a_row_ = 0;         // answers of the inverter that was here before
    Clock::Duration last_answer_took_{0};
};

}  // namespace giv
