// What one option is: where it stands in the file, what it is called in the environment, what it
// means, and which values it takes. Everything that knows options walks the one table of them.
//
// Pure, any thread. The rows are in options.cpp.
#pragma once

#include "config/settings.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace giv {

// What the rows write into: the settings, and the plant that is being described just now.
struct SettingsDraft {
    Settings all;
    LinkSettings link;
    std::string plant_topic;         // empty: as all plants
    std::string plant_name_prefix;   // empty: GivTCP, GivTCP2, ...
    std::optional<int> plant_count;  // NUMINVERTORS
};

struct Flag {
    bool& (*at)(SettingsDraft&);
};

struct Whole {
    std::int64_t low;
    std::int64_t high;
    void (*set)(SettingsDraft&, std::int64_t);
    std::optional<std::int64_t> (*get)(const SettingsDraft&);
    std::span<const std::int64_t> only{};  // these alone, which may be written as 0x11
};

struct Duration {
    std::string_view unit_name;
    std::chrono::milliseconds unit;
    std::chrono::milliseconds low;
    std::chrono::milliseconds high;
    std::chrono::milliseconds& (*at)(SettingsDraft&);
};

// A number that is kept as a whole number of steps: 5.0 kWh as 50.
struct Decimal {
    std::string_view unit_name;
    int decimals;
    std::int64_t low;  // in steps
    std::int64_t high;
    void (*set)(SettingsDraft&, std::int64_t);
    std::int64_t (*get)(const SettingsDraft&);
};

struct Text {
    std::string_view expected;  // "a host name or address"
    bool (*accepts)(std::string_view text);
    std::string& (*at)(SettingsDraft&);
};

// Several texts, written as one with commas between.
struct TextList {
    std::string_view expected;
    bool (*accepts)(std::string_view text);  // each of them
    std::vector<std::string>& (*at)(SettingsDraft&);
};

struct Choice {
    struct Word {
        std::string_view text;
        int value;
        bool documented = true;  // false: a spelling that is understood, too
    };
    std::span<const Word> words;
    void (*set)(SettingsDraft&, int);
    int (*get)(const SettingsDraft&);
};

using OptionType = std::variant<Flag, Whole, Duration, Decimal, Text, TextList, Choice>;

struct Option {
    enum class Scope : std::uint8_t {
        program,
        every_plant,  // one value for all plants
        one_plant,    // plants[i].<key>; in the environment also NAME_1, NAME_2, ...
    };

    std::string_view path;  // in the file: "mqtt.host"; of one plant: "host"; "": not there
    std::array<std::string_view, 2> names{};  // in the environment
    OptionType type;
    std::string_view meaning;  // one sentence, without a full stop

    Scope scope = Scope::program;
    bool secret = false;         // never shown; also from a file (NAME_FILE, <path>_file)
    bool numbered_only = false;  // of one plant, and only as NAME_1, NAME_2, ...
    std::string_view example{};  // JSON, where the default is empty

    // Stands before its users for clang 14.
    template <class Member, class Value>
    constexpr Option with(Member member, Value value) const {
        auto changed = *this;
        changed.*member = value;
        return changed;
    }

    // How a row goes on: Option{...}.of_one_plant().such_as("1").
    constexpr Option of_every_plant() const { return with(&Option::scope, Scope::every_plant); }
    constexpr Option of_one_plant() const { return with(&Option::scope, Scope::one_plant); }
    constexpr Option only_numbered() const { return with(&Option::numbered_only, true); }
    constexpr Option as_secret() const { return with(&Option::secret, true); }
    constexpr Option such_as(std::string_view json) const { return with(&Option::example, json); }
};

// All of them, in the order in which they are shown.
std::span<const Option> options();

}  // namespace giv
