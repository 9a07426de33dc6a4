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

constexpr int cannot_execute = 127;

// Between fork and exec: what is safe there, and nothing else.
[[noreturn]] void become(char* const* arguments, int output, pid_t parent) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): Linux
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(cannot_execute);  // it ended meanwhile
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    // Libraries' sockets: a listening one would outlive us in it. Before Linux 5.9 they stay.
    static_cast<void>(::close_range(STDERR_FILENO + 1, ~0U, 0));
    ::execv(*arguments, arguments);
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
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const auto& word : command) {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): exec changes none of them
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    const auto parent = ::getpid();
    const auto process = ::fork();
    if (process == 0) become(arguments.data(), ends[1], parent);
    const int why = errno;
    ::close(ends[1]);
    if (process > 0) return std::make_unique<Child>(process, ends[0]);
    ::close(ends[0]);
    return fail(Errc::busy, "no process: " + std::generic_category().message(why));
}

Child::~Child() {
    signal(SIGKILL);
    static_cast<void>(wait());
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

std::string Child::wait() {
    if (process_ == 0) return {};
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = 0;
    return how_it_ended(status);
}

void Child::signal(int number) const {
    if (process_ > 0) ::kill(process_, number);
}

std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
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
