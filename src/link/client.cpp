#include "link/client.hpp"

#include "link/within.hpp"

#include "givtcp/protocol/frame.hpp"
#include "givtcp/protocol/matcher.hpp"

#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t receive_size = 512;    // more than the longest frame; each plant has one
constexpr auto rest_of_a_frame_within = 2s;  // spec/wire-protocol.md §6 rule 5
constexpr int dead_after_timeouts = 5;       // ibid. §9
constexpr auto dead_after_silence = 60s;
constexpr auto send_within = 10s;
constexpr std::size_t most_waiting_frames = 4;
constexpr auto turn_lasts = 50ms;

}  // namespace

Client::Client(
    Connection& connection,
    Clock& clock,
    const asio::any_io_executor& executor,
    std::chrono::milliseconds spacing,
    ClientEvents events,
    LinkCounts& counts
)
    : connection_(connection),
      clock_(clock),
      events_(std::move(events)),
      counts_(counts),
      pacing_(spacing),
      received_(receive_size),
      settled_(executor) {}

// Feeds the decoder itself: bytes that come at the very moment of a time-out are kept.
asio::awaitable<Result<void>> Client::receive() {
    const auto got = co_await connection_.read_some(received_);
    if (!got) co_return tl::unexpected(got.error());
    const auto bytes = std::span{received_}.first(*got);
    events_.tape.received(bytes);
    decoder_.feed(bytes);
    co_return Result<void>{};
}

// A frame has begun: its rest comes soon, or it was none.
asio::awaitable<Result<void>> Client::receive_rest() {
    const auto begun = decoder_.pending_bytes();
    auto receiving = receive();
    const auto got = co_await within(clock_, rest_of_a_frame_within, std::move(receiving));
    if (got || got.error().code != Errc::timeout) co_return got;
    if (decoder_.pending_bytes() == begun) decoder_.abandon_partial();
    co_return Result<void>{};
}

asio::awaitable<Error> Client::reader() {
    for (;;) {
        auto receiving = decoder_.pending_bytes() == 0 ? receive() : receive_rest();
        const auto got = co_await std::move(receiving);
        if (!got) co_return got.error();
        const auto handled = co_await handle_frames();
        if (!handled) co_return handled.error();
    }
}

