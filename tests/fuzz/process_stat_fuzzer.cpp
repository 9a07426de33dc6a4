// Any bytes as the kernel's texts about a process: figures that can be shown, or none.
#include "app/process_figures.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace {

void require(bool holds) {
    if (!holds) __builtin_trap();
}

void require_number(const std::optional<double>& number) {
    require(!number || (std::isfinite(*number) && *number >= 0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto half = text.find('\n') == std::string_view::npos ? size : text.find('\n');

    const auto figures =
        giv::process_figures_from(text.substr(0, half), text.substr(half), {100, 4096});

    require_number(figures.cpu_seconds);
    require_number(figures.start_time_seconds);
    require(!figures.open_files && !figures.most_open_files);
    return 0;
}
