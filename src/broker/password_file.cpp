#include "broker/password_file.hpp"

#include <array>
#include <openssl/evp.h>
#include <vector>

namespace giv::broker {
namespace {

constexpr int rounds = 101;

std::string base64(std::span<const std::uint8_t> bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes are unsigned
    auto* const out = reinterpret_cast<unsigned char*>(text.data());
    const int size = EVP_EncodeBlock(out, bytes.data(), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

// Nothing where it is no base64 of whole groups, as 12 bytes are.
std::vector<std::uint8_t> from_base64(const std::string& text) {
    std::vector<std::uint8_t> bytes(text.size() / 4 * 3);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes are unsigned
    const auto* const in = reinterpret_cast<const unsigned char*>(text.data());
    const int size = EVP_DecodeBlock(bytes.data(), in, static_cast<int>(text.size()));
    if (size < 0 || static_cast<std::size_t>(size) != bytes.size()) bytes.clear();
    return bytes;
}

}  // namespace

Result<std::string> password_line(
    const std::string& user, const std::string& password, std::span<const std::uint8_t> salt
) {
    std::array<std::uint8_t, 64> hash{};
    const int done = PKCS5_PBKDF2_HMAC(
        password.data(),
        static_cast<int>(password.size()),
        salt.data(),
        static_cast<int>(salt.size()),
        rounds,
        EVP_sha512(),
        static_cast<int>(hash.size()),
        hash.data()
    );
    if (done != 1) return fail(Errc::unsupported, "OpenSSL makes no hash of a password");
    return user + ":$7$" + std::to_string(rounds) + '$' + base64(salt) + '$' + base64(hash) + '\n';
}

bool is_line_of(const std::string& line, const std::string& user, const std::string& password) {
    const auto head = user + ":$7$" + std::to_string(rounds) + '$';
    if (!line.starts_with(head)) return false;
    const auto salt_end = line.find('$', head.size());
    if (salt_end == std::string::npos) return false;
    const auto salt = from_base64(line.substr(head.size(), salt_end - head.size()));
    const auto ours = password_line(user, password, salt);
    return ours && *ours == line;
}

}  // namespace giv::broker
