#include "app/orphans.hpp"

#include <sys/wait.h>

namespace giv {

void take_away_orphans(pid_t child) {
    constexpr int most = 100;  // in one go
    for (int i = 0; i < most; ++i) {
        siginfo_t info{};
        const bool is_one = ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
        if (!is_one || info.si_pid == 0 || info.si_pid == child) return;
        ::waitpid(info.si_pid, nullptr, WNOHANG);
    }
}

}  // namespace giv
