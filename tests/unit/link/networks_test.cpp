#include "link/networks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Ipv4 ip(unsigned a, unsigned b, unsigned c, unsigned d) {
    return a << 24U | b << 16U | c << 8U | d;
}

HostInterface interface(std::string name, Ipv4 address, int bits) {
    HostInterface one;
    one.name = std::move(name);
    one.address = address;
    one.bits = bits;
    return one;
}

SearchArea area_of_one(const HostInterface& one) { return area_of(std::span{&one, 1}); }

TEST(Networks, AreWrittenAsPeopleWriteThem) {
    EXPECT_EQ(ipv4_text(ip(192, 168, 1, 20)), "192.168.1.20");
    EXPECT_EQ(searched_network("192.168.1.77/24")->text(), "192.168.1.0/24");
    EXPECT_EQ(searched_network("10.255.255.255/22")->text(), "10.255.252.0/22");
    EXPECT_EQ(searched_network("10.0.0.7")->text(), "10.0.0.7/32");
}

TEST(Networks, ThatAreNoneAreRefused) {
    for (const auto* odd :
         {"",
          "/",
          "/24",
          "lan",
          "1.2.3",
          "1.2.3/24",
          "1.2.3.4.5",
          "1.2.3.256",
          "1.2.3.-4",
          "1..3.4",
          " 1.2.3.4",
          "1.2.3.4 ",
          "1.2.3.4/",
          "1.2.3.4/33",
          "1.2.3.4/-1",
          "1.2.3.4/24x",
          "+1.2.3.4",
          "::1",
          "fd00::/64",
          "1.2.3.4/4294967320",
          "99999999999.1.1.1"})
        EXPECT_FALSE(searched_network(odd)) << odd;
}

TEST(Networks, ThatAreTooLargeAreRefusedInWords) {
    const auto refused = searched_network("10.0.0.0/21");

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().detail, HasSubstr("/22 is the most"));
    EXPECT_FALSE(searched_network("0.0.0.0/0"));
}

TEST(Networks, HaveHostsBetweenTheirOwnAddressAndTheBroadcast) {
    const auto hosts = searched_network("192.168.1.0/24")->hosts();
    EXPECT_EQ(hosts.size(), 254U);
    EXPECT_EQ(hosts.front(), ip(192, 168, 1, 1));
    EXPECT_EQ(hosts.back(), ip(192, 168, 1, 254));

    EXPECT_EQ(searched_network("10.0.0.0/22")->hosts().size(), 1022U);
    EXPECT_THAT(
        searched_network("10.0.0.4/30")->hosts(), ElementsAre(ip(10, 0, 0, 5), ip(10, 0, 0, 6))
    );
    EXPECT_THAT(
        searched_network("10.0.0.4/31")->hosts(), ElementsAre(ip(10, 0, 0, 4), ip(10, 0, 0, 5))
    );
    EXPECT_THAT(searched_network("10.0.0.7/32")->hosts(), ElementsAre(ip(10, 0, 0, 7)));
    EXPECT_THAT(searched_network("255.255.255.255")->hosts(), ElementsAre(ip(255, 255, 255, 255)));
}

TEST(SearchArea, IsTheNetworkOfEachInterfaceOnce) {
    const std::vector interfaces{
        interface("eth0", ip(192, 168, 1, 20), 24),
        interface("wlan0", ip(192, 168, 1, 21), 24),
        interface("br0", ip(10, 0, 0, 2), 23)};

    const auto area = area_of(interfaces);

    EXPECT_EQ(area.text(), "192.168.1.0/24, 10.0.0.0/23");
    EXPECT_THAT(area.remarks, IsEmpty());
}

TEST(SearchArea, LeavesOutWhatContainersVirtualMachinesAndTunnelsMake) {
    for (const auto* name : {"docker0",     "docker_gwbridge",
                             "br-4f2a",     "br-0123456789ab",
                             "veth12ab",    "virbr0",
                             "podman1",     "cni0",
                             "lo",          "hassio",
                             "lxcbr0",      "lxdbr0",
                             "incusbr0",    "zt5u4uutwm",
                             "flannel.1",   "cali0a1b",
                             "tun0",        "tap0",
                             "wg0",         "tailscale0",
                             "vmnet8",      "vboxnet0",
                             "weave",       "kube-ipvs0",
                             "cilium_host", "mpqemubr0",
                             "nordlynx",    "dummy0",
                             "vnet3"})
        EXPECT_EQ(area_of_one(interface(name, ip(172, 17, 0, 1), 16)).text(), "") << name;
}

TEST(SearchArea, HasWhatOnlyLooksLikeSuchANetwork) {
    for (const auto* name :
         {"lorawan0",
          "lowpan0",
          "br0",
          "vmbr0",
          "br-lan",
          "br-iot",
          "br-",
          "end0",
          "enp3s0",
          "eno1",
          "wlan0",
          "wlp2s0",
          "bond0",
          "eth0.20",
          "usb0",
          "lan0"})
        EXPECT_EQ(area_of_one(interface(name, ip(192, 168, 1, 20), 24)).text(), "192.168.1.0/24")
            << name;
}

