#include "link/plant_link.hpp"

#include "link/within.hpp"

#include <asio/experimental/awaitable_operators.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

constexpr auto connect_within = 5s;

constexpr ReadTarget identity_at(DeviceAddress inverter) {
    return {inverter, {Bank::holding, 0, most_registers_per_read}};
}

constexpr RegisterRange live_block{Bank::input, 0, most_registers_per_read};

// How a coroutine that shall never throw ended.
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

PlantLink::PlantLink(LinkSettings settings, std::optional<Topology> kept, LinkWorld world)
    : settings_(std::move(settings)),
      world_(std::move(world)),
      endpoint_{settings_.host, settings_.port},
      inverter_{settings_.inverter_address},
      image_([clock = world_.clock](const LocalTime& at) { return clock->utc_offset(at); }),
      kept_(std::move(kept)),
      schedule_(
          {settings_.poll_period, settings_.configuration_period, 1h, settings_.polls_by_itself}
      ),
      wake_(world_.executor),
      random_(world_.seed),
      alive_since_(world_.clock->now()) {
    image_.set_period(settings_.poll_period);
}

double PlantLink::chance() { return std::uniform_real_distribution<>{0, 1}(random_); }

// ---- life ---------------------------------------------------------------------------------

asio::awaitable<Exit> PlantLink::run() {
    publish();
    auto connected = settled(keep_connected());
    auto watched = settled(watch_silence());
    const auto ended = co_await (std::move(connected) || std::move(watched));
    const auto thrown = std::visit([](const auto& one) { return one; }, ended);
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
    for (;;) {
        auto connection = co_await connect();
        if (connection) {
            ++counts_.connections;
            const auto why = co_await session(**connection);
            (*connection)->close();
            connection->reset();
            lost(why.detail);
        } else {
            lost(connection.error().detail);
        }
        const auto pause = backoff_.next(chance());
        co_await world_.clock->sleep_for(pause);
    }
}

asio::awaitable<Result<std::unique_ptr<Connection>>> PlantLink::connect() {
    auto connecting = world_.transport->connect(endpoint_);
    co_return co_await within(*world_.clock, connect_within, std::move(connecting));
}

asio::awaitable<Error> PlantLink::session(Connection& connection) {
    Client client{connection, *world_.clock, world_.executor, settings_.spacing, events(), counts_};
    identifying_ = true;
    schedule_.start(world_.clock->now());
    // A plant that is known stays what it is while the link comes back.
    if (!image_.topology()) {
        set_state(
            PlantState::detecting, "connected to " + endpoint_.text() + ", asking who is there"
        );
    }
    auto reading = settled(client.reader());
    auto talking = settled(converse(client));
    const auto ended = co_await (std::move(reading) || std::move(talking));
    const auto ending = std::visit([](const auto& one) { return one; }, ended);
    if (ending.thrown) std::rethrow_exception(ending.thrown);
    co_return ending.why;
}

asio::awaitable<Error> PlantLink::converse(Client& client) {
    const auto identified = co_await identify(client);
    if (!identified) co_return identified.error();
    if (state_ == PlantState::unsupported) co_return co_await stay_with_unsupported(client);
    co_return co_await poll(client);
}

// ---- who is there -------------------------------------------------------------------------

asio::awaitable<Result<void>> PlantLink::identify(Client& client) {
    const auto target = identity_at(inverter_);
    const auto words = co_await client.read(target, patience::detection);
    if (!words) {
        co_return fail(Errc::disconnected, "the dongle answers, but no inverter does");
    }
    const auto identity = judge_identity(*words);
    if (!identity) {
        co_return fail(Errc::disconnected, "what answers at 0x11 does not look like an inverter");
    }
    adopt(*identity);
    identifying_ = false;
    admit(target, *words, Origin::own);
    co_return Result<void>{};
}

void PlantLink::adopt(const Identity& identity) {
    const auto& known = image_.topology();
    const bool same = known && known->identity == identity;
    if (known && !same) {
        world_.log(LogLevel::warning, "another inverter answers now: detecting it anew");
    }
    if (!same) {
        const bool kept = kept_ && kept_->identity == identity && kept_->inverter == inverter_;
        set_topology(kept ? *kept_ : Topology{identity, inverter_});
        schedule_.want_search();
        if (kept) schedule_.search_done(world_.clock->now());
    }
    const auto& name = facts(identity.model()).key;
    if (models::supported.contains(identity.model())) {
        set_state(PlantState::live, "reading " + std::string{name});
    } else {
        set_state(PlantState::unsupported, "model " + std::string{name} + " is not read yet");
    }
}

asio::awaitable<Error> PlantLink::stay_with_unsupported(Client& client) {
    for (;;) {
        publish();
        co_await world_.clock->sleep_for(settings_.poll_period);
        const auto target = identity_at(inverter_);
        const auto words = co_await client.read(target, patience::data);
        if (words) {
            backoff_.reset();
            admit(target, *words, Origin::own);
        } else if (words.error().code == Errc::disconnected) {
            co_return words.error();
        }
    }
}

// ---- polling ------------------------------------------------------------------------------

