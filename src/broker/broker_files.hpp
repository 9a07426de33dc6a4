// What the broker reads: its configuration and its passwords, in a folder of the state directory.
//
// On the broker's thread, since it writes files; before each start, and only what has changed.
// They are readable by us alone.
#pragma once

#include "givtcp/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace giv::broker {

struct Credentials {
    std::string user;
    std::string password;

    friend bool operator==(const Credentials&, const Credentials&) = default;
};

struct BrokerPlan {
    std::string folder;                  // absolute; made where it is missing, its parent too
    std::vector<std::string> addresses;  // where it listens, numeric; empty: everywhere
    std::uint16_t port = 1883;
    bool anonymous = false;  // whoever reaches it may come in
    Credentials wanted;      // what the user set; what is empty of it is made up, and kept
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

// What an earlier start made up, for this user if there is a name; nothing where it never did.
std::optional<Credentials> kept_credentials(
    const std::string& folder, const std::string& user = ""
);

// Files that are as they should be stay: the folder need not be writable then. The error is a
// sentence that says which file could not be written, and why.
Result<BrokerFiles> write_files(const BrokerPlan& plan);

}  // namespace giv::broker
