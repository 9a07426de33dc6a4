// The duty of process 1 in a container: to take away processes that nobody else waits for.
#pragma once

#include <sys/types.h>

namespace giv {

// Never waits. `child` is waited for elsewhere; 0: there is none. Main thread.
void take_away_orphans(pid_t child);

}  // namespace giv
