#include "support/shared_data.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace giv::testing {
namespace {

const std::filesystem::path root{GIVTCP_SHARED_DIR};

}  // namespace

bool has_shared_data() { return std::filesystem::exists(root / "vectors" / "frames.jsonl"); }

std::string shared_text(const std::string& path) {
    std::ifstream file{root / path, std::ios::binary};
    if (!file) throw std::runtime_error("cannot read " + (root / path).string());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

nlohmann::json shared_json(const std::string& path) {
    return nlohmann::json::parse(shared_text(path));
}

std::vector<nlohmann::json> shared_json_lines(const std::string& path) {
    std::vector<nlohmann::json> lines;
    std::istringstream text{shared_text(path)};
    for (std::string line; std::getline(text, line);) {
        if (!line.empty()) lines.push_back(nlohmann::json::parse(line));
    }
    return lines;
}

std::vector<std::uint8_t> bytes_from_hex(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    for (; hex.size() >= 2; hex.remove_prefix(2)) {
        std::uint8_t byte = 0;
        const auto [end, error] = std::from_chars(hex.data(), hex.data() + 2, byte, 16);
        if (error != std::errc{} || end != hex.data() + 2) throw std::runtime_error("bad hex");
        bytes.push_back(byte);
    }
    return bytes;
}

std::string hex_from_bytes(const std::vector<std::uint8_t>& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const auto byte : bytes) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 0xFU];
    }
    return hex;
}

}  // namespace giv::testing
