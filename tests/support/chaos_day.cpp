#include "support/chaos_day.hpp"

#include "core/plant/derived_counters.hpp"
#include "support/chaos_plant.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <malloc.h>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr auto noon = std::chrono::local_days{std::chrono::year{2026} / 4 / 18} + 12h;
constexpr auto command_every = 4min;
constexpr std::uint32_t writes_for_all = 10'000;  // else the evening's commands are all refused
constexpr auto command_in_write_fault = 2s;       // after its beginning

constexpr auto recovers_within_usually = 60s;
// Where a try to connect may fail although nothing is wrong: the pause after it is 48 s at most.
constexpr auto recovers_within_on_shared_line = 120s;

// What comes late says what was true when it was asked for, or when the cache froze.
constexpr auto latest_answer = 15s;
constexpr auto latest_answer_on_shared_line = 45s;  // behind those of the cloud
constexpr auto longest_freeze = 75s;
// Three answers of 3.9 s: another's, one that was not waited for, and the one that is read.
constexpr auto longest_on_line = 12s;
// Where an answer takes longer than is waited for it, they queue up in the dongle.
constexpr auto longest_queue = 45s;
// Counters of the day do not all begin anew in the same reading, and wait for one another.
constexpr auto day_begins_within = 140s;
// kWh that a good checksum may have lied to a total: after five minutes it is taken back, which
// Home Assistant takes for what it is.
constexpr double most_false_energy = 0.8;
constexpr auto taken_back_within = 10min;
constexpr auto kept_within = 90s;
// Of a pack that called itself another for three readings and more.
constexpr auto believed_again_within = 60s;

// Bounds of an hour, in which 20 to 30 faults come and 15 to 40 commands: a fault is told when it
// begins, now and then while it lasts, and when it is over; a command takes a line or two.
constexpr std::size_t most_log_lines_an_hour = 400;
constexpr std::size_t most_sleepers = 16;
constexpr std::size_t most_audit_lines_an_hour = 200;

// In use beyond what the recorder holds. What is kept of commands and faults of the past grows for
// a day or two, up to its bounds, by less than this; 1 kB a cycle would be 300 kB.
constexpr std::size_t most_bytes_an_hour = 64 * 1024;
constexpr int hours_of_warmth = 2;

// A part that misses its question is found with a later search, which comes every hour.
constexpr auto warm_within = 150min;

std::string line(
    std::string_view name, std::uint64_t injected, std::uint64_t struck, const KindReport& kind
) {
    std::array<char, 160> text{};
    std::snprintf(  // NOLINT(cppcoreguidelines-pro-type-vararg): columns
        text.data(),
        text.size(),
        "%-22.*s %8llu %8llu %9llu %10.1f s %11llu\n",
        static_cast<int>(name.size()),
        name.data(),
        static_cast<unsigned long long>(injected),
        static_cast<unsigned long long>(struck),
        static_cast<unsigned long long>(kind.recovered),
        std::chrono::duration<double>{kind.worst_recovery}.count(),
        static_cast<unsigned long long>(kind.values_lost)
    );
    return text.data();
}

std::size_t bytes_in_use() {
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

}  // namespace

// ---- the day ------------------------------------------------------------------------------

ChaosDay::ChaosDay(ChaosSettings settings)
    : settings_(settings),
      plan_(chaos_plan(
          settings.seed,
          settings.length,
          settings.least_times,
          settings.is_living ? Line::shared : Line::own
      )),
      struck_(chaos_kinds().size(), 0) {
    rig_.clock().set_zone([](WallTime) { return 0min; });
    rig_.clock().set_wall(WallTime{noon.time_since_epoch()});
    auto link = settings.is_living ? LinkSettings{} : Rig::usual_settings();
    link.hosts = {"10.0.0.7", "10.0.0.8"};
    link.control.writes_per_day = writes_for_all;
    const auto make = settings.is_living ? living_chaos_dongle : chaos_dongle;
    plant_ = &rig_.add(make(settings.seed, rig_.clock().now()), link);
    rig_.put(*plant_, "10.0.0.7");
    rig_.live_in_street(*plant_);
}

