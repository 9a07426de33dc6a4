#include "link/plant_link.hpp"

#include "link/host_clock.hpp"
#include "link/within.hpp"

#include "givtcp/points/wall_text.hpp"
#include "givtcp/protocol/short_serial.hpp"

#include <asio/experimental/awaitable_operators.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

constexpr auto connect_within = 5s;
constexpr auto between_looks = 1s;
constexpr auto counters_kept_every = 1min;
constexpr auto silent_news_every = 10min;  // values grow older

// How a coroutine that shall never throw ended: `a || b` swallows the exception of one side and
// waits for the other.
struct Ending {
    Error why{Errc::disconnected, ""};
    std::exception_ptr thrown;
};

asio::awaitable<Ending> settled(asio::awaitable<Error> life) {
    Ending ending;
    try {
        ending.why = co_await std::move(life);
    } catch (...) {
        ending.thrown = std::current_exception();
    }
    co_return ending;
}

asio::awaitable<std::exception_ptr> settled(asio::awaitable<void> life) {
    std::exception_ptr thrown;
    try {
        co_await std::move(life);
    } catch (...) {
        thrown = std::current_exception();
    }
    co_return thrown;
}

}  // namespace

PlantLink::PlantLink(
    LinkSettings settings, std::optional<Topology> kept, LinkWorld world, std::optional<Place> place
)
    : settings_(std::move(settings)),
      world_(std::move(world)),
      tape_{world_.recorder, *world_.clock, settings_.instance},
      places_(settings_.hosts, place),
      endpoint_{places_.host(), settings_.port},
      place_told_(std::move(place)),
      faults_(world_.log),
      random_(world_.seed),
      alive_since_(world_.clock->now()),
      image_(
          [clock = world_.clock](const LocalTime& at) { return clock->utc_offset(at); },
          settings_.pack_thresholds,
          [clock = world_.clock](Instant at) { return host_local_time(*clock, at); }
      ),
      commands_(executor_world()),
      poller_(settings_, std::move(kept), poller_world(), poller_events()),
      doubts_(world_.log, alive_since_) {
    image_.set_periods(settings_.poll_period, settings_.configuration_period);
    if (!world_.keeps_raw) image_.leave_out_raw();
}

PollerWorld PlantLink::poller_world() {
    return {world_.executor, world_.clock, &image_, &commands_};
}

ExecutorWorld PlantLink::executor_world() {
    ExecutorWorld world;
    world.executor = world_.executor;
    world.clock = world_.clock;
    world.image = &image_;
    world.gate = world_.gate;
    world.settings = settings_.control;
    world.settings_period = settings_.configuration_period;
    world.memory = world_.memory;
    world.news = [this] { publish(); };
    world.inverter_answered = [this] { inverter_answered(); };
    world.log = world_.log;
    return world;
}

PollerEvents PlantLink::poller_events() {
    PollerEvents events;
    events.log = world_.log;
    events.tape = tape_;
    events.adopted = [this](const Identity& identity) { adopted(identity); };
    events.new_base = [this](const guard::NewBase& base) { new_base(base); };
    events.judge = [this](const Identity& identity) { return judge(identity); };
    events.identified = [this](PlantState state, std::string detail) {
        identified(state, std::move(detail));
    };
    events.inverter_answered = [this] { inverter_answered(); };
    events.cycle_completed = [this] { cycle_completed(); };
    events.news = [this] { publish(); };
    events.topology_changed = [this](const Topology& topology) {
        world_.topology_changed(endpoint_, topology);
    };
    events.packs_counted = [this](std::string unexpected) {
        unexpected_packs_ = std::move(unexpected);
    };
    events.chance = [this] { return chance(); };
    return events;
}

double PlantLink::chance() { return std::uniform_real_distribution<>{0, 1}(random_); }

// ---- life ---------------------------------------------------------------------------------

asio::awaitable<Exit> PlantLink::run() {
    publish();
    auto connected = settled(keep_connected());
    auto watched = settled(watch_silence());
    auto answered = settled(commands_.watch());
    const auto ended = co_await (std::move(connected) || std::move(watched) || std::move(answered));
    const auto thrown = std::visit([](const auto& one) { return one; }, ended);
    commands_.stop();
    keep_counters();
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none) co_return Exit{};
    Exit exit{Exit::How::failed, "the link ended by itself"};
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        exit.why = error.what();
    }
    co_return exit;
}