asio::awaitable<Error> PlantLink::poll(Client& client) {
    auto& clock = *world_.clock;
    power_is_out_ = false;
    for (;;) {
        if (schedule_.search_is_due(clock.now())) begin_search();
        if (schedule_.cycle_is_due(clock.now())) {
            const auto done = co_await cycle(client);
            if (!done) co_return done.error();
        } else if (!to_probe_.empty()) {
            const auto done = co_await probe_next(client);
            if (!done) co_return done.error();
        } else {
            wake_.clear();
            co_await (wake_.wait() || clock.sleep_until(schedule_.cycle_due()));
        }
    }
}

asio::awaitable<Result<void>> PlantLink::cycle(Client& client) {
    const auto due = schedule_.cycle_due();
    auto done = co_await measure(client);
    if (!done) co_return done;
    if (schedule_.configuration_is_due(world_.clock->now())) {
        done = co_await configure(client);
        if (!done) co_return done;
    }
    if (cycle_was_whole(due)) {
        backoff_.reset();
        image_.cycle_completed(world_.clock->moment());
    }
    schedule_.cycle_done(world_.clock->now());
    publish();
    co_return Result<void>{};
}

asio::awaitable<Result<void>> PlantLink::measure(Client& client) {
    const auto due = schedule_.cycle_due();
    const auto reads = measurement_reads(*image_.topology());
    for (const auto& target : reads) {
        if (image_.is_fresh(target, due)) continue;
        const auto done = co_await fetch(client, target);
        if (!done) co_return done;
        // The first values go out before the rest of the plant is known.
        if (!power_is_out_ && target.range == live_block) {
            power_is_out_ = true;
            publish();
        }
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> PlantLink::configure(Client& client) {
    // What exists only on some firmware is asked for first: the settings wait for it.
    while (!to_probe_.empty() && to_probe_.back().kind == Probe::Kind::block) {
        const auto done = co_await probe_next(client);
        if (!done) co_return done;
    }
    const auto since = schedule_.cycle_due();
    const auto reads = configuration_reads(*image_.topology());
    for (const auto& target : reads) {
        if (image_.is_fresh(target, since)) continue;
        const auto done = co_await fetch(client, target);
        if (!done) co_return done;
    }
    schedule_.configuration_done(world_.clock->now());
    co_return Result<void>{};
}

// One block. A block that does not come is not the end; a link that is dead is.
asio::awaitable<Result<void>> PlantLink::fetch(Client& client, ReadTarget target) {
    const auto words = co_await client.read(target, patience::data);
    if (words) {
        admit(target, *words, Origin::own);
    } else if (words.error().code == Errc::disconnected) {
        co_return tl::unexpected(words.error());
    }
    co_return Result<void>{};
}

// Every block of the inverter itself that a cycle reads has come since the cycle was due.
bool PlantLink::cycle_was_whole(Instant since) const {
    const auto reads = measurement_reads(*image_.topology());
    return std::ranges::all_of(reads, [&](const ReadTarget& target) {
        return target.device != inverter_ || image_.is_fresh(target, since);
    });
}

// ---- the search for parts -----------------------------------------------------------------

void PlantLink::begin_search() {
    const auto& topology = *image_.topology();
    to_probe_ = probes(topology.identity, inverter_);
    const auto is_known = [&](const Probe& probe) {
        const auto device = probe.target.device;
        switch (probe.kind) {
            case Probe::Kind::pack:
                return std::ranges::find(topology.packs, device, &Pack::address) !=
                       topology.packs.end();
            case Probe::Kind::meter:
                return std::ranges::find(topology.meters, device) != topology.meters.end();
            case Probe::Kind::lv_bcu_page: return topology.has_lv_bcu_page;
            case Probe::Kind::block:
                return std::ranges::find(topology.asked, probe.target.range) !=
                       topology.asked.end();
        }
        return false;
    };
    std::erase_if(to_probe_, is_known);
    std::ranges::reverse(to_probe_);
    schedule_.search_done(world_.clock->now());
}

asio::awaitable<Result<void>> PlantLink::probe_next(Client& client) {
    const auto probe = to_probe_.back();
    to_probe_.pop_back();
    const auto how = probe.patient ? patience::data : patience::probe;
    auto answer = co_await client.read(probe.target, how);
    if (!answer && answer.error().code == Errc::disconnected) {
        co_return tl::unexpected(answer.error());
    }
    auto words = answer ? *std::move(answer) : std::vector<std::uint16_t>{};
    if (probe.kind == Probe::Kind::pack && judge_pack(words)) {
        co_return co_await confirm_pack(client, probe, std::move(words));
    }
    auto topology = *image_.topology();
    apply(topology, probe, words);
    if (topology != *image_.topology()) set_topology(topology);
    if (!words.empty() && probe.kind == Probe::Kind::block) admit(probe.target, words, Origin::own);
    if (to_probe_.empty()) check_expectation();
    co_return Result<void>{};
}

// A pack's page is spliced now and then: it is trusted when two reads agree on its serial
// (spec/models.md §6 step 5).
asio::awaitable<Result<void>> PlantLink::confirm_pack(
    Client& client, Probe probe, std::vector<std::uint16_t> words
) {
    const auto again = co_await client.read(probe.target, patience::data);
    if (!again && again.error().code == Errc::disconnected) {
        co_return tl::unexpected(again.error());
    }
    if (again && judge_pack(*again) == judge_pack(words)) {
        auto topology = *image_.topology();
        apply(topology, probe, *again);
        set_topology(topology);
        admit(probe.target, *again, Origin::own);
    }
    if (to_probe_.empty()) check_expectation();
    co_return Result<void>{};
}

void PlantLink::check_expectation() const {
    const auto found = image_.topology()->packs.size();
    if (!settings_.expected_batteries) return;
    const auto expected = static_cast<std::size_t>(*settings_.expected_batteries);
    if (found == expected) return;
    world_.log(
        LogLevel::warning,
        std::to_string(expected) + " battery packs are expected (NUM_BATTERIES), " +
            std::to_string(found) + " answer"
    );
}

void PlantLink::set_topology(const Topology& topology) {
    image_.set_topology(topology);
    world_.topology_changed(topology);
}

// ---- what comes in ------------------------------------------------------------------------

void PlantLink::admit(ReadTarget target, std::span<const std::uint16_t> words, Origin origin) {
    const auto now = world_.clock->now();
    image_.admit({target.device, target.range, words, now, origin});
    if (image_.last_inverter_bank() != now) return;
    alive_since_ = now;
    if (!is_silent_) return;
    is_silent_ = false;
    world_.log(LogLevel::info, "the inverter answers again");
    publish();
}

void PlantLink::overheard(const ReadResponse& response) {
    if (!image_.topology()) return;
    admit({response.device, response.range}, response.words, Origin::foreign);
}

void PlantLink::overheard_write(const WriteResponse& response) {
    if (!image_.topology()) return;
    image_.admit_write(response.device, response.index, response.value, world_.clock->now());
    schedule_.want_configuration();
}

bool PlantLink::is_our_inverter(const Serial& serial) const {
    const auto& topology = image_.topology();
    return identifying_ || !topology || serial.text() == topology->identity.serial;
}

ClientEvents PlantLink::events() {
    ClientEvents events;
    events.overheard = [this](const ReadResponse& response) { overheard(response); };
    events.overheard_write = [this](const WriteResponse& response) { overheard_write(response); };
    events.chance = [this] { return chance(); };
    events.is_our_inverter = [this](const Serial& serial) { return is_our_inverter(serial); };
    return events;
}

// ---- what goes out ------------------------------------------------------------------------

void PlantLink::want_cycle() {
    schedule_.want_cycle(world_.clock->now());
    wake_.set();
}

void PlantLink::offer() {
    const auto snapshot = world_.hub->latest();
    if (!snapshot) return;
    for (auto* sink : world_.sinks)
        sink->accept(settings_.instance, snapshot);
}

void PlantLink::publish() {
    const auto state = is_silent_ ? PlantState::silent : state_;
    world_.hub->publish(image_.snapshot(world_.clock->moment(), state, detail_));
    offer();
}

void PlantLink::set_state(PlantState state, std::string detail) {
    if (state_ == state && detail_ == detail) return;
    state_ = state;
    detail_ = std::move(detail);
    if (state != PlantState::connecting) world_.log(LogLevel::info, detail_);
}

// A fault that repeats is told once, and then now and then.
void PlantLink::lost(const std::string& why) {
    constexpr auto tell_again_after = 10min;
    const auto now = world_.clock->now();
    ++losses_in_a_row_;
    if (state_ == PlantState::live || state_ == PlantState::unsupported) losses_in_a_row_ = 1;
    const bool is_news = why != last_loss_ || losses_in_a_row_ == 1;
    if (is_news || now - last_loss_logged_ >= tell_again_after) {
        auto line = "no link to " + endpoint_.text() + ": " + why;
        if (!is_news) line += " (" + std::to_string(losses_in_a_row_) + " times)";
        world_.log(LogLevel::warning, line);
        last_loss_logged_ = now;
        last_loss_ = why;
    }
    // A plant that was live stays so for as long as its values are fresh.
    if (state_ == PlantState::detecting) state_ = PlantState::connecting;
    if (state_ == PlantState::connecting) {
        detail_ = "no link to " + endpoint_.text() + ": " + why;
        publish();
    }
}

std::chrono::milliseconds PlantLink::silent_after() const {
    return std::max<std::chrono::milliseconds>(3 * settings_.poll_period, 30s);
}

asio::awaitable<void> PlantLink::watch_silence() {
    auto& clock = *world_.clock;
    for (;;) {
        const auto limit = alive_since_ + silent_after();
        if (clock.now() < limit) {
            co_await clock.sleep_until(limit);
            continue;
        }
        if (!is_silent_) {
            is_silent_ = true;
            detail_ = "nothing was read of the inverter for " +
                      std::to_string(
                          std::chrono::duration_cast<std::chrono::seconds>(silent_after()).count()
                      ) +
                      " s";
            world_.log(LogLevel::warning, detail_);
            publish();
        }
        co_await clock.sleep_for(1s);
    }
}

}  // namespace giv
