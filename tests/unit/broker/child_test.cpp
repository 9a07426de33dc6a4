#include "broker/child.hpp"

#include "app/orphans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace giv::broker {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

// All that it says, to its end.
std::string words_of(Child& child) {
    std::string text;
    while (child.read(text, 60s) != Child::Read::end) {
    }
    return text;
}

TEST(Child, ItsWordsAndItsEndComeToUs) {
    const auto child = Child::spawn({"/bin/sh", "-c", "echo out; echo err >&2; exit 3"}).value();

    EXPECT_EQ(words_of(*child), "out\nerr\n");
    EXPECT_EQ(child->wait(60s), "exit code 3");
    EXPECT_EQ(child->wait(60s), "");
    EXPECT_EQ(child->process(), 0);
    child->signal(SIGKILL);  // nobody is hit
}

TEST(Child, AProgramThatIsNotThereEndsAtOnce) {
    const auto child = Child::spawn({"/nowhere/mosquitto"}).value();
    EXPECT_EQ(words_of(*child), "");
    EXPECT_EQ(child->wait(60s), "exit code 127");
}

TEST(Child, ASignalEndsIt) {
    const auto child = Child::spawn({"/bin/sleep", "1000"}).value();
    EXPECT_GT(child->process(), 0);

    child->signal(SIGKILL);

    EXPECT_EQ(words_of(*child), "");
    EXPECT_EQ(child->wait(60s), "signal 9");
}

// What ends all of ours at a terminal would else end it before we have it ended.
TEST(Child, IsInAGroupOfItsOwn) {
    const auto child = Child::spawn({find_program("cat"), "/proc/self/stat"}).value();
    const auto text = words_of(*child);

    // "1234 (cat) R parent group ..."
    std::istringstream fields{text.substr(text.find(") ") + 2)};
    std::string state;
    int parent = 0;
    int group = 0;
    fields >> state >> parent >> group;
    EXPECT_EQ(parent, ::getpid());
    EXPECT_EQ(group, child->process());
}

TEST(Child, NothingSaidIsNothing) {
    const auto child = Child::spawn({"/bin/sleep", "1000"}).value();
    std::string text;
    EXPECT_EQ(child->read(text, 1ms), Child::Read::nothing);
    EXPECT_EQ(child->wait(1ms), std::nullopt);
    EXPECT_GT(child->process(), 0);
}  // and its end ends it

TEST(Child, HasNoneOfOurFiles) {
    const int ours = ::dup(STDERR_FILENO);  // as libraries open them: not closed by exec
    const auto child =
        Child::spawn({"/bin/sh", "-c", "PATH=/usr/bin:/bin; ls /proc/self/fd | wc -l"}).value();

    EXPECT_EQ(words_of(*child), "4\n");  // three, and the folder that ls reads
    ::close(ours);
}

TEST(Child, ReadsNothingOfOurs) {
    const auto child =
        Child::spawn({"/bin/sh", "-c", "PATH=/usr/bin:/bin; readlink /proc/self/fd/0; cat"})
            .value();

    EXPECT_EQ(words_of(*child), "/dev/null\n");
}

TEST(Child, HasNothingOfOurEnvironmentButWhatIsHarmless) {
    // NOLINTBEGIN(concurrency-mt-unsafe): there is one thread
    ::setenv("API_TOKEN", "planted", 1);
    ::setenv("TZ", "Europe/London", 1);
    const auto child = Child::spawn({"/usr/bin/env"}).value();
    ::unsetenv("TZ");
    ::unsetenv("API_TOKEN");
    // NOLINTEND(concurrency-mt-unsafe)

    const auto words = words_of(*child);
    EXPECT_THAT(words, HasSubstr("TZ=Europe/London\n"));
    EXPECT_THAT(words, HasSubstr("PATH="));
    EXPECT_THAT(words, Not(HasSubstr("planted")));
}

TEST(Programs, AreFoundInTheUsualPlaces) {
    EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
    EXPECT_EQ(find_program("/opt/no-such-program"), "");
    EXPECT_TRUE(find_program("sh").ends_with("/sh"));
    EXPECT_EQ(find_program("no-such-program"), "");
}

TEST(Orphans, AreTakenAwayButTheChildThatIsWaitedFor) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): Linux
    ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    const auto ours = Child::spawn({"/bin/sh", "-c", "exit 3"}).value();
    const auto parent = Child::spawn({"/bin/sh", "-c", "sh -c 'exit 4' & exit 0"}).value();
    words_of(*ours);
    words_of(*parent);
    EXPECT_EQ(parent->wait(60s), "exit code 0");

    take_away_orphans(ours->process());
    EXPECT_EQ(ours->wait(60s), "exit code 3");

    siginfo_t info{};
    while (::waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) == 0)  // the other one, when it has ended
        take_away_orphans(0);
    EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace giv::broker
