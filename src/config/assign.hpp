// One value into one option: is it of the right kind, in bounds, and where does it go?
//
// Pure, any thread. Knows neither files nor the environment.
#pragma once

#include "config/option.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace giv {

// A value as somebody wrote it. The environment has only words, the file has JSON's types.
struct Words {
    std::string text;
};

// A JSON value that no option takes: null, a list, an object, a number beyond all bounds.
struct Unusable {
    std::string what;  // "null"
};

using Given = std::variant<Words, bool, std::int64_t, double, std::string, Unusable>;

// Writes the value where the option points. Otherwise says what is wrong, as the end of a
// sentence that begins with the option's name: `is "abc"; expected a whole number from 1 to 10`.
// A secret is not repeated.
std::optional<std::string> assign(const Option& option, const Given& given, SettingsDraft& draft);

// "True or False", "a whole number from 1 to 65535".
std::string expected_values(const Option& option);

// The value as JSON: 10, "GivEnergy", null where an optional number is not set.
std::string value_as_json(const Option& option, const SettingsDraft& draft);

// The same for people: a secret that is set is ***.
std::string shown_value(const Option& option, const SettingsDraft& draft);

// For messages: in quotes, on one line, not too long, whatever it holds.
std::string in_quotes(std::string_view text);

}  // namespace giv
