#include "broker/own_port.hpp"

#include "broker/checks.hpp"
#include "unit/broker/listener.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace giv::broker {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

TEST(OwnPort, ThatAnotherProgramHasIsSaidWithWhatToDo) {
    const testing::Listener other;
    for (const auto& addresses :
         {std::vector<std::string>{}, {"127.0.0.1"}, {"127.0.0.1", "::1"}}) {
        const auto can = can_listen(addresses, other.port);
        ASSERT_FALSE(can);
        EXPECT_EQ(
            can.error().detail,
            "port " + std::to_string(other.port) +
                " is in use by another program: set MQTT_INTERNAL=off to use that broker, or "
                "MQTT_PORT to another port"
        );
    }
}

TEST(OwnPort, ThatIsFreeIsFree) {
    EXPECT_TRUE(can_listen({}, 0));  // any
    EXPECT_TRUE(can_listen({"127.0.0.1", "127.0.0.2"}, 0));
}

TEST(OwnPort, AnAddressOfAnotherMachineIsSaid) {
    const auto can = can_listen({"203.0.113.77"}, 0);
    ASSERT_FALSE(can);
    EXPECT_THAT(can.error().detail, HasSubstr("can't listen at 203.0.113.77 port 0: "));
}

TEST(OwnPort, OfPrivateAddressesLoopbackIsAlwaysOne) {
    const auto addresses = private_addresses();
    EXPECT_THAT(addresses, Contains("127.0.0.1"));
    EXPECT_TRUE(std::ranges::all_of(addresses, is_private));
    EXPECT_TRUE(std::ranges::is_sorted(addresses));
    EXPECT_EQ(std::ranges::adjacent_find(addresses), addresses.end());
}

}  // namespace
}  // namespace giv::broker
