// How long to wait before the next try to connect. Pure: chance is an argument.
//
// Source: spec/wire-protocol.md §9 "Ours": after 2, 5, 10, 20, then every 40 s, each +- 20 %.
#pragma once

#include <chrono>
#include <cstddef>

namespace giv {

class Backoff {
 public:
    // `chance` lies in [0, 1). The pause grows with every call.
    std::chrono::milliseconds next(double chance);

    // A connection has proved itself: begin again with the shortest pause.
    void reset() { tries_ = 0; }

 private:
    std::size_t tries_ = 0;
};

}  // namespace giv
