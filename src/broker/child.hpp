// A program that we start, whose words we read, and that never outlives us.
//
// One thread, whose end ends the child too (Linux's PR_SET_PDEATHSIG).
#pragma once

#include "givtcp/result.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace giv::broker {

class Child {
 public:
    enum class Read : std::uint8_t {
        words,    // some came
        nothing,  // in this time, or somebody wakes us
        end,      // it has closed its output: it is ending
    };

    // The first of `command` is a path. Its standard output and error come to us, its input is
    // empty; it has nothing else of ours: no files, and of the environment PATH, TZ and LANG alone,
    // because there are secrets among the others. The error is a sentence.
    static Result<std::unique_ptr<Child>> spawn(const std::vector<std::string>& command);

    // For spawn(): a process of ours, and the end of a pipe from which its words come.
    Child(pid_t process, int output) : process_(process), output_(output) {}

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Kills it and waits for it, if nobody did: for a moment, since the kernel may not let it go.
    ~Child();

    // Adds to `text` what it says. Waits so long for it, without a limit where that is negative,
    // and no longer once the descriptor `wake` can be read (-1: there is none).
    Read read(std::string& text, std::chrono::milliseconds limit, int wake = -1) const;

    // Whether it has ended within this time. How, for people: "exit code 1", "signal 9"; empty if
    // it had been waited for.
    std::optional<std::string> wait(std::chrono::milliseconds limit);

    // Nothing happens if it was waited for.
    void signal(int number) const;

    // 0: it was waited for.
    pid_t process() const { return process_; }

 private:
    pid_t process_;
    int output_;
};

// Where a program of this name is, in PATH or where daemons are kept; empty: nowhere. A path is
// taken as it is.
std::string find_program(const std::string& name);

}  // namespace giv::broker
