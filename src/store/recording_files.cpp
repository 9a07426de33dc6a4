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
constexpr int most_of_one_name = 999;  // beyond, the last is written over

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

// Of several of one second each later one has a higher number behind its name, with zeros in front,
// so that it sorts behind: also when the first of them have been removed.
std::string free_name(const fs::path& folder, const std::string& wanted) {
    const auto numbered = [&](int number) {
        constexpr std::size_t digits = 3;
        const auto text = std::to_string(number);
        return number == 1 ? wanted : wanted + '_' + std::string(digits - text.size(), '0') + text;
    };
    const auto is_there = [&](int number) {
        std::error_code unknown;
        return fs::exists(folder / (numbered(number) + std::string{ending}), unknown);
    };
    int last = most_of_one_name;
    while (last > 0 && !is_there(last))
        --last;
    return numbered(std::min(last + 1, most_of_one_name));
}

// What we wrote, oldest first.
std::vector<Found> recordings_in(
    const fs::path& folder, const std::function<bool(std::string_view)>& is_ours
) {
    std::vector<Found> found;
    std::error_code error;
    for (fs::directory_iterator entry{folder, error}, end; !error && entry != end;
         entry.increment(error)) {
        const auto extension = entry->path().extension();
        if (extension != ending && extension != unfinished) continue;
        if (!is_ours(entry->path().stem().string())) continue;
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
    const auto own = free_name(folder_, name);
    const auto file = fs::path{folder_} / (own + std::string{ending});
    const auto part = fs::path{folder_} / (own + std::string{unfinished});
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
    auto found = recordings_in(folder_, is_ours_);
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
