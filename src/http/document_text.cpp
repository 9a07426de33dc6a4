#include "http/document_text.hpp"

namespace giv::http {

DocumentText::Text DocumentText::of(
    const Snapshot& snapshot, Moment now, const render::Options& options
) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now.wall);
    const auto key = Key{snapshot.number, second, snapshot.online()};

    const std::lock_guard lock{mutex_};
    if (!text_ || key != key_) {
        const auto document = render::document(snapshot, now, options);
        text_ = std::make_shared<const std::string>(render::to_json(document));
        key_ = key;
    }
    return text_;
}

}  // namespace giv::http
