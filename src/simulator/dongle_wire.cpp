// The third of Dongle that is the faults' time, the cloud, and what goes out to the clients.
#include "simulator/dongle.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace giv::simulator {

namespace {

constexpr std::size_t most_late = 100'000;

// What the cloud asks for, in turn, of the devices that there are (spec/wire-protocol.md §8:
// blocks as the vendor's, and shorter ones of meters).
constexpr auto wishes_of_cloud = std::to_array<ReadRequest>({
    {device::inverter, {Bank::input, 0, 60}},
    {device::first_lv_pack, {Bank::input, 60, 60}},
    {device::inverter, {Bank::holding, 0, 60}},
    {device::inverter, {Bank::input, 180, 60}},
    {device::first_meter, {Bank::input, 60, 30}},
    {device::inverter, {Bank::holding, 60, 60}},
    {DeviceAddress{0x33}, {Bank::input, 60, 60}},
    {device::inverter, {Bank::holding, 120, 60}},
});

// Of the faults that have no end of their own, those that have one by nature.
void give_end(PlannedFault& planned, std::chrono::milliseconds reboot_time) {
    if (planned.lasts) return;
    const auto kind = planned.fault.kind;
    const bool strikes_once = kind == FaultKind::reset || kind == FaultKind::hang_up;
    if (kind == FaultKind::reboot) planned.lasts = reboot_time;
    if (strikes_once && !planned.times) planned.times = 1;
}

}  // namespace

// ---- the faults' time ---------------------------------------------------------------------

std::uint64_t Dongle::plan_fault(PlannedFault planned) {
    if (now_) return plan_fault(std::move(planned), *now_);
    give_end(planned, settings_.reboot_time);
    if (planned_from_start_.size() < most_planned_faults) {
        planned_from_start_.push_back(std::move(planned));
    }
    return 0;
}

std::uint64_t Dongle::plan_fault(PlannedFault planned, Instant now) {
    told(now);
    give_end(planned, settings_.reboot_time);
    const auto number = faults_.add(planned, now);
    change_faults(now);
    return number;
}

void Dongle::clear_faults() {
    planned_from_start_.clear();
    std::erase_if(plans_, [](const auto& planned) {
        return planned.second.kind == Plan::Kind::foreign_write;
    });
    if (!now_) return;
    faults_.clear(*now_);
    change_faults(*now_);
    send_all_late(*now_);
}

void Dongle::change_faults(Instant now) {
    while (const auto change = faults_.change(now))
        react_to(*change);
}

void Dongle::react_to(const FaultBook::Change& change) {
    const auto& fault = change.fault;
    switch (fault.kind) {
        case FaultKind::foreign_write:
            if (change.begins && !fault.follows)
                plan_foreign_write(fault, change.at, change.number);
            break;
        case FaultKind::stale_cache: wire_.thaw(change.number); break;
        case FaultKind::reboot:
            if (change.begins) throw_out_by(change);
            break;
        case FaultKind::address_change: throw_out_by(change); break;
        default: break;
    }
}

// Where nobody is there to be thrown out, it has struck the dongle alone.
void Dongle::throw_out_by(const FaultBook::Change& change) {
    faults_.hit(change.number, std::max<std::size_t>(counts_.connections, 1), change.at);
    drop_everybody();
}

std::optional<Moved> Dongle::moved_to() const {
    const auto* const fault = faults_.in_force(FaultKind::address_change);
    if (fault == nullptr) return std::nullopt;
    return Moved{fault->host, fault->port};
}

// ---- the cloud ----------------------------------------------------------------------------

void Dongle::ask_for_cloud() {
    const auto now = *cloud_asks_at_;
    cloud_asks_at_ = now + settings_.cloud.period;
    for (std::size_t tried = 0; tried < wishes_of_cloud.size(); ++tried) {
        const auto& wish = wishes_of_cloud.at(cloud_asks_for_);
        cloud_asks_for_ = (cloud_asks_for_ + 1) % wishes_of_cloud.size();
        if (!registers_.read(wish.device, wish.range)) continue;
        counts_.cloud.asked++;
        ask({}, wish, now);
        return;
    }
}

void Dongle::count_for_cloud(const Asked& asked, bool is_answered) {
    auto& cloud = counts_.cloud;
    const bool is_late = asked.answer_at - asked.asked_at > settings_.cloud.patience;
    auto& in_time_or_not = is_late ? cloud.late : cloud.answered;
    (is_answered ? in_time_or_not : cloud.lost)++;
}

// ---- bytes to the clients -----------------------------------------------------------------

void Dongle::send(const Response& answer, Instant now) {
    const auto sent = wire_.transmit(answer, faults_, now);
    if (sent.door != Transmission::Door::stays) {
        close_all(sent.door == Transmission::Door::resets);
        return;
    }
    const auto delay =
        sent.pieces.empty() ? std::chrono::milliseconds{0} : sent.pieces.front().after;
    const auto from = std::max(now, sending_until_ - delay);
    for (const auto& piece : sent.pieces) {
        auto bytes = piece.bytes;
        if (to_corrupt_ > 0) bytes.back() ^= 0xFF;
        emit({}, bytes, from + piece.after, now);
    }
    if (to_corrupt_ > 0) to_corrupt_--;
    if (sent.busy.count() > 0) sending_until_ = from + sent.busy;
}

// At its time, but not before what is still being sent.
void Dongle::emit(const Party& to, const Bytes& bytes, Instant at, Instant now) {
    at = std::max(at, sending_until_);
    if (at <= now) {
        put_out(to, bytes, now);
    } else if (late_.size() < most_late) {
        late_.emplace(at, Late{to, bytes});
    }
}

void Dongle::send_first_late() {
    const auto [at, late] = *late_.begin();
    late_.erase(late_.begin());
    put_out(late.to, late.bytes, at);
}

void Dongle::send_all_late(Instant now) {
    sending_until_ = {};
    for (const auto& [at, late] : std::exchange(late_, {}))
        put_out(late.to, late.bytes, now);
}

void Dongle::put_out(const Party& to, const Bytes& bytes, Instant now) {
    if (faults_.strikes(FaultKind::black_hole, now)) return;
    for (const auto& [id, client] : clients_) {
        if (!client.has_gone && (!to || *to == id)) outgoing_.push_back({id, bytes});
    }
}

}  // namespace giv::simulator
