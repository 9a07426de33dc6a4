// The keys of GivTCP 3's allsettings.json, and the variables that they became.
//
// Source: spec/givtcp-reference.md §2.2. A table; pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace giv {

struct V3Name {
    std::string_view key;       // "invertorIP"; of a numbered one without its _1
    std::string_view variable;  // "INVERTOR_IP"; empty: nothing here needs it
    bool numbered = false;
};

// The variable that this key sets: "invertorIP_2" is INVERTOR_IP_2; "" where it has no function
// here; nothing where the key is not one of version 3's.
std::optional<std::string> variable_of_v3(std::string_view key);

}  // namespace giv
