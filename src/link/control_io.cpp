#include "link/control_io.hpp"

#include <algorithm>
#include <utility>

namespace giv {
namespace {

// Three that agree, and one more where somebody changed it in between.
constexpr int most_reads_at_once = 4;

// A dongle's queue holds answers back by seconds; somebody else's write of the same value is seen
// later by this much at most.
constexpr auto echoes_come_within = std::chrono::seconds{60};

}  // namespace

ControlIo::ControlIo(PlantImage& image, Clock& clock, ControlIoEvents events)
    : image_(image), clock_(clock), events_(std::move(events)) {}

RegisterRange ControlIo::block_of(std::uint16_t index) const {
    const auto reads = configuration_reads(*image_.topology());
    const auto found = std::ranges::find_if(reads, [index](const ReadTarget& target) {
        return target.range.contains(HR(index));
    });
    return found == reads.end() ? RegisterRange{Bank::holding, index, 1} : found->range;
}

std::vector<RegisterRange> ControlIo::blocks_of(std::span<const std::uint16_t> indexes) const {
    std::vector<RegisterRange> blocks;
    for (const auto index : indexes) {
        const auto block = block_of(index);
        if (std::ranges::find(blocks, block) == blocks.end()) blocks.push_back(block);
    }
    std::ranges::sort(blocks, {}, &RegisterRange::base);
    return blocks;
}

asio::awaitable<Result<guard::Judgement>> ControlIo::read_once(ReadTarget target) {
    if (client_ == nullptr) co_return fail(Errc::disconnected, "there is no connection");
    const auto began = clock_.now();
    const auto how = client_->is_slow() ? patience::slow_read_back : patience::read_back;
    const auto words = co_await client_->read(target, how);
    if (!words) co_return tl::unexpected(words.error());
    last_round_trip_ = clock_.now() - began;
    auto judgement = image_.admit({target.device, target.range, *words, clock_.now(), Origin::own});
    if (judgement.verdict != Verdict::good) {
        co_return fail(Errc::malformed, std::string{guard::facts(*judgement.rule).why});
    }
    co_return judgement;
}

// What somebody else has set is read again until it is believed: it may have to be put back.
asio::awaitable<Result<void>> ControlIo::read(std::vector<RegisterRange> blocks) {
    for (const auto& block : blocks) {
        const ReadTarget target{device::inverter, block};
        bool is_believed = false;
        for (int reads = 1; reads <= most_reads_at_once && !is_believed; ++reads) {
            const auto judgement = co_await read_once(target);
            if (!judgement) co_return tl::unexpected(judgement.error());
            is_believed = !judgement->confirm_at_once;
        }
        if (!is_believed) co_return fail(Errc::malformed, "the settings kept changing");
        events_.came_in(target);
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ControlIo::take_turn() {
    if (client_ == nullptr) co_return fail(Errc::disconnected, "there is no connection");
    co_await client_->take_turn(false);
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ControlIo::write(JudgedWrite judged) {
    if (client_ == nullptr) co_return fail(Errc::disconnected, "there is no connection");
    events_.wrote(judged.index());
    image_.expect_change(judged.index(), judged.value(), clock_.now());
    remember_sent(judged);
    co_return co_await client_->write(judged);
}

bool ControlIo::is_echo_due(const Sent& sent) const {
    return clock_.now() - sent.at <= echoes_come_within;
}

// All of them, not the last of each register: what was put back was written before.
void ControlIo::remember_sent(JudgedWrite judged) {
    std::erase_if(sent_, [this](const Sent& one) { return !is_echo_due(one); });
    sent_.push_back({judged.index(), judged.value(), clock_.now()});
}

bool ControlIo::has_sent(std::uint16_t index, std::uint16_t value) const {
    return std::ranges::any_of(sent_, [&](const Sent& one) {
        return one.index == index && one.value == value && is_echo_due(one);
    });
}

std::optional<std::uint16_t> ControlIo::word(std::uint16_t index) const {
    return image_.word(HR(index));
}

std::optional<std::uint16_t> ControlIo::word_since(std::uint16_t index, Instant since) const {
    const ReadTarget target{device::inverter, {Bank::holding, index, 1}};
    return image_.is_fresh(target, since) ? word(index) : std::nullopt;
}

}  // namespace giv
