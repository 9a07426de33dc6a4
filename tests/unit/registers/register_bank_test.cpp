#include "givtcp/registers/register_bank.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <random>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant early{1s};
constexpr Instant late{2s};

void store(RegisterBank& bank, std::uint16_t base, std::vector<std::uint16_t> words, Instant at) {
    bank.store(base, words, at);
}

TEST(RegisterBank, AWordThatWasNeverReadIsAbsentNotZero) {
    RegisterBank bank;
    store(bank, 10, {0, 0}, early);

    EXPECT_EQ(bank.word(10), 0);
    EXPECT_EQ(bank.word(12), std::nullopt);
    EXPECT_EQ(bank.word(9), std::nullopt);
    EXPECT_THAT(bank.words(9, 2), IsEmpty());
}

TEST(RegisterBank, JoinsReadsThatTouch) {
    RegisterBank bank;
    store(bank, 60, {6, 7}, early);
    store(bank, 58, {4, 5}, late);

    EXPECT_THAT(bank.words(58, 4), ElementsAre(4, 5, 6, 7));
    EXPECT_EQ(bank.taken_at(58, 4), early);
    EXPECT_EQ(bank.taken_at(58, 2), late);
}

TEST(RegisterBank, ANewReadReplacesWhatItCovers) {
    RegisterBank bank;
    store(bank, 0, {1, 2, 3, 4}, early);
    store(bank, 1, {20, 30}, late);

    EXPECT_THAT(bank.words(0, 4), ElementsAre(1, 20, 30, 4));
    EXPECT_EQ(bank.taken_at(0, 4), early);
    EXPECT_EQ(bank.taken_at(1, 2), late);
}

TEST(RegisterBank, FillsAGapBetweenTwoReads) {
    RegisterBank bank;
    store(bank, 0, {1}, early);
    store(bank, 3, {4}, early);
    EXPECT_THAT(bank.words(0, 4), IsEmpty());

    store(bank, 1, {2, 3}, late);

    EXPECT_THAT(bank.words(0, 4), ElementsAre(1, 2, 3, 4));
}

TEST(RegisterBank, CutsABlockThatClaimsToGoBeyondTheLastRegister) {
    RegisterBank bank;
    store(bank, 65534, {1, 2, 3, 4}, early);

    EXPECT_EQ(bank.word(65535), 2);
    EXPECT_EQ(bank.word(0), std::nullopt);
}

// What a bank holds, as simply as it can be said.
struct PlainArray {
    struct Cell {
        std::uint16_t word;
        Instant taken_at;
    };
    std::array<std::optional<Cell>, 400> cells{};

    void store(std::size_t base, const std::vector<std::uint16_t>& words, Instant at) {
        for (std::size_t k = 0; k < words.size(); ++k)
            cells.at(base + k) = Cell{words[k], at};
    }

    void forget(std::size_t first, std::size_t count) {
        for (std::size_t k = first; k < first + count; ++k)
            cells.at(k).reset();
    }

    std::optional<Instant> taken_at(std::size_t first, std::size_t count) const {
        auto oldest = Instant::max();
        for (std::size_t k = first; k < first + count; ++k) {
            if (!cells.at(k)) return std::nullopt;
            oldest = std::min(oldest, cells.at(k)->taken_at);
        }
        return oldest;
    }
};

TEST(RegisterBank, HoldsWhatAPlainArrayWouldHold) {
    std::mt19937 random{7};
    PlainArray plain;
    RegisterBank bank;
    for (int i = 0; i < 2000; ++i) {
        const auto base = static_cast<std::uint16_t>(random() % 340);
        const auto count = static_cast<std::uint16_t>(1 + random() % 60);
        if (random() % 8 == 0) {
            bank.forget(base, count);
            plain.forget(base, count);
        } else {
            std::vector<std::uint16_t> words(count);
            for (auto& word : words)
                word = static_cast<std::uint16_t>(random());
            const Instant now{std::chrono::seconds{random() % 1000}};
            bank.store(base, words, now);
            plain.store(base, words, now);
        }
        const auto first = static_cast<std::uint16_t>(random() % 340);
        const auto asked = static_cast<std::uint16_t>(1 + random() % 60);
        ASSERT_EQ(bank.taken_at(first, asked), plain.taken_at(first, asked)) << i;
        if (i % 100 != 0) continue;
        for (std::uint16_t k = 0; k < 400; ++k) {
            const auto& cell = plain.cells.at(k);
            ASSERT_EQ(bank.word(k), cell ? std::optional{cell->word} : std::nullopt) << k;
        }
    }
}

TEST(RegisterBank, WhatIsForgottenWasNeverRead) {
    RegisterBank bank;
    const std::array<std::uint16_t, 4> words{1, 2, 3, 4};
    bank.store(10, words, Instant{5s});
    bank.forget(11, 2);
    EXPECT_EQ(bank.word(10), 1);
    EXPECT_EQ(bank.word(11), std::nullopt);
    EXPECT_EQ(bank.word(12), std::nullopt);
    EXPECT_EQ(bank.word(13), 4);
    EXPECT_EQ(bank.taken_at(13, 1), Instant{5s});
    bank.store(11, std::array<std::uint16_t, 2>{7, 8}, Instant{6s});
    EXPECT_EQ(bank.words(10, 4).size(), 4U);
}

}  // namespace
}  // namespace giv
