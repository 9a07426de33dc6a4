#include "app/service_manager.hpp"

#include <algorithm>
#include <cstddef>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace giv {

ServiceManager::ServiceManager(const std::string& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const bool is_name = socket.starts_with('/') || socket.starts_with('@');
    if (!is_name || socket.size() >= sizeof address.sun_path) return;
    std::ranges::copy(socket, std::begin(address.sun_path));
    if (socket.front() == '@') address.sun_path[0] = '\0';
    const auto size = offsetof(sockaddr_un, sun_path) + socket.size();
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): POSIX
    const auto* const any = reinterpret_cast<const sockaddr*>(&address);
    if (socket_ < 0 || ::connect(socket_, any, static_cast<socklen_t>(size)) == 0) return;
    ::close(socket_);
    socket_ = -1;
}

ServiceManager::~ServiceManager() {
    if (socket_ >= 0) ::close(socket_);
}

// Whoever does not listen just now misses it: nothing of ours depends on it.
void ServiceManager::tell(std::string_view text) const {
    if (socket_ < 0) return;
    static_cast<void>(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL));
}

}  // namespace giv
