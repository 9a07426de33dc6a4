#include "link/poller.hpp"

#include "link/reads.hpp"

#include <asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

constexpr auto search_period = 1h;
constexpr int most_confirming_reads = 3;
constexpr int hasty_configurations = 3;  // a block that never comes is not asked for all the time
constexpr RegisterRange live_block{Bank::input, 0, most_registers_per_read};
constexpr RegisterRange pack_page{Bank::input, 60, most_registers_per_read};

// Whose registers these are, as its owner knows it.
std::string owner_of(const ReadTarget& target, const Topology& topology) {
    if (const auto* pack = pack_at(topology, target.device)) return "battery " + pack->serial;
    if (!asks_inverter(target)) return "device " + std::to_string(target.device.value);
    const bool are_settings = target.range.bank == Bank::holding;
    return are_settings ? "the inverter's settings" : "the inverter's measurements";
}

constexpr ReadTarget identity_at(DeviceAddress inverter) {
    return {inverter, {Bank::holding, 0, most_registers_per_read}};
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
      doubts_(events_.log),
      schedule_(
          {settings.poll_period,
           settings.configuration_period,
           search_period,
           settings.polls_by_itself}
      ),
      wake_(world.executor) {}

asio::awaitable<Error> Poller::converse(Client& client) {
    if (!is_resting_) schedule_.start(clock_.now());
    is_resting_ = false;
    identity_here_.reset();
    const auto identified = co_await identify(client);
    if (!identified) co_return identified.error();
    const bool is_read = models::supported.contains(image_.topology()->identity.model());
    if (!is_read) co_return co_await stay_with_unsupported(client);
    co_return co_await poll(client);
}

// ---- who is there -------------------------------------------------------------------------

asio::awaitable<Result<std::vector<std::uint16_t>>> Poller::ask_identity(Client& client) {
    auto words = co_await client.read(identity_at(inverter_), patience::detection);
    if (!words) co_return fail(Errc::disconnected, "the dongle is there, but no inverter answers");
    if (!judge_identity(*words)) {
        co_return fail(Errc::disconnected, "what answers does not look like an inverter");
    }
    co_return words;
}

asio::awaitable<Result<void>> Poller::identify(Client& client) {
    const auto words = co_await ask_identity(client);
    if (!words) co_return tl::unexpected(words.error());
    const auto identity = judge_identity(*words);
    if (image_.topology() && image_.topology()->identity != *identity) {
        // One damaged bank does not cost all that we know.
        const auto again = co_await ask_identity(client);
        if (!again) co_return tl::unexpected(again.error());
        if (judge_identity(*again) != identity) {
            co_return fail(Errc::disconnected, "the inverter does not say twice who it is");
        }
    }
    adopt(*identity);
    identity_here_ = identity;
    commands_.identified(*identity);
    admit(identity_at(inverter_), *words, Origin::own);
    co_return Result<void>{};
}

void Poller::adopt(const Identity& identity) {
    const auto& known = image_.topology();
    const bool is_same = known && known->identity == identity;
    const bool is_read = models::supported.contains(identity.model());
    if (known && !is_same) {
        events_.log(
            LogLevel::warning, "another inverter, or other firmware, answers: detecting it anew"
        );
        schedule_.start(clock_.now());
    }
    if (!is_same) {
        const bool is_kept = kept_ && kept_->identity == identity && kept_->inverter == inverter_;
        failures_.clear();
        strangers_.clear();
        search_.stop();
        set_topology(is_kept ? *kept_ : Topology{identity, inverter_});
        unproved_ = part_reads(*image_.topology());
        doubted_.clear();
        is_first_whole_ = true;
        schedule_.search_done(clock_.now());
        if (!is_kept && is_read) schedule_.want_search();
    }
    const std::string name{facts(identity.model()).key};
    if (is_read) {
        events_.identified(PlantState::live, "reading " + name);
    } else {
        events_.identified(PlantState::unsupported, "model " + name + " is not read yet");
    }
}

// It is only asked who it is, now and then, to know that it is alive.
asio::awaitable<Error> Poller::stay_with_unsupported(Client& client) {
    const auto target = identity_at(inverter_);
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
    return search_.is_done() || search_.next().kind != Probe::Kind::block;
}

Instant Poller::next_due() const {
    const auto end_of_action = commands_.next_due();
    return end_of_action ? std::min(*end_of_action, schedule_.cycle_due()) : schedule_.cycle_due();
}

asio::awaitable<Result<void>> Poller::serve_commands(Client& client) {
    if (may_command() && commands_.has_work()) co_return co_await commands_.serve(client);
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
        co_await (wake_.wait() || clock_.sleep_until(next_due()));
    }
}

