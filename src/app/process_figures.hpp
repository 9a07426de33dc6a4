// What the kernel says of this process, for /metrics: its memory, processor time, files, threads.
// Any thread; reads a few small files of /proc, which never wait for a disk.
#pragma once

#include "givtcp/render/metrics.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace giv {

// What the numbers in the kernel's texts count in.
struct KernelUnits {
    std::uint64_t ticks_per_second = 100;
    std::uint64_t bytes_per_page = 4096;
};

// From the texts of /proc/self/stat and /proc/stat, whatever they hold: pure. `files` and
// `most_files` do not stand there.
render::ProcessFigures process_figures_from(
    std::string_view process_stat, std::string_view kernel_stat, const KernelUnits& units
);

// Of this process, now.
render::ProcessFigures process_figures();

}  // namespace giv
