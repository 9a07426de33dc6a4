// What somebody sent, made fit for a sentence: short, printable, valid UTF-8. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace giv {

// Well-formed as RFC 3629 has it: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

// In double quotes, 60 characters at most; what is not printable becomes '?'.
std::string cited(std::string_view text);

// As short as it can be: "2080", "12.5".
std::string number_text(double value);

}  // namespace giv