asio::awaitable<Result<void>> Client::handle_frames() {
    const auto errors_before = decoder_.counts().crc_errors;
    while (auto frame = decoder_.next()) {
        waited_in_vain_ = 0ms;
        const auto handled = co_await handle(frame->message);
        if (!handled) co_return handled;
    }
    counts_.crc_errors += decoder_.counts().crc_errors - errors_before;
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Client::handle(const Response& message) {
    if (const auto* beat = std::get_if<Heartbeat>(&message)) {
        ++counts_.heartbeats;
        // One waiting reply answers them all: a dongle that floods us fills no memory.
        if (outbox_.size() < most_waiting_frames)
            outbox_.insert(outbox_.begin(), encode(Request{*beat}));
        co_return co_await send_what_waits();
    }
    if (is_of_another_inverter(message)) {
        ++counts_.dropped_frames;
        if (is_former_back(message))
            co_return fail(Errc::disconnected, "the inverter that was here before answers again");
    } else if (!settle(message)) {
        overhear(message);
    }
    co_return Result<void>{};
}

// The plant's serial in the envelope: at 0x11 it is the inverter's own (spec/wire-protocol.md
// §4.6). Elsewhere, and where it is no serial at all, it proves nothing.
bool Client::is_of_another_inverter(const Response& message) const {
    const auto* read = std::get_if<ReadResponse>(&message);
    if (read == nullptr || read->device != device::inverter) return false;
    return is_plausible(read->inverter) && !events_.is_our_inverter(read->inverter);
}

// The one that answers now was believed to be another one. Some answers in a row say that it is
// not: packs that answer to either keep the connection alive.
bool Client::is_former_back(const Response& message) {
    const auto* read = std::get_if<ReadResponse>(&message);
    if (read == nullptr || !events_.is_former_inverter(read->inverter)) return false;
    return ++of_former_in_a_row_ >= dead_after_timeouts;
}

bool Client::settle(const Response& message) {
    if (!pending_ || pending_->outcome) return false;
    switch (match(pending_->request, message)) {
        case Match::keeps_waiting: return false;
        case Match::completes:
            if (const auto* read = std::get_if<ReadResponse>(&message)) {
                if (read->device == device::inverter) of_former_in_a_row_ = 0;
                pending_->outcome = read->words;
            } else {
                pending_->outcome = std::vector<std::uint16_t>{};  // an acknowledgement
            }
            break;
        case Match::refuses:
        case Match::refuses_then_readback:
            pending_->outcome = fail(Errc::rejected, "the inverter refused the request");
            break;
    }
    settled_.set();
    return true;
}

void Client::overhear(const Response& message) {
    const auto* read = std::get_if<ReadResponse>(&message);
    const auto* write = std::get_if<WriteResponse>(&message);
    const bool is_traffic =
        read != nullptr || write != nullptr || std::holds_alternative<ErrorResponse>(message);
    if (!is_traffic) return;
    ++counts_.foreign_frames;
    pacing_.foreign_frame(clock_.now(), events_.chance());
    if (read != nullptr) events_.overheard(*read);
    // An echo for register 0 is corrupt (spec/quirks.md Q39).
    if (write != nullptr && write->index != 0) events_.overheard_write(*write);
}

asio::awaitable<Result<void>> Client::flush() {
    const auto until = clock_.now() + send_within;
    while (!outbox_.empty()) {
        const auto frame = std::move(outbox_.front());
        outbox_.erase(outbox_.begin());
        events_.tape.sent(frame);
        const auto left = std::span{frame}.subspan(connection_.write_at_once(frame));
        if (left.empty()) continue;
        auto writing = connection_.write(left);
        const auto sent = co_await within(clock_, until - clock_.now(), std::move(writing));
        if (!sent) co_return sent;
    }
    sending_ = false;  // here and not later: what is put into the box from now on is sent anew
    co_return Result<void>{};
}

// One frame at a time goes out whole, the reply to a heartbeat before anything that waits. Where
// the other coroutine is sending, it sends ours as well.
asio::awaitable<Result<void>> Client::send_what_waits() {
    if (sending_) co_return Result<void>{};
    sending_ = true;
    const auto sent = co_await flush();
    // Otherwise half a frame may be on the wire: the connection is of no use any more.
    if (!sent) co_return fail(Errc::disconnected, "the dongle takes no requests any more");
    co_return Result<void>{};
}

asio::awaitable<void> Client::take_turn(bool unspaced) {
    const auto since = clock_.now();
    if (turn_taken_ && since - *turn_taken_ < turn_lasts) co_return;
    const auto earliest = [&] { return unspaced ? pacing_.quiet(since) : pacing_.earliest(since); };
    while (earliest() > clock_.now()) {
        co_await clock_.sleep_until(earliest());
    }
    turn_taken_ = clock_.now();
}

asio::awaitable<void> Client::pause(Patience patience) {
    const auto jitter =
        std::chrono::duration_cast<Clock::Duration>(patience.pause_jitter * events_.chance());
    co_await clock_.sleep_for(patience.least_pause + jitter);
}

asio::awaitable<Result<std::vector<std::uint16_t>>> Client::ask(
    Request request, Patience patience
) {
    co_await take_turn(patience.unspaced);
    turn_taken_.reset();
    ++counts_.requests;
    outbox_.push_back(encode(request));
    settled_.clear();
    pending_ = Pending{std::move(request), std::nullopt};
    const auto sent_at = clock_.now();
    pacing_.request_sent(sent_at);
    const auto sent = co_await send_what_waits();
    if (!sent) co_return tl::unexpected(sent.error());
    co_await settled_.wait_until(clock_, clock_.now() + patience.wait);

    auto outcome = std::move(pending_->outcome);
    // Nobody waits for it any more: where the dongle takes bytes again, it must not come after all.
    if (!outcome) std::erase(outbox_, encode(pending_->request));
    pending_.reset();
    const Exchange exchange{clock_.now() - sent_at, outcome.has_value(), patience.may_be_absent};
    events_.exchanged(exchange);
    if (!outcome) co_return fail(Errc::timeout, "no answer");
    last_answer_took_ = exchange.took;
    co_return *std::move(outcome);
}

void Client::took_too_long(const Patience& patience) {
    ++counts_.timeouts;
    waited_in_vain_ += patience.wait;
    if (!patience.may_be_absent) ++timeouts_in_a_row_;
}

// "0x11 input 0+60: answered"
void Client::tell(const ReadTarget& target, std::string_view what) const {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto device = target.device.value;
    std::string line{"0x"};
    line += digits[device >> 4U];
    line += digits[device & 0xFU];
    line += target.range.bank == Bank::holding ? " holding " : " input ";
    line += std::to_string(target.range.base) + '+' + std::to_string(target.range.count) + ": ";
    events_.log(LogLevel::debug, line.append(what));
}

// "0x11 holding 116=80: acknowledged"
void Client::tell(const JudgedWrite& write, std::string_view what) const {
    std::string line{"0x11 holding "};
    line += std::to_string(write.index()) + '=' + std::to_string(write.value()) + ": ";
    events_.log(LogLevel::debug, line.append(what));
}

bool Client::is_dead() const {
    return timeouts_in_a_row_ >= dead_after_timeouts || waited_in_vain_ >= dead_after_silence;
}

// Counts what became of a request. An error ends all tries: it was refused, or the link is dead.
std::optional<Error> Client::judge(
    const Result<std::vector<std::uint16_t>>& outcome, const Patience& patience
) {
    if (outcome || outcome.error().code == Errc::rejected) {
        ++(outcome ? counts_.answers : counts_.refusals);
        timeouts_in_a_row_ = 0;
        return outcome ? std::nullopt : std::optional{outcome.error()};
    }
    if (outcome.error().code != Errc::timeout) return outcome.error();
    took_too_long(patience);
    if (!is_dead()) return std::nullopt;
    return Error{Errc::disconnected, "the dongle does not answer any more"};
}

asio::awaitable<Result<std::vector<std::uint16_t>>> Client::read(
    ReadTarget target, Patience patience
) {
    for (int tries_left = patience.tries; tries_left > 0; --tries_left) {
        Request request = ReadRequest{target.device, target.range};
        auto outcome = co_await ask(std::move(request), patience);
        tell(target, outcome ? "answered" : outcome.error().detail);
        const auto ended = judge(outcome, patience);
        if (ended) co_return tl::unexpected(*ended);
        if (outcome) co_return outcome;
        if (events_.is_urgent()) break;
        if (tries_left > 1) co_await pause(patience);
    }
    co_return fail(Errc::timeout, "no answer");
}

asio::awaitable<Result<void>> Client::write(JudgedWrite judged) {
    ++counts_.writes;
    Request request = WriteRequest{device::inverter, judged.index(), judged.value()};
    const auto outcome = co_await ask(std::move(request), patience::write);
    tell(judged, outcome ? "acknowledged" : outcome.error().detail);
    const auto ended = judge(outcome, patience::write);
    if (ended) co_return tl::unexpected(*ended);
    if (!outcome) co_return tl::unexpected(outcome.error());
    co_return Result<void>{};
}

}  // namespace giv
