#include "broker/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace giv::broker {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int cannot_execute = 127;
constexpr auto between_looks = 10ms;  // whether it has ended
constexpr auto dies_within = 1s;      // after SIGKILL

// "NAME=value" for what a program of the system may know of us.
std::vector<std::string> harmless_environment() {
    std::vector<std::string> variables;
    for (const std::string name : {"PATH", "TZ", "LANG"}) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment any more
        const char* const value = std::getenv(name.c_str());
        if (value != nullptr) variables.push_back(name + '=' + value);
    }
    return variables;
}

// As exec wants it; good as long as `words` is.
std::vector<char*> pointers_to(const std::vector<std::string>& words) {
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (const auto& word : words) {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): exec changes none of them
        pointers.push_back(const_cast<char*>(word.c_str()));
    }
    pointers.push_back(nullptr);
    return pointers;
}

// Between fork and exec: what is safe there, and nothing else.
[[noreturn]] void become(
    char* const* arguments, char* const* environment, int output, pid_t parent
) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): Linux
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(cannot_execute);  // it ended meanwhile
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX
    const int nothing = ::open("/dev/null", O_RDONLY);
    if (::dup2(nothing, STDIN_FILENO) < 0) ::close(STDIN_FILENO);
    ::setpgid(0, 0);  // Ctrl-C at a terminal is for us, who end it ourselves
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    // Libraries' sockets: a listening one would outlive us in it. Before Linux 5.9 they stay.
    static_cast<void>(::close_range(STDERR_FILENO + 1, ~0U, 0));
    ::execve(*arguments, arguments, environment);
    ::_exit(cannot_execute);
}

std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    return "exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Result<std::unique_ptr<Child>> Child::spawn(const std::vector<std::string>& command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(Errc::busy, "no pipe: " + std::generic_category().message(errno));
    }
    const auto arguments = pointers_to(command);
    const auto variables = harmless_environment();
    const auto environment = pointers_to(variables);
    const auto parent = ::getpid();
    const auto process = ::fork();
    if (process == 0) become(arguments.data(), environment.data(), ends[1], parent);
    const int why = errno;
    ::close(ends[1]);
    if (process > 0) return std::make_unique<Child>(process, ends[0]);
    ::close(ends[0]);
    return fail(Errc::busy, "no process: " + std::generic_category().message(why));
}

Child::~Child() {
    signal(SIGKILL);
    static_cast<void>(wait(dies_within));
    ::close(output_);
}

Child::Read Child::read(std::string& text, std::chrono::milliseconds limit, int wake) const {
    std::array<pollfd, 2> waiting{{{output_, POLLIN, 0}, {wake, POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(limit.count()));
    if (ready <= 0 || waiting[0].revents == 0) return Read::nothing;
    std::array<char, 4096> part{};
    const auto size = ::read(output_, part.data(), part.size());
    if (size < 0 && errno == EINTR) return Read::nothing;
    if (size <= 0) return Read::end;
    text.append(part.data(), static_cast<std::size_t>(size));
    return Read::words;
}

std::optional<std::string> Child::wait(std::chrono::milliseconds limit) {
    if (process_ == 0) return std::string{};
    const auto deadline = Clock::now() + limit;
    for (;;) {
        int status = 0;
        const auto ended = ::waitpid(process_, &status, WNOHANG);
        if (ended == process_ || (ended < 0 && errno != EINTR)) {
            process_ = 0;
            return ended < 0 ? "somebody else waited for it" : how_it_ended(status);
        }
        if (Clock::now() >= deadline) return std::nullopt;
        ::poll(nullptr, 0, static_cast<int>(between_looks.count()));
    }
}

void Child::signal(int number) const {
    if (process_ > 0) ::kill(process_, number);
}

std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? name : "";
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment any more
    const char* const path = std::getenv("PATH");
    std::istringstream folders{std::string{path == nullptr ? "" : path} + ":/usr/sbin:/usr/bin"};
    for (std::string folder; std::getline(folders, folder, ':');) {
        auto candidate = folder + '/' + name;
        if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return {};
}

}  // namespace giv::broker
