#include "broker/broker_files.hpp"

#include "broker/password_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
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

// What those who may come in can make it hold: it runs on small machines, and a flood there would
// take the memory of all that runs beside it. (Source: mosquitto.conf(5), 2.0; broker and what it
// keeps survive that the memory is used up, of which tests/system/broker has a run.)
constexpr std::string_view limits =
    "max_packet_size 1048576\n"  // twice the longest that we publish, a device's discovery
    "memory_limit 67108864\n"    // a few hundred entities and their values are one or two MB
    "persistent_client_expiration 14d\n";

// At each address: a house's programs and things, with much to spare. Who says nothing is turned
// out by the broker after 90 s.
constexpr std::string_view most_connections = "max_connections 256\n";

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
    std::string text = "the broker's files: cannot " + do_what + ' ' + path.string() + ": " +
                       std::generic_category().message(number);
    if (number == EACCES || number == EPERM) {
        text += "; the folder must belong to the user as whom givtcpd runs: chown -R " +
                std::to_string(::geteuid());
    }
    return fail(Errc::unsupported, text);
}

std::string text_of(const fs::path& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
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

Result<void> keep_file(const fs::path& path, std::string_view text) {
    if (text_of(path) == text) return {};
    return write_file(path, text);
}

// Its salt makes each text another one.
Result<void> keep_passwords(const fs::path& path, const Credentials& credentials) {
    if (is_line_of(text_of(path), credentials.user, credentials.password)) return {};
    const auto salt = random_bytes<12>();
    if (!salt) return tl::unexpected(salt.error());
    const auto line = password_line(credentials.user, credentials.password, *salt);
    if (!line) return tl::unexpected(line.error());
    return write_file(path, *line);
}

// Ours alone.
Result<void> make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return cannot("make the folder", folder, error.value());
    const auto rights = fs::status(folder, error).permissions();
    if (!error && rights == fs::perms::owner_all) return {};
    if (::chmod(folder.c_str(), 0700) != 0) return cannot("close the folder", folder, errno);
    return {};
}

// The name and the password, a line each.
fs::path credentials_file(const std::string& folder) { return fs::path{folder} / "credentials"; }

std::string text_of(const Credentials& credentials) {
    return credentials.user + '\n' + credentials.password + '\n';
}

Result<void> settle_credentials(const BrokerPlan& plan, BrokerFiles& files) {
    if (!plan.wanted.user.empty() && !plan.wanted.password.empty()) {
        files.credentials = plan.wanted;
        return {};
    }
    if (const auto kept = kept_credentials(plan.folder, plan.wanted.user)) {
        files.credentials = *kept;
        return {};
    }
    auto made = made_up();
    if (!made) return tl::unexpected(made.error());
    if (!plan.wanted.user.empty()) made->user = plan.wanted.user;
    files.credentials = *made;
    files.are_new = true;
    return {};
}

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1";
}

std::string listeners(const BrokerPlan& plan) {
    const auto listener = "listener " + std::to_string(plan.port);
    if (plan.addresses.empty()) return (listener + '\n').append(most_connections);
    std::string text;
    for (const auto& address : plan.addresses)
        text.append(listener).append(1, ' ').append(address).append(1, '\n').append(most_connections
        );
    return text;
}

// Started as root it would become the user mosquitto, who can't read these files. It has no more
// rights than we have then: where that is too many, the daemon itself is started as another user,
// as the image and the unit do.
std::string user_line() { return ::geteuid() == 0 ? "user root\n" : ""; }

}  // namespace

bool lets_anybody_in(const BrokerPlan& plan) {
    return plan.anonymous ||
           (!plan.addresses.empty() && std::ranges::all_of(plan.addresses, is_loopback));
}

std::optional<Credentials> kept_credentials(const std::string& folder, const std::string& user) {
    std::ifstream file{credentials_file(folder)};
    Credentials credentials;
    std::getline(file, credentials.user);
    std::getline(file, credentials.password);
    const bool is_whole = !credentials.user.empty() && !credentials.password.empty();
    const bool is_theirs = user.empty() || credentials.user == user;
    return is_whole && is_theirs ? std::optional{credentials} : std::nullopt;
}

std::string configuration_text(const BrokerPlan& plan) {
    return "# Made by givtcpd at each start: changes are lost.\n" + listeners(plan) +
           "allow_anonymous " + (lets_anybody_in(plan) ? "true" : "false") +
           "\n"
           "password_file " +
           plan.folder +
           "/passwords\n"
           "persistence true\n"
           "persistence_location " +
           plan.folder +
           "/\n"
           "autosave_interval 3600\n" +
           std::string{limits} +
           "log_dest stderr\n"
           "log_timestamp false\n"
           "log_type error\n"
           "log_type warning\n"
           "log_type notice\n"
           "log_type information\n" +  // that it runs
           user_line();
}

Result<BrokerFiles> write_files(const BrokerPlan& plan) {
    const fs::path folder{plan.folder};
    BrokerFiles files;
    auto done = make_folder(folder);
    if (done) done = settle_credentials(plan, files);
    if (done) done = keep_passwords(folder / "passwords", files.credentials);
    if (done) done = keep_file(folder / "mosquitto.conf", configuration_text(plan));
    // The last, because who finds them there is not told of them any more.
    if (done && files.are_new)
        done = write_file(credentials_file(folder), text_of(files.credentials));
    if (!done) return tl::unexpected(done.error());
    files.configuration = (folder / "mosquitto.conf").string();
    return files;
}

}  // namespace giv::broker
