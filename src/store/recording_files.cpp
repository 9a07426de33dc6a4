#include "store/recording_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

namespace giv::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".log";
constexpr std::string_view unfinished = ".part";
constexpr std::size_t at_a_time = 65'536;

// Nothing is left of it where it fails.
Result<void> write(
    const fs::path& file, std::string_view text, const std::function<bool()>& is_given_up
) {
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    while (out && !text.empty() && !is_given_up()) {
        const auto piece = text.substr(0, at_a_time);
        out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
        text.remove_prefix(piece.size());
    }
    out.close();
    if (out && text.empty()) return {};
    std::error_code ignored;  // it is removed with the next, then
    fs::remove(file, ignored);
    return fail(Errc::rejected, out ? "given up" : "the disk does not take it");
}

struct Found {
    fs::path path;
    std::uintmax_t bytes;
};

// What we wrote, oldest first.
std::vector<Found> recordings_in(const fs::path& folder) {
    std::vector<Found> found;
    std::error_code error;
    for (fs::directory_iterator entry{folder, error}, end; !error && entry != end;
         entry.increment(error)) {
        const auto extension = entry->path().extension();
        if (extension != ending && extension != unfinished) continue;
        std::error_code gone;
        const auto bytes = entry->file_size(gone);
        if (!gone) found.push_back({entry->path(), bytes});
    }
    std::ranges::sort(found, {}, &Found::path);
    return found;
}

}  // namespace

Result<std::string> RecordingFiles::keep(
    const std::string& name, std::string_view text, const std::function<bool()>& is_given_up
) {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) {
        return fail(
            Errc::rejected, "cannot make the folder " + folder_ + " (" + error.message() + ")"
        );
    }
    const auto file = fs::path{folder_} / (name + std::string{ending});
    const auto part = fs::path{folder_} / (name + std::string{unfinished});
    if (auto written = write(part, text, is_given_up); !written) {
        return fail(
            written.error().code, "cannot write " + part.string() + ": " + written.error().detail
        );
    }
    fs::rename(part, file, error);
    if (error)
        return fail(Errc::rejected, "cannot write " + file.string() + ": " + error.message());
    remove_oldest(file.string());
    return file.string();
}

void RecordingFiles::remove_oldest(const std::string& newest) const {
    auto found = recordings_in(folder_);
    auto files = found.size();
    std::uintmax_t bytes = 0;
    for (const auto& one : found)
        bytes += one.bytes;
    for (const auto& one : found) {
        if (files <= bounds_.files && bytes <= bounds_.bytes) return;
        if (one.path == newest) continue;
        std::error_code error;
        if (!fs::remove(one.path, error)) continue;
        --files;
        bytes -= one.bytes;
    }
}

}  // namespace giv::store
