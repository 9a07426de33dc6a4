#include "app/logging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

namespace fs = std::filesystem;

class LogFile : public ::testing::Test {
 protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    std::unique_ptr<Logging> open(LogLevel level, const std::string& name = "a.log") const {
        return Logging::open({level, (folder_ / name).string()});
    }

    // What is said on the standard output and error while one line is logged to such a file.
    std::string said_instead(const std::string& name) const {
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        auto logging = open(LogLevel::info, name);
        logging->room("app")(LogLevel::info, "hello");
        EXPECT_TRUE(logging->close(10s));
        return ::testing::internal::GetCapturedStderr() + ::testing::internal::GetCapturedStdout();
    }

    std::string text(const std::string& name = "a.log") const {
        std::ostringstream all;
        all << std::ifstream{folder_ / name}.rdbuf();
        return all.str();
    }

    const fs::path folder_ =
        fs::path{::testing::TempDir()} / ("logging-" + std::to_string(::getpid()));
};

using LogFileThreads = LogFile;

TEST_F(LogFile, ALineSaysWhenHowBadAndWhichRoom) {
    auto logging = open(LogLevel::info);

    logging->room("link")(LogLevel::warning, "no answer");
    EXPECT_TRUE(logging->close(10s));

    EXPECT_THAT(
        text(),
        MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3} warning  "
                     "link: no answer\n")
    );
}

TEST_F(LogFile, WhatIsBelowTheLevelIsNotWritten) {
    auto logging = open(LogLevel::error);
    const auto log = logging->room("link");

    log(LogLevel::critical, "first");
    log(LogLevel::error, "second");
    log(LogLevel::warning, "third");
    logging->set_level(LogLevel::debug);
    log(LogLevel::debug, "fourth");
    log(LogLevel::trace, "fifth");
    EXPECT_TRUE(logging->close(10s));

    EXPECT_THAT(
        text(),
        AllOf(
            HasSubstr("first"),
            HasSubstr("second"),
            HasSubstr("fourth"),
            Not(HasSubstr("third")),
            Not(HasSubstr("fifth"))
        )
    );
}

TEST_F(LogFile, ALineStaysOneLineAndIsNoFormat) {
    auto logging = open(LogLevel::info);

    logging->room("http")(LogLevel::info, "a\nb\r\x1b[31m {} %s");
    EXPECT_TRUE(logging->close(10s));

    EXPECT_THAT(text(), HasSubstr("http: a b  [31m {} %s\n"));
}

TEST_F(LogFile, InADirectoryItIsGivtcpLog) {
    auto logging = open(LogLevel::info, ".");

    logging->room("app")(LogLevel::info, "hello");
    EXPECT_TRUE(logging->close(10s));

    EXPECT_THAT(text("givtcp.log"), HasSubstr("hello"));
}

TEST_F(LogFile, ThatCannotBeWrittenIsOneClearLineAndTheLogGoesToTheStandardOutput) {
    std::ofstream{folder_ / "file"} << "in the way";

    EXPECT_THAT(
        said_instead("file/a.log"),
        MatchesRegex(
            "givtcpd: cannot write the log: DEBUG_FILE_LOCATION [^\n]*a\\.log[^\n]*; until "
            "it can be, it goes to the standard output\n[^\n]* app: hello\n"
        )
    );
}

TEST_F(LogFile, APipeThatNobodyReadsIsNotWaitedFor) {
    ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);

    EXPECT_THAT(said_instead("pipe"), AllOf(HasSubstr("nobody reads"), HasSubstr("app: hello\n")));
}

TEST_F(LogFile, IsRotatedAndNeverMoreThanThreeOfFiveMegabytes) {
    const std::string line(4000, 'x');

    // In parts that fit the queue, which drops what is too fast for the disk.
    for (int part = 0; part < 12; ++part) {
        auto logging = open(LogLevel::info);
        const auto log = logging->room("link");
        for (int count = 0; count < 600; ++count)
            log(LogLevel::info, line);
        EXPECT_TRUE(logging->close(60s));
    }

    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator{folder_}) {
        ++files;
        EXPECT_LE(entry.file_size(), 5U * 1024 * 1024);
    }
    EXPECT_EQ(files, 3U);
}

TEST_F(LogFile, AFullDiskDoesNoHarm) {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    auto logging = Logging::open({LogLevel::info, "/dev/full"});
    const auto log = logging->room("link");

    for (int count = 0; count < 500; ++count)
        log(LogLevel::info, "no room for this");
    EXPECT_TRUE(logging->close(10s));

    EXPECT_EQ(
        ::testing::internal::GetCapturedStderr(),
        "givtcpd: cannot write the log: Failed flush to file /dev/full: No space left on device; "
        "until it can be, it goes to the standard output\n"
    );
    const auto lines = ::testing::internal::GetCapturedStdout();
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 500);
}

TEST_F(LogFile, AHandleMayOutliveIt) {
    auto logging = open(LogLevel::info);
    const auto log = logging->room("link");
    logging.reset();

    log(LogLevel::info, "nobody listens");

    EXPECT_THAT(text(), Not(HasSubstr("nobody")));
}

TEST_F(LogFileThreads, ManyMayWriteAtOnce) {
    auto logging = open(LogLevel::info);
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer) {
        writers.emplace_back([log = logging->room("link")] {
            for (int count = 0; count < 100; ++count)
                log(LogLevel::info, "line");
        });
    }
    for (auto& writer : writers)
        writer.join();
    EXPECT_TRUE(logging->close(10s));

    const auto all = text();
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 400);
}

// A pipe nobody reads: the writers never wait, and closing gives up in time.
TEST_F(LogFileThreads, AnOutputThatTakesNothingHoldsNobodyUp) {
    const auto path = (folder_ / "pipe").string();
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    ASSERT_NE(::signal(SIGPIPE, SIG_IGN), SIG_ERR);  // as main does
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ASSERT_GE(reader, 0);
    auto logging = open(LogLevel::info, "pipe");
    const auto log = logging->room("link");

    const std::string line(1000, 'x');
    for (int count = 0; count < 5000; ++count)
        log(LogLevel::info, line);
    const bool is_all_written = logging->close(50ms);

    EXPECT_FALSE(is_all_written);
    ::close(reader);  // lets the thread go: it gets an error
    EXPECT_TRUE(logging->close(10s));
}

}  // namespace
}  // namespace giv
