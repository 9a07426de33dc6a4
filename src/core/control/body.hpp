// What a payload says before anybody asks what it means: nothing, one value, or values by key.
// Pure; any thread; never throws, whatever the bytes.
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace giv {

// An object or a list where one value is wanted.
struct Composite {};

// monostate: null, or nothing at all.
using Scalar = std::variant<std::monostate, std::string, double, bool, Composite>;

struct BodyField {
    std::string key;
    Scalar value;
};

struct Body {
    Scalar bare;                    // where there are no keys
    std::vector<BodyField> fields;  // in any order
    bool has_fields = false;        // {} has none, and is no bare value either

    // Keys are compared without regard to case. monostate if there is none.
    const Scalar& operator[](std::string_view key) const;
};

// Failure: a sentence that says what is wrong with the text as a whole.
Expected<Body, std::string> body_of(std::string_view payload, Command::Form form);

// ASCII only, as everything that is looked for here.
std::string lower_case(std::string_view text);
std::string_view trimmed(std::string_view text);

}  // namespace giv
