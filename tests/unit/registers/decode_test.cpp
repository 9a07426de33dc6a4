#include "givtcp/registers/field.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

namespace giv {
namespace {

const Field& named(Map map, std::string_view name) {
    return *find_field(map, name, Model::hybrid_gen1);
}

Value decoded(Map map, std::string_view name, std::vector<std::uint16_t> words) {
    return decode(named(map, name), words);
}

double number(const Value& value) { return std::get<Number>(value).value; }

TEST(Decode, ScalesWithoutRoundingErrors) {
    EXPECT_EQ(number(decoded(Map::inverter_input, "v_ac1", {3})), 0.3);
    EXPECT_EQ(number(decoded(Map::inverter_input, "f_ac1", {5009})), 50.09);
    EXPECT_EQ(number(decoded(Map::lv_pack, "v_cell_01", {3378})), 3.378);
}

TEST(Decode, TakesTheHighWordFirst) {
    // The worked example of the protocol's description: 0x0004855C is 29628.4 kWh.
    const auto value = decoded(Map::inverter_input, "e_battery_throughput", {0x0004, 0x855C});

    EXPECT_DOUBLE_EQ(number(value), 29628.4);
}

TEST(Decode, KnowsNegativeNumbers) {
    EXPECT_DOUBLE_EQ(number(decoded(Map::inverter_input, "i_battery", {0xEF65})), -42.51);
    EXPECT_EQ(number(decoded(Map::inverter_input, "p_battery", {0xF790})), -2160);
}

TEST(Decode, AddsOffsets) {
    EXPECT_DOUBLE_EQ(number(decoded(Map::inverter_holding, "power_factor", {20000})), 1.0);
    EXPECT_DOUBLE_EQ(number(decoded(Map::inverter_holding, "power_factor", {0})), -1.0);
}

TEST(Decode, SaysNoValueRatherThanAnImpossibleOne) {
    EXPECT_EQ(decoded(Map::inverter_input, "battery_soc", {101}), Value{Absence::out_of_bounds});
    EXPECT_EQ(decoded(Map::inverter_input, "f_ac1", {7100}), Value{Absence::out_of_bounds});
    // All-zero registers are unpopulated, not impossible.
    EXPECT_EQ(number(decoded(Map::inverter_input, "f_ac1", {0})), 0);
}

TEST(Decode, AFrequencyThatIsTenTimesTooLargeIsDividedByTen) {
    EXPECT_DOUBLE_EQ(number(decoded(Map::inverter_input, "f_ac1", {50090})), 50.09);
    EXPECT_EQ(decoded(Map::inverter_input, "f_ac1", {39990}), Value{Absence::out_of_bounds});
    EXPECT_EQ(decoded(Map::inverter_input, "v_ac1", {24210}), Value{Absence::out_of_bounds});
}

TEST(Decode, NamesCodesAndKeepsUnknownOnes) {
    const auto known = std::get<Enumerated>(decoded(Map::inverter_input, "status", {1}));
    const auto unknown = std::get<Enumerated>(decoded(Map::inverter_input, "status", {77}));

    EXPECT_EQ(describe(known), "normal");
    EXPECT_EQ(describe(unknown), "unknown(77)");
}

TEST(Value, HoldsShortAndLongTexts) {
    for (const std::string_view text : {"", "SA2114G047", "fifteen letters", "sixteen letters!"}) {
        const auto value = text_value(text);
        EXPECT_EQ(text_in(value), text);
        EXPECT_EQ(value, text_value(text));
        EXPECT_NE(value, text_value("sixteen letters?"));
    }
    EXPECT_EQ(text_in(Value{Number{1, 0}}), std::nullopt);
    EXPECT_LE(sizeof(Value), 24U);  // what a snapshot of hundreds costs
}

TEST(Decode, TextIsTextOrNothing) {
    const auto serial = [](std::vector<std::uint16_t> words) {
        return decoded(Map::inverter_holding, "serial_number", std::move(words));
    };

    EXPECT_EQ(serial({0x5341, 0x3231, 0x3134, 0x4730, 0x3437}), text_value("SA2114G047"));
    EXPECT_EQ(serial({0, 0, 0, 0, 0}), Value{Absence::not_here});
    EXPECT_EQ(serial({0x5341, 0x3231, 0xFF34, 0x4730, 0x3437}), Value{Absence::invalid});
}

TEST(Decode, AnImpossibleDateIsInvalid) {
    const auto time = [](std::vector<std::uint16_t> words) {
        return decoded(Map::inverter_holding, "system_time", std::move(words));
    };

    EXPECT_EQ(time({26, 6, 5, 12, 19, 53}), (Value{LocalTime{2026, 6, 5, 12, 19, 53}}));
    EXPECT_EQ(time({26, 13, 5, 12, 19, 53}), Value{Absence::invalid});
    EXPECT_EQ(time({26, 2, 30, 12, 19, 53}), Value{Absence::invalid});
    EXPECT_EQ(time({65535, 65535, 65535, 65535, 65535, 65535}), Value{Absence::invalid});
}

TEST(Decode, ShowsFirmwareAndHex) {
    EXPECT_EQ(
        decoded(Map::inverter_holding, "firmware_version", {291, 0, 282}),
        text_value("D0.291-A0.282")
    );
    EXPECT_EQ(decoded(Map::inverter_holding, "module", {0x0003, 0x0832}), text_value("00030832"));
}

TEST(Decode, ShowsAVersionOfLettersAndNumbers) {
    const auto& version = *find_field(Map::gateway_input, "software_version", Model::gateway);
    const std::array<std::uint16_t, 4> words{0x4741, 0x4141, 0x0000, 0x0104};

    EXPECT_EQ(decode(version, words), text_value("GAAA0014"));
}

TEST(Decode, TooFewWordsWereNotRead) {
    EXPECT_EQ(decoded(Map::inverter_input, "e_pv_total", {1}), Value{Absence::not_read});
    EXPECT_EQ(decoded(Map::inverter_input, "v_ac1", {}), Value{Absence::not_read});
}

// Any content of any field gives a value or an absence.
TEST(Decode, IsTotalOverRandomWords) {
    std::mt19937 random{42};
    for (int map = 0; map <= static_cast<int>(Map::gateway_input); ++map) {
        for (const auto& field : fields(static_cast<Map>(map))) {
            for (int i = 0; i < 50; ++i) {
                std::vector<std::uint16_t> words(field.count);
                for (auto& word : words)
                    word = static_cast<std::uint16_t>(random());
                const auto value = decode(field, words);
                if (const auto* one = std::get_if<Number>(&value)) {
                    EXPECT_TRUE(field.plausible.contain(one->value)) << field.name;
                }
            }
        }
    }
}

TEST(Fields, OfSomeFirmwareExistOnlyThere) {
    const auto& slot = *find_field(Map::inverter_holding, "charge_slot_3", Model::hybrid_gen3);

    EXPECT_TRUE(exists(slot, Model::hybrid_gen3, 303));
    EXPECT_FALSE(exists(slot, Model::hybrid_gen3, 302));
    EXPECT_FALSE(exists(slot, Model::hybrid_gen1, 449));
}

}  // namespace
}  // namespace giv
