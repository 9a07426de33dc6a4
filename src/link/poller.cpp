// Whom the poller asks, and what next. Who is there is in poller_identity.cpp, its search for parts
// in poller_parts.cpp, what it makes of what comes in in poller_readings.cpp.
#include "link/poller.hpp"

#include "link/reads.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

constexpr auto search_period = 1h;
constexpr auto asked_on_for = 10min;      // a pack that is silent
constexpr int most_reads_at_once = 4;     // until two of them agree
constexpr int hasty_configurations = 3;   // a block that never comes is not asked for all the time
constexpr int hasty_while_not_whole = 6;  // nor one with a setting that is always out of bounds
constexpr RegisterRange live_block{Bank::input, 0, most_registers_per_read};

// A setting may be out of all bounds, by a lie that was told three times: then there is no
// document.
bool has_all_settings(PlantImage& image, const Moment& now) {
    return image.snapshot(now, PlantState::live, "")->complete;
}

}  // namespace

Poller::Poller(
    const LinkSettings& settings,
    std::optional<Topology> kept,
    const PollerWorld& world,
    PollerEvents events
)
    : settings_(settings),
      inverter_{settings.inverter_address},
      clock_(*world.clock),
      image_(*world.image),
      commands_(*world.commands),
      events_(std::move(events)),
      kept_(std::move(kept)),
      guard_log_(events_.log),
      pack_log_(events_.log),
      schedule_(
          {settings.poll_period,
           settings.configuration_period,
           search_period,
           settings.polls_by_itself}
      ),
      pace_({settings.spacing, settings.poll_period, settings.max_duty_percent}),
      wake_(world.executor) {}

asio::awaitable<Error> Poller::converse(Client& client) {
    if (!is_resting_) schedule_.start(clock_.now());
    is_resting_ = false;
    pace_.link_lost();
    identity_here_.reset();
    const auto identified = co_await identify(client);
    if (!identified) co_return identified.error();
    const bool is_read = models::supported.contains(image_.topology()->identity.model());
    if (!is_read) co_return co_await stay_with_unsupported(client);
    co_return co_await poll(client);
}

// It is only asked who it is, now and then, to know that it is alive.
asio::awaitable<Error> Poller::stay_with_unsupported(Client& client) {
    const auto target = identity_of(inverter_);
    for (;;) {
        schedule_.cycle_done(clock_.now());
        is_resting_ = true;
        co_await clock_.sleep_for(std::max<Clock::Duration>(settings_.poll_period, 10s));
        is_resting_ = false;
        const auto words = co_await client.read(target, patience::data);
        if (words) {
            events_.cycle_completed();
            admit(target, *words, Origin::own);
        } else if (words.error().code == Errc::disconnected) {
            co_return words.error();
        }
    }
}

// ---- polling ------------------------------------------------------------------------------

bool Poller::is_busy() const {
    return schedule_.cycle_is_due(clock_.now()) || !search_.is_done() || commands_.has_work();
}

// What a control may do depends on the blocks that exist: they are probed first.
bool Poller::may_command() const {
    if (!identity_here_) return false;
    return search_.is_done() || search_.next().kind != Probe::Kind::block;
}

Instant Poller::next_due() const {
    const auto end_of_action = commands_.next_due();
    return end_of_action ? std::min(*end_of_action, schedule_.cycle_due()) : schedule_.cycle_due();
}

asio::awaitable<Result<void>> Poller::serve_commands(Client& client) {
    const bool has_work = commands_.has_work() || commands_.sync_is_due();
    if (may_command() && has_work) co_return co_await commands_.serve(client);
    co_return Result<void>{};
}

// Commands first, and they don't keep the wider spacing of reads.
asio::awaitable<Result<void>> Poller::take_turn(Client& client) {
    for (;;) {
        wake_.clear();
        const auto served = co_await serve_commands(client);
        if (!served) co_return served;
        // At its usual width the client keeps it, for all that is sent.
        const bool is_wider = pace_.spacing() > settings_.spacing;
        const auto turn = last_read_ + pace_.spacing();
        if (!is_wider || turn <= clock_.now()) break;
        co_await wake_.wait_until(clock_, turn);
    }
    co_return Result<void>{};
}

