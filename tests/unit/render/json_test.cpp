#include "givtcp/render/document.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace giv::render {
namespace {

using Kind = Leaf::Kind;

TEST(Json, NestsByPathWithFourBlanksAndSortedKeys) {
    const Document document{
        {"A/B", "1.0", Kind::number},
        {"A/C/D", "x", Kind::text},
        {"A_2", "true", Kind::boolean},
        {"E", "", Kind::empty_object},
    };

    EXPECT_EQ(
        to_json(document),
        "{\n"
        "    \"A\": {\n"
        "        \"B\": 1.0,\n"
        "        \"C\": {\n"
        "            \"D\": \"x\"\n"
        "        }\n"
        "    },\n"
        "    \"A_2\": true,\n"
        "    \"E\": {}\n"
        "}"
    );
}

TEST(Json, OfNothingIsAnEmptyObject) { EXPECT_EQ(to_json({}), "{}"); }

TEST(Json, OpensAsManyObjectsAsAPathSkips) {
    const Document document{{"A/B/C", "1", Kind::number}, {"D/E/F", "2", Kind::number}};

    const auto json = nlohmann::json::parse(to_json(document));

    EXPECT_EQ(json.at("A").at("B").at("C"), 1);
    EXPECT_EQ(json.at("D").at("E").at("F"), 2);
}

TEST(Json, IsValidWhateverATextHolds) {
    const std::string odd{"quote\" back\\slash \n \x01 \xFF end"};
    const Document document{{"A", odd, Kind::text}};

    EXPECT_FALSE(nlohmann::json::parse(to_json(document), nullptr, false).is_discarded());
}

}  // namespace
}  // namespace giv::render
