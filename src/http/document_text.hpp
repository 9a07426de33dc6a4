// One plant's document as JSON text, rendered when somebody asks and kept while it still holds: the
// same snapshot, within the same second (ages are in it). Any thread, under a lock of its own; who
// asks while it is rendered waits for that text instead of rendering it again.
#pragma once

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/render/document.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace giv::http {

class DocumentText {
 public:
    using Text = std::shared_ptr<const std::string>;

    // Never null. `options` are the same at every call.
    Text of(const Snapshot& snapshot, Moment now, const render::Options& options);

 private:
    struct Key {
        std::uint64_t number = 0;
        std::chrono::sys_seconds second;
        bool online = false;

        friend bool operator==(const Key&, const Key&) = default;
    };

    // own lock
    std::mutex mutex_;
    Key key_;
    Text text_;
};

}  // namespace giv::http