void ChaosDay::warm_up() {
    rig_.start(*plant_);
    const auto is_known = [this] {
        const auto snapshot = plant_->hub.latest();
        const bool is_all = snapshot->parts.size() == parts_of(plant_->dongle);
        return snapshot->complete && snapshot->searches > 0 && is_all;
    };
    if (!rig_.run_until(is_known, warm_within)) throw std::runtime_error{"not all parts are read"};
    rig_.run_for(1min);
    since_ = rig_.clock().now();
    findings_ = std::make_unique<Findings>(since_);
    truth_ = std::make_unique<TrueHistory>(*plant_->link->topology());
    const auto recovers_within =
        settings_.is_living ? recovers_within_on_shared_line : recovers_within_usually;
    watch_ = std::make_unique<ChaosWatch>(plan_, since_, recovers_within);
    const FaultsAbout about{
        [this](Instant from, Instant to) { return any_fault(from, to); },
        [this](Instant from, Instant to) { return deceiving_fault(from, to); },
        settings_.is_living};
    orders_ = std::make_unique<ChaosOrders>(rig_, *plant_, settings_.seed, about);
    command_due_ = since_ + command_every;
    for (const auto& episode : plan_.episodes) {
        if (!first_lie_ && episode.variant.effect == Effect::lies)
            first_lie_ = since_ + episode.begins;
        std::vector<std::uint64_t> numbers;
        for (const auto& fault : episode.faults)
            numbers.push_back(plant_->dongle.plan_fault(fault, since_));
        kind_of_fault_[numbers.front()] = episode.kind;
    }
    plant_->sink.snapshots.clear();
    plant_->log.clear();
}

void ChaosDay::run() {
    warm_up();
    const auto length = std::chrono::duration_cast<seconds>(settings_.length);
    for (seconds at{0}; at < length; at += 1s) {
        second();
        if (at == 5min) watch_->expect_values_of(*plant_->hub.latest());
        if (at % 1h == 0s && at > 0s) hour();
        if (at > 0s && length - at == 10min) orders_->stop();
    }
    count_strikes();
    const auto ended = plant_->exit ? plant_->exit->why : "";
    if (plant_->exit) findings_->add(Check::lives, rig_.clock().now(), ended);
}

void ChaosDay::second() {
    const auto end = rig_.clock().now() + 1s;
    rig_.run_until(
        [this] {
            look();
            return false;
        },
        1s
    );
    rig_.run_for(end - rig_.clock().now());
    look();
    const auto now = rig_.clock().now();
    if (settings_.is_living) move_meter(plant_->dongle, now);
    truth_->note(now, plant_->dongle.registers());  // what somebody else wrote, too
    command_if_due();
    watch_->look(rig_.clock().now(), *plant_->hub.latest(), *findings_);
}

void ChaosDay::command_if_due() {
    const auto now = rig_.clock().now();
    for (; next_write_fault_ < plan_.episodes.size(); ++next_write_fault_) {
        const auto& episode = plan_.episodes[next_write_fault_];
        if (since_ + episode.begins + command_in_write_fault > now) break;
        const bool is_wanted = episode.facts().is_of_writes && now < since_ + episode.ends;
        const auto wish = episode.facts().is_of_cutoff ? ChaosOrders::Wish::change_of_cutoff
                                                       : ChaosOrders::Wish::change;
        if (is_wanted && !orders_->give(wish)) break;
    }
    if (now < command_due_ || !orders_->give(ChaosOrders::Wish::any)) return;
    command_due_ = now + command_every;
}

// ---- looking ------------------------------------------------------------------------------

void ChaosDay::look() {
    const auto now = rig_.clock().now();
    const auto& counts = plant_->dongle.counts();
    if (std::exchange(noted_requests_, counts.reads + counts.writes) !=
        counts.reads + counts.writes)
        truth_->note(now, plant_->dongle.registers());
    look_at_sockets();
    take_snapshots();
    orders_->look(*findings_);
}

void ChaosDay::look_at_sockets() {
    const auto ours = plant_->transport->open_connections();
    const auto its = plant_->dongle.counts().connections;
    if (ours <= 1 && its <= 1) return;
    findings_->add(
        Check::one_socket,
        rig_.clock().now(),
        std::to_string(ours) + " connections, " + std::to_string(its) + " at the dongle"
    );
}

void ChaosDay::take_snapshots() {
    if (!plant_->sink.snapshots.empty())
        truth_->note(rig_.clock().now(), plant_->dongle.registers());
    for (const auto& snapshot : plant_->sink.snapshots) {
        ++snapshots_;
        look_at_truth(*snapshot);
        look_at_counters(*snapshot);
    }
    plant_->sink.snapshots.clear();
}

