// The kept form of a timed action: one JSON object, so that a person can read the store.
#include "core/control/writable_rows.hpp"

#include "givtcp/control/timed_action.hpp"
#include "givtcp/registers/local_time.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace giv {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using std::chrono::system_clock;

constexpr auto kinds = std::to_array<ActionKind>(
    {ActionKind::force_charge,
     ActionKind::force_export,
     ActionKind::pause_charge,
     ActionKind::pause_discharge}
);
static_assert(kinds.size() == action_kinds);

constexpr std::string_view starting = "starting";
constexpr std::string_view running = "running";

// A later one was never ours, and may not fit the clock: system_clock ends in the year 2262.
constexpr std::uint64_t last_utc = 4'102'444'800;  // 2100-01-01T00:00:00Z

std::optional<std::uint16_t> raw(const json& value) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > 0xFFFF) return std::nullopt;
    return value.get<std::uint16_t>();
}

std::optional<std::uint16_t> raw(const json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? std::nullopt : raw(*found);
}

std::string word(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<ActionKind> kind_from(const std::string& name) {
    for (const auto kind : kinds) {
        if (words(kind) == name) return kind;
    }
    return std::nullopt;
}

std::optional<TimedAction::Stage> stage_from(const std::string& name) {
    if (name == starting) return TimedAction::Stage::starting;
    if (name == running) return TimedAction::Stage::running;
    return std::nullopt;
}

// "earlier" is left out where it is empty. False: it is there, and no list of raw values.
bool read_earlier(const json& object, RestoreEntry& entry) {
    const auto found = object.find("earlier");
    if (found == object.end()) return true;
    if (!found->is_array()) return false;
    for (const auto& item : *found) {
        const auto value = raw(item);
        if (!value) return false;
        entry.earlier.push_back(*value);
    }
    return true;
}

std::optional<RestoreEntry> entry_from(const json& object) {
    if (!object.is_object()) return std::nullopt;
    const auto index = raw(object, "register");
    const auto before = raw(object, "before");
    const auto wrote = raw(object, "wrote");
    if (!index || !before || !wrote) return std::nullopt;
    RestoreEntry entry{*index, *before, *wrote, {}};
    if (!read_earlier(object, entry)) return std::nullopt;
    return entry;
}

std::optional<std::vector<RestoreEntry>> list_from(const json& object) {
    const auto found = object.find("restore");
    if (found == object.end() || !found->is_array()) return std::nullopt;
    std::vector<RestoreEntry> list;
    for (const auto& item : *found) {
        auto entry = entry_from(item);
        if (!entry) return std::nullopt;
        list.push_back(*std::move(entry));
    }
    return list;
}

// False: it is there, and no time.
bool read_utc(const json& object, TimedAction& action) {
    const auto found = object.find("ends_utc");
    if (found == object.end()) return true;
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() > last_utc) return false;
    action.ends_utc = system_clock::time_point{seconds{found->get<seconds::rep>()}};
    return true;
}

json object_of(const RestoreEntry& entry) {
    auto object = json::object();
    object["register"] = entry.index;
    object["before"] = entry.before;
    object["wrote"] = entry.wrote;
    if (!entry.earlier.empty()) object["earlier"] = entry.earlier;
    return object;
}

// A damaged row must not be what the inverter is set to.
std::optional<std::string> why_not_to_believe(const TimedAction& action) {
    for (const auto& entry : action.restore) {
        auto complaint = never_held(entry.index, entry.before);
        if (!complaint) complaint = never_held(entry.index, entry.wrote);
        for (const auto value : entry.earlier)
            if (!complaint) complaint = never_held(entry.index, value);
        if (complaint) return complaint;
    }
    return std::nullopt;
}

}  // namespace

std::string to_text(const TimedAction& action) {
    auto object = json::object();
    object["kind"] = words(action.kind);
    object["stage"] = action.stage == TimedAction::Stage::starting ? starting : running;
    object["minutes"] = action.duration.count();
    object["began"] = text_of(action.began);
    object["ends"] = text_of(action.ends);
    if (action.ends_utc) {
        const auto since_1970 = std::chrono::floor<seconds>(action.ends_utc->time_since_epoch());
        object["ends_utc"] = since_1970.count();
    }
    object["restore"] = json::array();
    for (const auto& entry : action.restore)
        object["restore"].push_back(object_of(entry));
    return object.dump(-1, ' ', true, json::error_handler_t::replace);
}

Expected<TimedAction, std::string> action_from(std::string_view text) {
    const auto not_ours = tl::unexpected<std::string>{"its text is not one that givtcp keeps"};
    const auto object = json::parse(text, nullptr, false);
    if (!object.is_object()) return not_ours;
    const auto kind = kind_from(word(object, "kind"));
    const auto stage = stage_from(word(object, "stage"));
    const auto minutes = raw(object, "minutes");
    const auto began = local_time_from(word(object, "began"));
    const auto ends = local_time_from(word(object, "ends"));
    auto list = list_from(object);
    if (!kind || !stage || !minutes || !began || !ends || !list) return not_ours;

    TimedAction action;
    action.kind = *kind;
    action.stage = *stage;
    action.duration = std::chrono::minutes{*minutes};
    action.began = *began;
    action.ends = *ends;
    action.restore = *std::move(list);
    if (!read_utc(object, action)) return not_ours;
    if (auto complaint = why_not_to_believe(action)) return tl::unexpected(*std::move(complaint));
    return action;
}

}  // namespace giv
