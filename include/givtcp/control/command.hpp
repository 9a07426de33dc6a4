// What a person asked for, and what became of it. Plain values; they cross threads by copy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

// As it came: nobody has looked at it yet (payload.hpp does).
struct Command {
    enum class Form : std::uint8_t {
        json_or_bare,  // whatever the content type says, or none
        url_encoded,   // "chargeToPercent=75"
    };

    std::string control;  // a control's name, as in the table: "setChargeTarget"
    std::string payload;
    Form form = Form::json_or_bare;
    std::string source;            // for the log and the audit: "REST 192.168.1.7", "MQTT"
    bool dry_run = false;          // only the plan is wanted (new API)
    bool override_budget = false;  // although today's writes are used up (new API)
    // Of the new API: its payload may hold `dry_run` and `override_budget` beside the control's own
    // keys. Any other command that asks for a dry run is refused, as it would be one in earnest.
    bool takes_options = false;
};

// Why a command was not carried out, or not proved. The new API's status follows from it.
enum class Reason : std::uint8_t {
    none,
    malformed,        // the payload is not what this control takes
    no_such_control,  // in the table
    not_here,         // this model has none
    out_of_bounds,
    contradiction,  // with what runs now, or in itself
    budget,         // today's writes are used up
    read_only,
    busy,           // too much waits, or it did not begin in time
    stopping,       // givtcp is being ended
    no_connection,  // no link to the inverter, or it does not answer
    no_store,       // a timed action could not be remembered
    inverter,       // the inverter did not take it
    not_proved,     // written, and it could not be read back
    continuing,     // begun, not ended: ask later, by its id
};

// What one register was to become, and is.
struct RegisterOutcome {
    std::uint16_t index = 0;      // holding register
    std::uint16_t requested = 0;  // raw
    bool written = false;         // a write was sent
    std::optional<std::uint16_t> before;
    std::optional<std::uint16_t> read_back;  // since the last write; nothing: could not be read
    bool would_write = false;                // of a dry run: not as it was to become

    friend bool operator==(const RegisterOutcome&, const RegisterOutcome&) = default;
};

struct Outcome {
    enum class How : std::uint8_t {
        verified,  // proved by reading back
        no_op,     // already so: nothing was written
        refused,   // the plant is as it was before, for a reason
        unknown,   // something was written and can't be proved, or stands half-way
    };

    How how = How::refused;
    Reason reason = Reason::none;
    std::string why;  // one sentence; for a success, what was done other than asked, or empty
    std::vector<RegisterOutcome> registers;  // in the order of the plan
    bool dry_run = false;  // nothing was tried; `registers` say what would be written
};

// How often a command ended in this way.
struct CommandCount {
    std::string_view control;  // of the table, without a slot's number
    Outcome::How how = Outcome::How::refused;
    std::uint64_t times = 0;

    friend bool operator==(const CommandCount&, const CommandCount&) = default;
};

// A write was sent, whatever came of it.
bool wrote_something(const Outcome& outcome);

// Nothing was done; the sentence is for the person who asked.
struct Refusal {
    Reason reason = Reason::none;
    std::string why;
};

Outcome refused(Refusal refusal);

// "verified", "no-op", "refused", "unknown": the words of the API (architecture ruling 21).
std::string_view words(Outcome::How how);

// "malformed", "no-such-control", ...: for the new API and MQTT.
std::string_view words(Reason reason);

}  // namespace giv