// Each reading once: what is published again, as it was, was judged when it came.
void ChaosDay::look_at_truth(const Snapshot& snapshot) {
    if (!truth_->is_of(snapshot)) {
        const auto now = snapshot.made_at.steady;
        const auto names_others = [](const Episode& one) { return one.facts().names_others; };
        if (is_one_about(now - believed_again_within, now, names_others)) return;
        findings_->add(Check::truth, now, "a serial number is another");
        return;
    }
    for (const auto& measured : snapshot.values) {
        if (measured.quality != Quality::good) continue;
        const Judged is{measured.taken_at, measured.value};
        const Place place{measured.point, measured.part};
        auto& judged = judged_[place];
        if (judged == is) continue;
        const auto before = std::exchange(judged, is);
        ++values_judged_;
        auto allowance = allowance_at(measured.taken_at);
        const auto time = snapshot.made_at.wall.time_since_epoch() % 24h;
        const bool is_of_day = measured.point->quantity == Quantity::energy_today;
        if (is_of_day && time < day_begins_within) allowance.older = day_begins_within;
        const auto wrong = truth_->contradicts(measured, allowance);
        if (!wrong) late_.erase(place);
        if (!wrong || may_be_late(place, measured, before.value)) continue;
        findings_->add(
            Check::truth,
            snapshot.made_at.steady,
            *wrong + ", read at " + text_of_time(measured.taken_at - since_)
        );
    }
}

// What is made of counters is shown once it is kept, which is done every minute.
bool ChaosDay::may_be_late(const Place& place, const Measured& measured, const Value& before) {
    if (!DerivedCounters::is_one(*measured.point) || measured.value != before) return false;
    const auto since = late_.try_emplace(place, measured.taken_at).first->second;
    return measured.taken_at - since <= kept_within;
}

void ChaosDay::look_at_counters(const Snapshot& snapshot) {
    constexpr auto days_apart = 12h;
    for (const auto& measured : snapshot.values) {
        const auto quantity = measured.point->quantity;
        const bool is_of_day = quantity == Quantity::energy_today;
        if (!is_of_day && quantity != Quantity::energy_total) continue;
        const auto* number = std::get_if<Number>(&measured.value);
        if (number == nullptr) continue;
        auto [known, is_new] =
            counters_.try_emplace({measured.point, measured.part}, Counter{number->value, {}});
        auto& counter = known->second;
        if (number->value < counter.value - 1e-9) {
            const auto wall = snapshot.made_at.wall;
            const auto time = wall.time_since_epoch() % 24h;
            const auto now = snapshot.made_at.steady;
            const auto lies = [](const Episode& one) { return one.variant.effect == Effect::lies; };
            const bool was_a_lie = !is_of_day && is_one_about(now - taken_back_within, now, lies) &&
                                   counter.value - number->value <= most_false_energy;
            const bool is_a_new_day = is_of_day && time < 1h && wall - counter.fell_at > days_apart;
            if (is_a_new_day) counter.fell_at = wall;
            if (!is_a_new_day && !was_a_lie) {
                findings_->add(
                    Check::counters,
                    snapshot.made_at.steady,
                    std::string{measured.point->path} + " fell from " +
                        std::to_string(counter.value) + " to " + std::to_string(number->value)
                );
            }
        }
        counter.value = number->value;
    }
}

// ---- the faults about ---------------------------------------------------------------------

// Episodes are in the order of their beginnings, and short.
template <class Is>
bool ChaosDay::is_one_about(Instant from, Instant to, Is is) const {
    const auto begins_after = [this](Instant at, const Episode& episode) {
        return at < since_ + episode.begins;
    };
    const auto end =
        std::upper_bound(plan_.episodes.begin(), plan_.episodes.end(), to, begins_after);
    constexpr std::ptrdiff_t most_about = 8;
    const auto begin = end - std::min(most_about, end - plan_.episodes.begin());
    return std::any_of(begin, end, [&](const Episode& episode) {
        return since_ + episode.ends >= from && is(episode);
    });
}

Allowance ChaosDay::allowance_at(Instant taken_at) const {
    const auto is_any = [](const Episode&) { return true; };
    const auto lies = [](const Episode& one) { return one.variant.effect == Effect::lies; };
    const auto freezes = [](const Episode& one) { return one.facts().delays_truth; };
    const auto queues = [](const Episode& one) { return one.variant.is_too_slow_for_two; };
    const auto latest = settings_.is_living ? latest_answer_on_shared_line : latest_answer;
    Allowance allowance;
    if (settings_.is_living) allowance.older = longest_on_line;
    if (is_one_about(taken_at - latest, taken_at, is_any)) allowance.older = latest;
    if (is_one_about(taken_at - latest, taken_at, freezes)) allowance.older = longest_freeze;
    if (is_one_about(taken_at - longest_queue, taken_at, queues)) allowance.older = longest_queue;
    allowance.may_lie = is_one_about(taken_at - latest, taken_at, lies);
    allowance.has_lied = first_lie_ && *first_lie_ <= taken_at;
    return allowance;
}

