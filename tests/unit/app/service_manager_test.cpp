#include "app/service_manager.hpp"

#include "unit/store/store_builders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace giv {
namespace {

using testing::TemporaryFolder;

// systemd's end.
class Listener {
 public:
    explicit Listener(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::ranges::copy(path, std::begin(address.sun_path));
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): POSIX
        const auto* const any = reinterpret_cast<const sockaddr*>(&address);
        EXPECT_EQ(::bind(socket_, any, sizeof address), 0);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { ::close(socket_); }

    std::string next() const {
        std::array<char, 100> text{};
        const auto size = ::recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
        return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    }

 private:
    int socket_;
};

TEST(ServiceManager, HearsHowWeAre) {
    const TemporaryFolder folder;
    const Listener listener{folder.file("notify")};
    const ServiceManager manager{folder.file("notify")};

    manager.ready();
    manager.alive();
    manager.stopping();

    EXPECT_EQ(listener.next(), "READY=1");
    EXPECT_EQ(listener.next(), "WATCHDOG=1");
    EXPECT_EQ(listener.next(), "STOPPING=1");
    EXPECT_EQ(listener.next(), "");
}

TEST(ServiceManager, WhoIsNotThereMissesIt) {
    for (const auto& socket :
         {std::string{},
          std::string{"/nowhere/notify"},
          std::string{"tcp:1"},
          "/" + std::string(200, 'x')}) {
        const ServiceManager manager{socket};
        manager.ready();
    }
}

}  // namespace
}  // namespace giv
