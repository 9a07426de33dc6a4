#include "simulator/dongle.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace giv::simulator {

namespace {

constexpr int heartbeats_before_hanging_up = 3;

}  // namespace

Dongle::Dongle(RegisterImage registers, DongleSettings settings)
    : registers_{std::move(registers)},
      settings_{settings},
      faults_{settings.seed},
      latencies_{settings.seed} {}

// ---- clients ------------------------------------------------------------------------------

std::optional<ConnectionId> Dongle::connect(Instant now) {
    told(now);
    change_faults(now);
    const bool has_room = is_open() && clients_.size() < settings_.most_connections;
    if (!has_room || faults_.strikes(FaultKind::refuse_connection, now)) {
        counts_.connections_refused++;
        return std::nullopt;
    }
    const ConnectionId id{++last_id_};
    auto& client = clients_[id];
    client.next_heartbeat = now + settings_.heartbeat_period;
    client.heard_at = now;
    counts_.connections_made++;
    count_connections();

    if (!score_for_later_.empty()) play(std::exchange(score_for_later_, {}), now);
    return id;
}

bool Dongle::lets_in() const {
    return is_open() && !faults_.spares_nothing(FaultKind::refuse_connection);
}

bool Dongle::is_open() const {
    return accepting_ && !closed_until_ && faults_.in_force(FaultKind::reboot) == nullptr;
}

void Dongle::disconnect(ConnectionId who) {
    const auto client = clients_.find(who);
    if (client == clients_.end()) return;
    if (now_ && faults_.strikes(FaultKind::leak_sockets, *now_)) {
        client->second.has_gone = true;
    } else {
        clients_.erase(client);
    }
    count_connections();
    if (counts_.connections == 0) forget_late();
}

void Dongle::count_connections() {
    const auto has_gone = [](const auto& client) { return client.second.has_gone; };
    counts_.leaked = static_cast<std::size_t>(std::ranges::count_if(clients_, has_gone));
    counts_.connections = clients_.size() - counts_.leaked;
    counts_.most_connections_at_once =
        std::max(counts_.most_connections_at_once, counts_.connections);
}

void Dongle::hang_up(Instant now) {
    told(now);
    drop_everybody();
}

void Dongle::drop_everybody() {
    close_all(false);
    line_.clear();
}

// What was under way to them is lost with them.
void Dongle::close_all(bool by_reset) {
    for (const auto& [id, client] : clients_)
        outgoing_.push_back({id, {}, true, by_reset});
    clients_.clear();
    forget_late();
    count_connections();
}

void Dongle::forget_late() {
    late_.clear();
    sending_until_ = {};
}

void Dongle::receive(ConnectionId from, std::span<const std::uint8_t> bytes, Instant now) {
    told(now);
    change_faults(now);
    const auto client = clients_.find(from);
    if (client == clients_.end() || faults_.strikes(FaultKind::black_hole, now)) return;

    client->second.heard_at = now;
    client->second.decoder.feed(bytes);
    while (auto framed = client->second.decoder.next()) {
        if (const auto* reply = std::get_if<Heartbeat>(&framed->message)) {
            heard(from, *reply);
        } else {
            ask(from, framed->message, now);
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
    put_out({}, played.what.bytes, played.at);
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
    if (!now_ && settings_.cloud.period.count() > 0) {
        cloud_asks_at_ = now + settings_.cloud.period;
    }
    if (!now_ && settings_.silence_period.count() > 0) {
        silent_windows_.emplace(settings_.seed, settings_.silence_period, now);
    }
    now_ = now;
    if (closed_until_ && *closed_until_ <= now) closed_until_.reset();
    for (auto& fault : std::exchange(planned_from_start_, {}))
        faults_.add(fault, now);
}

void Dongle::beat(ConnectionId who) {
    auto& client = clients_.at(who);
    const auto at = client.next_heartbeat;
    client.next_heartbeat += settings_.heartbeat_period;
    if (is_cut_off()) return;

    if (client.unanswered_heartbeats > 0) counts_.heartbeats_missed++;
    if (client.unanswered_heartbeats >= heartbeats_before_hanging_up) {
        reap(who);
        return;
    }
    client.unanswered_heartbeats++;
    counts_.heartbeats++;
    emit(who, encode(Response{Heartbeat{settings_.adapter}}), at, at);
}

void Dongle::reap(ConnectionId who) {
    outgoing_.push_back({who, {}, true});
    clients_.erase(who);
    count_connections();
}

void Dongle::reap_idle(ConnectionId who, Instant now) {
    if (is_cut_off()) {  // it would not come to know
        clients_.at(who).heard_at = now;
        return;
    }
    counts_.reaped++;
    reap(who);
}

// The first of what clients do by doing nothing.
std::optional<Dongle::Event> Dongle::next_of_clients() const {
    std::optional<Event> next;
    const auto consider = [&next](Instant at, Event::Kind kind, ConnectionId who) {
        if (!next || at < next->at) next = Event{at, kind, who};
    };
    const bool beats = settings_.heartbeat_period.count() > 0 && !only_plays_;
    const bool reaps = settings_.idle_limit.count() > 0;
    for (const auto& [id, client] : clients_) {
        if (beats) consider(client.next_heartbeat, Event::Kind::heartbeat, id);
        if (reaps) consider(client.heard_at + settings_.idle_limit, Event::Kind::idle, id);
    }
    return next;
}

std::optional<Dongle::Event> Dongle::next_event() const {
    // Of two at the same instant: a change of the faults, then the clients, then what others
    // caused, then what the inverter does by itself, then our answers.
    std::optional<Event> next;
    const auto consider = [&next](std::optional<Instant> at, Event::Kind kind) {
        if (at && (!next || *at < next->at)) next = Event{*at, kind, {}};
    };
    consider(faults_.next_change(), Event::Kind::fault);
    const auto of_clients = next_of_clients();
    if (of_clients && (!next || of_clients->at < next->at)) next = of_clients;
    if (!score_.empty()) consider(score_.front().at, Event::Kind::recording);
    if (!plans_.empty()) consider(plans_.begin()->first, Event::Kind::plan);
    consider(cloud_asks_at_, Event::Kind::cloud);
    if (!line_.empty()) consider(line_.front().answer_at, Event::Kind::answer);
    if (!late_.empty()) consider(late_.begin()->first, Event::Kind::late);
    consider(closed_until_, Event::Kind::opening);
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
    for (auto event = next_event(); event && event->at <= now; event = next_event())
        happen(*event);
    return std::exchange(outgoing_, {});
}

void Dongle::happen(const Event& event) {
    switch (event.kind) {
        case Event::Kind::fault: change_faults(event.at); break;
        case Event::Kind::heartbeat: beat(event.who); break;
        case Event::Kind::idle: reap_idle(event.who, event.at); break;
        case Event::Kind::recording: play_first(); break;
        case Event::Kind::plan: carry_out_first_plan(); break;
        case Event::Kind::cloud: ask_for_cloud(); break;
        case Event::Kind::answer: finish_first(); break;
        case Event::Kind::late: send_first_late(); break;
        case Event::Kind::opening: closed_until_.reset(); break;
    }
}

}  // namespace giv::simulator
