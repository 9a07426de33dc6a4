// Our own plants: what a daemon must be able to find in them.
#include "simulator/builtin_plants.hpp"

#include "simulator/dongle.hpp"

#include "givtcp/registers/field.hpp"
#include "givtcp/registers/models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

namespace giv::simulator {
namespace {

constexpr auto written_by_controls = std::to_array<std::uint16_t>({
    20, 27, 29, 31, 32, 35, 36,  37,  38,  39,  40,  44,  45,  50,
    56, 57, 59, 94, 95, 96, 110, 111, 112, 114, 116, 163, 166,
});

Serial serial_at(const RegisterImage& image, DeviceAddress device, Register first) {
    Serial serial;
    const auto words = image.read(device, {first.bank, first.index, 5}).value();
    for (std::size_t i = 0; i < words.size(); ++i) {
        serial.bytes[2 * i] = static_cast<char>(words[i] >> 8U);
        serial.bytes[2 * i + 1] = static_cast<char>(words[i] & 0xFFU);
    }
    return serial;
}

Serial pack_serial(const RegisterImage& image, int place) {
    const DeviceAddress pack{static_cast<std::uint8_t>(device::first_lv_pack.value + place)};
    return serial_at(image, pack, IR(110));
}

TEST(BuiltinPlants, AreFoundByName) {
    EXPECT_EQ(builtin_plants().front().name, "gen1");
    EXPECT_TRUE(builtin_plant("ac"));
    EXPECT_FALSE(builtin_plant("gen9"));
}

TEST(BuiltinPlants, HaveAFirstGenerationHybrid) {
    const auto plant = gen1_plant();

    const auto type = plant.word(device::inverter, HR(0)).value();
    const auto firmware = plant.word(device::inverter, HR(21)).value();

    EXPECT_EQ(model_of(type, firmware), Model::hybrid_gen1);
    EXPECT_EQ(serial_at(plant, device::inverter, HR(13)), serial_of("SA2114G047"));
    EXPECT_EQ(serial_at(plant, device::inverter, HR(8)), pack_serial(plant, 0));
}

TEST(BuiltinPlants, HaveAnAcCoupledInverter) {
    const auto plant = ac_plant();

    const auto type = plant.word(device::inverter, HR(0)).value();
    const auto firmware = plant.word(device::inverter, HR(21)).value();

    EXPECT_EQ(model_of(type, firmware), Model::ac);
    EXPECT_EQ(serial_at(plant, device::inverter, HR(8)), pack_serial(plant, 0));
}

TEST(BuiltinPlants, HaveAThirdGenerationWithExtendedSlotsTwoPacksAndAMeter) {
    const auto plant = gen3_plant();

    const auto type = plant.word(device::inverter, HR(0)).value();
    const auto firmware = plant.word(device::inverter, HR(21)).value();

    EXPECT_EQ(model_of(type, firmware), Model::hybrid_gen3);
    EXPECT_TRUE(has_extended_slots(Model::hybrid_gen3, firmware));
    EXPECT_EQ(serial_at(plant, device::inverter, HR(8)), pack_serial(plant, 0));
    EXPECT_EQ(pack_serial(plant, 0), serial_of("DZ2339G105"));
    EXPECT_EQ(pack_serial(plant, 1), serial_of("DZ2339G106"));
    EXPECT_EQ(pack_serial(plant, 2), Serial{});
    EXPECT_EQ(plant.word(device::first_meter, IR(60)), 2410);
    EXPECT_FALSE(plant.has(DeviceAddress{0x02}));
}

// spec/commands.md 1a: what its plans write.
TEST(BuiltinPlants, HaveEveryRegisterThatAControlWrites) {
    for (const auto& builtin : builtin_plants()) {
        const auto plant = builtin.build();
        for (const auto index : written_by_controls) {
            EXPECT_TRUE(plant.word(device::inverter, HR(index))) << builtin.name << " HR" << index;
        }
        const auto has_ac_limits = builtin.name == "ac";
        EXPECT_EQ(plant.word(device::inverter, HR(313)).value_or(0) == 100, has_ac_limits);
        EXPECT_EQ(plant.word(device::inverter, HR(318)).has_value(), builtin.name != "gen1");
        EXPECT_EQ(plant.word(device::inverter, HR(299)).has_value(), builtin.name == "gen3");
    }
}

// Slots 3 to 10 have their targets at 248, 251, ... 269 and 278, 281, ... 299.
TEST(BuiltinPlants, HaveATargetForEachOfTenSlots) {
    const auto plant = gen3_plant();
    const auto at = [&plant](std::uint16_t index) {
        return plant.word(device::inverter, HR(index));
    };

    EXPECT_EQ(at(242), 90);
    EXPECT_EQ(at(243), 1300);
    EXPECT_EQ(at(244), 1530);
    EXPECT_EQ(at(245), 80);
    EXPECT_EQ(at(272), 10);
    EXPECT_EQ(at(275), 4);
    for (const auto index : std::to_array<std::uint16_t>({248, 251, 254, 257, 260, 263, 266, 269}))
        EXPECT_EQ(at(index), 100) << index;
    for (const auto index : std::to_array<std::uint16_t>({278, 281, 284, 287, 290, 293, 296, 299}))
        EXPECT_EQ(at(index), 4) << index;
}

// What a plant gives and takes, in watts: PV, battery (positive: discharging), grid (positive:
// exporting), house, and what is lost on the way.
TEST(BuiltinPlants, HavePowersThatAddUp) {
    struct Losses {
        RegisterImage plant;
        int watts;
    };
    for (const auto& [plant, lost] :
         {Losses{gen1_plant(), 52}, Losses{ac_plant(), 60}, Losses{gen3_plant(), 80}}) {
        const auto watts = [&image = plant](std::uint16_t index) {
            return static_cast<std::int16_t>(image.word(device::inverter, IR(index)).value());
        };
        EXPECT_EQ(watts(18) + watts(20) + watts(52) - lost, watts(24));
        EXPECT_EQ(watts(24) - watts(30), watts(42));
    }
}

TEST(BuiltinPlants, AnswerEveryBlockThatTheirModelIsReadFor) {
    for (const auto& builtin : builtin_plants()) {
        const auto plant = builtin.build();
        const auto firmware = plant.word(device::inverter, HR(21)).value();
        const auto model = model_of(plant.word(device::inverter, HR(0)).value(), firmware);

        for (const auto& block : read_plan(model, firmware)) {
            if (block.after_probe) continue;
            EXPECT_TRUE(plant.read(device::inverter, block.range))
                << builtin.name << " register " << block.range.base;
        }
    }
}

TEST(BuiltinPlants, ShowSerialsOnlyWhereThereIsABattery) {
    const auto gen1 = gen1_plant();
    const auto ac = ac_plant();

    EXPECT_EQ(pack_serial(gen1, 0), serial_of("BG2134G612"));
    EXPECT_EQ(pack_serial(gen1, 1), serial_of("BE2051G388"));
    EXPECT_EQ(pack_serial(ac, 0), serial_of("BE2104G116"));
    for (int place = 2; place < device::lv_pack_places; ++place) {
        EXPECT_EQ(pack_serial(gen1, place), Serial{}) << place;
        EXPECT_EQ(pack_serial(ac, place - 1), Serial{}) << place;
    }
}

TEST(BuiltinPlants, LeaveSomethingBehindWhereThereIsNoBattery) {
    const auto plant = gen1_plant();

    EXPECT_EQ(plant.word(DeviceAddress{0x34}, IR(68)), 3327);
    EXPECT_EQ(plant.word(DeviceAddress{0x35}, IR(90)), 0xF556);
    EXPECT_EQ(plant.word(DeviceAddress{0x36}, IR(100)), 70);
    EXPECT_EQ(plant.word(DeviceAddress{0x37}, IR(115)), 8);
}

TEST(BuiltinPlants, EndWhereAFirstGenerationEnds) {
    const auto plant = gen1_plant();

    EXPECT_FALSE(plant.read(device::inverter, {Bank::holding, 180, 60}));
    EXPECT_FALSE(plant.read(device::inverter, {Bank::input, 300, 60}));
    EXPECT_FALSE(plant.has(device::first_meter));
}

// Every field that lies in what a device answers has a value, a plausible one.
TEST(BuiltinPlants, HoldNothingThatTheTablesRefuse) {
    constexpr std::array places{
        std::pair{Map::inverter_holding, device::inverter},
        std::pair{Map::inverter_input, device::inverter},
        std::pair{Map::lv_pack, device::first_lv_pack},
        std::pair{Map::meter, device::first_meter},
    };
    for (const auto& builtin : builtin_plants()) {
        const auto plant = builtin.build();
        const auto firmware = plant.word(device::inverter, HR(21)).value();
        const auto model = model_of(plant.word(device::inverter, HR(0)).value(), firmware);

        for (const auto& [map, device] : places) {
            for (const auto& field : fields(map)) {
                const auto words = plant.read(device, {bank_of(map), field.first, field.count});
                if (!words || !exists(field, model, firmware)) continue;
                EXPECT_TRUE(present(decode(field, *words))) << builtin.name << " " << field.name;
            }
        }
    }
}

// 3322 + 3324 + 3325 + ... for each pack, and what IR80 says of it.
TEST(BuiltinPlants, HaveCellsThatAddUp) {
    const auto gen1 = gen1_plant();
    const auto ac = ac_plant();
    const auto sum_of = [](const RegisterImage& plant, DeviceAddress pack) {
        int sum = 0;
        const auto cells = plant.read(pack, {Bank::input, 60, 16}).value();
        for (const auto cell : cells)
            sum += cell;
        return sum;
    };

    EXPECT_EQ(sum_of(gen1, DeviceAddress{0x32}), 53190);
    EXPECT_EQ(sum_of(gen1, DeviceAddress{0x33}), 53212);
    EXPECT_EQ(sum_of(ac, DeviceAddress{0x32}), 51200);
    EXPECT_EQ(sum_of(gen3_plant(), DeviceAddress{0x32}), 52593);
    EXPECT_EQ(sum_of(gen3_plant(), DeviceAddress{0x33}), 52594);
    EXPECT_EQ(gen3_plant().word(DeviceAddress{0x32}, IR(80)), 52593);
    EXPECT_EQ(gen3_plant().word(DeviceAddress{0x33}, IR(80)), 52594);
    EXPECT_EQ(gen1.word(DeviceAddress{0x32}, IR(80)), 53190);
    EXPECT_EQ(gen1.word(DeviceAddress{0x33}, IR(80)), 53212);
    EXPECT_EQ(ac.word(DeviceAddress{0x32}, IR(80)), 51200);
}

}  // namespace
}  // namespace giv::simulator
