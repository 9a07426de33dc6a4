// What is wrong with a text for Prometheus, by the rules of its two formats: a sentence each. Knows
// nothing of how ours is made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace giv::testing {

enum class Exposition { prometheus, openmetrics };

// Every sample below a HELP and a TYPE of its family, families in one piece, no series twice, names
// and labels well formed, numbers that are numbers; of OpenMetrics also the names by type, the
// units, and the end.
std::vector<std::string> faults_of(std::string_view text, Exposition format);

// The sample's number, as it stands there; "(absent)" if there is no such line.
std::string sample_of(std::string_view text, std::string_view series);

}  // namespace giv::testing
