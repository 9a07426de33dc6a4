#include "link/part_search.hpp"

#include "support/own_plants.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace giv {
namespace {

using testing::pack_page;
using testing::Page;

Topology a_new_gen1() {
    auto topology = testing::gen1_topology();
    topology.packs.clear();
    return topology;
}

// The same page with the serial of another pack: "BG2134G00x" has its last digit in IR114.
Page pack_with_last_digit(char digit) {
    auto page = pack_page();
    page[54] = static_cast<std::uint16_t>('0' << 8 | digit);
    return page;
}

// Answers every probe, and counts how often each device was asked.
std::map<std::uint8_t, int> search_all(
    Topology& topology, const std::map<std::uint8_t, Page>& answers
) {
    PartSearch search;
    search.begin(topology);
    std::map<std::uint8_t, int> asked;
    while (!search.is_done()) {
        const auto device = search.next().target.device.value;
        ++asked[device];
        const auto answer = answers.find(device);
        if (answer == answers.end()) {
            search.take(topology, {});
        } else {
            search.take(topology, answer->second);
        }
    }
    return asked;
}

TEST(PartSearch, AsksEveryPlaceOfAPackAndAMeter) {
    auto topology = a_new_gen1();

    const auto asked = search_all(topology, {});

    for (std::uint8_t place = 0x32; place <= 0x37; ++place)
        EXPECT_EQ(asked.at(place), 1) << int{place};
    for (std::uint8_t place = 0x01; place <= 0x08; ++place)
        EXPECT_EQ(asked.at(place), 1) << int{place};
    EXPECT_TRUE(topology.packs.empty());
}

TEST(PartSearch, TrustsAPackThatSaysItsSerialTwice) {
    auto topology = a_new_gen1();

    const auto asked = search_all(topology, {{0x33, pack_page()}});

    EXPECT_EQ(asked.at(0x33), 2);
    ASSERT_EQ(topology.packs.size(), 1U);
    EXPECT_EQ(topology.packs[0].address.value, 0x33);
    EXPECT_EQ(topology.packs[0].serial, "BG2134G001");
}

TEST(PartSearch, DoesNotStopAtAMissingPack) {
    auto topology = a_new_gen1();

    search_all(topology, {{0x32, pack_page()}, {0x37, pack_with_last_digit('7')}});

    ASSERT_EQ(topology.packs.size(), 2U);
    EXPECT_EQ(topology.packs[1].serial, "BG2134G007");
}

TEST(PartSearch, BelievesNoPackWhoseSecondAnswerDiffers) {
    auto topology = a_new_gen1();
    PartSearch search;
    search.begin(topology);
    while (search.next().target.device != device::first_lv_pack)
        search.take(topology, {});

    search.take(topology, pack_page());
    EXPECT_TRUE(search.next_is_likely());
    search.take(topology, pack_with_last_digit('2'));

    EXPECT_TRUE(topology.packs.empty());
    EXPECT_NE(search.next().target.device, device::first_lv_pack);
}

TEST(PartSearch, BelievesNoPackThatAnswersOnlyOnce) {
    auto topology = a_new_gen1();
    PartSearch search;
    search.begin(topology);
    while (search.next().target.device != device::first_lv_pack)
        search.take(topology, {});

    search.take(topology, pack_page());
    search.take(topology, {});

    EXPECT_TRUE(topology.packs.empty());
}

TEST(PartSearch, LeftOversInAnEmptyPlaceAreNoPack) {
    auto topology = a_new_gen1();
    auto left_overs = pack_page();
    for (std::size_t at = 50; at < 55; ++at)
        left_overs[at] = 0;

    const auto asked = search_all(topology, {{0x34, left_overs}});

    EXPECT_EQ(asked.at(0x34), 1);
    EXPECT_TRUE(topology.packs.empty());
}

TEST(PartSearch, DoesNotAskForWhatIsKnown) {
    auto topology = testing::gen1_topology();  // a pack at 0x32
    topology.meters = {{0x03}};

    const auto asked = search_all(topology, {});

    EXPECT_FALSE(asked.contains(0x32));
    EXPECT_FALSE(asked.contains(0x03));
    EXPECT_TRUE(asked.contains(0x33));
    EXPECT_EQ(topology.packs.size(), 1U);
}

TEST(PartSearch, FindsMeters) {
    auto topology = a_new_gen1();
    Page meter{};
    meter[0] = 2410;

    search_all(topology, {{0x02, meter}, {0x05, Page{}}});

    ASSERT_EQ(topology.meters.size(), 1U);
    EXPECT_EQ(topology.meters[0].value, 0x02);
}

// Nobody has answered, and now this device is asked.
PartSearch in_vain_until(std::uint8_t device, Topology& topology) {
    PartSearch search;
    search.begin(topology);
    while (search.next().target.device.value != device)
        search.take(topology, {});
    return search;
}

// A meter's page: 230.0 V.
const std::vector<std::uint16_t> a_meters_page{2300};

TEST(PartSearch, AsksOnceMoreWhoseAnswerCameAfterItWasGivenUp) {
    auto topology = a_new_gen1();
    auto search = in_vain_until(0x02, topology);

    search.overhear({DeviceAddress{0x01}, {Bank::input, 60, 30}}, a_meters_page);

    EXPECT_EQ(search.next().target.device.value, 0x02);  // it is being asked
    while (search.next().target.device.value != 0x01)
        search.take(topology, {});
    EXPECT_TRUE(search.next_is_likely());
    EXPECT_TRUE(topology.meters.empty());
    search.take(topology, a_meters_page);
    EXPECT_TRUE(search.is_done());
    EXPECT_EQ(topology.meters, std::vector{DeviceAddress{0x01}});
}

TEST(PartSearch, AsksWhomItHeardLateOnlyOnce) {
    auto topology = a_new_gen1();
    auto search = in_vain_until(0x08, topology);
    const ReadTarget meter{DeviceAddress{0x01}, {Bank::input, 60, 30}};
    search.overhear(meter, a_meters_page);
    search.take(topology, {});
    search.overhear(meter, a_meters_page);
    search.take(topology, {});

    search.overhear(meter, a_meters_page);

    EXPECT_TRUE(search.is_done());
}

TEST(PartSearch, WhatNobodyAskedForOrSaysNothingIsNotAskedAgain) {
    auto topology = a_new_gen1();
    auto search = in_vain_until(0x08, topology);

    search.overhear({DeviceAddress{0x01}, {Bank::input, 60, 30}}, std::vector<std::uint16_t>(30));
    search.overhear({DeviceAddress{0x02}, {Bank::input, 0, 30}}, a_meters_page);
    search.take(topology, {});

    EXPECT_TRUE(search.is_done());
}

}  // namespace
}  // namespace giv
