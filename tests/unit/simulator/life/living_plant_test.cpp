// What a living plant is made of.
#include "living.hpp"

#include "givtcp/registers/field.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>
#include <variant>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;

std::string text_at(const RegisterImage& image, DeviceAddress device, Map map, const char* name) {
    const auto& field = *find_field(map, name, Model::hybrid_gen1);
    const auto words = image.read(device, {bank_of(map), field.first, field.count}).value();
    const auto value = decode(field, words);
    const auto text = text_in(value);
    return std::string{text.value_or("")};
}

std::string serial_of_inverter(const RegisterImage& image) {
    return text_at(image, device::inverter, Map::inverter_holding, "serial_number");
}

std::string serial_of_pack(const RegisterImage& image, int pack) {
    const DeviceAddress address{static_cast<std::uint8_t>(device::first_lv_pack.value + pack)};
    return text_at(image, address, Map::lv_pack, "serial_number");
}

Model model_in(const RegisterImage& image) {
    return model_of(
        image.word(device::inverter, HR(0)).value(), image.word(device::inverter, HR(21)).value()
    );
}

TEST(LivingPlant, IsOfItsFamily) {
    const auto model = [](Family family) {
        return model_in(registers_of(usual_parameters(family)));
    };

    EXPECT_EQ(model(Family::gen1), Model::hybrid_gen1);
    EXPECT_EQ(model(Family::gen2), Model::hybrid_gen2);
    EXPECT_EQ(model(Family::gen3), Model::hybrid_gen3);
    EXPECT_EQ(model(Family::gen3_plus), Model::hybrid_gen3_plus);
    EXPECT_EQ(model(Family::gen4), Model::hybrid_gen4);
    EXPECT_EQ(model(Family::polar), Model::polar);
    EXPECT_EQ(model(Family::ac), Model::ac);
    for (const auto& family : families())
        EXPECT_TRUE(models::supported.contains(model(family.family))) << family.name;
}

TEST(LivingPlant, HasSerialsOfItsOwn) {
    auto parameters = usual_parameters(Family::gen1);
    parameters.seed = 12'034;

    const auto image = registers_of(parameters);

    EXPECT_EQ(serial_of_inverter(image), "SA2313G034");
    EXPECT_EQ(serial_of_pack(image, 0), "BG2313A034");
    EXPECT_EQ(serial_of_pack(image, 1), "BG2313B034");
    EXPECT_EQ(
        text_at(image, device::inverter, Map::inverter_holding, "first_battery_serial_number"),
        "BG2313A034"
    );
    EXPECT_EQ(Living{"living-gen1:seed=12034"}.dongle.settings().adapter, serial_of("WF2313G034"));
}

TEST(LivingPlant, DiffersFromTheNextOnes) {
    std::set<std::string> serials;
    auto parameters = usual_parameters(Family::ac);
    for (parameters.seed = 900; parameters.seed < 1100; ++parameters.seed)
        serials.insert(serial_of_inverter(registers_of(parameters)));
    EXPECT_EQ(serials.size(), 200U);
}

TEST(LivingPlant, HasAsManyPacksAsItIsToldAndTheirCapacity) {
    for (int packs = 1; packs <= 6; ++packs) {
        auto parameters = usual_parameters(Family::gen3);
        parameters.packs = packs;
        const auto image = registers_of(parameters);

        EXPECT_EQ(image.word(device::inverter, HR(55)), 186 * packs);
        for (int pack = 0; pack < 6; ++pack)
            EXPECT_EQ(serial_of_pack(image, pack).empty(), pack >= packs) << pack;
    }
}

// All its totals add up: what came in went somewhere.
TEST(LivingPlant, HasAPastThatAddsUp) {
    for (const auto* text : {"living-gen1", "living-gen3:strings=1", "living-ac"}) {
        const Living plant{text};
        const auto& all = plant.truth().total;
        EXPECT_NEAR(
            all.first_string + all.second_string + all.roof + all.imported + all.discharged,
            all.load + all.exported + all.charged + all.losses,
            1e-6
        ) << text;
        EXPECT_GT(all.load, 0) << text;
        EXPECT_GT(all.inverter, 0) << text;
    }
}

TEST(LivingPlant, ShowsItsTimeAndRunsOn) {
    Living plant{"living-gen1:start=2026-06-21T05:30:10"};
    const auto word = [&](std::uint16_t index) {
        return plant.dongle.registers().word(device::inverter, HR(index)).value();
    };
    EXPECT_EQ(word(38), 5);
    EXPECT_EQ(word(39), 30);
    EXPECT_EQ(word(40), 10);

    plant.live(50s);

    EXPECT_EQ(word(39), 31);
    EXPECT_EQ(word(40), 0);
}

}  // namespace
}  // namespace giv::simulator
