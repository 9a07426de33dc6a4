#include "simulator/dongle.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

namespace giv::simulator {

namespace {

using namespace std::chrono_literals;

constexpr RegisterRange serial_registers{Bank::holding, 13, 5};
constexpr std::uint8_t write_function = 6;
constexpr int heartbeats_before_hanging_up = 3;
constexpr std::size_t most_requests_waiting = 64;
constexpr std::uint32_t golden_step = 0x9E3779B9;  // multiples of it lie evenly in 32 bits

std::uint8_t function_of(Bank bank) {
    switch (bank) {
        case Bank::holding: return 3;
        case Bank::input: return 4;
        case Bank::meter_product: return 0x16;
    }
    return 0;
}

bool is_readable(const RegisterRange& range) {
    constexpr int registers = std::numeric_limits<std::uint16_t>::max() + 1;
    return range.count >= 1 && range.count <= most_registers_per_read &&
           range.base + range.count <= registers;
}

}  // namespace

Dongle::Dongle(RegisterImage registers, DongleSettings settings)
    : registers_{std::move(registers)}, settings_{settings} {}

// ---- clients ------------------------------------------------------------------------------

std::optional<ConnectionId> Dongle::connect(Instant now) {
    now_ = now;
    if (!accepting_ || clients_.size() >= settings_.most_connections) return std::nullopt;

    const ConnectionId id{++last_id_};
    clients_[id].next_heartbeat = now + settings_.heartbeat_period;
    counts_.connections_made++;
    counts_.connections = clients_.size();
    counts_.most_connections_at_once = std::max(counts_.most_connections_at_once, clients_.size());

    if (!score_for_later_.empty()) play(std::exchange(score_for_later_, {}), now);
    return id;
}

void Dongle::disconnect(ConnectionId who) {
    clients_.erase(who);
    counts_.connections = clients_.size();
}

void Dongle::hang_up(Instant now) {
    now_ = now;
    for (const auto& [id, client] : clients_)
        outgoing_.push_back({id, {}, true});
    clients_.clear();
    counts_.connections = 0;
    line_.clear();
}

void Dongle::receive(ConnectionId from, std::span<const std::uint8_t> bytes, Instant now) {
    now_ = now;
    const auto client = clients_.find(from);
    if (client == clients_.end()) return;

    client->second.decoder.feed(bytes);
    while (auto framed = client->second.decoder.next()) {
        if (const auto* reply = std::get_if<Heartbeat>(&framed->message)) {
            heard(from, *reply);
        } else {
            ask(framed->message, now);
        }
    }
}

void Dongle::heard(ConnectionId from, const Heartbeat& reply) {
    auto& client = clients_.at(from);
    if (client.unanswered_heartbeats == 0 || reply.type != Heartbeat{}.type) return;

    client.unanswered_heartbeats = 0;
    counts_.heartbeat_replies++;
}

// ---- the serial line ----------------------------------------------------------------------

void Dongle::ask(const Request& request, Instant now) {
    if (line_.size() >= most_requests_waiting) {
        counts_.dropped++;
        return;
    }
    const auto free_at = line_.empty() ? now : std::max(now, line_.back().answer_at);
    line_.push_back({request, free_at + line_time()});
}

std::chrono::milliseconds Dongle::line_time() {
    const auto spread = settings_.latency_spread;
    if (spread.count() <= 0) return settings_.latency;
    jitter_ += golden_step;
    return settings_.latency + std::chrono::milliseconds{jitter_ >> 8U} % (spread + 1ms);
}

void Dongle::finish_first() {
    const auto asked = line_.front();
    line_.pop_front();

    const auto response = answer(asked.request, asked.answer_at);
    if (!response) {
        counts_.silences++;
        return;
    }
    (std::holds_alternative<ErrorResponse>(*response) ? counts_.errors : counts_.answers)++;

    auto bytes = encode(*response);
    if (to_corrupt_ > 0) {
        to_corrupt_--;
        bytes.back() ^= 0xFF;
    }
    to_all(bytes);
}

std::optional<Response> Dongle::answer(const Request& request, Instant now) {
    const auto* const read = std::get_if<ReadRequest>(&request);
    const auto* const write = std::get_if<WriteRequest>(&request);
    counts_.reads += read != nullptr ? 1 : 0;
    counts_.writes += write != nullptr ? 1 : 0;
    if (only_plays_ || mood_ == Mood::silent) return std::nullopt;
    if (mood_ == Mood::refuses) return refusal(request);
    if (read != nullptr) return answer_read(*read, now);
    if (write != nullptr) return answer_write(*write, now);
    return std::nullopt;
}

std::optional<Response> Dongle::answer_read(const ReadRequest& request, Instant now) {
    if (!registers_.has(request.device)) return std::nullopt;
    if (!is_readable(request.range)) return refusal(request);

    if (clock_) clock_->show(registers_, now);
    auto words = registers_.read(request.device, request.range);
    if (!words) return std::nullopt;
    return ReadResponse{
        settings_.adapter,
        inverter_serial(request.device),
        request.device,
        request.range,
        std::move(*words),
    };
}

// Only what can be read can be written here: a write into nowhere is refused, not remembered.
std::optional<Response> Dongle::answer_write(const WriteRequest& request, Instant now) {
    if (!registers_.has(request.device)) return std::nullopt;
    const auto where = HR(request.index);
    if (!registers_.word(request.device, where)) return refusal(request);

    if (clock_) clock_->show(registers_, now);
    registers_.set(request.device, where, request.value);
    if (clock_ && plant_clock_registers.contains(where)) clock_->take(registers_, now);
    return WriteResponse{
        settings_.adapter,
        inverter_serial(request.device),
        request.device,
        request.index,
        request.value,
    };
}

ErrorResponse Dongle::refusal(const Request& request) const {
    ErrorResponse error{.adapter = settings_.adapter};
    if (const auto* read = std::get_if<ReadRequest>(&request)) {
        error.device = read->device;
        error.function = function_of(read->range.bank);
        error.base = read->range.base;
        error.count = read->range.count;
    }
    if (const auto* write = std::get_if<WriteRequest>(&request)) {
        error.device = write->device;
        error.function = write_function;
        error.base = write->index;
    }
    error.inverter = inverter_serial(error.device);
    return error;
}

Serial Dongle::inverter_serial(DeviceAddress device) const {
    if (const auto own = own_serials_.find(device.value); own != own_serials_.end())
        return own->second;

    Serial serial;
    const auto words = registers_.read(device::inverter, serial_registers);
    for (std::size_t i = 0; words && i < words->size(); ++i) {
        const auto word = (*words)[i];
        serial.bytes[2 * i] = static_cast<char>(word >> 8U);
        serial.bytes[2 * i + 1] = static_cast<char>(word & 0xFFU);
    }
    return serial;
}

// ---- what all clients see -----------------------------------------------------------------

void Dongle::to_all(const Bytes& bytes) {
    for (const auto& [id, client] : clients_)
        outgoing_.push_back({id, bytes});
}

void Dongle::play(std::vector<Overheard> score, Instant now) {
    score_.clear();
    for (auto& overheard : score) {
        const auto at = now + overheard.after;
        score_.push_back({at, std::move(overheard)});
    }
}

void Dongle::play_when_connected(std::vector<Overheard> score) {
    score_for_later_ = std::move(score);
}

void Dongle::play_first() {
    const auto played = std::move(score_.front());
    score_.pop_front();
    if (played.what.teaches) learn(*played.what.teaches);
    to_all(played.what.bytes);
}

void Dongle::learn(const Response& response) {
    if (const auto* read = std::get_if<ReadResponse>(&response)) {
        registers_.set(read->device, read->range.bank, read->range.base, read->words);
        if (is_plausible(read->inverter)) own_serials_[read->device.value] = read->inverter;
    }
    if (const auto* write = std::get_if<WriteResponse>(&response)) {
        registers_.set(write->device, HR(write->index), write->value);
    }
}

void Dongle::run_clock(PlantTime shown, Instant now) { clock_.emplace(shown, now); }

// ---- time ---------------------------------------------------------------------------------

void Dongle::beat(ConnectionId who) {
    auto& client = clients_.at(who);
    if (client.unanswered_heartbeats > 0) counts_.heartbeats_missed++;
    if (client.unanswered_heartbeats >= heartbeats_before_hanging_up) {
        outgoing_.push_back({who, {}, true});
        disconnect(who);
        return;
    }
    client.unanswered_heartbeats++;
    client.next_heartbeat += settings_.heartbeat_period;
    counts_.heartbeats++;
    outgoing_.push_back({who, encode(Response{Heartbeat{settings_.adapter}})});
}

std::optional<Dongle::Event> Dongle::next_event() const {
    // Of two at the same instant: a heartbeat, then what others caused, then our answers.
    std::optional<Event> next;
    const auto consider = [&next](Event event) {
        if (!next || event.at < next->at) next = event;
    };
    if (settings_.heartbeat_period.count() > 0 && !only_plays_) {
        for (const auto& [id, client] : clients_) {
            consider({client.next_heartbeat, Event::Kind::heartbeat, id});
        }
    }
    if (!score_.empty()) consider({score_.front().at, Event::Kind::recording, {}});
    if (!line_.empty()) consider({line_.front().answer_at, Event::Kind::answer, {}});
    return next;
}

std::optional<Instant> Dongle::next_due() const {
    if (!outgoing_.empty()) return now_;
    const auto next = next_event();
    if (!next) return std::nullopt;
    return next->at;
}

std::vector<Outgoing> Dongle::due(Instant now) {
    now_ = now;
    for (auto event = next_event(); event && event->at <= now; event = next_event()) {
        switch (event->kind) {
            case Event::Kind::heartbeat: beat(event->who); break;
            case Event::Kind::recording: play_first(); break;
            case Event::Kind::answer: finish_first(); break;
        }
    }
    return std::exchange(outgoing_, {});
}

}  // namespace giv::simulator
