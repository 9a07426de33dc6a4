// The daemon's table of fields, the other way round.
#include "simulator/life/field_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <string>

namespace giv::simulator {
namespace {

using ::testing::ElementsAre;

const Field& of_inverter(const char* name) {
    return *find_field(Map::inverter_input, name, Model::hybrid_gen1);
}

TEST(FieldWords, AreTheNearestStepOfTheField) {
    EXPECT_THAT(words_of(of_inverter("v_ac1"), 241.349), ElementsAre(2413, 0));
    EXPECT_THAT(words_of(of_inverter("v_battery"), 53.2), ElementsAre(5320, 0));
    EXPECT_THAT(words_of(of_inverter("p_battery"), -1240.4), ElementsAre(0xFB28, 0));
    EXPECT_THAT(words_of(of_inverter("charge_status"), 5), ElementsAre(5, 0));
}

TEST(FieldWords, HaveTheHighWordFirst) {
    // 14213.6 kWh are 142136 tenths: 2 * 65536 + 11064.
    EXPECT_THAT(words_of(of_inverter("e_pv_total"), 14213.6), ElementsAre(2, 11064));
}

TEST(FieldWords, StayWithinWhatTheRegistersHold) {
    EXPECT_THAT(words_of(of_inverter("p_load_demand"), -3), ElementsAre(0, 0));
    EXPECT_THAT(words_of(of_inverter("p_load_demand"), 70'000), ElementsAre(65535, 0));
    EXPECT_THAT(words_of(of_inverter("p_battery"), 40'000), ElementsAre(32767, 0));
    EXPECT_THAT(words_of(of_inverter("p_battery"), -40'000), ElementsAre(0x8000, 0));
}

TEST(FieldWords, OfACounterTurnOnlyWhenTheStepIsComplete) {
    const auto& counter = of_inverter("e_pv1_day");

    EXPECT_THAT(words_of(counter, 12.29, Rounding::counter), ElementsAre(122, 0));
    EXPECT_THAT(words_of(counter, 0.1 + 0.2, Rounding::counter), ElementsAre(3, 0));
    EXPECT_THAT(words_of(counter, 12.3, Rounding::counter), ElementsAre(123, 0));
}

// 6553.6 kWh of a counter of 16 bits are 0 again.
TEST(FieldWords, OfACounterBeginAnewAfterTheLast) {
    const auto& counter = of_inverter("e_battery_charge_total_alt1");

    EXPECT_THAT(words_of(counter, 6553.5, Rounding::counter), ElementsAre(65535, 0));
    EXPECT_THAT(words_of(counter, 6553.6, Rounding::counter), ElementsAre(0, 0));
    EXPECT_THAT(words_of(counter, 6560.0, Rounding::counter), ElementsAre(64, 0));
}

TEST(FieldWords, AreReadBackAsTheyWereMeant) {
    for (const auto map : {Map::inverter_input, Map::lv_pack, Map::meter}) {
        for (const auto& field : fields(map)) {
            const auto is_number = field.encoding == Encoding::u16 ||
                                   field.encoding == Encoding::s16 ||
                                   field.encoding == Encoding::u32;
            if (!is_number) continue;
            const auto wanted = field.offset < 0 ? 0.5 : 3.0;
            const auto meant = std::clamp(wanted, field.plausible.min, field.plausible.max);

            const auto value = decode(field, words_of(field, meant));

            const auto step = std::pow(10.0, -field.decimals);
            const auto* const read = std::get_if<Number>(&value);
            ASSERT_NE(read, nullptr) << field.name;
            EXPECT_NEAR(read->value, meant, step) << field.name;
        }
    }
}

}  // namespace
}  // namespace giv::simulator
