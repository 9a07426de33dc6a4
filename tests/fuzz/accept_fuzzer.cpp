// Any bytes as an Accept field: a format, and the same one whatever stands behind it that nobody
// means.
#include "http/metrics_format.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

void require(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string accept{reinterpret_cast<const char*>(data), size};

    const auto format = giv::http::negotiated(accept);

    require(!giv::render::content_type(format).empty());
    require(giv::http::negotiated(accept + ",image/png") == format);
    require(giv::http::negotiated("image/png," + accept) == format);
    return 0;
}
