// How functions in this program fail: by value.
//
// Result<T> is either a T or an Error. It is an alias so that the day the compiler ships
// std::expected, this file is the only one that changes.
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace giv {

enum class Errc : std::uint8_t {
    timeout,
    disconnected,
    malformed,
    rejected,
    out_of_range,
    unsupported,
    busy,
};

struct Error {
    Errc code;
    std::string detail;  // what was being done, with the numbers that matter
};

template <class T, class Failure>
using Expected = tl::expected<T, Failure>;

template <class T>
using Result = Expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string detail) {
    return tl::unexpected<Error>(Error{code, std::move(detail)});
}

}  // namespace giv
