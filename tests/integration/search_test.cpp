// Plants without an address, in a street of simulated dongles and many silent hosts.
#include "simulator/builtin_plants.hpp"
#include "support/rig.hpp"

#include "givtcp/render/problem_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace giv {
namespace {

using namespace std::chrono_literals;
using simulator::Dongle;
using simulator::Mood;
using ::testing::ContainsRegex;
using testing::Door;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Rig;
using testing::RigPlant;

constexpr auto a_search = 15s;  // of a /24: two rounds of 2.5 s, and an answer

constexpr auto npos = std::string::npos;
const std::string gen1_serial = "SA2114G047";

struct SearchTest : ::testing::Test {
    Rig rig;

    // Whatever was searched for, found or refused: neither log nor detail tells a whole serial.
    void TearDown() override {
        const auto tells_none = Not(ContainsRegex("[A-Z]{2}[0-9]{4}[A-Z][0-9]{3}"));
        for (const auto* plant : plants) {
            EXPECT_THAT(plant->log, Each(tells_none));
            for (const auto& snapshot : plant->sink.snapshots)
                EXPECT_THAT(snapshot->detail, tells_none);
        }
    }

    std::vector<const RigPlant*> plants;  // of ours

    RigPlant& searching(Dongle dongle, const std::string& host, int instance = 1) {
        auto settings = Rig::usual_settings();
        settings.instance = instance;
        auto& plant = rig.add(std::move(dongle), settings);
        if (!host.empty()) rig.put(plant, host);
        rig.search_for(plant);
        plants.push_back(&plant);
        return plant;
    }

    // Its address is set.
    RigPlant& settled(
        Dongle dongle,
        const std::string& host,
        int instance,
        std::vector<std::string> hosts = {},
        std::optional<Topology> kept = std::nullopt
    ) {
        auto settings = Rig::usual_settings();
        settings.instance = instance;
        settings.hosts = hosts.empty() ? std::vector{host} : std::move(hosts);
        auto& plant = rig.add(std::move(dongle), settings, std::move(kept));
        rig.put(plant, host);
        rig.live_in_street(plant);
        plants.push_back(&plant);
        return plant;
    }

    // A dongle that no plant of ours polls.
    RigPlant& neighbour(Dongle dongle, const std::string& host) {
        auto& plant = rig.add(std::move(dongle));
        rig.put(plant, host);
        return plant;
    }

    static PlantState state(const RigPlant& plant) { return plant.hub.latest()->state; }
    static std::string serial(const RigPlant& plant) {
        return std::string{plant.hub.latest()->serial()};
    }

    bool comes_alive(RigPlant& plant, Clock::Duration at_most = a_search) {
        return rig.run_until([&] { return state(plant) == PlantState::live; }, at_most);
    }
};

TEST_F(SearchTest, FindsTheOneDongleAmongSilentHostsAndRemembersIt) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.start(plant);
    EXPECT_EQ(state(plant), PlantState::searching);
    EXPECT_THAT(plant.hub.latest()->detail, HasSubstr("10.0.0.0/24"));

    ASSERT_TRUE(comes_alive(plant));

    EXPECT_EQ(serial(plant), gen1_serial);
    EXPECT_EQ(plant.place, (Place{gen1_serial, "10.0.0.77"}));
    EXPECT_EQ(rig.street().asked.size(), 254U);
    EXPECT_EQ(rig.street().most_waiting, 128);
    EXPECT_THAT(plant.hub.latest()->problems, IsEmpty());
}

// As where the first SYN is lost, and the kernel sends the next a second later; or worse.
TEST_F(SearchTest, FindsOneThatIsSlowToLetUsIn) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.street().lets_in_after = 2400ms;
    rig.start(plant);

    EXPECT_TRUE(comes_alive(plant, 20s));
}

TEST_F(SearchTest, SaysThatItSearchesUntilThereIsADongle) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "");
    rig.start(plant);
    ASSERT_EQ(plant.hub.latest()->problems.size(), 1U);
    EXPECT_EQ(
        plant.hub.latest()->problems[0].sentence,
        "searching for the inverter's dongle in 10.0.0.0/24"
    );

    rig.run_for(5min);
    EXPECT_EQ(state(plant), PlantState::searching);
    EXPECT_THAT(plant.hub.latest()->detail, HasSubstr("no inverter found in 10.0.0.0/24"));

    rig.put(plant, "10.0.0.5");
    EXPECT_TRUE(comes_alive(plant, 11min));
}

