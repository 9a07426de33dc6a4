// Every key of the settings file that is not one of ours, with what was probably meant. Pure.
#pragma once

#include "config/config_file.hpp"

#include <string>
#include <vector>

namespace giv {

// One sentence each, without the file's name; the first twenty.
std::vector<std::string> mistakes_in_keys(const FlatFile& file);

// "plants[3].host" -> "plants[].host": the form in which options are known.
std::string without_indices(std::string_view path);

// Where an option stands in the file: "mqtt.host", "plants[].host".
std::string path_of(const Option& option);

}  // namespace giv
