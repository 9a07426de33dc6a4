#include "app/process_figures.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace giv {
namespace {

// Fields of /proc/self/stat behind the program's name, counted from 0 (proc(5) counts from 3).
constexpr std::size_t user_ticks = 11;
constexpr std::size_t system_ticks = 12;
constexpr std::size_t threads = 17;
constexpr std::size_t start_ticks = 19;
constexpr std::size_t virtual_bytes = 20;
constexpr std::size_t resident_pages = 21;

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (text.empty() || error != std::errc{} || end != last) return std::nullopt;
    return number;
}

// The word at that place in a line with one blank between.
std::string_view word_at(std::string_view line, std::size_t place) {
    for (; place > 0; --place) {
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos) return {};
        line.remove_prefix(blank + 1);
    }
    return line.substr(0, line.find(' '));
}

// The name stands in brackets and may hold any of them itself: the last one ends it.
std::string_view behind_the_name(std::string_view process_stat) {
    const auto end = process_stat.rfind(") ");
    if (end == std::string_view::npos) return {};
    auto rest = process_stat.substr(end + 2);
    return rest.substr(0, rest.find('\n'));
}

// "btime 1767225600": when the machine was started, in seconds since 1970.
std::optional<std::uint64_t> started_at(std::string_view kernel_stat) {
    constexpr std::string_view key = "\nbtime ";
    const auto at = kernel_stat.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = kernel_stat.substr(at + key.size());
    return number_of(rest.substr(0, rest.find('\n')));
}

std::string text_of(const char* path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::optional<std::uint64_t> open_files() {
    std::error_code error;
    std::filesystem::directory_iterator files{"/proc/self/fd", error};
    if (error) return std::nullopt;
    std::uint64_t number = 0;
    for (; files != std::filesystem::directory_iterator{}; files.increment(error))
        ++number;
    if (error || number == 0) return std::nullopt;
    return number - 1;  // the folder itself is open while it is read
}

std::optional<std::uint64_t> most_open_files() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::nullopt;
    return limit.rlim_cur;
}

KernelUnits kernel_units() {
    KernelUnits units;
    if (const auto ticks = sysconf(_SC_CLK_TCK); ticks > 0)
        units.ticks_per_second = static_cast<std::uint64_t>(ticks);
    if (const auto bytes = sysconf(_SC_PAGESIZE); bytes > 0)
        units.bytes_per_page = static_cast<std::uint64_t>(bytes);
    return units;
}

}  // namespace

render::ProcessFigures process_figures_from(
    std::string_view process_stat, std::string_view kernel_stat, const KernelUnits& units
) {
    const auto line = behind_the_name(process_stat);
    const auto number = [line](std::size_t place) { return number_of(word_at(line, place)); };
    const auto seconds = [&units](std::uint64_t ticks) {
        return static_cast<double>(ticks) / static_cast<double>(units.ticks_per_second);
    };
    render::ProcessFigures figures;
    figures.threads = number(threads);
    figures.virtual_bytes = number(virtual_bytes);
    if (const auto pages = number(resident_pages))
        figures.resident_bytes = *pages * units.bytes_per_page;
    const auto user = number(user_ticks);
    const auto system = number(system_ticks);
    if (user && system) figures.cpu_seconds = seconds(*user) + seconds(*system);
    const auto boot = started_at(kernel_stat);
    const auto start = number(start_ticks);
    if (boot && start) figures.start_time_seconds = static_cast<double>(*boot) + seconds(*start);
    return figures;
}

render::ProcessFigures process_figures() {
    auto figures =
        process_figures_from(text_of("/proc/self/stat"), text_of("/proc/stat"), kernel_units());
    figures.open_files = open_files();
    figures.most_open_files = most_open_files();
    return figures;
}

}  // namespace giv
