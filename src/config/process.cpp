#include "config/process.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

namespace giv {
namespace {

namespace fs = std::filesystem;

const fs::path zone_folder{"/usr/share/zoneinfo"};
constexpr std::size_t largest_file = 4U * 1024 * 1024;

Result<std::string> read_whole(const std::string& path) {
    const auto failed = [&](const std::string& why) {
        return fail(Errc::unsupported, "cannot read " + path + ": " + why);
    };
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) return failed("it is a directory");

    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file) return failed(std::generic_category().message(errno));

    std::string text;
    std::array<char, 4096> part{};
    while (file.read(part.data(), part.size()) || file.gcount() > 0) {
        text.append(part.data(), static_cast<std::size_t>(file.gcount()));
        if (text.size() > largest_file) return failed("it is too large");
    }
    if (file.bad()) return failed(std::generic_category().message(errno));
    return text;
}

bool has_zone(const std::string& name) {
    std::error_code ignored;
    return fs::is_regular_file(zone_folder / name, ignored);
}

std::vector<std::string> zone_names() {
    std::vector<std::string> names;
    std::error_code error;
    fs::recursive_directory_iterator entry{zone_folder, error};
    while (!error && entry != fs::recursive_directory_iterator{}) {
        std::error_code ignored;
        const auto name = entry->path().lexically_relative(zone_folder).generic_string();
        const bool is_copy = name.starts_with("posix") || name.starts_with("right");
        if (!is_copy && entry->is_regular_file(ignored)) names.push_back(name);
        entry.increment(error);
    }
    return names;
}

}  // namespace

Environment process_environment() {
    Environment variables;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): environ is an array.
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

Result<std::optional<ConfigFile>> find_config_file(
    const std::optional<std::string>& asked, const std::string& fallback
) {
    const auto path = asked.value_or(fallback);
    std::error_code ignored;
    if (!asked && fs::status(path, ignored).type() == fs::file_type::not_found) {
        return std::optional<ConfigFile>{};
    }
    auto text = read_whole(path);
    if (text) return ConfigFile{path, *std::move(text)};

    // Going on without it would be to forget what it forbids: READ_ONLY, API_TOKEN.
    auto error = text.error();
    if (!asked) error.detail += "; where it is not meant for you, name another one with --config";
    return tl::unexpected{std::move(error)};
}

World this_machine() { return {read_whole, has_zone, zone_names}; }

}  // namespace giv