bool ChaosDay::any_fault(Instant from, Instant to) const {
    return is_one_about(from - 1min, to, [](const Episode&) { return true; });
}

bool ChaosDay::deceiving_fault(Instant from, Instant to) const {
    return is_one_about(from - 20s, to, [](const Episode& one) {
        const auto effect = one.variant.effect;
        return effect == Effect::lies || effect == Effect::deceives || one.facts().delays_truth;
    });
}

// ---- every hour ---------------------------------------------------------------------------

void ChaosDay::hour() {
    ++hours_;
    const auto now = rig_.clock().now();
    const auto bound = [&](std::string_view what, std::size_t is, std::size_t most) {
        if (is <= most) return;
        findings_->add(
            Check::bounds, now, std::string{what} + ": " + std::to_string(is) + " in an hour"
        );
    };
    bound("lines of the log", plant_->log.size(), most_log_lines_an_hour);
    bound("lines of the audit", plant_->store.audit.size(), most_audit_lines_an_hour);
    bound("timers", rig_.clock().sleeping(), most_sleepers);
    bound("bytes of the recorder", plant_->recorder.bytes_held(), 8 * 1'048'576);
    log_lines_ += plant_->log.size();
    most_log_lines_ = std::max(most_log_lines_, plant_->log.size());
    plant_->log.clear();
    plant_->store.audit.clear();
    truth_->forget_decoded();
    look_at_memory();
}

// Under a sanitizer's allocator there is nothing to see: it has a check of its own.
void ChaosDay::look_at_memory() {
    const auto all = bytes_in_use();
    const auto held = plant_->recorder.bytes_held();
    if (all == 0) return;
    bytes_.push_back(all > held ? all - held : 0);
    if (hours_ <= hours_of_warmth) return;
    const auto first = bytes_.at(hours_of_warmth - 1);
    const auto grown = bytes_.back() > first ? bytes_.back() - first : 0;
    const auto hours = static_cast<std::size_t>(hours_ - hours_of_warmth);
    constexpr std::size_t least_hours = 4;
    if (hours < least_hours || grown <= most_bytes_an_hour * hours) return;
    findings_->add(
        Check::memory,
        rig_.clock().now(),
        std::to_string(grown / hours / 1024) + " kB more in every hour"
    );
}

void ChaosDay::count_strikes() {
    const auto add = [&](const simulator::FaultRecord& record) {
        const auto kind = kind_of_fault_.find(record.number);
        if (kind != kind_of_fault_.end()) struck_.at(kind->second) += record.struck;
    };
    std::ranges::for_each(plant_->dongle.faults().over(), add);
    std::ranges::for_each(plant_->dongle.faults().active(), add);
}

std::string ChaosDay::report() const {
    std::string text =
        "fault                  injected   struck recovered worst recovery values lost\n";
    for (std::size_t i = 0; i < kinds().size(); ++i)
        text += line(chaos_kinds()[i].name, kinds()[i].injected, struck(i), kinds()[i]);
    const auto commands = [&](Outcome::How how) {
        return std::to_string(orders_->ended(how)) + " " + std::string{words(how)};
    };
    text += std::to_string(watch_->values()) + " values of measurements; " +
            std::to_string(values_judged_) + " readings in " + std::to_string(snapshots_) +
            " snapshots compared with the truth\n";
    text += std::to_string(orders_->given()) + " commands: " + commands(Outcome::How::verified) +
            ", " + commands(Outcome::How::no_op) + ", " + commands(Outcome::How::refused) + ", " +
            commands(Outcome::How::unknown) + "; " + std::to_string(orders_->actions_restored()) +
            " timed actions put back\n";
    text += std::to_string(log_lines_) + " lines of the log, at most " +
            std::to_string(most_log_lines_) + " in an hour\n";
    if (!bytes_.empty())
        text += "memory in use beside the recorder: " + std::to_string(bytes_.front() / 1024) +
                " kB after an hour, " + std::to_string(bytes_.back() / 1024) + " kB at the end\n";
    return text;
}

}  // namespace giv::testing