TEST_F(SearchTest, OneThatIsRememberedIsNotSearchedFor) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.start(plant);
    ASSERT_TRUE(comes_alive(plant));
    rig.street().asked.clear();

    rig.restart(plant);
    ASSERT_TRUE(comes_alive(plant));

    EXPECT_THAT(rig.street().asked, ::testing::ElementsAre("10.0.0.77"));
}

TEST_F(SearchTest, TheSameSerialIsFollowedToANewAddress) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.start(plant);
    ASSERT_TRUE(comes_alive(plant));

    rig.put(plant, "10.0.0.200");
    const auto has_moved = [&] {
        return plant.place == Place{gen1_serial, "10.0.0.200"} && state(plant) == PlantState::live;
    };
    EXPECT_TRUE(rig.run_until(has_moved, 2min));
}

TEST_F(SearchTest, AnotherSerialAtTheOldAddressIsRefused) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.start(plant);
    ASSERT_TRUE(comes_alive(plant));

    rig.put(plant, "10.0.0.200");
    auto& other = neighbour(Dongle{simulator::gen3_plant()}, "10.0.0.77");
    rig.run_for(3min);

    EXPECT_EQ(serial(plant), gen1_serial);
    EXPECT_EQ(state(plant), PlantState::live);
    EXPECT_EQ(plant.place->host, "10.0.0.200");
    EXPECT_THAT(
        plant.log, ::testing::Contains(HasSubstr("10.0.0.77:8899: another inverter answers"))
    );
    EXPECT_EQ(other.transport->open_connections(), 0U);
    for (const auto& snapshot : plant.sink.snapshots) {
        if (!snapshot->identity) continue;
        EXPECT_EQ(snapshot->serial(), gen1_serial);
    }
}

TEST_F(SearchTest, OneThatIsNowhereIsNotReplacedByAnother) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.start(plant);
    ASSERT_TRUE(comes_alive(plant));

    rig.street().houses.clear();
    plant.transport->cut();
    neighbour(Dongle{simulator::gen3_plant()}, "10.0.0.78");
    rig.run_for(30min);

    EXPECT_EQ(serial(plant), gen1_serial);
    EXPECT_EQ(state(plant), PlantState::searching);
    EXPECT_THAT(
        plant.hub.latest()->problems[0].sentence, HasSubstr("searching for the inverter's dongle")
    );
    const auto hints = [&] {
        const auto& detail = plant.hub.latest()->detail;
        return detail.find("inverter ...G047 not found in 10.0.0.0/24, but inverter ...") != npos &&
               detail.find(" at 10.0.0.78: if that is in its place, set INVERTOR_IP") != npos;
    };
    EXPECT_TRUE(rig.run_until(hints, 15min)) << plant.hub.latest()->detail;
}

TEST_F(SearchTest, TwoPlantsFindTwoDongles) {
    auto& one = searching(Dongle{simulator::gen1_plant()}, "10.0.0.3", 1);
    auto& two = searching(Dongle{simulator::gen3_plant()}, "10.0.0.4", 2);
    rig.start(one);
    rig.start(two);

    ASSERT_TRUE(comes_alive(one));
    ASSERT_TRUE(comes_alive(two));

    EXPECT_NE(serial(one), serial(two));
    EXPECT_NE(one.place->host, two.place->host);
}

TEST_F(SearchTest, DonglesThatSwapTheirAddressesAreBothFollowed) {
    auto& one = searching(Dongle{simulator::gen1_plant()}, "10.0.0.3", 1);
    auto& two = searching(Dongle{simulator::gen3_plant()}, "10.0.0.4", 2);
    rig.start(one);
    rig.start(two);
    ASSERT_TRUE(comes_alive(one));
    ASSERT_TRUE(comes_alive(two));
    const auto first = serial(one);
    const auto second = serial(two);

    const auto here = *one.place;
    const auto there = *two.place;
    std::swap(rig.street().houses[here.host], rig.street().houses[there.host]);
    one.transport->cut();
    two.transport->cut();
    const auto have_swapped = [&] {
        return one.place->host == there.host && two.place->host == here.host;
    };

    EXPECT_TRUE(rig.run_until(have_swapped, 30min));
    EXPECT_EQ(serial(one), first);
    EXPECT_EQ(serial(two), second);
}

TEST_F(SearchTest, WhatAPlantHasByItsSetAddressIsNotTaken) {
    auto& set = settled(Dongle{simulator::gen1_plant()}, "10.0.0.3", 1);
    auto& plant = searching(Dongle{simulator::gen3_plant()}, "10.0.0.4", 2);
    rig.start(set);
    rig.start(plant);

    ASSERT_TRUE(comes_alive(set));
    ASSERT_TRUE(comes_alive(plant));

    EXPECT_EQ(serial(set), gen1_serial);
    EXPECT_EQ(plant.place->host, "10.0.0.4");
    EXPECT_THAT(rig.street().asked, ::testing::SizeIs(254)) << "the set one by its own plant";
}

