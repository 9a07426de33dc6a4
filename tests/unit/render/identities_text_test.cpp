#include "givtcp/render/adoption.hpp"

#include <gtest/gtest.h>

#include <string>

namespace giv::render {
namespace {

Identities two() {
    EntityIdentity adopted;
    adopted.config_topic = "homeassistant/sensor/GivEnergy/SOC_kWh/config";
    adopted.unique_id = "SA2114G047_Power_SOC_kWh";
    adopted.identifiers = {"SA2114G047_Power", "another"};
    adopted.sensor_class = SensorClass{"energy", "total", "kWh"};
    adopted.adopted = true;
    adopted.hidden = true;
    EntityIdentity fresh;
    fresh.config_topic = "homeassistant/switch/GivEnergy/SA2114G047_Eco_Mode/config";
    fresh.unique_id = "GivTCP_SA2114G047_Eco_Mode";
    fresh.withheld = true;
    return {
        {{Platform::sensor, "SOC_kWh", "SA2114G047"}, adopted},
        {{Platform::toggle, "Eco_Mode", "SA2114G047"}, fresh}};
}

TEST(IdentitiesText, ComesBackAsItWas) {
    EXPECT_EQ(identities_from(to_text(two())), two());
    EXPECT_EQ(identities_from(to_text({})), Identities{});
}

TEST(IdentitiesText, OfAnythingElseIsNone) {
    for (const auto* text :
         {"",
          "{",
          "{}",
          "null",
          "[[]]",
          "[1]",
          R"([["sensor"]])",
          R"([["climate","a","b","c","d",[],null,true,false,false]])",
          R"([["sensor","","b","c","d",[],null,true,false,false]])",
          R"([["sensor","a","b","c",5,[],null,true,false,false]])",
          R"([["sensor","a","b","c","d",[5],null,true,false,false]])",
          R"([["sensor","a","b","c","d","e",null,true,false,false]])",
          R"([["sensor","a","b","c","d",[],["e","f"],true,false,false]])",
          R"([["sensor","a","b","c","d",[],null,1,false,false]])",
          R"([["sensor","a","b","c","d",[],null,true,0,false]])",
          R"([["sensor","a","b","c","d",[],null,true,false,false,1]])"}) {
        EXPECT_FALSE(identities_from(text)) << text;
    }
    EXPECT_FALSE(identities_from(std::string(2'000'000, '[')));
}

}  // namespace
}  // namespace giv::render
