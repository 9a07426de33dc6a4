// What the broker reads: its configuration and its passwords, in a folder of the state directory.
//
// At start, before the loop runs: it writes files. They are readable by us alone.
#pragma once

#include "givtcp/result.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace giv::broker {

struct Credentials {
    std::string user;
    std::string password;

    friend bool operator==(const Credentials&, const Credentials&) = default;
};

struct BrokerPlan {
    std::string folder;  // absolute; made where it is missing, its parent too
    std::string bind;    // a numeric address; empty: all
    std::uint16_t port = 1883;
    bool anonymous = false;  // whoever reaches it may come in
    Credentials wanted;      // what the user set; an empty name: ours are made up, and kept
};

struct BrokerFiles {
    std::string configuration;  // its path
    Credentials credentials;    // with which the daemon comes in
    bool are_new = false;       // they were made up just now
};

// Nobody needs a password where only this machine can come in.
bool lets_anybody_in(const BrokerPlan& plan);

// Pure: the text of mosquitto.conf.
std::string configuration_text(const BrokerPlan& plan);

// What an earlier start made up; nothing where it never did.
std::optional<Credentials> kept_credentials(const std::string& folder);

// The error is a sentence that says which file could not be written, and why.
Result<BrokerFiles> write_files(const BrokerPlan& plan);

}  // namespace giv::broker
