#include "broker/checks.hpp"

#include <gtest/gtest.h>

namespace giv::broker {
namespace {

TEST(BrokerChecks, PrivateAddressesAreKnown) {
    for (const auto* address :
         {"127.0.0.1",
          "127.1.2.3",
          "10.0.0.1",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.1.5",
          "::1",
          "fd77::2",
          "fc00::1"})
        EXPECT_TRUE(is_private(address)) << address;
    for (const auto* address :
         {"0.0.0.0",
          "::",
          "172.15.0.1",
          "172.32.0.1",
          "192.169.0.1",
          "11.0.0.1",
          "100.64.0.1",
          "203.0.113.1",
          "2001:db8::1",
          "fe00::1",
          "",
          "10.0.0",
          "private"})
        EXPECT_FALSE(is_private(address)) << address;
}

TEST(BrokerChecks, NamesThatTheFileOfPasswordsCantHold) {
    for (const auto* name : {"bob", "bob cat", "b#b", "Jürgen"})
        EXPECT_TRUE(is_possible_user(name)) << name;
    for (const auto* name : {"", "bob:cat", ":", "#bob", " bob", "bob "})
        EXPECT_FALSE(is_possible_user(name)) << name;
}

}  // namespace
}  // namespace giv::broker
