// What each answer of a server means for the lines that were sent. A table; pure, any thread.
//
// Source: spec/clients.md §4.2, research/peers.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace giv::influx {

struct Answer {
    int status = 0;     // 0: there was none
    std::string words;  // of the body, or why there was no answer; the beginning is enough
    std::optional<std::chrono::seconds> retry_after{};
    bool took_too_long = false;
};

enum class Meaning : std::uint8_t {
    stored,
    others_stored,  // some lines are not wanted, ever; all the others are in
    bad_line,       // one of these lines is bad, or all of them
    too_large,      // fewer lines at once
    not_now,        // the server is away or busy; nothing is wrong with the lines
    failed,         // so far the server's fault; for ever with these lines, theirs
    not_let_in,     // somebody must change something: a token, a bucket, a URL
};

Meaning meaning_of(int status);

// One line for people: "401 unauthorized access: check INFLUX_TOKEN".
std::string summary(const Answer& answer);

// A server may repeat what it was sent: `secret` as "***" wherever it stands.
std::string without(std::string text, std::string_view secret);

// What a user can do about it, after "InfluxDB answered 401": empty where nothing is to be said.
std::string_view advice_for(int status);

// How many lines an answer says were not taken: "dropped=2", "dropped 2 points". 1 where it says
// nothing.
std::uint64_t dropped_lines(std::string_view words);

// Of the header's value: seconds. A date is no number, and nothing.
std::optional<std::chrono::seconds> retry_after_from(std::string_view value);

}  // namespace giv::influx
