// Dumps and reads of the simulator's register file.
#include "simulator/register_image.hpp"

#include "support/shared_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <string>

namespace giv::simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr DeviceAddress pack_1{0x32};

RegisterImage image_of(std::string_view dump) {
    auto image = RegisterImage::parse(dump);
    EXPECT_TRUE(image) << image.error().detail;
    return std::move(image).value_or(RegisterImage{});
}

TEST(RegisterImage, ReadsADump) {
    const auto image = image_of(R"({"0x11":{"HR":{"0":8193,"2":2098},"IR":{"59":82}},
                                    "0xa0":{"IR":{"61":1}}})");

    EXPECT_EQ(image.word(device::inverter, HR(0)), 8193);
    EXPECT_EQ(image.word(device::inverter, HR(2)), 2098);
    EXPECT_EQ(image.word(device::inverter, IR(59)), 82);
    EXPECT_EQ(image.word(DeviceAddress{0xA0}, IR(61)), 1);
    EXPECT_EQ(image.word(device::inverter, HR(1)), std::nullopt);
    EXPECT_THAT(image.devices(), ElementsAre(device::inverter, DeviceAddress{0xA0}));
}

TEST(RegisterImage, KeepsOneRegisterFileForTheInverterAndItsFacade) {
    auto image = image_of(R"({"0x31":{"HR":{"94":2330}},"0x11":{"HR":{"0":8193}}})");

    image.set(device::inverter_facade, HR(20), 1);

    EXPECT_EQ(image.word(device::inverter, HR(94)), 2330);
    EXPECT_EQ(image.word(device::inverter_facade, HR(0)), 8193);
    EXPECT_EQ(image.word(device::inverter, HR(20)), 1);
    EXPECT_TRUE(image.has(device::inverter_facade));
}

TEST(RegisterImage, LetsTheInverterWinWhereItsFacadeDiffers) {
    const auto image = image_of(R"({"0x31":{"IR":{"5":2404}},"0x11":{"IR":{"5":2416}}})");

    EXPECT_EQ(image.word(device::inverter, IR(5)), 2416);
    EXPECT_EQ(image.word(device::inverter_facade, IR(5)), 2416);
}

TEST(RegisterImage, KeepsTheBatteryPageOfTheFacadeApart) {
    const auto image = image_of(R"({"0x31":{"IR":{"60":167,"61":167}},"0x11":{"IR":{"59":82}}})");

    EXPECT_EQ(image.word(device::inverter_facade, IR(60)), 167);
    EXPECT_EQ(image.word(device::inverter, IR(60)), std::nullopt);
}

TEST(RegisterImage, ReadsZeroForUnknownRegistersBesideKnownOnes) {
    const auto image = image_of(R"({"0x32":{"IR":{"60":3274,"63":3270}}})");

    const auto words = image.read(pack_1, {Bank::input, 59, 6});

    ASSERT_TRUE(words);
    EXPECT_THAT(*words, ElementsAre(0, 3274, 0, 0, 3270, 0));
}

TEST(RegisterImage, AnswersNothingWhereNothingIsKnown) {
    const auto image = image_of(R"({"0x11":{"HR":{"0":8193}}})");

    EXPECT_FALSE(image.read(device::inverter, {Bank::holding, 180, 60}));
    EXPECT_FALSE(image.read(device::inverter, {Bank::input, 0, 60}));
    EXPECT_FALSE(image.read(pack_1, {Bank::input, 60, 60}));
    EXPECT_FALSE(image.has(pack_1));
}

TEST(RegisterImage, StopsAtTheLastRegister) {
    RegisterImage image;
    const std::array<std::uint16_t, 3> words{1, 2, 3};

    image.set(device::inverter, Bank::input, 65534, words);

    EXPECT_EQ(image.word(device::inverter, IR(65535)), 2);
    EXPECT_EQ(image.word(device::inverter, IR(0)), std::nullopt);
    EXPECT_FALSE(image.read(device::inverter, {Bank::input, 65534, 3}));
}

TEST(RegisterImage, ForgetsARemovedDevice) {
    auto image = image_of(R"({"0x32":{"IR":{"60":1}},"0x33":{"IR":{"60":2}}})");

    image.remove(pack_1);

    EXPECT_FALSE(image.has(pack_1));
    EXPECT_TRUE(image.has(DeviceAddress{0x33}));
}

