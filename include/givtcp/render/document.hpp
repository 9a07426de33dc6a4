// A snapshot as GivTCP's document: the tree that REST serves and whose leaves MQTT carries.
//
// Source: spec/clients.md §2.4. The default is the v3-shaped superset.
#pragma once

#include "givtcp/plant/snapshot.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace giv::render {

// One leaf. `path` is "Power/Power/PV_Power", without the plant's root or serial in front.
struct Leaf {
    enum class Kind : std::uint8_t { number, text, boolean, empty_object };

    std::string path;
    std::string text;  // as MQTT sends it; JSON quotes it if it is a text
    Kind kind = Kind::text;

    friend bool operator==(const Leaf&, const Leaf&) = default;
};

// Sorted by path, so that every object's members lie together.
using Document = std::vector<Leaf>;

struct Options {
    bool raw = true;                     // PRINT_RAW, MQTT_RAW
    bool seed_profile = false;           // COMPAT_PROFILE=seed: its rates and its reserve
    std::string_view version = "3.5.0";  // Stats.GivTCP_Version: begins with a 3 (clients §1.1.2)
};

// What the snapshot holds, plus what depends on the moment of looking (ages, status). Sections
// that are not complete are left out, and so are `Power` values older than ten minutes.
Document document(const Snapshot& snapshot, Moment now, const Options& options);

// How the leaves of a plant were sorted: which of those that its snapshot yields comes first, which
// next. It stays the same for as long as the plant has the same values.
using LeafOrder = std::vector<std::uint16_t>;

// The same, sooner for whoever renders a plant again and again: `order` is what the last call for
// this plant left there, or empty. Sorting takes more than half of the time.
Document document(const Snapshot& snapshot, Moment now, const Options& options, LeafOrder& order);

// Pretty-printed with four spaces and sorted keys, as GivTCP does. Always valid JSON.
std::string to_json(const Document& document);

// Control, Timeslots and details are there: /readData may show it.
bool is_servable(const Snapshot& snapshot);

// What /readData says until then (HTTP status 200).
std::string_view no_data_answer();

}  // namespace giv::render
