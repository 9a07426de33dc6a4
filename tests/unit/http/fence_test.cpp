#include "http/fence.hpp"

#include "http/http_settings.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv::http {
namespace {

bool is_inside(std::string_view address, const std::string& net) {
    const auto parsed = parse_net(net);
    return parsed && http::is_inside(address, std::vector<Net>{*parsed});
}

TEST(Fence, ComparesTheFirstBits) {
    EXPECT_TRUE(is_inside("192.168.1.77", "192.168.1.0/24"));
    EXPECT_FALSE(is_inside("192.168.2.77", "192.168.1.0/24"));
    EXPECT_TRUE(is_inside("172.31.255.255", "172.16.0.0/12"));
    EXPECT_FALSE(is_inside("172.32.0.0", "172.16.0.0/12"));
    EXPECT_TRUE(is_inside("fdff::1", "fc00::/7"));
    EXPECT_FALSE(is_inside("fe00::1", "fc00::/7"));
}

TEST(Fence, TakesAnAddressForANetOfOne) {
    EXPECT_TRUE(is_inside("10.0.0.7", "10.0.0.7"));
    EXPECT_FALSE(is_inside("10.0.0.8", "10.0.0.7"));
    EXPECT_TRUE(is_inside("::1", "::1"));
}

TEST(Fence, TakesANetOfAll) {
    EXPECT_TRUE(is_inside("8.8.8.8", "0.0.0.0/0"));
    EXPECT_FALSE(is_inside("2001:db8::1", "0.0.0.0/0"));
    EXPECT_TRUE(is_inside("2001:db8::1", "::/0"));
}

TEST(Fence, KnowsIpv4InsideIpv6) {
    EXPECT_TRUE(is_inside("::ffff:192.168.1.7", "192.168.0.0/16"));
    EXPECT_TRUE(is_inside("192.168.1.7", "::ffff:192.168.0.0/112"));
}

TEST(Fence, IgnoresTheZoneOfAPeer) { EXPECT_TRUE(is_inside("fe80::1%eth0", "fe80::/10")); }

TEST(Fence, TrustsNobodyWithoutAnAddress) {
    for (const auto* const odd : {"", "localhost", "1.2.3", "1.2.3.4.5", "%eth0", "::g"})
        EXPECT_FALSE(is_inside(odd, "::/0")) << odd;
}

TEST(Fence, RefusesWhatIsNoNetInWords) {
    for (const auto* const odd :
         {"",
          "/",
          "/8",
          "lan",
          "10.0.0.0/",
          "10.0.0.0/33",
          "10.0.0.0/-1",
          "10.0.0.0/8x",
          "10.0.0/8",
          "fc00::/129",
          "fe80::1%eth0/64",
          "10.0.0.0/999999999999"}) {
        const auto net = parse_net(odd);

        ASSERT_FALSE(net) << odd;
        EXPECT_EQ(net.error().code, Errc::malformed);
        EXPECT_NE(net.error().detail.find('"' + std::string{odd} + '"'), std::string::npos) << odd;
    }
}

TEST(Fence, ReportsTheFirstNetThatIsNone) {
    const auto nets = parse_nets({"10.0.0.0/8", "lan", "home"});

    ASSERT_FALSE(nets);
    EXPECT_EQ(nets.error().detail, "\"lan\" is not a network such as 192.168.1.0/24 or fd00::/8");
}

TEST(Fence, TrustsHomeNetworksByDefaultAndNoOthers) {
    const auto trusted = parse_nets(HttpSettings{}.trusted_nets);
    ASSERT_TRUE(trusted);

    for (const auto* const home :
         {"127.0.0.1",
          "::1",
          "10.1.2.3",
          "172.17.0.1",
          "192.168.178.20",
          "169.254.7.7",
          "fd12::1",
          "fe80::1%2"})
        EXPECT_TRUE(http::is_inside(home, *trusted)) << home;
    for (const auto* const away :
         {"8.8.8.8", "172.15.0.1", "192.169.0.1", "2001:db8::1", "0.0.0.0"})
        EXPECT_FALSE(http::is_inside(away, *trusted)) << away;
}

TEST(Fence, KnowsHostsThatOnlyMeanThisMachine) {
    const std::vector<std::string> names{"plant.example.org"};

    for (const auto* const ours :
         {"192.168.1.7:6345",
          "127.0.0.1",
          "[fe80::1]:6345",
          "[::1]",
          "localhost:6345",
          "givtcp",
          "homeassistant.LOCAL:6345",
          "plant.example.org",
          "[::1]:",
          "Plant.Example.Org:443"})
        EXPECT_TRUE(is_our_host(ours, names)) << ours;
    for (const auto* const other :
         {"",
          ":6345",
          "[",
          "evil.example.org",
          "192.168.1.7.evil.org",
          "notlocal.com",
          ".local",
          "[::1",
          "192.168.1.7:6345@evil.example.org",
          "192.168.1.7:@evil.example.org",
          "[::1]@evil.example.org",
          "[::1]:6345@evil.example.org",
          "givtcp@evil.local",
          "192.168.1.7:6345:80",
          "192.168.1.7: 80",
          "evil.local.org:6345"})
        EXPECT_FALSE(is_our_host(other, names)) << other;
}

TEST(Fence, LetsOnlyItsOwnPagesWrite) {
    EXPECT_TRUE(is_our_origin("", "h:6345"));
    EXPECT_TRUE(is_our_origin("http://H:6345", "h:6345"));
    EXPECT_TRUE(is_our_origin("https://h", "h"));
    EXPECT_FALSE(is_our_origin("null", "h"));
    EXPECT_FALSE(is_our_origin("http://h:8123", "h:6345"));
    EXPECT_FALSE(is_our_origin("http://evil.org", "h"));
    EXPECT_FALSE(is_our_origin("file://h", "h"));
}

TEST(WhyNotToWrite, NamesWhatIsWrong) {
    EXPECT_EQ(why_not_to_write("10.0.0.5:6345", "", {}), "");
    EXPECT_EQ(why_not_to_write("a.example.org", "http://a.example.org", {"a.example.org"}), "");
    EXPECT_EQ(
        why_not_to_write("evil.org", "", {}),
        "Forbidden: the Host field \"evil.org\" need not mean this machine; use its address, or "
        "add the name to REST_HOST_NAMES"
    );
    EXPECT_EQ(
        why_not_to_write("10.0.0.5", "http://evil.org", {}),
        "Forbidden: a page of \"http://evil.org\" may read, but not write"
    );
}

}  // namespace
}  // namespace giv::http
