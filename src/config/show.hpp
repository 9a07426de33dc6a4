// The table of options as text: what is set now, the reference in docs/CONFIG.md, and the example
// file. Pure, any thread.
#pragma once

#include "config/load.hpp"

#include <string>

namespace giv {

// For --print-config: a line per option with its value and where that comes from. Secrets are ***.
std::string print_config(const LoadOutcome& outcome);

// What is not as by default, as a settings file, secrets included.
std::string config_of(const LoadOutcome& outcome);

// For --check-config and the log: a line each, errors first.
std::string print_remarks(const LoadOutcome& outcome);

// docs/CONFIG.md.
std::string config_reference();

// config/givtcp.example.json: every option with its default.
std::string config_example();

}  // namespace giv
