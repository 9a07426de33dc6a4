#include "broker/broker_files.hpp"

#include "unit/store/store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace giv::broker {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using testing::TemporaryFolder;

class BrokerFilesTest : public ::testing::Test {
 protected:
    BrokerPlan plan() const {
        BrokerPlan plan;
        plan.folder = folder_.file("state/broker");
        return plan;
    }

    std::string text_of(const std::string& name) const {
        std::ifstream file{folder_.file("state/broker/" + name)};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    mode_t rights_of(const std::string& name) const {
        struct stat facts {};
        EXPECT_EQ(::stat(folder_.file(name).c_str(), &facts), 0);
        return facts.st_mode & 0777U;
    }

    // Another one where the file was written anew.
    ino_t number_of(const std::string& name) const {
        struct stat facts {};
        EXPECT_EQ(::stat(folder_.file("state/broker/" + name).c_str(), &facts), 0);
        return facts.st_ino;
    }

    TemporaryFolder folder_;
};

TEST_F(BrokerFilesTest, APasswordIsMadeUpOnceAndKept) {
    const auto first = write_files(plan()).value();
    EXPECT_TRUE(first.are_new);
    EXPECT_EQ(first.credentials.user, "givtcp");
    EXPECT_THAT(first.credentials.password, MatchesRegex("[a-z2-9]{20}"));

    const auto second = write_files(plan()).value();
    EXPECT_FALSE(second.are_new);
    EXPECT_EQ(second.credentials, first.credentials);
    EXPECT_EQ(kept_credentials(plan().folder), first.credentials);

    auto elsewhere = plan();
    elsewhere.folder = folder_.file("other");
    EXPECT_NE(write_files(elsewhere).value().credentials.password, first.credentials.password);
}

TEST_F(BrokerFilesTest, WhatTheUserSetIsTaken) {
    auto mine = plan();
    mine.wanted = {"bob", "cat"};

    const auto files = write_files(mine).value();

    EXPECT_FALSE(files.are_new);
    EXPECT_EQ(files.credentials, mine.wanted);
    EXPECT_THAT(text_of("passwords"), StartsWith("bob:$7$101$"));
    EXPECT_EQ(kept_credentials(mine.folder), std::nullopt);
}

TEST_F(BrokerFilesTest, ANameWithoutAPasswordIsGivenOne) {
    auto mine = plan();
    mine.wanted.user = "bob";

    const auto first = write_files(mine).value();
    EXPECT_TRUE(first.are_new);
    EXPECT_EQ(first.credentials.user, "bob");
    EXPECT_THAT(first.credentials.password, MatchesRegex("[a-z2-9]{20}"));
    EXPECT_THAT(text_of("passwords"), StartsWith("bob:$7$101$"));

    EXPECT_EQ(write_files(mine).value().credentials, first.credentials);
    EXPECT_EQ(kept_credentials(mine.folder, "bob"), first.credentials);
    EXPECT_EQ(kept_credentials(mine.folder, "eve"), std::nullopt);
    mine.wanted.user = "eve";
    EXPECT_EQ(write_files(mine).value().credentials.user, "eve");
}

TEST_F(BrokerFilesTest, FilesThatAreRightAreLeftAlone) {
    write_files(plan()).value();
    const auto passwords = text_of("passwords");
    std::vector<ino_t> before;
    for (const auto* name : {"credentials", "passwords", "mosquitto.conf"})
        before.push_back(number_of(name));

    write_files(plan()).value();
    std::vector<ino_t> after;
    for (const auto* name : {"credentials", "passwords", "mosquitto.conf"})
        after.push_back(number_of(name));
    EXPECT_EQ(after, before);

    auto mine = plan();
    mine.wanted = {"givtcp", "another"};
    write_files(mine).value();
    EXPECT_NE(text_of("passwords"), passwords);
}

TEST_F(BrokerFilesTest, NobodyElseReadsThem) {
    const auto files = write_files(plan()).value();

    EXPECT_EQ(files.configuration, folder_.file("state/broker/mosquitto.conf"));
    EXPECT_EQ(rights_of("state/broker"), 0700U);
    for (const auto* name : {"credentials", "passwords", "mosquitto.conf"})
        EXPECT_EQ(rights_of("state/broker/" + std::string{name}), 0600U) << name;
    EXPECT_EQ(text_of("passwords").find(files.credentials.password), std::string::npos);
}

TEST_F(BrokerFilesTest, ADamagedFileOfCredentialsIsMadeAnew) {
    const auto first = write_files(plan()).value();
    std::ofstream{folder_.file("state/broker/credentials")} << "givtcp\n";

    const auto second = write_files(plan()).value();

    EXPECT_TRUE(second.are_new);
    EXPECT_NE(second.credentials, first.credentials);
}

TEST_F(BrokerFilesTest, AFolderThatCantBeMadeIsSaid) {
    auto lost = plan();
    lost.folder = "/proc/nowhere/broker";

    const auto files = write_files(lost);

    ASSERT_FALSE(files);
    EXPECT_THAT(files.error().detail, HasSubstr("/proc/nowhere/broker"));
}

TEST(BrokerConfiguration, AsksForAPasswordWhereOthersCanReachIt) {
    BrokerPlan plan;
    plan.folder = "/var/lib/givtcp/broker";
    EXPECT_THAT(
        configuration_text(plan),
        HasSubstr("listener 1883\nmax_connections 256\nallow_anonymous false\n")
    );
    EXPECT_THAT(
        configuration_text(plan), HasSubstr("password_file /var/lib/givtcp/broker/passwords\n")
    );

    plan.addresses = {"127.0.0.1", "192.168.1.5"};
    plan.port = 2000;
    EXPECT_THAT(
        configuration_text(plan),
        HasSubstr("listener 2000 127.0.0.1\nmax_connections 256\n"
                  "listener 2000 192.168.1.5\nmax_connections 256\nallow_anonymous false\n")
    );
}

// 1 MiB a message, 64 MiB in all.
TEST(BrokerConfiguration, BoundsWhatAnybodyCanMakeItHold) {
    const auto text = configuration_text(BrokerPlan{});
    EXPECT_THAT(text, HasSubstr("\nmax_packet_size 1048576\n"));
    EXPECT_THAT(text, HasSubstr("\nmemory_limit 67108864\n"));
    EXPECT_THAT(text, HasSubstr("\npersistent_client_expiration 14d\n"));
}

TEST(BrokerConfiguration, LetsEverybodyInOnLoopbackOrWhereThatIsWanted) {
    BrokerPlan plan;
    plan.addresses = {"127.0.0.1"};
    EXPECT_THAT(
        configuration_text(plan),
        HasSubstr("listener 1883 127.0.0.1\nmax_connections 256\nallow_anonymous true\n")
    );
    plan.addresses = {"::1"};
    EXPECT_TRUE(lets_anybody_in(plan));
    plan.addresses = {"::"};
    EXPECT_FALSE(lets_anybody_in(plan));
    plan.anonymous = true;
    EXPECT_TRUE(lets_anybody_in(plan));
}

}  // namespace
}  // namespace giv::broker
