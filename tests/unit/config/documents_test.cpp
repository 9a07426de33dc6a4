// What is made from the table of options is in step with it. Run with GIVTCP_UPDATE_GOLDEN=1 in the
// environment to rewrite docs/CONFIG.md and the example.
#include "config/file_keys.hpp"
#include "config/show.hpp"
#include "unit/config/loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace giv {
namespace {

using ::testing::IsEmpty;

std::string committed(const std::string& path, const std::string& generated) {
    const auto file = std::filesystem::path{GIVTCP_SOURCE_DIR} / path;
    if (std::getenv("GIVTCP_UPDATE_GOLDEN") != nullptr) {
        std::ofstream{file, std::ios::binary} << generated;
    }
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

TEST(ConfigDocuments, TheReferenceIsInStep) {
    EXPECT_EQ(committed("docs/CONFIG.md", config_reference()), config_reference());
}

TEST(ConfigDocuments, TheExampleIsInStep) {
    EXPECT_EQ(committed("config/givtcp.example.json", config_example()), config_example());
}

TEST(ConfigDocuments, TheExampleIsTheDefaults) {
    const auto example =
        testing::load_both({}, committed("config/givtcp.example.json", config_example()));
    const auto defaults =
        load({{"INVERTOR_IP", "192.168.1.20"}}, std::nullopt, testing::a_machine());

    ASSERT_THAT(example.errors, IsEmpty());
    EXPECT_THAT(example.warnings, IsEmpty());
    auto same_origins = example;
    same_origins.origins = defaults.origins;
    EXPECT_EQ(print_config(same_origins), print_config(defaults));
}

TEST(ConfigDocuments, NoTwoOptionsShareAPathOrAName) {
    std::set<std::string> paths;
    std::set<std::string> names;
    for (const auto& option : options()) {
        const bool is_new = option.path.empty() || paths.insert(path_of(option)).second;
        EXPECT_TRUE(is_new) << option.path;
        for (const auto name : option.names) {
            if (name.empty() || option.numbered_only) continue;
            EXPECT_TRUE(names.insert(std::string{name}).second) << name;
        }
        EXPECT_FALSE(option.names[0].empty()) << option.path;
        EXPECT_FALSE(option.meaning.empty()) << option.path;
    }
}

}  // namespace
}  // namespace giv
