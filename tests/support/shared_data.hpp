// The recorded material that lies beside the project, where it is there.
//
// It is read in place and never copied in. A test that needs it begins with
// GIVTCP_NEEDS_SHARED_DATA(), which skips it, with the reason, on a machine without.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace giv::testing {

bool has_shared_data();

// Paths are below the shared folder: "vectors/frames.jsonl". A missing file fails the test.
std::string shared_text(const std::string& path);
nlohmann::json shared_json(const std::string& path);
std::vector<nlohmann::json> shared_json_lines(const std::string& path);

std::vector<std::uint8_t> bytes_from_hex(std::string_view hex);
std::string hex_from_bytes(const std::vector<std::uint8_t>& bytes);

}  // namespace giv::testing

// A macro because GTEST_SKIP() has to return from the test itself.
#define GIVTCP_NEEDS_SHARED_DATA()          \
    if (!::giv::testing::has_shared_data()) \
    GTEST_SKIP() << "the recorded vectors (../shared) are not on this machine"
