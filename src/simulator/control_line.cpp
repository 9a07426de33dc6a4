#include "simulator/control_line.hpp"

#include "simulator/json_check.hpp"
#include "simulator/numbers.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace giv::simulator {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_faults_listed = 1'000;
constexpr std::int64_t last_register = std::numeric_limits<std::uint16_t>::max();

struct Asked {
    const Json& request;
    Dongle& dongle;
    Instant now;
    Instant began;
    const std::string& why_no_faults;
};

// The answer without its "ok".
using Answer = Result<Json>;

tl::unexpected<Error> wrong(std::string what) { return fail(Errc::malformed, std::move(what)); }

// ---- arguments ----------------------------------------------------------------------------

std::optional<std::int64_t> number_of(const Json& request, const char* key, std::int64_t most) {
    const auto found = request.find(key);
    if (found == request.end() || !found->is_number_unsigned()) return std::nullopt;
    const auto number = found->get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(most)) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

std::string text_of(const Json& request, const char* key) {
    const auto found = request.find(key);
    if (found == request.end() || !found->is_string()) return {};
    return found->get<std::string>();
}

std::optional<DeviceAddress> device_of(const Json& request) {
    const auto text = text_of(request, "device");
    if (!text.starts_with("0x")) return std::nullopt;
    const auto value = whole_number(std::string_view{text}.substr(2), 0xFF, 16);
    if (!value) return std::nullopt;
    return DeviceAddress{static_cast<std::uint8_t>(*value)};
}

std::optional<Bank> bank_of(const Json& request) {
    const auto text = text_of(request, "bank");
    if (text == "holding") return Bank::holding;
    if (text == "input") return Bank::input;
    return std::nullopt;
}

struct Block {
    DeviceAddress device;
    RegisterRange range;
};

// All but the count.
Result<Block> block_of(const Json& request) {
    const auto device = device_of(request);
    const auto bank = bank_of(request);
    const auto base = number_of(request, "base", last_register);
    if (!device) return wrong(R"("device": expected a device like "0x11")");
    if (!bank) return wrong(R"("bank": expected "holding" or "input")");
    if (!base) return wrong("\"base\": expected a register's number");
    return Block{*device, {*bank, static_cast<std::uint16_t>(*base), 0}};
}

constexpr const char* no_such_register = "there are registers from 0 to 65535";

bool is_beyond_the_last(const Block& block, std::int64_t count) {
    return block.range.base + count - 1 > last_register;
}

// ---- what can be asked --------------------------------------------------------------------

