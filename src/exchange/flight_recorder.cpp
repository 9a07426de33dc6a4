#include "exchange/flight_recorder.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace giv {
namespace {

// In front of each piece in a block.
struct Head {
    std::int64_t at;  // ticks of the steady clock
    std::uint32_t size;
    std::uint16_t plant;
    Recorded kind;
    std::uint8_t unused = 0;
};

using Chunk = Recording::Chunk;

// A longer one is recorded as several: they are pieces of a stream.
constexpr std::size_t longest_piece = FlightRecorder::block_bytes / 4;
constexpr std::size_t longest_why = 200;

constexpr std::uint8_t no_rule = 0xFF;

void append(Chunk& block, std::span<const std::uint8_t> bytes) {
    block.insert(block.end(), bytes.begin(), bytes.end());
}

void append(Chunk& block, const Head& head) {
    std::array<std::uint8_t, sizeof(Head)> bytes{};
    std::memcpy(bytes.data(), &head, sizeof(Head));
    append(block, bytes);
}

void append(Chunk& bytes, std::uint16_t word) {
    bytes.push_back(static_cast<std::uint8_t>(word >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(word & 0xFFU));
}

std::uint8_t code(const std::optional<guard::Rule>& rule) {
    return rule ? static_cast<std::uint8_t>(*rule) : no_rule;
}

// Takes what judged() wrote.
class Reader {
 public:
    explicit Reader(std::span<const std::uint8_t> bytes) : rest_{bytes} {}

    std::uint8_t byte() {
        const auto value = rest_.front();
        rest_ = rest_.subspan(1);
        return value;
    }
    std::uint16_t word() {
        const unsigned high = byte();
        return static_cast<std::uint16_t>(high << 8U | byte());
    }
    bool is_at_end() const { return rest_.empty(); }

 private:
    std::span<const std::uint8_t> rest_;
};

}  // namespace

// ---- taking in ----------------------------------------------------------------------------

void FlightRecorder::lost(Instant at, int plant, std::string_view why) {
    std::vector<std::uint8_t> text;
    for (const auto c : why.substr(0, longest_why))
        text.push_back(static_cast<std::uint8_t>(c));
    put(at, plant, Recorded::lost, text);
}

void FlightRecorder::judged(
    Instant at, int plant, const BankReading& reading, const guard::Judgement& what
) {
    if (!is_on()) return;
    std::vector<std::uint8_t> bytes;
    bytes.reserve(16);
    bytes.push_back(reading.device.value);
    bytes.push_back(static_cast<std::uint8_t>(reading.range.bank));
    append(bytes, reading.range.base);
    append(bytes, reading.range.count);
    bytes.push_back(static_cast<std::uint8_t>(reading.origin));
    bytes.push_back(static_cast<std::uint8_t>(what.verdict));
    bytes.push_back(code(what.rule));
    for (const auto& kept : what.kept) {
        if (!kept.doubted_by) continue;
        append(bytes, kept.first);
        append(bytes, kept.count);
        bytes.push_back(code(kept.doubted_by));
    }
    put(at, plant, Recorded::judged, bytes);
}

void FlightRecorder::put(
    Instant at, int plant, Recorded kind, std::span<const std::uint8_t> bytes
) {
    if (!is_on()) return;
    do {
        const auto piece = bytes.first(std::min(bytes.size(), longest_piece));
        bytes = bytes.subspan(piece.size());
        auto& block = with_room_for(sizeof(Head) + piece.size());
        append(
            block,
            Head{
                at.time_since_epoch().count(),
                static_cast<std::uint32_t>(piece.size()),
                static_cast<std::uint16_t>(plant),
                kind}
        );
        append(block, piece);
    } while (!bytes.empty());
}

// Within what it reserved: a block never moves, nor grows.
Chunk& FlightRecorder::with_room_for(std::size_t size) {
    const bool fits = !blocks_.empty() && blocks_.back()->size() + size <= block_bytes;
    if (fits) return *blocks_.back();
    if (blocks_.size() >= most_blocks_) blocks_.pop_front();
    auto block = std::make_shared<Chunk>();
    block->reserve(block_bytes);
    return *blocks_.emplace_back(std::move(block));
}

// ---- handing out --------------------------------------------------------------------------

Recording FlightRecorder::recording(Moment now, std::size_t most_bytes) const {
    const auto wanted = most_bytes / block_bytes + (most_bytes % block_bytes == 0 ? 0 : 1);
    const auto count = std::min(blocks_.size(), std::max<std::size_t>(wanted, 1));
    std::vector<std::shared_ptr<const Chunk>> blocks{
        blocks_.end() - static_cast<std::ptrdiff_t>(count), blocks_.end()};
    if (!blocks.empty()) blocks.back() = std::make_shared<const Chunk>(*blocks_.back());
    return {now, std::move(blocks)};
}

void Recording::each(const std::function<void(const RecordedPiece&)>& visit) const {
    for (const auto& block : blocks_) {
        for (std::span<const std::uint8_t> rest{*block}; !rest.empty();) {
            Head head{};
            std::memcpy(&head, rest.data(), sizeof(Head));
            const Instant at{Instant::duration{head.at}};
            visit({at, head.plant, head.kind, rest.subspan(sizeof(Head), head.size)});
            rest = rest.subspan(sizeof(Head) + head.size);
        }
    }
}

RecordedVerdict verdict_in(const RecordedPiece& piece) {
    Reader in{piece.bytes};
    RecordedVerdict verdict{};
    verdict.device = {in.byte()};
    verdict.range.bank = static_cast<Bank>(in.byte());
    verdict.range.base = in.word();
    verdict.range.count = in.word();
    verdict.origin = static_cast<Origin>(in.byte());
    verdict.verdict = static_cast<Verdict>(in.byte());
    const auto rule = in.byte();
    if (rule != no_rule) verdict.rule = static_cast<guard::Rule>(rule);
    while (!in.is_at_end()) {
        const auto first = in.word();
        const auto count = in.word();
        verdict.doubts.push_back({first, count, static_cast<guard::Rule>(in.byte())});
    }
    return verdict;
}

}  // namespace giv
