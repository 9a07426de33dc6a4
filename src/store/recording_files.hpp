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
#include <utility>

namespace giv::store {

struct RecordingBounds {
    std::size_t files = 8;
    std::uintmax_t bytes = 64'000'000;  // of all of them together
};

class RecordingFiles {
 public:
    using IsOurs = std::function<bool(std::string_view name)>;

    // The folder is made when it is needed. Others may keep theirs in it: `is_ours` says by its
    // name, without the ending, whether a file counts, and may go.
    RecordingFiles(
        std::string folder,
        RecordingBounds bounds,
        IsOurs is_ours = [](std::string_view) { return true; }
    )
        : folder_(std::move(folder)), bounds_(bounds), is_ours_(std::move(is_ours)) {}

    // Writes a file of this name (without its ending; names sort by time), or of "NAME_002" and so
    // on where there is one, whole or not at all, then removes the oldest beyond the bounds:
    // others', never this one. The file's path. `is_given_up` is asked now and then: true ends it,
    // which is an error as well.
    Result<std::string> keep(
        const std::string& name, std::string_view text, const std::function<bool()>& is_given_up
    );

 private:
    void remove_oldest(const std::string& newest) const;

    const std::string folder_;
    const RecordingBounds bounds_;
    const IsOurs is_ours_;
};

}  // namespace giv::store
