// Who the inverter is that the poller talks to. Loop thread.
#include "link/poller.hpp"
#include "link/reads.hpp"

#include "givtcp/protocol/short_serial.hpp"

#include <utility>

namespace giv {
namespace {

using namespace std::chrono_literals;

// Who changes an inverter waits for longer anyway. Some dongles end what rests for ten seconds
// (Q28).
constexpr auto newcomer_is_believed_after = 60s;
constexpr auto newcomer_is_asked_every = 5s;

// Who was here last, in this run or in the one before.
std::optional<Identity> last_identity(
    const std::optional<Topology>& known, const std::optional<Topology>& kept
) {
    const auto& last = known ? known : kept;
    return last ? std::optional{last->identity} : std::nullopt;
}

}  // namespace

asio::awaitable<Result<std::vector<std::uint16_t>>> Poller::ask_identity(Client& client) {
    auto words = co_await client.read(identity_of(inverter_), patience::detection);
    if (!words) co_return fail(Errc::disconnected, "the dongle is there, but no inverter answers");
    if (!judge_identity(*words)) {
        co_return fail(Errc::disconnected, "what answers does not look like an inverter");
    }
    co_return words;
}

asio::awaitable<Result<void>> Poller::identify(Client& client) {
    auto words = co_await ask_identity(client);
    if (!words) co_return tl::unexpected(words.error());
    const auto identity = judge_identity(*words);
    if (image_.topology() && image_.topology()->identity != *identity) {
        // One damaged bank does not cost all that we know.
        words = co_await ask_again(client, *identity);
        if (!words) co_return tl::unexpected(words.error());
    }
    if (const auto wanted = events_.judge(*identity); !wanted) {
        co_return tl::unexpected(wanted.error());
    }
    if (is_newcomer(*identity)) {
        words = co_await hear_out(client, *identity);
        if (!words) co_return tl::unexpected(words.error());
    }
    newcomer_.reset();
    adopt(*identity);
    identity_here_ = identity;
    commands_.identified(*identity);
    const auto judgement = admit(identity_of(inverter_), *words, Origin::own);
    if (!judgement.confirm_at_once) co_return Result<void>{};
    const auto confirmed = co_await fetch(client, identity_of(inverter_));
    if (!confirmed) co_return tl::unexpected(confirmed.error());
    co_return Result<void>{};
}

asio::awaitable<Result<std::vector<std::uint16_t>>> Poller::ask_again(
    Client& client, const Identity& identity
) {
    auto words = co_await ask_identity(client);
    if (words && judge_identity(*words) != identity) {
        newcomer_.reset();
        co_return fail(Errc::disconnected, "the inverter does not say twice who it is");
    }
    co_return words;
}

// Neither what is known, nor what was before it.
bool Poller::is_newcomer(const Identity& identity) const {
    const auto last = last_identity(image_.topology(), kept_);
    return last && identity != *last && identity != former_;
}

// Whoever is believed is told to Home Assistant, and starts with new counters and histories; other
// firmware has other registers. A dongle that lies as its connection begins must not have that. A
// connection that ends meanwhile does not begin it anew, a long silence does.
asio::awaitable<Result<std::vector<std::uint16_t>>> Poller::hear_out(
    Client& client, const Identity& identity
) {
    const auto heard = clock_.now();
    const bool goes_on = newcomer_ && newcomer_->identity == identity &&
                         heard - newcomer_->last_heard <= newcomer_is_believed_after;
    if (!goes_on) {
        newcomer_ = Newcomer{identity, heard, heard};
        events_.log(LogLevel::warning, newcomer());
    }
    commands_.newcomer_answers(newcomer());
    const auto believed_at = newcomer_->first_heard + newcomer_is_believed_after;
    auto words = co_await ask_again(client, identity);
    while (words && clock_.now() < believed_at) {
        newcomer_->last_heard = clock_.now();
        co_await clock_.sleep_for(newcomer_is_asked_every);
        words = co_await ask_again(client, identity);
    }
    if (words) schedule_.start(clock_.now());
    co_return words;
}

std::string Poller::newcomer() const {
    if (!newcomer_) return {};
    const auto& identity = newcomer_->identity;
    const auto last = last_identity(image_.topology(), kept_);
    const auto what = last && last->serial == identity.serial
                          ? "the inverter has other firmware"
                          : "another inverter answers, " + short_serial(identity.serial);
    return what + ": believed when it has said so for " +
           std::to_string(newcomer_is_believed_after.count()) + " s";
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
        // One that returns was away; who was here meanwhile may have been none at all.
        former_ = former_ == identity ? std::nullopt : last_identity(known, kept_);
        const bool is_kept = kept_ && kept_->identity == identity && kept_->inverter == inverter_;
        failures_.clear();
        strangers_.clear();
        search_.stop();
        commands_.belongs_to(identity);  // before anything is published under its serial
        set_topology(is_kept ? *kept_ : Topology{identity, inverter_});
        events_.adopted(identity);
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

}  // namespace giv
