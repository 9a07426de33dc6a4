// Many dongles from one description.
#include "simulator/numbering.hpp"

#include "simulator/builtin_plants.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace giv::simulator {
namespace {

TEST(Numbering, TheDigitsOfASerialCountAndItsLettersStay) {
    EXPECT_EQ(numbered(serial_of("SA2114G047"), 0), serial_of("SA2114G047"));
    EXPECT_EQ(numbered(serial_of("SA2114G047"), 12), serial_of("SA2114G059"));
    EXPECT_EQ(numbered(serial_of("SA2114G999"), 2), serial_of("SA2115G001"));
    EXPECT_EQ(numbered(serial_of("SA9999G999"), 1), serial_of("SA0000G000"));
}

TEST(Numbering, ThePlantsInverterAndPacksAreOthers) {
    auto registers = gen1_plant();
    const auto before = gen1_plant();
    const std::vector<std::uint16_t> inverter{0x5341, 0x3231, 0x3134, 0x4730, 0x3438};  // ...G048

    number_serials(registers, 1);

    EXPECT_EQ(registers.read(device::inverter, {Bank::holding, 13, 5}), inverter);
    for (const DeviceAddress pack : {DeviceAddress{0x32}, DeviceAddress{0x33}}) {
        const RegisterRange serial{Bank::input, 110, 5};
        EXPECT_NE(registers.read(pack, serial), before.read(pack, serial));
        EXPECT_EQ(registers.word(pack, IR(110)), before.word(pack, IR(110)));
    }
    // A place without a pack answers zeros, and goes on doing so.
    const RegisterRange no_serial{Bank::input, 110, 5};
    EXPECT_EQ(registers.read(DeviceAddress{0x34}, no_serial), std::vector<std::uint16_t>(5, 0));
}

TEST(Numbering, PortsFollowOneAnother) {
    const Place first{"127.0.0.1", 8899};

    EXPECT_EQ(on_next_port(first, 0).value(), first);
    EXPECT_EQ(on_next_port(first, 999).value(), (Place{"127.0.0.1", 9898}));
    EXPECT_EQ(on_next_port({"::1", 0}, 5).value(), (Place{"::1", 0}));
    EXPECT_EQ(on_next_port({"h", 65535}, 1).error().detail, "there is no port 65536");
}

TEST(Numbering, AddressesFollowOneAnother) {
    const Place first{"127.0.0.250", 8899};

    EXPECT_EQ(on_next_address(first, 0).value(), first);
    EXPECT_EQ(on_next_address(first, 6).value(), (Place{"127.0.1.0", 8899}));
    EXPECT_EQ(on_next_address(first, 999).value(), (Place{"127.0.4.225", 8899}));
    for (const auto* host :
         {"localhost", "::1", "127.0.0", "127.0.0.256", "127.0.0.1.2", "", "..."})
        EXPECT_EQ(on_next_address({host, 1}, 1).error().code, Errc::malformed) << host;
    EXPECT_EQ(on_next_address({"255.255.255.255", 1}, 1).error().code, Errc::out_of_range);
}

}  // namespace
}  // namespace giv::simulator
