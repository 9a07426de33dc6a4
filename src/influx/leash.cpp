#include "influx/leash.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace giv::influx {
namespace {

void close_if_any(int descriptor) {
    if (descriptor >= 0) ::close(descriptor);
}

}  // namespace

Leash::~Leash() { close_if_any(descriptor_.exchange(-1)); }

void Leash::hold(int descriptor) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): fcntl has no other form
    const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    close_if_any(descriptor_.exchange(copy));
}

void Leash::cut() {
    const int descriptor = descriptor_.exchange(-1);
    if (descriptor < 0) return;
    if (::shutdown(descriptor, SHUT_RDWR) == 0) return close_if_any(descriptor);
    // Not connected: it is about to be, or it has ended. Back, unless there is another by now.
    int nobody = -1;
    if (!descriptor_.compare_exchange_strong(nobody, descriptor)) close_if_any(descriptor);
}

}  // namespace giv::influx
