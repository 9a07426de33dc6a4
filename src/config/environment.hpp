// What the environment says: which variable belongs to which option, and what to tell the user of
// the others. Pure, any thread: the variables are an argument.
#pragma once

#include "config/option.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

using Environment = std::map<std::string, std::string, std::less<>>;

// Without the blanks around it; empty if it is not set: an empty variable counts as none.
std::string value_of(const Environment& environment, std::string_view name);

// The variables that can set this option. `plant`: the number from 1 of the plant that an option
// of one plant is wanted for.
std::vector<std::string> names_of(const Option& option, int plant);

// Whether this variable sets an option: "INVERTOR_IP_2", "MQTT_PASSWORD_FILE".
bool is_variable_of_ours(std::string_view name);

// The number of the plant that alone this variable is about: 2 for "INVERTOR_IP_2", 1 for
// "INVERTOR_IP"; 0: it is about all of them, or is none of ours.
int plant_of(std::string_view name);

// The highest n of a variable NAME_n that is not empty (NAME itself is 1); 0 if there is none.
int highest_number(const Environment& environment, const Option& option);

// What there is to say about variables that set nothing here: ignored, or nearly ours.
std::vector<std::string> remark_on(const Environment& environment);

// What there is to say about variables of plants beyond the last, `count`, which has an address or
// is counted: they set nothing. Not of a plant whose address is set: that it is too many is said
// elsewhere. Nor of what GivTCP's templates set of every plant, there or not.
std::vector<std::string> remark_on_plants_beyond(int count, const Environment& environment);

}  // namespace giv
