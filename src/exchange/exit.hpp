// How a room's life ended. A room that runs lets no exception out (architecture ruling 15).
#pragma once

#include <cstdint>
#include <string>

namespace giv {

struct Exit {
    enum class How : std::uint8_t {
        cancelled,  // asked to stop
        failed,     // a bug or a broken machine: the program stops, loudly
    };

    How how = How::cancelled;
    std::string why;
};

}  // namespace giv