asio::awaitable<void> PlantLink::keep_connected() {
    auto& clock = *world_.clock;
    for (;;) {
        auto connection = co_await connect();
        const bool is_news = whose_silence_.tried(connection.has_value(), clock.now());
        if (is_news && is_silent_) publish();
        if (connection) {
            ++counts_.connections;
            commands_.link_returns();
            is_connected_ = true;
            tape_.connected();
            connection_ = connection->get();
            const auto why = co_await session(**connection);
            connection_ = nullptr;
            tape_.lost(why.detail);
            commands_.connection_lost();
            (*connection)->close();
            connection->reset();
            is_connected_ = false;
            if (!is_judged_here_) places_.failed();
            if (!poller_.was_resting()) lost(why.detail);
        } else {
            poller_.forget_rest();
            commands_.link_is_down();
            lost(connection.error().detail);
        }
        const auto pause = backoff_.next(chance());
        co_await clock.sleep_for(pause);
        // Some dongles hang up when nothing is asked: that is no fault (spec/quirks.md Q28).
        if (poller_.was_resting()) co_await poller_.rest();
    }
}

asio::awaitable<Result<std::unique_ptr<Connection>>> PlantLink::connect() {
    is_judged_here_ = false;
    yield_to_set_plants();
    endpoint_.host = places_.host();
    if (places_.wants_search(world_.clock->now())) {
        const auto found = co_await search();
        const bool has_begun = !searched_in_.empty();
        if (!found && (has_begun || places_.host().empty()))
            co_return tl::unexpected(found.error());
    }
    if (places_.host().empty()) co_return fail(Errc::disconnected, why_not_found_);
    // In turn: one dongle may be reached at several addresses.
    for (auto left = places_.many();; --left) {
        endpoint_.host = places_.host();
        auto connecting = world_.transport->connect(endpoint_);
        auto connection = co_await within(*world_.clock, connect_within, std::move(connecting));
        if (connection || left <= 1) {
            if (!connection) places_.failed();
            co_return connection;
        }
        places_.failed();
    }
}

// The inverter that was found is now known to be a plant's whose address is set.
bool PlantLink::is_of_a_set_plant() const {
    return places_.is_looked_for() && world_.finder != nullptr &&
           world_.finder->is_set_elsewhere(settings_.instance, places_.serial());
}

// No inverter is two plants: what is known of ours may be from before the other's address was set.
void PlantLink::yield_to_set_plants() {
    if (is_of_a_set_plant()) {
        world_.log(
            LogLevel::warning,
            "inverter " + short_serial(places_.serial()) +
                " is another plant's by setting: one that no plant has is searched for"
        );
        places_.forget();
    } else if (places_.is_looked_for() && world_.finder != nullptr &&
               world_.finder->is_address_set_elsewhere(settings_.instance, places_.host())) {
        places_.forget_host();
    }
}

// For a plant whose address is not set. One that is live stays so for as long as its values are
// fresh. A search that cannot begin is no search in vain.
asio::awaitable<Result<void>> PlantLink::search() {
    searched_in_.clear();
    why_not_found_ = "no address is set (INVERTOR_IP)";
    if (world_.finder == nullptr) co_return fail(Errc::disconnected, why_not_found_);
    auto& finder = *world_.finder;
    why_not_found_ = places_.serial().empty() ? finder.waits_for(settings_.instance) : "";
    const auto networks = finder.where();
    if (why_not_found_.empty() && networks.empty()) why_not_found_ = finder.why_nowhere();
    if (!why_not_found_.empty()) co_return fail(Errc::disconnected, why_not_found_);
    searched_in_ = networks;
    if (!topology() || is_silent_) {
        set_state(PlantState::searching, "searching for the inverter in " + searched_in_);
    }
    const SearchFor what{settings_.port, DeviceAddress{settings_.inverter_address}};
    const auto found = co_await finder.find(settings_.instance, places_.serial(), what);
    places_.searched(world_.clock->now(), found ? std::optional{*found} : std::nullopt);
    why_not_found_ = found ? "" : found.error().detail;
    if (!found) co_return tl::unexpected(found.error());
    co_return Result<void>{};
}

// Values of two inverters are never mixed: the plant is the one with its serial.
Result<void> PlantLink::judge(const Identity& identity) {
    const auto& wanted = places_.serial();
    if (is_of_a_set_plant()) return fail(Errc::rejected, "it is another plant's by setting");
    if (wanted.empty() || identity.serial == wanted) return {};
    is_judged_here_ = true;
    places_.is_of_another();
    return fail(
        Errc::rejected,
        "another inverter answers, " + short_serial(identity.serial) + ", not " +
            short_serial(wanted)
    );
}

