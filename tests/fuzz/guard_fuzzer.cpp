// A sequence of readings of a plant with two packs, from bytes: what the guard rejects or holds
// leaves no trace, nothing of one device touches another, and every state can be shown.
//
// Per reading: which block (1 byte), how much later (1), how many words differ from the last whole
// reading of that block (1), and each of those: where (1), what (2). A block of 0xFF is another
// range: base (2), count (1), all words.
#include "givtcp/plant/plant_image.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

namespace {

using namespace giv;

void require(bool holds) {
    if (!holds) std::abort();
}

class Source {
 public:
    explicit Source(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

    bool is_empty() const { return rest_.empty(); }
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const auto first = rest_.front();
        rest_ = rest_.subspan(1);
        return first;
    }
    std::uint16_t word() {
        const auto high = byte();
        return static_cast<std::uint16_t>(high << 8U | byte());
    }

 private:
    std::span<const std::uint8_t> rest_;
};

struct Block {
    ReadTarget target;
    std::vector<std::uint16_t> words;
};

constexpr DeviceAddress second_pack{0x33};

std::vector<std::uint16_t> page(std::initializer_list<std::pair<std::size_t, int>> words) {
    std::vector<std::uint16_t> all(60);
    for (const auto& [at, word] : words)
        all.at(at) = static_cast<std::uint16_t>(word);
    return all;
}

void put(std::vector<std::uint16_t>& words, std::size_t at, std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        words.at(at + i / 2) = static_cast<std::uint16_t>(text[i] << 8 | text[i + 1]);
}

std::vector<std::uint16_t> pack_page(std::string_view serial) {
    auto words = page(
        {{16, 233},
         {17, 218},
         {18, 225},
         {19, 208},
         {20, 54080},
         {21, 270},
         {23, 54060},
         {25, 18961},
         {27, 16000},
         {29, 15449},
         {37, 16},
         {38, 3007},
         {40, 81},
         {42, 16000},
         {43, 233},
         {44, 208},
         {45, 100},
         {46, 120}}
    );
    std::fill(words.begin(), words.begin() + 16, std::uint16_t{3380});
    put(words, 50, serial);
    return words;
}

std::vector<Block> blocks() {
    auto identity = page(
        {{0, 0x2001},
         {2, 0x0832},
         {3, 0x0201},
         {19, 449},
         {20, 1},
         {21, 449},
         {27, 1},
         {35, 26},
         {36, 6},
         {37, 5},
         {38, 12},
         {39, 19},
         {40, 53}}
    );
    put(identity, 13, "SA2114G047");
    const auto live =
        page({{0, 1},     {5, 2421}, {6, 4},      {7, 0x855C}, {11, 3},    {12, 14852},
              {13, 5009}, {17, 104}, {18, 1740},  {19, 87},    {20, 1849}, {25, 56},
              {26, 10},   {32, 4},   {33, 24429}, {41, 481},   {42, 1051}, {44, 158},
              {50, 5440}, {55, 487}, {56, 230},   {59, 82}});
    const auto counters = page({{0, 15711}, {1, 18430}, {2, 65}, {3, 88}});
    const auto schedule = page({{34, 30}, {35, 430}, {36, 1}, {50, 4}, {51, 50}, {56, 80}});
    return {
        {{device::inverter, {Bank::input, 0, 60}}, live},
        {{device::inverter, {Bank::input, 180, 60}}, counters},
        {{device::first_lv_pack, {Bank::input, 60, 60}}, pack_page("BG2134G001")},
        {{second_pack, {Bank::input, 60, 60}}, pack_page("BG2134G002")},
        {{device::inverter, {Bank::holding, 0, 60}}, identity},
        {{device::inverter, {Bank::holding, 60, 60}}, schedule},
        {{device::inverter_facade, {Bank::input, 0, 60}}, live},
    };
}

class Plant {
 public:
    Plant() {
        Topology topology{{"SA2114G047", 0x2001, 449}};
        topology.packs = {{device::first_lv_pack, "BG2134G001"}, {second_pack, "BG2134G002"}};
        image_.set_topology(topology);
        for (const auto& block : blocks_) {
            admit(block.target, block.words);
            admit(block.target, block.words);
        }
    }

    void take(Source& source) {
        const auto which = source.byte();
        now_ += std::chrono::seconds{1 + source.byte()};
        if (which == 0xFF) {
            take_other(source);
            return;
        }
        auto& block = blocks_[which % blocks_.size()];
        for (int changes = source.byte() % 64; changes > 0; --changes) {
            const auto at = source.byte() % block.words.size();
            block.words[at] = source.word();
        }
        admit(block.target, block.words);
    }

    void show() {
        const auto snapshot = image_.snapshot({now_, WallTime{}}, PlantState::live, "");
        require(snapshot->parts.size() == 3);
        for (const auto& measured : snapshot->values) {
            require(measured.taken_at <= now_);
            require(measured.quality == Quality::good || snapshot->doubt_of(measured) != nullptr);
        }
    }

 private:
    void take_other(Source& source) {
        const ReadTarget target{
            {static_cast<std::uint8_t>(0x30 + source.byte() % 4)},
            {source.byte() % 2 == 0 ? Bank::input : Bank::holding,
             source.word(),
             static_cast<std::uint16_t>(1 + source.byte() % 60)}};
        if (target.range.base + target.range.count > 0x10000) return;
        std::vector<std::uint16_t> words(target.range.count);
        std::generate(words.begin(), words.end(), [&] { return source.word(); });
        admit(target, words);
    }

    // What is known of the inverter, register by register, in its own blocks.
    std::vector<std::optional<std::uint16_t>> known() const {
        std::vector<std::optional<std::uint16_t>> words;
        for (const auto& block : blocks_) {
            if (block.target.device != device::inverter) continue;
            for (std::uint16_t i = 0; i < block.target.range.count; ++i) {
                const auto index = static_cast<std::uint16_t>(block.target.range.base + i);
                words.push_back(image_.word({block.target.range.bank, index}));
            }
        }
        return words;
    }

    void admit(const ReadTarget& target, const std::vector<std::uint16_t>& words) {
        const auto before = known();
        const auto word = [&](int index) {
            return image_.word({target.range.bank, static_cast<std::uint16_t>(index)});
        };
        std::vector<std::optional<std::uint16_t>> words_before;
        for (int i = 0; i < target.range.count; ++i)
            words_before.push_back(word(target.range.base + i));
        const auto judgement = image_.admit({target.device, target.range, words, now_});
        const bool is_inverter =
            target.device == device::inverter || target.device == device::inverter_facade;
        if (judgement.verdict != Verdict::good || !is_inverter) require(known() == before);
        if (judgement.verdict != Verdict::good) require(judgement.rule.has_value());
        for (const auto& kept : judgement.kept) {
            require(kept.first >= target.range.base);
            require(kept.first + kept.count <= target.range.base + target.range.count);
            for (int i = kept.first; i < kept.first + kept.count; ++i)
                require(
                    word(i) == words_before.at(static_cast<std::size_t>(i - target.range.base))
                );
        }
    }

    std::vector<Block> blocks_ = blocks();
    PlantImage image_{[](const LocalTime&) { return std::optional{std::chrono::minutes{0}}; }};
    Instant now_{std::chrono::hours{1000}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Source source{std::span{data, size}};
    Plant plant;
    while (!source.is_empty())
        plant.take(source);
    plant.show();
    return 0;
}
