#include "config/config_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>

namespace giv {
namespace {

using Json = nlohmann::json;

constexpr const char* null_word = "null";
constexpr std::size_t deepest = 8;
constexpr std::size_t most_entries = 100'000;

// What the library says of a mistake, without what it repeats of the file: that may be a password.
// "[json.exception...] parse error at line 1, column 9: syntax error while parsing value - invalid
// string: missing closing quote; last read: '"sesame'": from the colon on, up to the semicolon.
std::string kind_of(const Json::exception& error) {
    constexpr int number_overflow = 406;  // the library's number of it; all it says is the number
    if (error.id == number_overflow) return "a number beyond all bounds";
    std::string what = error.what();
    what.erase(std::min(what.find("; last read"), what.size()));
    if (const auto start = what.find(": "); start != std::string::npos) what.erase(0, start + 2);
    return what;
}

// Told by the parser what it meets; keeps where it is, and writes down what is there.
class Flattener final : public nlohmann::json_sax<Json> {
 public:
    explicit Flattener(std::string_view text) : text_{text} {}

    FlatFile take() { return std::move(file_); }

    bool null() override { return add(Unusable{null_word}); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(std::int64_t value) override { return add(value); }
    bool number_unsigned(std::uint64_t value) override {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (value > most) return add(Unusable{"a number beyond all bounds"});
        return add(static_cast<std::int64_t>(value));
    }
    bool number_float(double value, const std::string&) override { return add(value); }
    bool string(std::string& value) override { return add(std::move(value)); }
    bool binary(Json::binary_t&) override { return add(Unusable{"binary data"}); }

    bool start_object(std::size_t) override {
        if (!enter(false)) return false;
        if (levels_.size() > 1) file_.containers.push_back({levels_.back().path, false});
        return true;
    }
    bool end_object() override { return leave(); }
    bool start_array(std::size_t) override {
        if (levels_.empty()) return refuse("the whole file must be one object: { ... }");
        if (!enter(true)) return false;
        file_.containers.push_back({levels_.back().path, true});
        return true;
    }
    bool end_array() override { return leave(); }

    bool key(std::string& name) override {
        auto& level = levels_.back();
        const bool is_plain = !name.empty() && name.find_first_of(".[]") == std::string::npos;
        level.key = is_plain ? name : in_quotes(name);
        if (!level.keys.insert(level.key).second) {
            file_.errors.push_back(here() + " stands in the file twice");
        }
        return true;
    }

    // `position` counts what was read; the last of it is what can't stand there.
    bool parse_error(std::size_t position, const std::string&, const Json::exception& error)
        override {
        return refuse(at(std::max<std::size_t>(position, 1) - 1) + kind_of(error));
    }

 private:
    struct Level {
        std::string path;
        std::string key;        // of an object: the member being read
        std::size_t index = 0;  // of a list
        std::size_t members = 0;
        std::set<std::string> keys;  // of an object: those that were seen
        bool is_list = false;
    };

    std::string here() const {
        if (levels_.empty()) return {};
        const auto& level = levels_.back();
        if (level.is_list) return level.path + "[" + std::to_string(level.index) + "]";
        return level.path.empty() ? level.key : level.path + "." + level.key;
    }

    void count_one() {
        auto& level = levels_.back();
        ++level.members;
        if (level.is_list) ++level.index;
    }

    bool add(Given given) {
        if (levels_.empty()) return refuse("the whole file must be one object: { ... }");
        if (file_.entries.size() >= most_entries) return refuse("too many entries");
        file_.entries.push_back({here(), std::move(given)});
        count_one();
        return true;
    }

    bool enter(bool is_list) {
        if (levels_.size() >= deepest) return refuse(here() + " is nested too deeply");
        auto path = here();
        if (!levels_.empty()) count_one();
        levels_.push_back(Level{.path = std::move(path), .is_list = is_list});
        return true;
    }

    bool leave() {
        levels_.pop_back();
        return true;
    }

    bool refuse(std::string why) {
        file_.errors.push_back(std::move(why));
        return false;
    }

    // Of the character with this index.
    std::string at(std::size_t index) const {
        const auto before = text_.substr(0, index);
        const auto line = std::ranges::count(before, '\n') + 1;
        const auto line_end = before.rfind('\n');
        const auto column =
            before.size() - (line_end == std::string_view::npos ? 0 : line_end + 1) + 1;
        return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
    }

    std::string_view text_;
    FlatFile file_;
    std::vector<Level> levels_;
};

}  // namespace

FlatFile flatten(std::string_view json) {
    Flattener flattener{json};
    Json::sax_parse(json, &flattener, Json::input_format_t::json, true, true);
    return flattener.take();
}

bool is_null(const Given& given) {
    const auto* const unusable = std::get_if<Unusable>(&given);
    return unusable != nullptr && unusable->what == null_word;
}

}  // namespace giv
