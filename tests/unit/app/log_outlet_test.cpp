#include "app/log_outlet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>

#include <string>
#include <vector>

namespace giv {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

// A file that can be told to fail.
class PaperSink final : public spdlog::sinks::sink {
 public:
    PaperSink(std::vector<std::string>& lines, const bool& is_full)
        : lines_{lines}, is_full_{is_full} {}

    void log(const spdlog::details::log_msg& line) override {
        if (is_full_) throw spdlog::spdlog_ex("no space left");
        lines_.emplace_back(line.payload.data(), line.payload.size());
    }
    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
    std::vector<std::string>& lines_;
    const bool& is_full_;
};

class Outlet : public ::testing::Test {
 protected:
    void say(const std::string& text) {
        outlet_.log({spdlog::source_loc{}, "link", spdlog::level::info, text});
    }

    std::vector<std::string> lines_;
    bool is_full_ = false;
    int made_ = 0;
    std::chrono::steady_clock::time_point now_{};
    std::uint64_t overruns_ = 0;
    LogOutlet outlet_{
        [this] {
            ++made_;
            return std::make_shared<PaperSink>(lines_, is_full_);
        },
        [this] { return now_; }};
};

TEST_F(Outlet, WritesLines) {
    say("a");
    say("b");

    EXPECT_THAT(lines_, ElementsAre("a", "b"));
    EXPECT_EQ(made_, 1);
}

TEST_F(Outlet, OpensAFailedFileAgainAfterAWhileAndSaysWhatIsMissing) {
    is_full_ = true;
    say("lost");
    say("lost, too");
    is_full_ = false;
    say("not yet opened again");
    now_ += 10s;
    say("here");

    EXPECT_EQ(made_, 2);
    EXPECT_THAT(
        lines_, ElementsAre("3 log lines are missing here: they could not be written", "here")
    );
}

TEST_F(Outlet, ADiskThatStaysFullIsTriedSeldom) {
    is_full_ = true;
    for (int line = 0; line < 1000; ++line) {
        say("lost");
        now_ += 100ms;
    }

    EXPECT_LE(made_, 11);
}

TEST_F(Outlet, SaysHowManyLinesTheQueueDropped) {
    outlet_.watch([this] { return overruns_; });
    say("a");
    overruns_ = 7;
    say("b");
    say("c");

    EXPECT_THAT(
        lines_, ElementsAre("a", "7 log lines are missing here: the output was too slow", "b", "c")
    );
}

TEST_F(Outlet, TheEndMarkIsNotALine) {
    auto ended = outlet_.ended();

    outlet_.log({spdlog::source_loc{}, LogOutlet::end_mark, spdlog::level::critical, ""});

    EXPECT_EQ(ended.wait_for(0s), std::future_status::ready);
    EXPECT_TRUE(lines_.empty());
}

// What cannot be opened at first, as a folder that is not mounted yet; another sink stands by.
class OutletWithAnother : public ::testing::Test {
 protected:
    void say(const std::string& text) {
        outlet_.log({spdlog::source_loc{}, "link", spdlog::level::info, text});
    }

    std::vector<std::string> lines_;
    std::vector<std::string> elsewhere_;
    bool is_there_ = false;
    bool is_full_ = false;
    bool is_other_full_ = false;
    std::chrono::steady_clock::time_point now_{};
    LogOutlet outlet_{
        [this]() -> LogOutlet::Sink {
            if (!is_there_) throw spdlog::spdlog_ex("no such folder");
            return std::make_shared<PaperSink>(lines_, is_full_);
        },
        [this] { return now_; },
        std::make_shared<PaperSink>(elsewhere_, is_other_full_)};
};

TEST_F(OutletWithAnother, LinesGoThereUntilTheFileCanBeOpened) {
    say("a");
    is_there_ = true;
    say("not yet opened again");
    now_ += 10s;
    say("b");

    EXPECT_THAT(elsewhere_, ElementsAre("a", "not yet opened again"));
    EXPECT_THAT(
        lines_, ElementsAre("2 log lines are missing here: they could not be written", "b")
    );
}

TEST_F(OutletWithAnother, LinesGoThereWhileTheFileTakesNone) {
    is_there_ = true;
    say("a");
    is_full_ = true;
    say("b");
    say("c");

    EXPECT_THAT(lines_, ElementsAre("a"));
    EXPECT_THAT(elsewhere_, ElementsAre("b", "c"));
}

TEST_F(OutletWithAnother, WhereThatOneTakesNoneEitherTheyAreLost) {
    is_other_full_ = true;
    say("a");
    is_there_ = true;
    now_ += 10s;
    say("b");

    EXPECT_THAT(elsewhere_, ElementsAre());
    EXPECT_THAT(
        lines_, ElementsAre("1 log lines are missing here: they could not be written", "b")
    );
}

}  // namespace
}  // namespace giv
