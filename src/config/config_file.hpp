// The settings file as a flat list: JSON with // comments in, "mqtt.tls.ca" = value out.
//
// Pure, any thread. Knows JSON, not options: what a path means is load()'s business. What is no
// JSON is told by line and column and in kind, never repeated: it may be a password.
#pragma once

#include "config/assign.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

struct FileEntry {
    std::string path;  // "plants[0].host", "mqtt.tls.ca"
    Given given;
};

struct FileContainer {
    std::string path;  // "mqtt", "plants", "plants[0]"
    bool is_list;
};

struct FlatFile {
    std::vector<FileEntry> entries;  // in the file's order
    std::vector<FileContainer> containers;
    std::vector<std::string> errors;  // not JSON, a key twice; without the file's name
};

FlatFile flatten(std::string_view json);

// JSON's null.
bool is_null(const Given& given);

}  // namespace giv