void PlantLink::identified(PlantState state, std::string detail) {
    is_judged_here_ = true;
    searched_in_.clear();
    const Place place{topology()->identity.serial, places_.host()};
    places_.worked(place.serial);
    set_state(state, std::move(detail));
    if (world_.finder != nullptr) {
        world_.finder->is_of(settings_.instance, place);
        auto shared = world_.finder->shared_with(settings_.instance, place.serial);
        const auto told = std::exchange(shared_told_, std::move(shared));
        if (shared_told_ != told && !shared_told_.empty())
            world_.log(LogLevel::warning, shared_told_);
    }
    if (!places_.is_looked_for()) return;
    if (place_told_ == place) return;
    place_told_ = place;
    world_.place_found(place);
    world_.topology_changed(endpoint_, *topology());
}

asio::awaitable<Error> PlantLink::session(Connection& connection) {
    auto events = poller_.client_events();
    Client client{
        connection, *world_.clock, world_.executor, settings_.spacing, std::move(events), counts_};
    // A plant that is known stays what it is while the link comes back.
    if (!topology()) {
        set_state(
            PlantState::detecting, "connected to " + endpoint_.text() + ", asking who is there"
        );
    }
    auto reading = settled(client.reader());
    auto talking = settled(poller_.converse(client));
    const auto ended = co_await (std::move(reading) || std::move(talking));
    const auto ending = std::visit([](const auto& one) { return one; }, ended);
    if (ending.thrown) std::rethrow_exception(ending.thrown);
    co_return ending.why;
}

// ---- availability -------------------------------------------------------------------------

std::chrono::seconds PlantLink::silent_after() const {
    const auto three_cycles = std::chrono::ceil<std::chrono::seconds>(3 * settings_.poll_period);
    return std::max<std::chrono::seconds>(three_cycles, 30s);
}

// Nobody asks for anything, by setting: silence is no news then.
bool PlantLink::is_left_alone() const {
    const bool is_fine = is_connected_ || poller_.was_resting();
    return is_fine && !settings_.polls_by_itself && !poller_.is_busy();
}

asio::awaitable<void> PlantLink::watch_silence() {
    auto& clock = *world_.clock;
    for (;;) {
        if (is_left_alone()) alive_since_ = clock.now();
        const auto limit = alive_since_ + silent_after();
        if (clock.now() < limit) {
            co_await clock.sleep_until(limit);
            continue;
        }
        const bool is_news = !std::exchange(is_silent_, true);
        if (is_news) world_.log(LogLevel::warning, detail());
        const bool is_anothers = whose_silence_.passed(clock.now(), silent_after());
        const bool is_due = clock.now() - published_at_ >= silent_news_every;
        if (is_news || is_anothers || is_due) publish();
        co_await clock.sleep_for(between_looks);
    }
}

bool PlantLink::ends_silence() {
    alive_since_ = world_.clock->now();
    last_loss_.clear();
    whose_silence_.inverter_answered();
    if (is_silent_) answers_since_ = alive_since_;
    return std::exchange(is_silent_, false);
}

void PlantLink::inverter_answered() {
    if (!ends_silence()) return;
    world_.log(LogLevel::info, "the inverter answers again");
    publish();
}

void PlantLink::cycle_completed() {
    if (is_of_a_set_plant() && connection_ != nullptr) return connection_->close();
    backoff_.reset();
    faults_.cleared(world_.clock->now());
    tell_drops();
    const auto now = world_.clock->now();
    if (!counters_kept_at_ || now - *counters_kept_at_ >= counters_kept_every) keep_counters();
    doubts_.look(now, image_.rule_counts());
}

// The former's silence is none of its own.
void PlantLink::adopted(const Identity& identity) {
    image_.recall_counters(world_.counters.recall(identity.serial));
    ends_silence();
}

void PlantLink::keep_counters() {
    if (!topology()) return;
    const auto counters = image_.counters();
    const auto& serial = topology()->identity.serial;
    if (world_.counters.has(serial, counters)) return;
    counters_kept_at_ = world_.clock->now();
    // Copied, not moved: the copy has no room to grow.
    const auto kept = std::make_shared<const KeptCounters>(counters);
    world_.counters.keep(serial, kept, [this, kept](const Result<void>&) {
        image_.counters_are_kept(*kept);
    });
}

