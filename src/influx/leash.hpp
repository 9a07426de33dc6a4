// Lets one thread end another's connection, whatever that is doing: connecting, a TLS handshake,
// reading from a server that sends a byte now and then.
//
// It holds a duplicate of the connection's descriptor, so that it never touches a stranger's that
// was opened after the connection was closed. Whoever has taken the descriptor out owns it.
#pragma once

#include <atomic>

namespace giv::influx {

class Leash {
 public:
    Leash() = default;
    Leash(const Leash&) = delete;
    Leash& operator=(const Leash&) = delete;
    ~Leash();

    // The thread with the connection: this one is held from now on.
    void hold(int descriptor);

    // Any thread, at once. A connection that has not begun is not ended yet: ask again.
    void cut();

 private:
    std::atomic<int> descriptor_{-1};
};

}  // namespace giv::influx