void Poller::want_cycle() {
    schedule_.want_cycle(clock_.now());
    wake_.set();
}

asio::awaitable<void> Poller::rest() {
    is_resting_ = true;
    while (!is_busy()) {
        wake_.clear();
        co_await wake_.wait_until(clock_, next_due());
    }
}

asio::awaitable<Error> Poller::poll(Client& client) {
    power_is_out_ = false;
    for (;;) {
        if (schedule_.search_is_due(clock_.now(), pace_.puts_off_search())) begin_search();
        auto done = co_await serve_commands(client);
        if (!done) co_return done.error();
        if (schedule_.cycle_is_due(clock_.now())) {
            done = co_await cycle(client);
            // Where cycles take longer than their period, too.
            const bool is_behind = schedule_.cycle_is_due(clock_.now());
            if (done && is_behind && !search_.is_done()) done = co_await probe_next(client);
        } else if (!search_.is_done()) {
            done = co_await probe_next(client);
        } else {
            co_await rest();
            is_resting_ = false;
        }
        if (!done) co_return done.error();
    }
}

asio::awaitable<Result<void>> Poller::cycle(Client& client) {
    const auto due = schedule_.cycle_due();
    const auto began = clock_.now();
    note_lateness(began);
    const auto done = co_await read_what_is_due(client);
    const bool is_whole = done && was_whole(due);
    const bool is_partial = !is_whole && came_in_part(due);
    if (is_partial) image_.cycle_ended_in_part(clock_.moment());
    if (!done && is_partial) events_.news();
    if (!done) co_return done;
    if (is_whole) {
        last_cycle_took_ = clock_.now() - began;
        note_packs(due);
        image_.cycle_completed(clock_.moment());
        if (std::exchange(is_first_whole_, false)) doubt_unproved();
    }
    const auto now = clock_.now();
    const auto next = pace_.next_cycle(due, now, !put_off_.empty());
    tell_ceiling(next);
    schedule_.cycle_done(now, next);
    events_.news();
    if (is_whole) events_.cycle_completed();
    co_return Result<void>{};
}

void Poller::note_lateness(Instant began) {
    constexpr auto late = 100ms;
    const auto by = schedule_.lateness(began);
    punctuality_.last_late_by = by;
    if (by > late) ++punctuality_.late_cycles;
}

asio::awaitable<Result<void>> Poller::read_what_is_due(Client& client) {
    auto done = co_await measure(client);
    if (done && schedule_.configuration_is_due(clock_.now())) done = co_await configure(client);
    co_return done;
}

