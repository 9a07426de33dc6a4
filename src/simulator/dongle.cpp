#include "simulator/dongle.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace giv::simulator {

namespace {

constexpr int heartbeats_before_hanging_up = 3;

}  // namespace

Dongle::Dongle(RegisterImage registers, DongleSettings settings)
    : registers_{std::move(registers)}, settings_{settings}, faults_{settings.seed} {}

// ---- clients ------------------------------------------------------------------------------

std::optional<ConnectionId> Dongle::connect(Instant now) {
    told(now);
    if (!accepting_ || now < closed_until_ || clients_.size() >= settings_.most_connections)
        return std::nullopt;

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
    told(now);
    drop_everybody();
}

void Dongle::drop_everybody() {
    for (const auto& [id, client] : clients_)
        outgoing_.push_back({id, {}, true});
    clients_.clear();
    counts_.connections = 0;
    line_.clear();
}

void Dongle::receive(ConnectionId from, std::span<const std::uint8_t> bytes, Instant now) {
    told(now);
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

bool Dongle::run_clock(Instant now) {
    const auto shown = PlantClock::shown_by(registers_);
    if (shown) run_clock(*shown, now);
    return shown.has_value();
}

// ---- time ---------------------------------------------------------------------------------

void Dongle::told(Instant now) {
    now_ = now;
    for (const auto& fault : std::exchange(timed_from_start_, {}))
        plan_foreign_write(fault, now);
}

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
    // Of two at the same instant: a heartbeat, then what others caused, then what
    // the inverter does by itself, then our answers.
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
    if (!plans_.empty()) consider({plans_.begin()->first, Event::Kind::plan, {}});
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
    told(now);
    for (auto event = next_event(); event && event->at <= now; event = next_event()) {
        switch (event->kind) {
            case Event::Kind::heartbeat: beat(event->who); break;
            case Event::Kind::recording: play_first(); break;
            case Event::Kind::plan: carry_out_first_plan(); break;
            case Event::Kind::answer: finish_first(); break;
        }
    }
    return std::exchange(outgoing_, {});
}

}  // namespace giv::simulator
