// What we tell whoever started us as a service: systemd, or what speaks its protocol.
//
// A datagram of text to the socket that NOTIFY_SOCKET names, a path or "@" and an abstract name;
// nothing where it names none. Source: sd_notify(3), which asks for no library.
#pragma once

#include <string>
#include <string_view>

namespace giv {

class ServiceManager {
 public:
    // `socket`: the value of NOTIFY_SOCKET; empty: nobody wants to know.
    explicit ServiceManager(const std::string& socket);

    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;
    ~ServiceManager();

    // Values can be asked for, commands are taken.
    void ready() const { tell("READY=1"); }

    // The loop turns; within WatchdogSec of the last time, or we are started again.
    void alive() const { tell("WATCHDOG=1"); }

    void stopping() const { tell("STOPPING=1"); }

 private:
    void tell(std::string_view text) const;

    int socket_ = -1;
};

}  // namespace giv