struct BadDump {
    const char* name;
    const char* text;
    const char* complaint;
};

class RegisterImageRefuses : public ::testing::TestWithParam<BadDump> {};

TEST_P(RegisterImageRefuses, AndNamesTheMistake) {
    const auto image = RegisterImage::parse(GetParam().text);

    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, Errc::malformed);
    EXPECT_THAT(image.error().detail, HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Dumps,
    RegisterImageRefuses,
    ::testing::Values(
        BadDump{"empty", "", "not JSON"},
        BadDump{"cut", R"({"0x11":{"HR":{"0":)", "not JSON"},
        BadDump{"list", "[1]", "not an object of devices"},
        BadDump{"nothing", "{}", "not an object of devices"},
        BadDump{"device_word", R"({"inverter":{}})", "inverter: a device address is"},
        BadDump{"device_decimal", R"({"17":{}})", "17: a device address is"},
        BadDump{"device_big", R"({"0x100":{}})", "0x100: a device address is"},
        BadDump{"device_empty", R"({"0x":{}})", "0x: a device address is"},
        BadDump{"device_list", R"({"0x11":[]})", "0x11: not an object"},
        BadDump{"bank", R"({"0x11":{"XR":{}}})", "0x11 XR: a bank is HR or IR"},
        BadDump{"bank_list", R"({"0x11":{"HR":[1]}})", "0x11 HR: not an object"},
        BadDump{"register", R"({"0x11":{"HR":{"a":1}}})", "0x11 HR a: a register is"},
        BadDump{"register_big", R"({"0x11":{"HR":{"65536":1}}})", "0x11 HR 65536: a register is"},
        BadDump{"register_sign", R"({"0x11":{"HR":{"-1":1}}})", "0x11 HR -1: a register is"},
        BadDump{"value_big", R"({"0x11":{"HR":{"0":65536}}})", "0x11 HR 0: a value is"},
        BadDump{
            "value_huge", R"({"0x11":{"HR":{"0":18446744073709551615}}})", "0x11 HR 0: a value is"},
        BadDump{"value_negative", R"({"0x11":{"IR":{"7":-1}}})", "0x11 IR 7: a value is"},
        BadDump{"value_text", R"({"0x11":{"HR":{"0":"1"}}})", "0x11 HR 0: a value is"},
        BadDump{"value_fraction", R"({"0x11":{"HR":{"0":1.5}}})", "0x11 HR 0: a value is"},
        BadDump{"value_null", R"({"0x11":{"HR":{"0":null}}})", "0x11 HR 0: a value is"}
    ),
    [](const auto& tested) { return std::string{tested.param.name}; }
);

TEST(RegisterImage, OfTwoAddressesTheOneWithTheLaterClockHolds) {
    const auto newer_facade =
        image_of(R"({"0x11":{"HR":{"35":26,"36":5,"37":28,"38":19,"39":21,"40":54,"50":1}},)"
                 R"("0x31":{"HR":{"35":26,"36":5,"37":28,"38":19,"39":35,"40":2,"50":2}}})");
    const auto without_clocks = image_of(R"({"0x11":{"HR":{"50":1}},"0x31":{"HR":{"50":2}}})");

    EXPECT_EQ(newer_facade.word(device::inverter, HR(50)), 2);
    EXPECT_EQ(without_clocks.word(device::inverter, HR(50)), 1);
}

TEST(RegisterImage, ReadsTheRecordedDumpOfAnAcPlantWholly) {
    GIVTCP_NEEDS_SHARED_DATA();
    const auto image = image_of(testing::shared_text("vectors/registers-ac-2x-givbat52.json"));

    const auto settings = image.read(device::inverter, {Bank::holding, 60, 60});

    ASSERT_TRUE(settings);
    EXPECT_EQ(image.word(device::inverter, HR(0)), 0x3001);
    EXPECT_EQ(image.word(device::inverter, IR(30)), 530);  // at 0x11, 13 minutes older: 613
    EXPECT_TRUE(image.has(DeviceAddress{0x33}));
    EXPECT_FALSE(image.has(DeviceAddress{0x34}));
}

}  // namespace
}  // namespace giv::simulator
