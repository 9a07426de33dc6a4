#include "config/checks.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

TEST(Checks, KnowsHosts) {
    for (const auto* host :
         {"10.0.0.7",
          "localhost",
          "core-mosquitto",
          "my_broker",
          "a.example.org",
          "example.org.",
          "::1",
          "fe80::1",
          "3com.example",
          "a"}) {
        EXPECT_TRUE(is_host(host)) << host;
    }
}

TEST(Checks, RefusesWhatIsNoHost) {
    for (const auto* host :
         {"",
          ".",
          "10.0.0",
          "10.0.0.300",
          "1234",
          "a b",
          "http://a",
          "a:8899",
          "-a",
          "a-",
          "a..b",
          "\"a\"",
          "a/b",
          "[::1]",
          "gr\xC3\xBC"
          "n"}) {
        EXPECT_FALSE(is_host(host)) << host;
    }
    EXPECT_FALSE(is_host(std::string(64, 'a')));
    EXPECT_FALSE(is_host(std::string("10.0.0.7\0x", 10)));
}

TEST(Checks, KnowsPosixZones) {
    for (const auto* zone :
         {"GMT0BST,M3.5.0/1,M10.5.0",
          "GMT0",
          "CET-1CEST",
          "EST5EDT,M3.2.0,M11.1.0",
          "<+03>-3",
          "<-03>3",
          "NZST-12NZDT,M9.5.0,M4.1.0/3",
          "IST-1GMT0,M10.5.0,M3.5.0/1",
          "AAA+3:30:15",
          "AAA3BBB,J60/2,J300",
          "AAA3BBB4,59,299/-1"}) {
        EXPECT_TRUE(is_posix_zone(zone)) << zone;
    }
}

TEST(Checks, RefusesWhatIsNoPosixZone) {
    for (const auto* zone :
         {"",
          "GMT",
          "Europe/London",
          "GM0",
          "GMT25",
          "GMT0BST,",
          "GMT0BST,M3.5.0",
          "GMT0BST,M13.5.0,M10.5.0",
          "GMT0BST,M3.6.0,M10.5.0",
          "GMT0BST,M3.5.7,M10.5.0",
          "GMT0BST,J0,J1",
          "GMT0BST,M3.5.0/1,M10.5.0x",
          "<+03-3",
          "<>0",
          "0GMT",
          "GMT0:60",
          "GMT0BST,J366,J1",
          "GMT0BST,,"}) {
        EXPECT_FALSE(is_posix_zone(zone)) << zone;
    }
}

TEST(Checks, AZoneNameStaysInItsFolder) {
    EXPECT_TRUE(is_zone_name("Europe/London"));
    EXPECT_TRUE(is_zone_name("Etc/GMT+1"));
    EXPECT_FALSE(is_zone_name("/etc/passwd"));
    EXPECT_FALSE(is_zone_name("Europe/../../../etc/passwd"));
    EXPECT_FALSE(is_zone_name("Europe/Lon don"));
}

TEST(Checks, KnowsTopics) {
    EXPECT_TRUE(is_topic("GivEnergy/Data"));
    EXPECT_FALSE(is_topic(""));
    EXPECT_FALSE(is_topic("a/#"));
    EXPECT_FALSE(is_topic("$SYS/a"));
    EXPECT_FALSE(is_topic("a\nb"));
    EXPECT_FALSE(is_topic(std::string(201, 'a')));
}

TEST(Checks, PathsAreAbsolute) {
    EXPECT_TRUE(is_path("/var/lib/givtcp"));
    EXPECT_FALSE(is_path("givtcp"));
    EXPECT_FALSE(is_path(std::string("/a\0b", 4)));
}

}  // namespace
}  // namespace giv