// Somebody's history has a step now: that is told, and kept.
void PlantLink::new_base(const guard::NewBase& base) {
    const auto text = [](double kwh) { return decimal_text(kwh, 1) + " kWh"; };
    const auto name = with_short_serials(base.counter);  // a pack's has one
    const auto detail =
        "it fell from " + text(base.from) + " to " + text(base.to) + " and stays there";
    const auto sentence = "the total " + name + " fell and counts anew: " + detail;
    world_.log(LogLevel::warning, sentence);
    new_bases_.insert_or_assign(base.counter, Told{sentence, world_.clock->now()});
    AuditEntry entry;
    entry.at = world_.clock->wall();
    entry.serial = topology()->identity.serial;
    entry.source = "guard";
    entry.command = base.counter;
    entry.outcome = "new base";
    entry.detail = detail;
    entry.wrote = true;  // as rare, and as worth keeping
    world_.memory.audit(entry);
}

// What was thrown away is told now and then, as long as there is more of it.
void PlantLink::tell_drops() {
    constexpr auto at_most_every = 1h;
    const auto now = world_.clock->now();
    const auto dropped = counts_.crc_errors + counts_.dropped_frames;
    if (dropped == drops_told_ || now - drops_told_at_ < at_most_every) return;
    drops_told_ = dropped;
    drops_told_at_ = now;
    world_.log(
        LogLevel::info,
        "dropped since the start: " + std::to_string(counts_.crc_errors) +
            " frames with a wrong checksum, " + std::to_string(counts_.dropped_frames) +
            " of another inverter"
    );
}

void PlantLink::lost(const std::string& why) {
    last_loss_ = endpoint_.host.empty() ? why : "no link to " + endpoint_.text() + ": " + why;
    faults_.fault(world_.clock->now(), last_loss_);
    // A plant that was live stays so for as long as its values are fresh.
    if (topology()) {
        if (is_searching()) set_state(PlantState::searching, last_loss_);
        return;
    }
    const bool is_nowhere = places_.host().empty() && world_.finder != nullptr;
    set_state(is_nowhere ? PlantState::searching : PlantState::connecting, last_loss_);
}

void PlantLink::set_state(PlantState state, std::string detail) {
    if (state_ == state && detail_ == detail) return;
    state_ = state;
    detail_ = std::move(detail);
    // A dongle without an inverter is met at every try, as is a network without a dongle; that it
    // does not work was told once.
    const bool is_a_try = state == PlantState::detecting || state == PlantState::searching;
    const bool is_old = is_a_try && faults_.is_open();
    if (state != PlantState::connecting && !is_old) world_.log(LogLevel::info, detail_);
    publish();
}

// ---- what goes out ------------------------------------------------------------------------

void PlantLink::want_cycle() {
    if (is_left_alone()) alive_since_ = world_.clock->now();
    poller_.want_cycle();
}

void PlantLink::commands_wait() {
    commands_.take_commands();
    poller_.wake();
}

void PlantLink::offer() {
    const auto snapshot = world_.hub->latest();
    if (!snapshot) return;
    for (auto* sink : world_.sinks)
        sink->accept(settings_.instance, snapshot);
}

std::string PlantLink::detail() const {
    const auto trouble = commands_.trouble();
    if (!is_silent_ || is_searching()) {
        auto text = trouble.empty() ? detail_ : detail_ + "; " + trouble;
        if (const auto slowed = poller_.slowed(); !slowed.empty()) text += "; " + slowed;
        return text;
    }
    if (auto sentence = newcomer(); !sentence.empty()) return sentence;
    auto text =
        "nothing came from the inverter for " + std::to_string(silent_after().count()) + " s";
    if (!last_loss_.empty()) text += ": " + last_loss_;
    return text;
}

// Those of the last day.
std::string PlantLink::new_bases() const {
    constexpr auto told_for = 24h;
    std::string sentences;
    for (const auto& [name, told] : new_bases_) {
        if (world_.clock->now() - told.at >= told_for) continue;
        sentences += (sentences.empty() ? "" : "; ") + told.sentence;
    }
    return sentences;
}

LinkFacts PlantLink::facts() const {
    return {
        endpoint_.host.empty() ? "" : endpoint_.text(),
        whose_silence_.dongle_answers(),
        searched_in_,
        unexpected_packs_,
        settings_.control.writes_per_day,
        new_bases(),
        settings_.poll_period,
        answers_since_,
        newcomer()};
}

void PlantLink::publish() {
    published_at_ = world_.clock->now();
    const auto state = is_silent_ && !is_searching() ? PlantState::silent : state_;
    image_.set_control_state(commands_.keeper().shown());
    image_.set_link_facts(facts());
    world_.hub->publish(image_.snapshot(world_.clock->moment(), state, detail()));
    offer();
}

}  // namespace giv
