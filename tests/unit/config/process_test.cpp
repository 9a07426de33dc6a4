#include "config/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace giv {
namespace {

using ::testing::HasSubstr;

class SettingsFile : public ::testing::Test {
 protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream{folder_ / name} << text;
        return (folder_ / name).string();
    }

    const std::filesystem::path folder_ =
        std::filesystem::path{::testing::TempDir()} / ("settings-" + std::to_string(::getpid()));
};

TEST_F(SettingsFile, IsReadWhereItWasAskedFor) {
    const auto path = write("a.json", "{}");

    const auto file = find_config_file(path);

    ASSERT_TRUE(file);
    ASSERT_TRUE(*file);
    EXPECT_EQ((*file)->path, path);
    EXPECT_EQ((*file)->text, "{}");
}

TEST_F(SettingsFile, ThatWasAskedForMustBeThere) {
    const auto file = find_config_file((folder_ / "none.json").string());

    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().detail, HasSubstr("none.json: No such file"));
}

TEST_F(SettingsFile, InTheUsualPlaceMayBeMissing) {
    const auto file = find_config_file(std::nullopt, (folder_ / "none.json").string());

    ASSERT_TRUE(file);
    EXPECT_FALSE(*file);
}

TEST_F(SettingsFile, InTheUsualPlaceIsReadIfItIsThere) {
    const auto file = find_config_file(std::nullopt, write("usual.json", "{}"));

    ASSERT_TRUE(file);
    EXPECT_TRUE(*file);
}

TEST_F(SettingsFile, IsNotADirectoryNorEndless) {
    const auto directory = find_config_file(folder_.string());
    const auto endless = find_config_file("/dev/zero");

    ASSERT_FALSE(directory);
    EXPECT_THAT(directory.error().detail, HasSubstr("it is a directory"));
    ASSERT_FALSE(endless);
    EXPECT_THAT(endless.error().detail, HasSubstr("too large"));
}

TEST(Process, ItsEnvironmentIsReadAsItIs) {
    ASSERT_EQ(::setenv("GIVTCP_TEST_VARIABLE", "a=b", 1), 0);

    const auto environment = process_environment();

    EXPECT_EQ(environment.at("GIVTCP_TEST_VARIABLE"), "a=b");
}

}  // namespace
}  // namespace giv