// It may be the dongle's evening off: its inverter is the other plant's all the same.
TEST_F(SearchTest, ASetAddressIsKeptFreeAlsoWhileNobodyAnswersThere) {
    auto& set = settled(Dongle{simulator::gen1_plant()}, "10.0.0.3", 1, {"10.0.0.2", "10.0.0.3"});
    set.dongle.set_mood(Mood::silent);
    auto& plant = searching(Dongle{simulator::gen3_plant()}, "10.0.0.4", 2);
    rig.start(plant);
    ASSERT_TRUE(comes_alive(plant));
    EXPECT_EQ(plant.place->host, "10.0.0.4");
    EXPECT_THAT(rig.street().asked, ::testing::SizeIs(252));

    rig.put(plant, "10.0.0.9");
    set.dongle.set_mood(Mood::answers);
    rig.run_for(2min);
    EXPECT_EQ(plant.place->host, "10.0.0.9");
}

// A name is no address that could be left out: whose dongle is whose is known once it has answered.
TEST_F(SearchTest, AnInverterIsTakenOnlyWhenThatOfASetNameIsKnown) {
    auto& set = settled(Dongle{simulator::gen1_plant()}, "dongle.lan", 1);
    rig.street().houses["10.0.0.3"] = set.transport.get();  // which is its address
    auto& plant = searching(Dongle{simulator::gen3_plant()}, "10.0.0.4", 2);
    rig.start(plant);
    rig.run_for(2min);
    EXPECT_EQ(state(plant), PlantState::searching);
    EXPECT_THAT(rig.street().asked, IsEmpty());
    ASSERT_EQ(plant.hub.latest()->problems.size(), 1U);
    EXPECT_THAT(
        plant.hub.latest()->problems[0].sentence,
        HasSubstr("the inverter of plant 1 has to answer at dongle.lan first")
    );

    rig.start(set);
    ASSERT_TRUE(comes_alive(plant, 2min));
    EXPECT_EQ(plant.place->host, "10.0.0.4");
    EXPECT_EQ(serial(set), gen1_serial);
}

TEST_F(SearchTest, ThatOfASetNameIsKnownFromTheLastTime) {
    auto& set = settled(Dongle{simulator::gen1_plant()}, "dongle.lan", 1);
    rig.start(set);
    ASSERT_TRUE(comes_alive(set));
    auto& again = settled(Dongle{simulator::gen1_plant()}, "dongle.lan", 1, {}, set.kept);
    rig.street().houses["10.0.0.3"] = again.transport.get();
    auto& plant = searching(Dongle{simulator::gen3_plant()}, "10.0.0.4", 2);
    rig.start(plant);

    ASSERT_TRUE(comes_alive(plant));

    EXPECT_EQ(plant.place->host, "10.0.0.4");
}

// It was found once, and then the user has set its address for the other plant.
TEST_F(SearchTest, AnInverterThatIsSetForAnotherPlantIsGivenUp) {
    auto& plant = searching(Dongle{simulator::gen3_plant()}, "10.0.0.4", 2);
    rig.start(plant);
    ASSERT_TRUE(comes_alive(plant));
    rig.stop(plant);
    const auto third = neighbour(Dongle{simulator::gen1_plant()}, "10.0.0.9").transport.get();
    auto& set = settled(Dongle{simulator::gen3_plant()}, "10.0.0.4", 1, {"dongle.lan"});
    rig.street().houses["dongle.lan"] = set.transport.get();
    rig.start(set);
    rig.restart(plant);

    const auto has_another = [&] {
        return plant.place == Place{gen1_serial, "10.0.0.9"} && state(plant) == PlantState::live;
    };
    EXPECT_TRUE(rig.run_until(has_another, 5min));
    EXPECT_NE(serial(set), gen1_serial);
    EXPECT_EQ(serial(plant), gen1_serial);
    EXPECT_THAT(plant.log, ::testing::Contains(HasSubstr("is another plant's by setting")));
    EXPECT_EQ(third->open_connections(), 1U);
}

