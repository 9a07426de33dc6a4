// The document's text: GivTCP's pretty print, with every number exactly as MQTT shows it (which is
// why a general writer of doubles doesn't do).
#include "givtcp/render/document.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace giv::render {
namespace {

bool needs_no_escape(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    });
}

void append_quoted(std::string& json, std::string_view text) {
    if (needs_no_escape(text)) {
        json += '"';
        json += text;
        json += '"';
        return;
    }
    json += nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

// How many leading objects two paths share.
std::size_t shared_objects(std::string_view a, std::string_view b) {
    const auto [end, other] = std::ranges::mismatch(a, b);
    return static_cast<std::size_t>(std::count(a.begin(), end, '/'));
}

class Writer {
 public:
    void add(const Leaf& leaf) {
        const std::string_view path = leaf.path;
        const auto shared = shared_objects(previous_, path);
        close_to(shared);
        std::size_t begin = 0;
        for (std::size_t level = 0;; ++level) {
            const auto end = path.find('/', begin);
            const auto key = path.substr(begin, end - begin);
            if (level >= shared) start_member(key);
            if (end == std::string_view::npos) break;
            if (level >= shared) open();
            begin = end + 1;
        }
        append_value(leaf);
        previous_ = path;
    }

    std::string finish() && {
        close_to(0);
        text_ += depth_ == 0 && text_.size() == 1 ? "}" : "\n}";
        return std::move(text_);
    }

 private:
    void append_value(const Leaf& leaf) {
        switch (leaf.kind) {
            case Leaf::Kind::text: append_quoted(text_, leaf.text); return;
            case Leaf::Kind::empty_object: text_ += "{}"; return;
            case Leaf::Kind::number:
            case Leaf::Kind::boolean: text_ += leaf.text; return;
        }
    }

    void new_line() {
        constexpr std::size_t indent = 4;
        text_ += '\n';
        text_.append((depth_ + 1) * indent, ' ');
    }

    void start_member(std::string_view key) {
        if (!first_) text_ += ',';
        first_ = false;
        new_line();
        append_quoted(text_, key);
        text_ += ": ";
    }

    void open() {
        text_ += '{';
        ++depth_;
        first_ = true;
    }

    void close_to(std::size_t depth) {
        while (depth_ > depth) {
            --depth_;
            new_line();
            text_ += '}';
            first_ = false;
        }
    }

    std::string text_ = "{";
    std::string_view previous_;
    std::size_t depth_ = 0;
    bool first_ = true;
};

}  // namespace

std::string to_json(const Document& document) {
    Writer writer;
    for (const auto& leaf : document)
        writer.add(leaf);
    return std::move(writer).finish();
}

}  // namespace giv::render
