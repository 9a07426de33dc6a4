// Recordings on the disk: whole or not at all, and only so many.
#include "store/recording_files.hpp"

#include "store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace giv::store {
namespace {

using giv::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

bool never() { return false; }

class RecordingFilesTest : public ::testing::Test {
 protected:
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator{folder.path()})
            names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        return names;
    }

    std::string content(const std::string& name) const {
        std::ifstream stream{folder.file(name), std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }

    TemporaryFolder folder;
};

TEST_F(RecordingFilesTest, WritesAFileAndSaysWhere) {
    RecordingFiles files{folder.path(), {}};

    const auto kept = files.keep("2026-a", "what was said\n", never);

    EXPECT_EQ(kept, folder.file("2026-a.log"));
    EXPECT_THAT(names(), ElementsAre("2026-a.log"));
    EXPECT_EQ(content("2026-a.log"), "what was said\n");
}

TEST_F(RecordingFilesTest, MakesItsFolder) {
    RecordingFiles files{folder.file("state/recordings"), {}};

    EXPECT_EQ(files.keep("a", "x", never), folder.file("state/recordings/a.log"));
}

TEST_F(RecordingFilesTest, RemovesTheOldestBeyondSoMany) {
    RecordingFiles files{folder.path(), {.files = 2}};

    for (const auto* name : {"2026-1", "2026-2", "2026-3"})
        ASSERT_TRUE(files.keep(name, "x", never));

    EXPECT_THAT(names(), ElementsAre("2026-2.log", "2026-3.log"));
}

TEST_F(RecordingFilesTest, RemovesTheOldestBeyondSoManyBytes) {
    RecordingFiles files{folder.path(), {.files = 10, .bytes = 100}};

    for (const auto* name : {"2026-1", "2026-2", "2026-3"})
        ASSERT_TRUE(files.keep(name, std::string(40, 'x'), never));

    EXPECT_THAT(names(), ElementsAre("2026-2.log", "2026-3.log"));
}

// The host's clock was not set yet: its name sorts before all others.
TEST_F(RecordingFilesTest, NeverRemovesTheOneThatWasJustWritten) {
    RecordingFiles files{folder.path(), {.files = 1, .bytes = 10}};
    ASSERT_TRUE(files.keep("2026-1", "x", never));

    ASSERT_TRUE(files.keep("1970-1", std::string(40, 'x'), never));

    EXPECT_THAT(names(), ElementsAre("1970-1.log"));
}

TEST_F(RecordingFilesTest, LeavesOthersFilesAlone) {
    std::ofstream{folder.file("notes.txt")} << "mine";
    RecordingFiles files{folder.path(), {.files = 1}};

    for (const auto* name : {"2026-1", "2026-2"})
        ASSERT_TRUE(files.keep(name, "x", never));

    EXPECT_THAT(names(), ElementsAre("2026-2.log", "notes.txt"));
}

TEST_F(RecordingFilesTest, GivesTwoOfOneNameNumbersInTheirOrder) {
    RecordingFiles files{folder.path(), {.files = 2}};

    ASSERT_TRUE(files.keep("2026-a", "first", never));
    EXPECT_EQ(files.keep("2026-a", "second", never), folder.file("2026-a_002.log"));
    EXPECT_EQ(content("2026-a.log"), "first");
    ASSERT_TRUE(files.keep("2026-a", "third", never));

    EXPECT_THAT(names(), ElementsAre("2026-a_002.log", "2026-a_003.log"));
}

TEST_F(RecordingFilesTest, GoesOnCountingWhereTheFirstOfASecondWereRemoved) {
    RecordingFiles files{folder.path(), {.files = 2}};

    for (int i = 0; i < 12; ++i)
        ASSERT_TRUE(files.keep("2026-a", "x", never));

    EXPECT_THAT(names(), ElementsAre("2026-a_011.log", "2026-a_012.log"));
}

TEST_F(RecordingFilesTest, CountsAndRemovesItsOwnKindAlone) {
    const auto is_a = [](std::string_view name) { return name.ends_with("-a"); };
    RecordingFiles a{folder.path(), {.files = 1}, is_a};
    RecordingFiles others{folder.path(), {.files = 1}, std::not_fn(is_a)};

    ASSERT_TRUE(others.keep("2026-1-b", "x", never));
    ASSERT_TRUE(a.keep("2026-2-a", "x", never));
    ASSERT_TRUE(a.keep("2026-3-a", "x", never));

    EXPECT_THAT(names(), ElementsAre("2026-1-b.log", "2026-3-a.log"));
}

TEST_F(RecordingFilesTest, LeavesNothingOfAFileThatIsGivenUp) {
    RecordingFiles files{folder.path(), {}};
    int asked = 0;

    const auto kept =
        files.keep("a", std::string(1'000'000, 'x'), [&asked] { return ++asked == 3; });

    ASSERT_FALSE(kept);
    EXPECT_THAT(kept.error().detail, HasSubstr("given up"));
    EXPECT_THAT(names(), IsEmpty());
}

// As after a power cut.
TEST_F(RecordingFilesTest, RemovesWhatWasNeverFinished) {
    std::ofstream{folder.file("2025-1.part")} << "half";
    RecordingFiles files{folder.path(), {.files = 1}};

    ASSERT_TRUE(files.keep("2026-1", "x", never));

    EXPECT_THAT(names(), ElementsAre("2026-1.log"));
}

TEST_F(RecordingFilesTest, SaysWhatTheDiskDoesNotTake) {
    std::ofstream{folder.file("taken")} << "a file, where the folder should be";
    RecordingFiles files{folder.file("taken"), {}};

    const auto kept = files.keep("a", "x", never);

    ASSERT_FALSE(kept);
    EXPECT_THAT(kept.error().detail, HasSubstr(folder.file("taken")));
}

}  // namespace
}  // namespace giv::store
