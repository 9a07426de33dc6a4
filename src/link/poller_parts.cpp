// The poller's search for packs, meters and blocks that only some firmware has. Loop thread.
#include "link/poller.hpp"
#include "link/reads.hpp"

#include <algorithm>
#include <utility>

namespace giv {

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
    if (image_.search_ended() == 1) schedule_.search_again(clock_.now());
    auto gone = std::exchange(doubted_, {});
    std::erase_if(gone, [&](const ReadTarget& part) {
        return image_.is_fresh(part, search_began_);
    });
    if (!gone.empty()) set_topology(without(*image_.topology(), gone));
    check_expectation();
    events_.news();
}

// What a cycle that was whole says of the packs: one that missed it was not missed by a link that
// is dead.
void Poller::note_packs(Instant since) {
    for (const auto& target : part_reads(*image_.topology())) {
        const auto* pack = pack_at(*image_.topology(), target.device);
        if (pack == nullptr || std::ranges::find(put_off_, target) != put_off_.end()) continue;
        image_.pack_poll_ended(pack->address, since, missed_at(target));
        pack_log_.look(clock_.now(), *pack, image_.pack(pack->address).trouble());
    }
}

void Poller::check_expectation() {
    const auto found = image_.topology()->packs.size();
    const auto& expected = settings_.expected_batteries;
    if (!expected || found == static_cast<std::size_t>(*expected)) {
        events_.packs_counted("");
        return;
    }
    const auto trouble = std::to_string(*expected) +
                         " battery packs are expected (NUM_BATTERIES), " + std::to_string(found) +
                         " answer";
    events_.packs_counted(trouble);
    if (std::exchange(packs_told_, found) != found) events_.log(LogLevel::warning, trouble);
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

}  // namespace giv
