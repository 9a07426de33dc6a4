// What people write to have a living plant.
#include "simulator/life/plant_parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace giv::simulator {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

PlantParameters parsed(std::string_view text) { return parse_plant(text).value(); }

std::string mistake_in(std::string_view text) {
    const auto plant = parse_plant(text);
    if (plant) return "none";
    EXPECT_EQ(plant.error().code, Errc::malformed);
    return plant.error().detail;
}

TEST(PlantParameters, AreAFamilysOwnUnlessTheyAreGiven) {
    const auto gen1 = parsed("living-gen1");
    EXPECT_EQ(gen1.family, Family::gen1);
    EXPECT_EQ(gen1.strings, 2);
    EXPECT_EQ(gen1.packs, 2);
    EXPECT_FALSE(gen1.start);
    EXPECT_EQ(gen1.drift, 0s);

    EXPECT_EQ(parsed("living-gen2").family, Family::gen2);
    EXPECT_EQ(parsed("living-gen3:").family, Family::gen3);
    EXPECT_EQ(parsed("living-ac").strings, 0);
}

TEST(PlantParameters, AreTakenFromTheText) {
    const auto plant = parsed(
        "living-gen1:kwp=3.25,strings=1,packs=6,latitude=-33.9,load=electric,"
        "start=2026-12-21T05:30,drift=-40,seed=17"
    );

    EXPECT_DOUBLE_EQ(plant.kwp, 3.25);
    EXPECT_EQ(plant.strings, 1);
    EXPECT_EQ(plant.packs, 6);
    EXPECT_DOUBLE_EQ(plant.latitude, -33.9);
    EXPECT_EQ(plant.load, LoadProfile::electric);
    EXPECT_EQ(plant.start, std::chrono::local_days{2026y / 12 / 21} + 5h + 30min);
    EXPECT_EQ(plant.drift, -40s);
    EXPECT_EQ(plant.seed, 17U);
    EXPECT_EQ(
        parsed("living-gen1:start=2028-02-29T23:59:58").start,
        std::chrono::local_days{2028y / 2 / 29} + 23h + 59min + 58s
    );
}

TEST(PlantParameters, AreRefusedInWords) {
    EXPECT_THAT(mistake_in("living-gen9"), HasSubstr("there is no living plant living-gen9"));
    EXPECT_THAT(mistake_in("gen1"), HasSubstr("there are living-gen1, living-gen2"));
    EXPECT_THAT(mistake_in(""), HasSubstr("there is no living plant"));
    EXPECT_THAT(mistake_in("living-gen1:colour=red"), HasSubstr("a plant has no colour"));
    EXPECT_THAT(mistake_in("living-gen1:kwp"), HasSubstr("kwp: expected 0 to 15"));
    EXPECT_THAT(mistake_in("living-gen1:,"), HasSubstr("a plant has no"));
    EXPECT_EQ(mistake_in("living-gen1:packs=1,kwp=3,packs=2"), "packs: stands there twice");
    EXPECT_EQ(mistake_in("living-gen1:packs=7"), "packs: expected 1 to 6, not 7");
    EXPECT_THAT(mistake_in("living-ac:strings=1"), HasSubstr("AC-coupled inverter has none"));
    EXPECT_THAT(mistake_in("living-gen1:strings=0"), HasSubstr("kwp is to be 0"));
}

TEST(PlantParameters, RefuseNumbersThatAreNone) {
    for (const auto* text :
         {"kwp=",
          "kwp=-1",
          "kwp=15.1",
          "kwp=nan",
          "kwp=inf",
          "kwp=1e1",
          "kwp=0x1",
          "kwp= 1",
          "kwp=4.8kW",
          "strings=3",
          "strings=-1",
          "strings=1.5",
          "packs=0",
          "packs=99999999999999999999",
          "latitude=67",
          "latitude=",
          "load=nobody",
          "drift=3601",
          "drift=--1",
          "drift=-",
          "seed=-1",
          "seed=1000000000",
          "start=",
          "start=now",
          "start=2026-13-01T00:00",
          "start=2026-02-29T00:00",
          "start=2026-06-21T24:00",
          "start=2026-06-21T00:60",
          "start=2026-06-21 00:00",
          "start=2026-06-21T00:00:",
          "start=2026-06-21T00:00:0x",
          "start=2015-06-21T00:00",
          "start=-026-06-21T00:00"}) {
        EXPECT_THAT(mistake_in(std::string{"living-gen1:"} + text), HasSubstr("expected")) << text;
    }
}

TEST(PlantParameters, AreExplained) {
    for (const auto* key :
         {"kwp", "strings", "packs", "latitude", "load", "start", "drift", "seed"})
        EXPECT_THAT(plant_help(), HasSubstr(key));
}

}  // namespace
}  // namespace giv::simulator
