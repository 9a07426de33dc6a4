#include "store/store.hpp"

#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace giv {
namespace {

using namespace std::chrono_literals;
using testing::a_topology;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryFolder;

constexpr auto generous = 60s;

StoreSettings in(const std::string& directory) { return {.directory = directory}; }

std::string content(const std::string& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(StoreThreads, RemembersThePlantAtAnEndpoint) {
    const TemporaryFolder folder;
    {
        Store store{in(folder.path()), no_log()};
        ASSERT_TRUE(store.open());
        store.save_topology("192.0.2.7:8899", a_topology("SA2114G047", 2));
        store.save_topology("192.0.2.8:8899", a_topology("CE2231G000", 0));
        ASSERT_TRUE(store.stop(generous));
    }

    Store next{in(folder.path()), no_log()};
    ASSERT_TRUE(next.open());

    EXPECT_EQ(next.topology_at("192.0.2.7:8899"), a_topology("SA2114G047", 2));
    EXPECT_EQ(next.topology_at("192.0.2.8:8899"), a_topology("CE2231G000", 0));
    EXPECT_EQ(next.topology_at("192.0.2.9:8899"), std::nullopt);
    EXPECT_THAT(next.known_serials(), ElementsAre("CE2231G000", "SA2114G047"));
}

TEST(StoreThreads, MakesTheFolderIfItIsMissing) {
    const TemporaryFolder folder;

    Store store{in(folder.file("var/lib/givtcp")), no_log()};

    ASSERT_TRUE(store.open());
    EXPECT_THAT(store.known_serials(), IsEmpty());
    EXPECT_TRUE(std::filesystem::exists(folder.file("var/lib/givtcp/givtcp.db")));
}

TEST(Store, AFolderThatCannotBeMadeIsAnErrorThatSaysWhatToDo) {
    const TemporaryFolder folder;
    std::ofstream{folder.file("file")} << "not a folder";

    Store store{in(folder.file("file/state")), no_log()};
    const auto opened = store.open();

    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().detail, HasSubstr("cannot make the folder"));
    EXPECT_THAT(opened.error().detail, HasSubstr("set STATE_DIR"));
}

TEST(Store, ADamagedFileIsRefusedAndLeftAlone) {
    const TemporaryFolder folder;
    const std::string damaged(4096, 'x');
    std::ofstream{folder.file("givtcp.db")} << damaged;

    Store store{in(folder.path()), no_log()};
    const auto opened = store.open();

    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().detail, HasSubstr("file is not a database"));
    EXPECT_THAT(opened.error().detail, HasSubstr("move it away"));
    EXPECT_EQ(content(folder.file("givtcp.db")), damaged);
}

TEST(Store, AFileOfANewerVersionIsRefusedAndLeftAlone) {
    const TemporaryFolder folder;
    {
        auto database = store::Database::open(folder.file("givtcp.db")).value();
        ASSERT_TRUE(
            database.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL);"
                             "INSERT INTO meta VALUES ('schema', 99)")
        );
    }
    const auto before = content(folder.file("givtcp.db"));

    Store store{in(folder.path()), no_log()};
    const auto opened = store.open();

    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().detail, HasSubstr("a newer givtcpd wrote it"));
    EXPECT_EQ(content(folder.file("givtcp.db")), before);
}

TEST(Store, AnUnreadableRecordIsLeftOut) {
    const TemporaryFolder folder;
    {
        Store store{in(folder.path()), no_log()};
        ASSERT_TRUE(store.open());
        store.save_topology("192.0.2.7:8899", a_topology("SA2114G047"));
        store.save_topology("192.0.2.8:8899", a_topology("CE2231G000"));
        ASSERT_TRUE(store.stop(generous));
        auto database = store::Database::open(folder.file("givtcp.db")).value();
        ASSERT_TRUE(
            database.execute("UPDATE topology SET description = '{' WHERE serial = 'SA2114G047'")
        );
    }

    Store next{in(folder.path()), no_log()};
    ASSERT_TRUE(next.open());

    EXPECT_EQ(next.topology_at("192.0.2.7:8899"), std::nullopt);
    EXPECT_NE(next.topology_at("192.0.2.8:8899"), std::nullopt);
}

TEST(Store, CountersThatCannotBeAreSaidInOneLine) {
    const TemporaryFolder folder;
    {
        Store store{in(folder.path()), no_log()};
        ASSERT_TRUE(store.open());
        ASSERT_TRUE(store.stop(generous));
        auto database = store::Database::open(folder.file("givtcp.db")).value();
        ASSERT_TRUE(
            database.execute("INSERT INTO counter VALUES ('SA', 'one', -1, 0, 0);"
                             "INSERT INTO counter VALUES ('SB', 'two', 'nan', 0, 0);"
                             "INSERT INTO counter VALUES ('SB', 'good', 1, 0, 0);")
        );
    }

    std::vector<std::string> lines;
    Store next{
        in(folder.path()), [&](LogLevel, std::string_view line) { lines.emplace_back(line); }};
    ASSERT_TRUE(next.open());

    EXPECT_THAT(
        lines,
        ElementsAre("2 counter(s) that were kept say what can't be and begin anew, the first of "
                    "them SA one")
    );
    EXPECT_EQ(next.counters_of("SB")->size(), 1U);
}

TEST(Store, OneThatCouldNotBeOpenedForgetsAndStops) {
    Store store{in("/proc/givtcp"), no_log()};
    ASSERT_FALSE(store.open());

    store.save_topology("192.0.2.7:8899", a_topology("SA2114G047"));

    EXPECT_EQ(store.topology_at("192.0.2.7:8899"), std::nullopt);
    EXPECT_TRUE(store.stop(0ms));
}

TEST(StoreThreads, DropsAndCountsWhatTheQueueCannotTake) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log(), {.queue = 0}};
    ASSERT_TRUE(store.open());

    store.save_topology("192.0.2.7:8899", a_topology("SA2114G047"));
    store.save_topology("192.0.2.7:8899", a_topology("SA2114G047"));

    EXPECT_EQ(store.dropped(), 2U);
    EXPECT_TRUE(store.stop(generous));
}

TEST(StoreThreads, StoppingTwiceIsHarmless) {
    const TemporaryFolder folder;
    Store store{in(folder.path()), no_log()};
    ASSERT_TRUE(store.open());

    EXPECT_TRUE(store.stop(generous));
    EXPECT_TRUE(store.stop(generous));
}

TEST(StoreThreads, TakesFromSeveralThreads) {
    const TemporaryFolder folder;
    {
        Store store{in(folder.path()), no_log(), {.queue = 1000}};
        ASSERT_TRUE(store.open());
        const auto save = [&store](const std::string& endpoint) {
            for (int packs = 0; packs < 6; ++packs)
                store.save_topology(endpoint, a_topology("SA2114G047", packs));
        };
        std::thread one{save, "192.0.2.7:8899"};
        std::thread other{save, "192.0.2.8:8899"};
        one.join();
        other.join();
        ASSERT_TRUE(store.stop(generous));
    }

    Store next{in(folder.path()), no_log()};
    ASSERT_TRUE(next.open());

    EXPECT_EQ(next.topology_at("192.0.2.7:8899"), a_topology("SA2114G047", 5));
    EXPECT_EQ(next.topology_at("192.0.2.8:8899"), a_topology("SA2114G047", 5));
}

}  // namespace
}  // namespace giv
