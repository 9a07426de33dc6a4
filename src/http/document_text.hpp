// One plant's document as JSON text, rendered when somebody asks and kept while it still holds: the
// same snapshot, within the same second (ages are in it). Any thread, under a lock of its own; who
// asks while it is rendered waits for that text instead of rendering it again.
#pragma once

#include "givtcp/plant/snapshot.hpp"
#include "givtcp/render/document.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace giv::http {

using SharedText = std::shared_ptr<const std::string>;

// The texts that were made last, one of a plant, are held here: of hundreds of plants that somebody
// asked for once, no other text stays. Any thread, under a lock of its own.
class RecentTexts {
 public:
    // In the place of the plant's text before this one, if that is held still. Null: there is none.
    void hold(SharedText text, const SharedText& before);

 private:
    static constexpr std::size_t most = 16;

    // own lock
    std::mutex mutex_;
    std::array<SharedText, most> texts_;
    std::size_t next_ = 0;  // the oldest
};

class DocumentText {
 public:
    // Never null. `options` are the same at every call.
    SharedText of(
        const Snapshot& snapshot, Moment now, const render::Options& options, RecentTexts& recent
    );

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
    std::weak_ptr<const std::string> text_;
};

}  // namespace giv::http
