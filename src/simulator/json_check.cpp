#include "simulator/json_check.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace giv::simulator {

namespace {

using Json = nlohmann::json;

// Sees the keys as they come, object within object.
class KeyWatch {
 public:
    void see(Json::parse_event_t event, const Json& parsed) {
        if (event == Json::parse_event_t::object_start) open_.emplace_back();
        if (event == Json::parse_event_t::object_end) open_.pop_back();
        if (event != Json::parse_event_t::key || twice_) return;
        const auto& key = parsed.get_ref<const Json::string_t&>();
        if (!open_.back().insert(key).second) twice_ = key;
    }

    const std::optional<std::string>& twice() const { return twice_; }

 private:
    std::vector<std::set<std::string>> open_;
    std::optional<std::string> twice_;  // the first of them
};

}  // namespace

Result<void> check_json(std::string_view text) {
    KeyWatch keys;
    const auto watch = [&keys](int, Json::parse_event_t event, Json& parsed) {
        keys.see(event, parsed);
        return true;
    };
    const auto json = Json::parse(text, watch, false);
    if (json.is_discarded()) return fail(Errc::malformed, "this is not JSON");
    if (keys.twice()) return fail(Errc::malformed, '"' + *keys.twice() + "\" stands there twice");
    return {};
}

}  // namespace giv::simulator
