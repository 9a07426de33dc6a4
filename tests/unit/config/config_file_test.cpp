#include "config/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace giv {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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
    EXPECT_THAT(file.errors[0], HasSubstr("line 3, column 19: "));
}

// What is not closed or wrongly escaped is often a password.
TEST(ConfigFile, NothingOfTheTextIsInAMistake) {
    for (const auto* text :
         {R"({"password": "s3cret\dog"})",
          R"({"password": "s3cret}})",
          R"({"password": s3cret})",
          "{\"password\": \"s3cret\ndog\"}",
          "{\"password\": \"s3cret\xff\"}",
          R"({"password": "; last read: 's3cret\dog"})",
          R"({"password": ": s3cret\dog"})",
          R"({"s3cret)",
          R"({"password": 7777e7777})",
          R"({"password": "a" s3cret})"}) {
        const auto file = flatten(text);
        ASSERT_EQ(file.errors.size(), 1U) << text;
        EXPECT_THAT(file.errors[0], Not(AnyOf(HasSubstr("s3cret"), HasSubstr("7777")))) << text;
        EXPECT_THAT(file.errors[0], HasSubstr("line 1, column ")) << text;
    }
}

TEST(ConfigFile, SaysWhatKindOfMistakeItIs) {
    const auto kind_of = [](std::string_view text) {
        const auto errors = flatten(text).errors;
        return errors.empty() ? std::string{} : errors.front();
    };

    EXPECT_EQ(
        kind_of(R"({"a": "b\d"})"),
        "line 1, column 10: syntax error while parsing value - invalid string: forbidden character "
        "after backslash"
    );
    EXPECT_EQ(
        kind_of("{\"a\": \"b}\n"),
        "line 1, column 10: syntax error while parsing value - invalid string: control character "
        "U+000A (LF) must be escaped to \\u000A or \\n"
    );
    EXPECT_THAT(kind_of(R"({"a": "b})"), HasSubstr("missing closing quote"));
    EXPECT_EQ(kind_of(R"({"a": 1e999})"), "line 1, column 11: a number beyond all bounds");
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
