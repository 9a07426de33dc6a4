// Recordings as files in a folder of their own, of which only so many are kept.
//
// Blocks: not for the loop. One thread at a time.
#pragma once

#include "givtcp/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace giv::store {

struct RecordingBounds {
    std::size_t files = 8;
    std::uintmax_t bytes = 64'000'000;  // of all of them together
};

class RecordingFiles {
 public:
    // The folder is made when it is needed.
    RecordingFiles(std::string folder, RecordingBounds bounds)
        : folder_(std::move(folder)), bounds_(bounds) {}

    // Writes a file of this name (without its ending; names sort by time), whole or not at all,
    // then removes the oldest beyond the bounds: others', never this one. The file's path.
    // `is_given_up` is asked now and then: true ends it, which is an error as well.
    Result<std::string> keep(
        const std::string& name, std::string_view text, const std::function<bool()>& is_given_up
    );

 private:
    void remove_oldest(const std::string& newest) const;

    const std::string folder_;
    const RecordingBounds bounds_;
};

}  // namespace giv::store
