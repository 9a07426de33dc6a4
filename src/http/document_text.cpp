#include "http/document_text.hpp"

#include <algorithm>
#include <utility>

namespace giv::http {

void RecentTexts::hold(SharedText text, const SharedText& before) {
    const std::lock_guard lock{mutex_};
    auto* const known = before ? std::ranges::find(texts_, before) : texts_.end();
    if (known != texts_.end()) {
        *known = std::move(text);
    } else {
        texts_.at(next_) = std::move(text);
        next_ = (next_ + 1) % most;
    }
}

SharedText DocumentText::of(
    const Snapshot& snapshot, Moment now, const render::Options& options, RecentTexts& recent
) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now.wall);
    const auto key = Key{snapshot.number, second, snapshot.online()};

    const std::lock_guard lock{mutex_};
    auto known = text_.lock();
    if (known && key == key_) return known;
    const auto document = render::document(snapshot, now, options);
    // In two pieces of memory: the text goes although its count is still looked at.
    SharedText text{std::make_unique<const std::string>(render::to_json(document))};
    text_ = text;
    key_ = key;
    recent.hold(text, known);
    return text;
}

}  // namespace giv::http
