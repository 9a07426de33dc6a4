#include "config/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> paths_of(const FlatFile& file) {
    std::vector<std::string> paths;
    for (const auto& entry : file.entries)
        paths.push_back(entry.path);
    return paths;
}

TEST(ConfigFile, IsFlattened) {
    const auto file = flatten(R"(// a comment
        {"plants": [{"host": "a"}, {"host": "b", "port": 1}],  // another
         "mqtt": {"tls": {"enabled": true}}, "raw": false})");

    ASSERT_THAT(file.errors, IsEmpty());
    EXPECT_THAT(
        paths_of(file),
        ElementsAre("plants[0].host", "plants[1].host", "plants[1].port", "mqtt.tls.enabled", "raw")
    );
    EXPECT_EQ(std::get<std::string>(file.entries[1].given), "b");
    EXPECT_EQ(std::get<std::int64_t>(file.entries[2].given), 1);
    EXPECT_TRUE(std::get<bool>(file.entries[3].given));
}

TEST(ConfigFile, AKeyMayStandOnlyOnce) {
    const auto file = flatten(R"({"mqtt": {"host": "a", "host": "b"}})");

    EXPECT_THAT(file.errors, ElementsAre("mqtt.host stands in the file twice"));
}

TEST(ConfigFile, ADotInAKeyIsNoWayIn) {
    const auto file = flatten(R"({"mqtt.host": "a"})");

    EXPECT_THAT(paths_of(file), ElementsAre(R"("mqtt.host")"));
}

TEST(ConfigFile, NamesTheLineOfAMistake) {
    const auto file = flatten("{\n  \"raw\": true,\n  \"read_only\" false\n}");

    ASSERT_EQ(file.errors.size(), 1U);
    EXPECT_THAT(file.errors[0], HasSubstr("line 3: "));
}

TEST(ConfigFile, AnythingButAnObjectIsRefusedInWords) {
    for (const auto* text :
         {"",
          " ",
          "[]",
          "5",
          "null",
          "\"a\"",
          "{",
          "{}{}",
          "{\"a\":}",
          "\xFF\xFE",
          "{\"a\":\"\xC3\"}",
          "// only a comment",
          "{\"a\":1e999}",
          "/*",
          "[[[["}) {
        const auto file = flatten(text);
        EXPECT_EQ(file.errors.size(), 1U) << text;
    }
}

TEST(ConfigFile, ADeepOneIsRefusedNotFollowed) {
    std::string text;
    for (int depth = 0; depth < 100'000; ++depth)
        text += R"({"a":)";

    EXPECT_THAT(flatten(text).errors, ElementsAre(HasSubstr("nested too deeply")));
}

}  // namespace
}  // namespace giv
