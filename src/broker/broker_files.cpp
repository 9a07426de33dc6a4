#include "broker/broker_files.hpp"

#include "broker/password_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <openssl/rand.h>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace giv::broker {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view made_up_user = "givtcp";
constexpr std::size_t password_length = 20;

// Without those that look alike. 32 of them: each takes five bits of a byte.
constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
static_assert(letters.size() == 32);

template <std::size_t Size>
Result<std::array<std::uint8_t, Size>> random_bytes() {
    std::array<std::uint8_t, Size> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(Size)) != 1) {
        return fail(Errc::unsupported, "OpenSSL has no random numbers for the broker's password");
    }
    return bytes;
}

Result<Credentials> made_up() {
    const auto bytes = random_bytes<password_length>();
    if (!bytes) return tl::unexpected(bytes.error());
    Credentials credentials{std::string{made_up_user}, ""};
    for (const auto byte : *bytes)
        credentials.password += letters[byte % letters.size()];
    return credentials;
}

tl::unexpected<Error> cannot(const std::string& do_what, const fs::path& path, int number) {
    return fail(
        Errc::unsupported,
        "the broker's files: cannot " + do_what + ' ' + path.string() + ": " +
            std::generic_category().message(number)
    );
}

// Whole or not at all, and for our eyes alone.
Result<void> write_file(const fs::path& path, std::string_view text) {
    const auto beside = fs::path{path}.concat(".new");
    ::unlink(beside.c_str());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return cannot("write", beside, errno);
    const auto written = ::write(file, text.data(), text.size());
    const int why = errno;
    const bool is_kept = ::fsync(file) == 0;
    ::close(file);
    if (written != static_cast<ssize_t>(text.size()) || !is_kept) {
        return cannot("write", beside, written < 0 ? why : ENOSPC);
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) return cannot("replace", path, errno);
    return {};
}

// The name and the password, a line each.
fs::path credentials_file(const std::string& folder) { return fs::path{folder} / "credentials"; }

Result<void> settle_credentials(const BrokerPlan& plan, BrokerFiles& files) {
    if (!plan.wanted.user.empty()) {
        files.credentials = plan.wanted;
        return {};
    }
    if (const auto kept = kept_credentials(plan.folder)) {
        files.credentials = *kept;
        return {};
    }
    const auto made = made_up();
    if (!made) return tl::unexpected(made.error());
    files.credentials = *made;
    files.are_new = true;
    return write_file(credentials_file(plan.folder), made->user + '\n' + made->password + '\n');
}

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1";
}

}  // namespace

bool lets_anybody_in(const BrokerPlan& plan) { return plan.anonymous || is_loopback(plan.bind); }

std::optional<Credentials> kept_credentials(const std::string& folder) {
    std::ifstream file{credentials_file(folder)};
    Credentials credentials;
    std::getline(file, credentials.user);
    std::getline(file, credentials.password);
    const bool is_whole = !credentials.user.empty() && !credentials.password.empty();
    return is_whole ? std::optional{credentials} : std::nullopt;
}

std::string configuration_text(const BrokerPlan& plan) {
    const auto address = plan.bind.empty() ? std::string{} : ' ' + plan.bind;
    return "# Made by givtcpd at each start: changes are lost.\n"
           "listener " +
           std::to_string(plan.port) + address +
           "\n"
           "allow_anonymous " +
           (lets_anybody_in(plan) ? "true" : "false") +
           "\n"
           "password_file " +
           plan.folder +
           "/passwords\n"
           "persistence true\n"
           "persistence_location " +
           plan.folder +
           "/\n"
           "autosave_interval 3600\n"
           "log_dest stderr\n"
           "log_timestamp false\n"
           "log_type error\n"
           "log_type warning\n"
           "log_type notice\n" +
           (::geteuid() == 0 ? "user root\n" : "");
}

Result<BrokerFiles> write_files(const BrokerPlan& plan) {
    const fs::path folder{plan.folder};
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return cannot("make the folder", folder, error.value());
    if (::chmod(folder.c_str(), 0700) != 0) return cannot("close the folder", folder, errno);

    BrokerFiles files;
    if (auto done = settle_credentials(plan, files); !done) return tl::unexpected(done.error());
    const auto salt = random_bytes<12>();
    if (!salt) return tl::unexpected(salt.error());
    const auto line = password_line(files.credentials.user, files.credentials.password, *salt);
    if (!line) return tl::unexpected(line.error());
    auto done = write_file(folder / "passwords", *line);
    if (done) done = write_file(folder / "mosquitto.conf", configuration_text(plan));
    if (!done) return tl::unexpected(done.error());
    files.configuration = (folder / "mosquitto.conf").string();
    return files;
}

}  // namespace giv::broker