TEST(SearchArea, OfAContainerIsNotTheNetworkOfContainers) {
    const auto lo = [] {
        auto one = interface("lo", ip(127, 0, 0, 1), 8);
        one.is_loopback = true;
        return one;
    }();
    const std::vector engines{
        interface("eth0", ip(172, 17, 0, 2), 16),
        interface("eth1", ip(172, 30, 33, 4), 23),
        interface("eth0", ip(192, 168, 48, 3), 20),
        interface("eth0", ip(10, 88, 0, 7), 16),
        interface("eth0", ip(10, 89, 1, 7), 24)};

    for (const auto& engine : engines) {
        const std::vector bridged{lo, engine};
        const auto area = area_of(bridged, Housing::container);
        EXPECT_EQ(area.text(), "");
        ASSERT_EQ(area.remarks.size(), 1U);
        EXPECT_THAT(area.remarks[0], HasSubstr("INVERTOR_IP or DISCOVERY_NETS"));
        EXPECT_NE(area_of(bridged, Housing::machine).text(), "")
            << "a house may have such a network";
    }
    const std::vector bridged{lo, engines[0]};
    EXPECT_EQ(
        area_of(bridged, Housing::container).why_none(),
        "there is no network to search for the inverter: 172.17.0.0/16 (eth0) is a network of "
        "containers, and not searched; give this one the host's network, or set INVERTOR_IP or "
        "DISCOVERY_NETS"
    );
}

TEST(SearchArea, OfAContainerIsTheHostsNetworkIfItHasThat) {
    // The same addresses, seen from the host: its own network is one of those that engines use.
    const std::vector host{
        interface("eth0", ip(172, 16, 1, 20), 24), interface("docker0", ip(172, 17, 0, 1), 16)};
    EXPECT_EQ(area_of(host, Housing::container).text(), "172.16.1.0/24");

    // A network of the house's own beside the engine's (macvlan).
    const std::vector both{
        interface("eth0", ip(172, 18, 0, 2), 16), interface("eth1", ip(192, 168, 1, 50), 24)};
    EXPECT_EQ(area_of(both, Housing::container).text(), "192.168.1.0/24");
}

TEST(SearchArea, ThatIsEmptySaysWhatToDo) {
    EXPECT_EQ(
        SearchArea{}.why_none(),
        "there is no network to search for the inverter; set INVERTOR_IP or DISCOVERY_NETS"
    );
    EXPECT_THAT(
        area_of_one(interface("eth0", ip(203, 0, 113, 5), 24)).why_none(),
        HasSubstr(": 203.0.113.0/24 (eth0) is no private network")
    );
}

TEST(SearchArea, LeavesOutWhatHasNoNeighboursOfOurs) {
    auto down = interface("eth0", ip(192, 168, 1, 20), 24);
    down.is_up = false;
    auto loopback = interface("x", ip(127, 0, 0, 1), 8);
    loopback.is_loopback = true;
    auto tunnel = interface("wg0", ip(10, 8, 0, 2), 24);
    tunnel.is_point_to_point = true;

    EXPECT_EQ(area_of_one(down).text(), "");
    EXPECT_EQ(area_of_one(loopback).text(), "");
    EXPECT_EQ(area_of_one(tunnel).text(), "");
    EXPECT_EQ(area_of_one(interface("eth0", ip(169, 254, 3, 4), 16)).text(), "");
    EXPECT_EQ(area_of_one(interface("eth0", ip(10, 0, 0, 1), 32)).text(), "");
    EXPECT_EQ(area_of_one(interface("eth0", ip(10, 0, 0, 1), 31)).text(), "");
}

TEST(SearchArea, LeavesStrangersAloneAndSaysSo) {
    const auto area = area_of_one(interface("eth0", ip(203, 0, 113, 5), 24));

    EXPECT_EQ(area.text(), "");
    ASSERT_EQ(area.remarks.size(), 1U);
    EXPECT_THAT(area.remarks[0], HasSubstr("203.0.113.0/24 (eth0)"));
    EXPECT_EQ(area_of_one(interface("eth0", ip(172, 32, 0, 1), 24)).text(), "");
    EXPECT_EQ(area_of_one(interface("eth0", ip(172, 31, 0, 1), 24)).text(), "172.31.0.0/24");
}

TEST(SearchArea, OfALargeNetworkIsThePartThatWeAreIn) {
    const auto area = area_of_one(interface("eth0", ip(10, 7, 9, 5), 8));

    EXPECT_EQ(area.text(), "10.7.8.0/22");
    ASSERT_EQ(area.remarks.size(), 1U);
    EXPECT_THAT(area.remarks[0], HasSubstr("of 10.0.0.0/8 (eth0) only 10.7.8.0/22"));
}

TEST(SearchArea, IsWhatTheSettingsSayWhateverTheInterfacesAre) {
    const std::vector<std::string> set{"203.0.113.0/24", "10.0.0.7", "10.0.0.7/32", "10.0.0.0/8"};

    EXPECT_EQ(area_of(set).text(), "203.0.113.0/24, 10.0.0.7/32");
}

}  // namespace
}  // namespace giv