TEST_F(SearchTest, OneInverterThatIsSetAsTwoPlantsIsToldOnce) {
    auto& first = settled(Dongle{simulator::gen1_plant()}, "10.0.0.4", 1);
    auto& second = settled(Dongle{simulator::gen1_plant()}, "10.0.0.5", 2);
    rig.start(first);
    ASSERT_TRUE(comes_alive(first));
    rig.start(second);
    ASSERT_TRUE(comes_alive(second));
    second.dongle.hang_up(rig.clock().now());
    rig.run_for(5min);

    const auto told = [](const RigPlant& plant) {
        return std::ranges::count_if(plant.log, [](const std::string& line) {
            return line.find("take one of the two out of the settings") != std::string::npos;
        });
    };
    EXPECT_EQ(told(first), 0);
    EXPECT_EQ(told(second), 1);
    EXPECT_THAT(second.log, ::testing::Contains(HasSubstr("is plant 1's, too")));
}

TEST_F(SearchTest, WithoutANetworkItSaysWhatToDoAndLooksAgainSoon) {
    rig.search_area = {{}, {"172.17.0.0/16 (eth0) is a network of containers; do this"}};
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.start(plant);
    rig.run_for(1h);
    EXPECT_EQ(state(plant), PlantState::searching);
    ASSERT_EQ(plant.hub.latest()->problems.size(), 1U);
    EXPECT_EQ(
        plant.hub.latest()->problems[0].sentence,
        "there is no network to search for the inverter: 172.17.0.0/16 (eth0) is a network of "
        "containers; do this"
    );
    EXPECT_THAT(plant.log, ::testing::Contains(HasSubstr("do this")));

    // Its cable is plugged in.
    rig.search_area = area_of(std::vector<std::string>{"10.0.0.0/24"});
    EXPECT_TRUE(comes_alive(plant, 1min));
}

TEST_F(SearchTest, WithoutANetworkTheRememberedAddressIsTriedOn) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.start(plant);
    ASSERT_TRUE(comes_alive(plant));
    rig.search_area = {};
    rig.street().houses.clear();
    plant.transport->cut();
    rig.run_for(30min);

    rig.put(plant, "10.0.0.77");
    EXPECT_TRUE(comes_alive(plant, 1min));
}

// As with a firewall that lets all in and says nothing: 1022 times 5 s, 128 at once.
TEST_F(SearchTest, ANetworkIsGivenUpAfterHalfAMinuteAndTheNextOneSearched) {
    rig.search_area = area_of(std::vector<std::string>{"10.1.0.0/22", "10.0.0.0/24"});
    auto& mute = neighbour(Dongle{simulator::gen3_plant()}, "10.9.9.9");
    mute.dongle.set_mood(Mood::silent);
    for (const auto host : area_of(std::vector<std::string>{"10.1.0.0/22"}).networks[0].hosts())
        rig.street().houses[ipv4_text(host)] = mute.transport.get();
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.77");
    rig.start(plant);

    EXPECT_TRUE(comes_alive(plant, 30s + a_search));
    EXPECT_EQ(serial(plant), gen1_serial);
}

TEST_F(SearchTest, APortBehindWhichNoInverterAnswersIsNotTaken) {
    auto& silent = neighbour(Dongle{simulator::gen3_plant()}, "10.0.0.2");
    silent.dongle.set_mood(Mood::silent);
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "10.0.0.9");
    rig.start(plant);

    ASSERT_TRUE(comes_alive(plant));

    EXPECT_EQ(serial(plant), gen1_serial);
    EXPECT_EQ(silent.transport->open_connections(), 0U);
}

TEST_F(SearchTest, StoppingDoesNotWaitForASearch) {
    auto& plant = searching(Dongle{simulator::gen1_plant()}, "");
    rig.start(plant);
    rig.run_for(1s);
    EXPECT_EQ(rig.street().waiting, 128);

    rig.stop(plant);

    ASSERT_TRUE(plant.exit);
    EXPECT_EQ(plant.exit->how, Exit::How::cancelled);
    EXPECT_EQ(rig.street().waiting, 0);
}

TEST_F(SearchTest, SeveralAddressesOfOneDongleAreTriedInTurn) {
    auto settings = Rig::usual_settings();
    settings.hosts = {"10.0.0.1", "10.0.0.2"};
    auto& plant = rig.add(Dongle{simulator::gen1_plant()}, settings);
    rig.put(plant, "10.0.0.2");
    rig.live_in_street(plant);
    rig.start(plant);
    ASSERT_TRUE(comes_alive(plant));

    rig.put(plant, "10.0.0.1");
    auto& other = neighbour(Dongle{simulator::gen3_plant()}, "10.0.0.2");
    rig.run_for(2min);

    EXPECT_EQ(state(plant), PlantState::live);
    EXPECT_EQ(serial(plant), gen1_serial) << "the other one is at an address of ours, and refused";
    EXPECT_EQ(other.transport->open_connections(), 0U);
}

}  // namespace
}  // namespace giv
