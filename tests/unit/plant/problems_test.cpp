#include "support/own_plants.hpp"

#include "givtcp/plant/plant_image.hpp"
#include "givtcp/plant/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing;

constexpr Instant start{1000s};

Moment at(Instant steady) { return {steady, WallTime{1'780'000'000s}}; }

const LinkFacts usual{.endpoint = "192.168.1.20:8899"};

Snapshot live() {
    Snapshot snapshot;
    snapshot.state = PlantState::live;
    snapshot.identity = Identity{"SA2114G047", 0x2001, 449};
    snapshot.cycles = 100;
    return snapshot;
}

std::vector<std::string> keys(const Snapshot& snapshot, const LinkFacts& link = usual) {
    std::vector<std::string> found;
    for (const auto& problem : problems_of(snapshot, link))
        found.emplace_back(problem.key);
    return found;
}

std::string sentence(const Snapshot& snapshot, const LinkFacts& link = usual) {
    const auto problems = problems_of(snapshot, link);
    return problems.size() == 1 ? problems.front().sentence : "(not one problem)";
}

TEST(Problems, AreNoneWhereAllIsWell) { EXPECT_THAT(problems_of(live(), usual), IsEmpty()); }

TEST(Problems, HaveKeysThatDifferFromEachOther) {
    const auto all = problem_keys();

    EXPECT_EQ(std::set<std::string_view>(all.begin(), all.end()).size(), all.size());
}

TEST(Problems, ADongleThatCannotBeReachedIsAnotherThanAnInverterThatIsSilentBehindIt) {
    auto silent = live();
    silent.state = PlantState::silent;
    auto away = usual;
    away.dongle_answers = false;

    EXPECT_THAT(keys(silent, away), ElementsAre("dongle_unreachable"));
    EXPECT_EQ(sentence(silent, away), "the dongle at 192.168.1.20:8899 can't be reached");
    EXPECT_THAT(keys(silent), ElementsAre("inverter_silent"));
    EXPECT_EQ(
        sentence(silent),
        "the dongle at 192.168.1.20:8899 answers, but the inverter behind it does not"
    );
}

TEST(Problems, ALinkThatWasLostAMomentAgoIsNone) {
    auto away = usual;
    away.dongle_answers = false;
    auto connecting = Snapshot{};

    EXPECT_THAT(keys(live(), away), IsEmpty());
    EXPECT_THAT(keys(connecting, away), IsEmpty());
}

TEST(Problems, AnAddressThatIsNotSetIsSaidToBeMissing) {
    auto silent = Snapshot{};
    silent.state = PlantState::silent;

    EXPECT_THAT(sentence(silent, LinkFacts{.dongle_answers = false}), HasSubstr("INVERTOR_IP"));
}

TEST(Problems, ADongleThatIsSearchedForIsSaidToBe) {
    auto searching = Snapshot{};
    searching.state = PlantState::searching;
    auto lost = live();
    lost.state = PlantState::silent;
    const LinkFacts link{.dongle_answers = false, .search = "10.0.0.0/24"};

    EXPECT_THAT(keys(searching, link), ElementsAre("dongle_unreachable"));
    EXPECT_EQ(sentence(searching, link), "searching for the inverter's dongle in 10.0.0.0/24");
    EXPECT_EQ(sentence(lost, link), "searching for the inverter's dongle in 10.0.0.0/24");

    // Nowhere: then why is the news.
    searching.detail = "there is no network to search for the inverter";
    EXPECT_EQ(sentence(searching, {}), "there is no network to search for the inverter");
    EXPECT_THAT(keys(live(), link), IsEmpty());
}

// ---- packs --------------------------------------------------------------------------------

struct WithAPack {
    PlantImage image{one_hour_ahead};

    WithAPack() {
        image.set_topology(gen1_topology());
        image.set_link_facts(usual);
        admit_gen1(image, start);
    }

    std::vector<std::string> keys_at(Instant now, PlantState state = PlantState::live) {
        std::vector<std::string> found;
        const auto snapshot = image.snapshot(at(now), state, "");
        for (const auto& problem : snapshot->problems)
            found.emplace_back(problem.key);
        return found;
    }

    void admit_inverter(Instant now) {
        const auto live_page = gen1_live();
        const auto counters = gen1_counters();
        image.admit({device::inverter, {Bank::input, 0, 60}, live_page, now});
        image.admit({device::inverter, {Bank::input, 180, 60}, counters, now});
    }
};

TEST(Problems, APackThatDoesNotAnswerInMoreThanThreePollsIsMissing) {
    WithAPack plant;
    const auto pack = gen1_topology().packs.front().address;
    auto now = start;
    const auto miss = [&] {
        now += 10s;
        plant.admit_inverter(now);
        plant.image.pack_poll_ended(pack, now, now);
    };
    for (int poll = 0; poll < 3; ++poll)
        miss();
    EXPECT_THAT(plant.keys_at(now), IsEmpty());

    miss();
    EXPECT_THAT(plant.keys_at(now), ElementsAre("pack_missing"));
    EXPECT_EQ(
        plant.image.snapshot(at(now), PlantState::live, "")->problems.front().sentence,
        "nothing that can be believed comes from battery pack ...G001"
    );

    const auto page = pack_page();
    plant.image.admit({pack, {Bank::input, 60, 60}, page, now + 1s});
    EXPECT_THAT(plant.keys_at(now + 1s), IsEmpty());
}

TEST(Problems, APackOfASilentPlantIsNotMissing) {
    WithAPack plant;

    EXPECT_THAT(plant.keys_at(start + 5min, PlantState::silent), ElementsAre("inverter_silent"));
}

TEST(Problems, NameEachPackThatIsMissing) {
    auto snapshot = live();
    snapshot.parts.push_back({Subject::inverter, "SA2114G047", {}, {}});
    snapshot.parts.push_back({Subject::pack, "BG2134G001", {}, {}});
    snapshot.parts.push_back({Subject::pack, "BG2134G002", {}, {}});
    EXPECT_THAT(keys(snapshot), IsEmpty());

    snapshot.parts[1].missing = true;
    snapshot.parts[2].missing = true;
    EXPECT_THAT(keys(snapshot), ElementsAre("pack_missing"));
    EXPECT_THAT(sentence(snapshot), HasSubstr("...G001, ...G002"));
}

TEST(Problems, AnotherNumberOfPacksThanExpectedIsSaidInTheLinksWords) {
    auto link = usual;
    link.unexpected_packs = "2 battery packs are expected (NUM_BATTERIES), 1 answer";

    EXPECT_THAT(keys(live(), link), ElementsAre("pack_count"));
    EXPECT_EQ(sentence(live(), link), link.unexpected_packs);
}

// ---- the clock ----------------------------------------------------------------------------

struct ClockCase {
    ClockState clock;
    std::string sentence;
};

TEST(Problems, AClockIsWrongByItsDriftItsDateOrAJump) {
    const auto far = [](std::chrono::seconds drift) {
        return ClockState{.drift = drift, .is_far_off = true};
    };
    for (const auto& one : {
             ClockCase{far(61s), "the inverter's clock is more than a minute ahead"},
             ClockCase{far(-119s), "the inverter's clock is more than a minute behind"},
             ClockCase{far(-120s), "the inverter's clock is 2 minutes behind"},
             ClockCase{far(3'600s), "the inverter's clock is 60 minutes ahead"},
             ClockCase{far(7'200s), "the inverter's clock is 2 hours ahead"},
             ClockCase{far(-86'400s * 3), "the inverter's clock is 3 days behind"},
             ClockCase{{.is_invalid = true}, "the inverter's clock shows no valid date"},
             ClockCase{
                 {.drift = 2s, .jump = -600s},
                 "the inverter's clock jumped by 600 s backwards, set by somebody else"},
             ClockCase{
                 {.drift = 300s, .is_far_off = true, .jump = 300s},
                 "the inverter's clock is 5 minutes ahead, and jumped by 300 s forwards, set by "
                 "somebody else"},
         }) {
        auto snapshot = live();
        snapshot.control.clock = one.clock;

        EXPECT_THAT(keys(snapshot), ElementsAre("clock_wrong"));
        EXPECT_EQ(sentence(snapshot), one.sentence);
    }
}

TEST(Problems, ASmallDriftIsNone) {
    auto snapshot = live();
    snapshot.control.clock.drift = 45s;

    EXPECT_THAT(keys(snapshot), IsEmpty());
}

// ---- values and writes --------------------------------------------------------------------

TEST(Problems, AValueThatIsHeldIsNamedWithItsReason) {
    WithAPack plant;
    auto page = gen1_live();
    page.at(50) = 0;  // v_battery, 0 all of a sudden
    plant.image.admit({device::inverter, {Bank::input, 0, 60}, page, start + 10s});

    const auto problems = plant.image.snapshot(at(start + 10s), PlantState::live, "")->problems;
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems.front().key, "values_held");
    EXPECT_THAT(problems.front().sentence, HasSubstr(guard::facts(guard::Rule::zero_value).why));

    const auto sound = gen1_live();
    plant.image.admit({device::inverter, {Bank::input, 0, 60}, sound, start + 20s});
    EXPECT_THAT(plant.keys_at(start + 20s), IsEmpty());
}

TEST(Problems, AValueThatWaitsLessThanThreeCyclesIsNone) {
    WithAPack plant;
    auto link = usual;
    link.poll_period = 10s;
    plant.image.set_link_facts(link);
    auto page = gen1_live();
    page.at(50) = 0;
    plant.image.admit({device::inverter, {Bank::input, 0, 60}, page, start + 10s});
    EXPECT_THAT(plant.keys_at(start + 29s), IsEmpty());
    EXPECT_THAT(plant.keys_at(start + 30s), ElementsAre("values_held"));
}

TEST(Problems, MeasurementsThatAreNotBelievedForAWhileAreOne) {
    WithAPack plant;
    auto page = gen1_live();
    std::ranges::fill(page, std::uint16_t{0});
    plant.image.admit({device::inverter, {Bank::input, 0, 60}, page, start + 40s});

    EXPECT_THAT(plant.keys_at(start + 30s), IsEmpty());
    EXPECT_THAT(plant.keys_at(start + 40s), Contains("values_old"));
    EXPECT_THAT(plant.keys_at(start + 1h), Contains("values_old"));
}

TEST(Problems, ATotalThatFellIsOneForAsLongAsTheLinkSaysSo) {
    auto link = usual;
    link.new_base = "the total e_pv_total fell and counts anew";
    EXPECT_THAT(keys(live(), link), ElementsAre("total_fell"));
    EXPECT_EQ(sentence(live(), link), "the total e_pv_total fell and counts anew");
}

TEST(Problems, TheWriteBudgetIsOneFromEightyPercentOn) {
    auto link = usual;
    link.writes_per_day = 50;
    auto snapshot = live();

    snapshot.control.writes_today = 39;
    EXPECT_THAT(keys(snapshot, link), IsEmpty());
    snapshot.control.writes_today = 40;
    EXPECT_THAT(keys(snapshot, link), ElementsAre("write_budget"));
    EXPECT_THAT(sentence(snapshot, link), HasSubstr("80 %"));
    snapshot.control.writes_today = 49;
    const auto almost = sentence(snapshot, link);
    EXPECT_THAT(almost, HasSubstr("80 %"));
    snapshot.control.writes_today = 50;
    EXPECT_EQ(
        sentence(snapshot, link),
        "of today's 50 register writes none is left: commands are refused until the inverter's "
        "midnight"
    );
}

TEST(Problems, ComeTogetherInTheOrderOfTheTable) {
    auto snapshot = live();
    snapshot.state = PlantState::silent;
    snapshot.control.clock.is_invalid = true;
    snapshot.control.writes_today = 300;

    EXPECT_THAT(keys(snapshot), ElementsAre("inverter_silent", "clock_wrong", "write_budget"));
}

}  // namespace
}  // namespace giv
