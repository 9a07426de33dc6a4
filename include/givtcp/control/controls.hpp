// Everything that can be changed, one row per control. Nothing outside this table can be written,
// by any path. The rows are in src/core/control/*_rows.hpp; adding a control is one row there.
#pragma once

#include "givtcp/control/command.hpp"
#include "givtcp/control/judged_write.hpp"
#include "givtcp/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace giv {

struct Order;
struct ControlView;
struct PlanDraft;  // what a row's plan makes (src/core/control)

// What a value in a payload may look like. Everything comes as JSON or as text.
enum class ArgumentType : std::uint8_t {
    on_off,       // enable, disable, on, off, true, false, 1, 0
    percent,      // a whole number
    rate,         // watts or percent, with or without a unit (commands.md 8)
    time,         // HH:MM, HH:MM:SS, hhmm
    word,         // one of `words`, or its number
    date_time,    // dd/mm/YYYY HH:MM:SS, or ISO 8601 without a zone
    duration,     // minutes, or Cancel, Normal, 0
    slot_number,  // 1..10, a number or a text; left out where the name has the number
};

struct ArgumentWord {
    std::string_view text;
    std::uint16_t code;
    bool by_number = true;  // the code may be sent in its place
};

struct Parameter {
    std::span<const std::string_view> keys;  // the documented one first, then synonyms
    ArgumentType type = ArgumentType::on_off;
    bool optional = false;
    std::span<const ArgumentWord> words{};
    int least = 0;  // of a percentage, and of a duration: 0 ends what runs
    int most = 0;
    std::span<const std::string_view> only_shown{};  // words of its point that nobody can order
};

struct Control {
    std::string_view name;                        // REST path, MQTT command
    std::span<const std::string_view> aliases{};  // other spellings of the same
    bool numbered = false;                        // name1 .. name10: the number is the slot
    std::string_view says;                        // legacy reply; {n} is the slot: says() below
    std::span<const Parameter> parameters{};      // empty: whatever comes is ignored
    bool needs_clock = false;                     // HR35-40 are read freshly before the plan
    bool (*exists)(const Capabilities& plant) = nullptr;  // on this plant
    std::string_view only_on;  // for the refusal: "models with ten slots"
    Expected<PlanDraft, Refusal> (*plan)(const Order&, const ControlView&) = nullptr;
    std::span<const std::string_view> shows{};  // paths of the points that it changes: shown_by()
    std::span<const std::string_view> sets{};   // those of them that its payload names: set_by()
    bool everyday = false;                      // people use it often, not once when they set up
    std::string_view effect;                    // for people: "HR96"
};

std::span<const Control> controls();

inline constexpr int most_slots = 10;

// A row, and the slot where the name has one. A numbered control whose slot may stand in the
// payload is known without a number, too.
struct NamedControl {
    const Control* control = nullptr;
    int slot = 0;  // 0: the name has none
};

// Nothing for a name that is not in the table; names are case-sensitive, as GivTCP's are.
std::optional<NamedControl> find_control(std::string_view name);

// Every name and alias that find_control() knows, numbered ones written out: for route lists.
std::vector<std::string> control_names();

// A name that GivTCP knows and givtcp does not offer: its sentence is another than that for a name
// that nobody knows.
bool is_not_offered(std::string_view name);

// "Setting Charge Slot 1": GivTCP's reply begins with it and goes on with " was a success" or
// " failed: ...". Without a slot its number is left out.
std::string says(const NamedControl& named);
std::string says(const Order& order);

// The paths of all points that the control changes, as in points(). Where the slot is not known,
// those of every slot.
std::vector<std::string> shown_by(const NamedControl& named);
std::vector<std::string> shown_by(const Order& order);

// The control that a person means who changes the point with this path, and its slot; nothing where
// there is none. Several controls may change a point on the way; at most one sets it.
std::optional<NamedControl> set_by(std::string_view path);

// A payload that the control takes: {"start": "00:30", "finish": "04:30"}. Empty for one that takes
// none. `optional_too`: with the keys that may be left out.
std::string example_of(const NamedControl& named, bool optional_too = false);

}  // namespace giv