asio::awaitable<Error> Poller::poll(Client& client) {
    power_is_out_ = false;
    for (;;) {
        if (schedule_.search_is_due(clock_.now())) begin_search();
        auto done = co_await serve_commands(client);
        if (!done) co_return done.error();
        if (schedule_.cycle_is_due(clock_.now())) {
            done = co_await cycle(client);
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
    auto done = co_await measure(client);
    if (!done) co_return done;
    if (schedule_.configuration_is_due(clock_.now())) {
        done = co_await configure(client);
        if (!done) co_return done;
    }
    const bool is_whole = was_whole(due);
    if (is_whole) {
        image_.cycle_completed(clock_.moment());
        if (std::exchange(is_first_whole_, false)) doubt_unproved();
    }
    schedule_.cycle_done(clock_.now());
    events_.news();
    if (is_whole) events_.cycle_completed();
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Poller::measure(Client& client) {
    const auto due = schedule_.cycle_due();
    const auto reads = measurement_reads(*image_.topology());
    for (const auto& target : reads) {
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
    configurations_failed_ = all_came ? 0 : configurations_failed_ + 1;
    if (!all_came && configurations_failed_ <= hasty_configurations) {
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

// ---- one read -----------------------------------------------------------------------------

// Whether the block came. One that does not is not the end; a link that is dead is.
asio::awaitable<Result<bool>> Poller::fetch(Client& client, ReadTarget target) {
    auto words = co_await client.read(target, patience_for(target));
    // A late answer to what was asked before a write looks like an answer: it is asked once more.
    if (words && contradicts_proved(target, *words)) {
        words = co_await client.read(target, patience::data);
    }
    if (!words && words.error().code == Errc::disconnected) {
        co_return tl::unexpected(words.error());
    }
    if (!words || is_of_a_stranger(target, *words)) {
        did_not_come(target);
        co_return false;
    }
    std::erase(unproved_, target);
    const auto judgement = admit(target, *words, Origin::own);
    if (judgement.confirm_at_once) co_return co_await confirm(client, target);
    co_return judgement.verdict == Verdict::good;
}

// Some readings are believed when the next agrees, and the next need not wait for its turn.
asio::awaitable<Result<bool>> Poller::confirm(Client& client, ReadTarget target) {
    for (int read = 0; read < most_confirming_reads; ++read) {
        const auto words = co_await client.read(target, patience_for(target));
        if (!words && words.error().code == Errc::disconnected) {
            co_return tl::unexpected(words.error());
        }
        if (!words) co_return false;
        const auto judgement = admit(target, *words, Origin::own);
        if (!judgement.confirm_at_once) co_return judgement.verdict == Verdict::good;
    }
    co_return false;
}

// Commands first. A block that came since then is here already.
asio::awaitable<Result<bool>> Poller::fetch_if_old(
    Client& client, ReadTarget target, Instant since
) {
    const auto served = co_await serve_commands(client);
    if (!served) co_return tl::unexpected(served.error());
    if (image_.is_fresh(target, since)) co_return true;
    co_return co_await fetch(client, target);
}

// Parts that went away must not hold up the inverter, nor look like a dead link.
Patience Poller::patience_for(const ReadTarget& target) const {
    if (std::ranges::find(unproved_, target) != unproved_.end()) return patience::kept_part;
    const auto failure = std::ranges::find(failures_, target, &Failure::target);
    const bool came_since = failure == failures_.end() || image_.is_fresh(target, failure->at);
    return came_since ? patience::data : patience::doubt;
}

void Poller::did_not_come(const ReadTarget& target) {
    if (asks_inverter(target)) return;
    std::erase_if(failures_, [&](const Failure& failure) { return failure.target == target; });
    failures_.push_back({target, clock_.now()});
}

// Values of one pack are never shown as another's.
bool Poller::is_of_a_stranger(const ReadTarget& target, std::span<const std::uint16_t> words) {
    const auto* pack = pack_at(*image_.topology(), target.device);
    if (pack == nullptr || target.range != pack_page) return false;
    const auto serial = judge_pack(words);
    const bool is_stranger = serial && *serial != pack->serial;
    std::erase(strangers_, target.device);
    if (!is_stranger) return false;
    strangers_.push_back(target.device);
    if (std::exchange(stranger_told_, target.device) != target.device) schedule_.want_search();
    return true;
}

// ---- the search for parts -----------------------------------------------------------------

void Poller::begin_search() {
    auto known = *image_.topology();
    // Where another pack was seen last, the pack was changed, perhaps.
    std::erase_if(known.packs, [&](const Pack& pack) {
        return std::ranges::find(strangers_, pack.address) != strangers_.end();
    });
    search_.begin(without(known, doubted_));
    search_began_ = clock_.now();
    schedule_.search_done(clock_.now());
    if (search_.is_done()) search_ended();
}

asio::awaitable<Result<void>> Poller::probe_next(Client& client) {
    const auto probe = search_.next();
    const auto how = search_.next_is_likely() ? patience::likely : patience::probe;
    auto answer = co_await client.read(probe.target, how);
    if (!answer && answer.error().code == Errc::disconnected) {
        co_return tl::unexpected(answer.error());
    }
    const auto words = std::move(answer).value_or(std::vector<std::uint16_t>{});
    auto topology = *image_.topology();
    search_.take(topology, words);
    if (topology != *image_.topology()) set_topology(topology);
    // What is ours from now on need not be asked again in this cycle.
    const bool is_ours = !words.empty() && is_read_by_us(topology, probe.target);
    if (is_ours && !is_of_a_stranger(probe.target, words)) {
        admit(probe.target, words, Origin::own);
    }
    if (search_.is_done()) search_ended();
    co_return Result<void>{};
}

void Poller::search_ended() {
    auto gone = std::exchange(doubted_, {});
    std::erase_if(gone, [&](const ReadTarget& part) {
        return image_.is_fresh(part, search_began_);
    });
    if (!gone.empty()) set_topology(without(*image_.topology(), gone));
    check_expectation();
}

void Poller::check_expectation() {
    const auto found = image_.topology()->packs.size();
    const auto& expected = settings_.expected_batteries;
    if (!expected || found == static_cast<std::size_t>(*expected) || packs_told_ == found) return;
    packs_told_ = found;
    events_.log(
        LogLevel::warning,
        std::to_string(*expected) + " battery packs are expected (NUM_BATTERIES), " +
            std::to_string(found) + " answer"
    );
}

// The first whole cycle with a kept topology has shown who is still there. Who missed it is asked
// again, with patience, before anything is forgotten (spec/quirks.md Q12).
void Poller::doubt_unproved() {
    if (unproved_.empty()) {
        const bool is_known_whole = search_.is_done() && !schedule_.search_is_due(clock_.now());
        if (is_known_whole) check_expectation();
        return;
    }
    doubted_ = std::exchange(unproved_, {});
    events_.log(
        LogLevel::info, "parts that were known do not answer: searching for all parts again"
    );
    schedule_.want_search();
}

void Poller::set_topology(const Topology& topology) {
    image_.set_topology(topology);
    events_.topology_changed(topology);
}

// ---- what comes in ------------------------------------------------------------------------

// The same words for the same fault: it is told once, and then summed up.
void Poller::tell_doubts(const ReadTarget& target, const guard::Judgement& judgement) {
    const auto tell = [&](guard::Rule rule) {
        if (rule == guard::Rule::first_reading) return;
        const auto& known = guard::facts(rule);
        const auto owner = owner_of(target, *image_.topology());
        const std::string how =
            known.verdict == Verdict::rejected ? " is not believed: " : " waits: ";
        doubts_.fault(clock_.now(), "a reading of " + owner + how + std::string{known.why});
    };
    if (judgement.rule) tell(*judgement.rule);
    for (const auto& kept : judgement.kept)
        if (kept.doubted_by) tell(*kept.doubted_by);
}

guard::Judgement Poller::admit(
    const ReadTarget& target, std::span<const std::uint16_t> words, Origin origin
) {
    const auto now = clock_.now();
    auto judgement = image_.admit({target.device, target.range, words, now, origin});
    tell_doubts(target, judgement);
    if (origin == Origin::own) commands_.came_in(target);
    if (image_.last_inverter_bank() == now) events_.inverter_answered();
    return judgement;
}

void Poller::overheard(const ReadResponse& response) {
    const ReadTarget target{response.device, response.range};
    if (!identity_here_ || !is_read_by_us(*image_.topology(), target)) return;
    if (is_of_a_stranger(target, response.words)) return;
    if (contradicts_proved(target, response.words)) return;
    admit(target, response.words, Origin::foreign);
}

// What was proved a moment ago is asked again, not believed of others (ruling 16).
bool Poller::contradicts_proved(const ReadTarget& target, std::span<const std::uint16_t> words) {
    const bool is_inverter = asks_inverter(target);
    if (!is_inverter || !commands_.contradicts_proved(target.range, words)) return false;
    schedule_.want_configuration(clock_.now());
    return true;
}

void Poller::overheard_write(const WriteResponse& response) {
    if (!identity_here_) return;
    const ReadTarget target{response.device, {Bank::holding, response.index, 1}};
    if (contradicts_proved(target, std::array{response.value})) return;
    image_.admit_write(response.device, response.index, response.value, clock_.now());
    schedule_.want_configuration(clock_.now());
}

bool Poller::is_our_inverter(const Serial& serial) const {
    return !identity_here_ || serial.text() == identity_here_->serial;
}

ClientEvents Poller::client_events() {
    ClientEvents events;
    events.overheard = [this](const ReadResponse& response) { overheard(response); };
    events.overheard_write = [this](const WriteResponse& response) { overheard_write(response); };
    events.chance = events_.chance;
    events.is_our_inverter = [this](const Serial& serial) { return is_our_inverter(serial); };
    events.is_urgent = [this] { return may_command() && commands_.is_urgent(); };
    events.log = events_.log;
    return events;
}

}  // namespace giv