Answer set_fault(const Asked& asked) {
    if (!asked.why_no_faults.empty()) return wrong(asked.why_no_faults);
    auto entry = asked.request;
    entry.erase("do");
    entry.erase("dongle");
    auto planned = parse_planned_fault(entry.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (!planned) return tl::unexpected<Error>(planned.error());
    const auto number = asked.dongle.plan_fault(*std::move(planned), asked.now);
    if (number == 0) return wrong("there are too many faults already");
    return Json{{"number", number}};
}

double seconds(const Asked& asked, Instant at) {
    using std::chrono::milliseconds;
    const auto since = std::chrono::duration_cast<milliseconds>(at - asked.began);
    return static_cast<double>(since.count()) / 1000;
}

Json listed(const Asked& asked, const FaultRecord& record, std::string_view state) {
    Json one{
        {"number", record.number},
        {"fault", record.planned.text},
        {"state", state},
        {"begins", seconds(asked, record.begins)},
        {"struck", record.struck},
    };
    if (record.ends) one["ends"] = seconds(asked, *record.ends);
    return one;
}

Answer list(const Asked& asked) {
    const auto& faults = asked.dongle.faults();
    Json all = Json::array();
    const auto add = [&](const FaultRecord& record, std::string_view state) {
        if (all.size() < most_faults_listed) all.push_back(listed(asked, record, state));
    };
    for (const auto& record : faults.active())
        add(record, "active");
    for (const auto& [at, record] : faults.to_come())
        add(record, "to come");
    std::for_each(faults.over().rbegin(), faults.over().rend(), [&](const FaultRecord& record) {
        add(record, "over");
    });
    Json said{{"now", seconds(asked, asked.now)}, {"faults", std::move(all)}};
    if (!asked.dongle.unreachable().empty()) said["unreachable"] = asked.dongle.unreachable();
    return said;
}

Answer clear(const Asked& asked) {
    asked.dongle.clear_faults();
    return Json::object();
}

Json in_json(const DongleCounts& counts) {
    return {
        {"reads", counts.reads},
        {"writes", counts.writes},
        {"answers", counts.answers},
        {"errors", counts.errors},
        {"silences", counts.silences},
        {"dropped", counts.dropped},
        {"collisions", counts.collisions},
        {"heartbeats", counts.heartbeats},
        {"heartbeat_replies", counts.heartbeat_replies},
        {"heartbeats_missed", counts.heartbeats_missed},
        {"connections_made", counts.connections_made},
        {"connections_refused", counts.connections_refused},
        {"reaped", counts.reaped},
        {"connections", counts.connections},
        {"leaked", counts.leaked},
        {"most_connections_at_once", counts.most_connections_at_once},
    };
}

Answer counts(const Asked& asked) {
    Json faults = Json::object();
    for (const auto& [kind, count] : asked.dongle.faults().counts()) {
        // Two kinds may go by one word.
        const auto [one, is_new] = faults.emplace(name_of(kind), Json{{"begun", 0}, {"struck", 0}});
        (*one)["begun"] = (*one)["begun"].get<std::uint64_t>() + count.begun;
        (*one)["struck"] = (*one)["struck"].get<std::uint64_t>() + count.struck;
    }
    const auto& all = asked.dongle.counts();
    return Json{
        {"now", seconds(asked, asked.now)},
        {"faults", std::move(faults)},
        {"dongle", in_json(all)},
        {"cloud",
         {{"asked", all.cloud.asked},
          {"answered", all.cloud.answered},
          {"late", all.cloud.late},
          {"lost", all.cloud.lost}}},
    };
}

Answer read(const Asked& asked) {
    auto block = block_of(asked.request);
    if (!block) return tl::unexpected<Error>(block.error());
    const auto count = number_of(asked.request, "count", most_registers_per_read);
    if (!count || *count == 0) return wrong("\"count\": expected a number from 1 to 60");
    if (is_beyond_the_last(*block, *count)) return wrong(no_such_register);
    block->range.count = static_cast<std::uint16_t>(*count);

    asked.dongle.show_what_runs(asked.now);
    const auto words = asked.dongle.registers().read(block->device, block->range);
    if (!words) return wrong("none of these registers exists");
    return Json{{"words", *words}};
}

Answer set(const Asked& asked) {
    const auto block = block_of(asked.request);
    if (!block) return tl::unexpected<Error>(block.error());
    if (!asked.dongle.registers().has(block->device))
        return wrong("there is no device " + text_of(asked.request, "device"));
    const auto given = asked.request.find("words");
    const bool is_list = given != asked.request.end() && given->is_array() && !given->empty();
    if (!is_list || given->size() > most_registers_per_read)
        return wrong("\"words\": expected a list of 1 to 60 numbers");
    std::vector<std::uint16_t> words;
    for (const auto& word : *given) {
        if (!word.is_number_unsigned() || word.get<std::uint64_t>() > 0xFFFF)
            return wrong("\"words\": expected numbers from 0 to 65535");
        words.push_back(word.get<std::uint16_t>());
    }
    if (is_beyond_the_last(*block, std::ssize(words))) return wrong(no_such_register);
    const Register first{block->range.bank, block->range.base};
    const auto done = asked.dongle.make_true(block->device, first, words, asked.now);
    if (!done) return tl::unexpected<Error>(done.error());
    return Json::object();
}

Answer writes(const Asked& asked) {
    Json all = Json::object();
    for (const auto& [index, count] : asked.dongle.counts_of_writes())
        all["HR" + std::to_string(index)] = count;
    return Json{{"writes", std::move(all)}};
}

// Nothing: the verb looks at its keys by itself.
using Keys = std::optional<std::span<const std::string_view>>;

constexpr Keys no_keys{std::in_place};
constexpr auto read_keys = std::to_array<std::string_view>({"device", "bank", "base", "count"});
constexpr auto set_keys = std::to_array<std::string_view>({"device", "bank", "base", "words"});

struct Verb {
    std::string_view name;
    Answer (*carry_out)(const Asked&);
    Keys keys;  // besides "do" and "dongle"
    std::string_view example;
    std::string_view meaning;
};

constexpr auto verbs = std::to_array<Verb>({
    {"fault",
     set_fault,
     std::nullopt,
     R"("fault":"drop","for":"30s","percent":20)",
     "sets one, from now on"},
    {"list", list, no_keys, "", "the faults: active, to come, over"},
    {"clear", clear, no_keys, "", "ends all faults"},
    {"counts", counts, no_keys, "", "of each fault, of the dongle, of the cloud"},
    {"read",
     read,
     read_keys,
     R"("device":"0x11","bank":"input","base":0,"count":60)",
     "what is true"},
    {"set",
     set,
     set_keys,
     R"("device":"0x11","bank":"holding","base":20,"words":[1])",
     "makes it so"},
    {"writes", writes, no_keys, "", "how often each register was written"},
});

std::string all_verbs() {
    std::string all;
    for (const auto& verb : verbs)
        all += (all.empty() ? "" : ", ") + std::string{verb.name};
    return all;
}

// The first key that the verb does not know.
std::optional<std::string> unknown_key(const Json& request, const Verb& verb) {
    if (!verb.keys) return std::nullopt;
    for (const auto& [name, value] : request.items()) {
        const bool is_known = name == "do" || name == "dongle" ||
                              std::ranges::find(*verb.keys, name) != verb.keys->end();
        if (!is_known) return name;
    }
    return std::nullopt;
}

struct Room {
    std::span<Dongle* const> dongles;
    Instant now;
    Instant began;
    const std::string& why_no_faults;
};

Answer carry_out(const Json& request, const Room& room) {
    if (!request.is_object()) return wrong(R"(expected an object, like {"do":"list"})");
    const auto name = text_of(request, "do");
    const auto* const verb = std::ranges::find(verbs, name, &Verb::name);
    if (verb == verbs.end()) return wrong("\"do\": expected one of " + all_verbs());
    if (const auto key = unknown_key(request, *verb)) {
        return wrong("\"" + std::string{verb->name} + "\" has no key \"" + *key + "\"");
    }

    const auto most = static_cast<std::int64_t>(room.dongles.size());
    const auto number = request.contains("dongle") ? number_of(request, "dongle", most) : 1;
    if (!number || *number == 0) return wrong("\"dongle\": there are 1 to " + std::to_string(most));
    auto& dongle = *room.dongles[static_cast<std::size_t>(*number - 1)];
    return verb->carry_out({request, dongle, room.now, room.began, room.why_no_faults});
}

}  // namespace

ControlDesk::ControlDesk(std::vector<Dongle*> dongles, Instant began, std::string why_no_faults)
    : dongles_{std::move(dongles)}, began_{began}, why_no_faults_{std::move(why_no_faults)} {}

std::string ControlDesk::answer(std::string_view line, Instant now) {
    auto answer = check_json(line).and_then([&] {
        const Room room{dongles_, now, began_, why_no_faults_};
        return carry_out(Json::parse(line, nullptr, false), room);
    });
    const bool is_ok = answer.has_value();
    auto said = is_ok ? *std::move(answer) : Json{{"error", answer.error().detail}};
    said["ok"] = is_ok;
    return said.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string control_help() {
    std::string help = "The control port takes lines like {\"do\":\"fault\",...}:\n";
    for (const auto& verb : verbs) {
        const auto* const comma = verb.example.empty() ? "" : ",";
        help += R"(  {"do":")" + std::string{verb.name} + "\"" + comma + std::string{verb.example} +
                "}  " + std::string{verb.meaning} + "\n";
    }
    return help + "Of several dongles, \"dongle\":N says which; without it, it is the first.\n";
}

}  // namespace giv::simulator