asio::awaitable<Result<void>> Poller::measure(Client& client) {
    const auto due = schedule_.cycle_due();
    const auto reads = measurement_reads(*image_.topology());
    put_off_.clear();
    for (const auto& target : reads) {
        if (!is_to_be_asked(target)) continue;
        if (is_put_off(target)) {
            put_off_.push_back(target);
            continue;
        }
        const auto came = co_await fetch_if_old(client, target, due);
        if (!came) co_return tl::unexpected(came.error());
        // The first values go out before the rest of the plant is known.
        if (!power_is_out_ && *came && target.range == live_block) {
            power_is_out_ = true;
            events_.news();
        }
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Poller::configure(Client& client) {
    // What exists only on some firmware is asked for first: the settings wait for it.
    while (!search_.is_done() && search_.next().kind == Probe::Kind::block) {
        const auto done = co_await probe_next(client);
        if (!done) co_return done;
    }
    const auto began = clock_.now();
    const auto since = schedule_.configuration_since();
    const auto reads = configuration_reads(*image_.topology());
    bool all_came = true;
    for (const auto& target : reads) {
        const auto came = co_await fetch_if_old(client, target, since);
        if (!came) co_return tl::unexpected(came.error());
        all_came = all_came && *came;
    }
    const bool is_whole = all_came && has_all_settings(image_, clock_.moment());
    configurations_failed_ = is_whole ? 0 : configurations_failed_ + 1;
    const auto hasty = all_came ? hasty_while_not_whole : hasty_configurations;
    if (!is_whole && configurations_failed_ <= hasty) {
        schedule_.configuration_failed(began, clock_.now());
    } else {
        schedule_.configuration_done(began, clock_.now());
    }
    co_return Result<void>{};
}

// Every block of the inverter itself that a cycle reads has come since the cycle was due.
bool Poller::was_whole(Instant since) const {
    const auto reads = measurement_reads(*image_.topology());
    return std::ranges::all_of(reads, [&](const ReadTarget& target) {
        return !asks_inverter(target) || image_.is_fresh(target, since);
    });
}

bool Poller::came_in_part(Instant since) const {
    const auto reads = measurement_reads(*image_.topology());
    return std::ranges::any_of(reads, [&](const ReadTarget& target) {
        return asks_inverter(target) && image_.is_fresh(target, since);
    });
}

// ---- one read -----------------------------------------------------------------------------

// Whether the block came, and was believed. One that does not come is not the end; a link that is
// dead is. Some readings are believed when the next agrees, and that one need not wait its turn.
asio::awaitable<Result<bool>> Poller::fetch(Client& client, ReadTarget target) {
    auto verdict = Verdict::held;
    for (int reads = 1; reads <= most_reads_at_once; ++reads) {
        const auto words = co_await read(client, target);
        if (!words && words.error().code == Errc::disconnected) {
            co_return tl::unexpected(words.error());
        }
        if (!words || is_of_a_stranger(target, *words)) {
            did_not_come(target);
            co_return false;
        }
        std::erase(unproved_, target);
        const auto judgement = admit(target, *words, Origin::own);
        verdict = judgement.verdict;
        if (!judgement.confirm_at_once) break;
    }
    co_return verdict == Verdict::good;
}

// A late answer to what was asked before a write looks like an answer: it is asked once more.
asio::awaitable<Result<std::vector<std::uint16_t>>> Poller::read(
    Client& client, ReadTarget target
) {
    last_read_ = clock_.now();
    auto words = co_await client.read(target, patience_for(target));
    if (words && contradicts_proved(target, *words)) {
        words = co_await client.read(target, patience::data);
    }
    co_return words;
}

// Commands first. A block that came since then is here already.
asio::awaitable<Result<bool>> Poller::fetch_if_old(
    Client& client, ReadTarget target, Instant since
) {
    const auto served = co_await take_turn(client);
    if (!served) co_return tl::unexpected(served.error());
    if (image_.is_fresh(target, since)) co_return true;
    co_return co_await fetch(client, target);
}

// Parts that went away must not hold up the inverter, nor look like a dead link.
Patience Poller::patience_for(const ReadTarget& target) const {
    const bool is_unproved = std::ranges::find(unproved_, target) != unproved_.end();
    if (is_unproved || is_given_up(target)) return patience::kept_part;
    const auto missed = missed_at(target);
    const bool came_since = !missed || image_.is_fresh(target, *missed);
    return came_since ? patience::data : patience::doubt;
}

std::optional<Instant> Poller::missed_at(const ReadTarget& target) const {
    const auto failure = std::ranges::find(failures_, target, &Failure::target);
    return failure == failures_.end() ? std::nullopt : std::optional{failure->at};
}

// A pack that has been silent for long.
bool Poller::is_given_up(const ReadTarget& target) const {
    const auto* pack = pack_at(*image_.topology(), target.device);
    if (pack == nullptr) return false;
    const auto silent_since = image_.pack(pack->address).silent_since();
    return silent_since && clock_.now() - *silent_since >= asked_on_for;
}

// One that was taken away would cost every cycle a time-out: it is asked as often as places where
// none was ever seen.
bool Poller::is_to_be_asked(const ReadTarget& target) const {
    const auto missed = missed_at(target);
    return !missed || !is_given_up(target) || clock_.now() - *missed >= search_period;
}

void Poller::did_not_come(const ReadTarget& target) {
    if (asks_inverter(target)) return;
    std::erase_if(failures_, [&](const Failure& failure) { return failure.target == target; });
    failures_.push_back({target, clock_.now()});
}

}  // namespace giv
