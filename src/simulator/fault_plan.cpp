#include "simulator/fault_plan.hpp"

#include "simulator/json_check.hpp"
#include "simulator/numbers.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace giv::simulator {

namespace {

using Json = nlohmann::json;

constexpr int most_times = 1'000'000;

// Each takes the value of one key; false if it does not understand it.
using Take = bool (*)(const Json& value, PlannedFault& into);

const std::string* text_in(const Json& value) { return value.get_ptr<const Json::string_t*>(); }

std::optional<int> number_in(const Json& value, int least, int most) {
    if (!value.is_number_integer()) return std::nullopt;
    const auto number = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX
                            ? INT64_MAX
                            : value.get<std::int64_t>();
    if (number < least || number > most) return std::nullopt;
    return static_cast<int>(number);
}

std::optional<std::chrono::milliseconds> time_in(const Json& value) {
    const auto* text = text_in(value);
    return text == nullptr ? std::nullopt : parse_time(*text);
}

bool take_at(const Json& value, PlannedFault& into) {
    const auto time = time_in(value);
    into.at = time.value_or(into.at);
    return time.has_value();
}

bool take_for(const Json& value, PlannedFault& into) {
    into.lasts = time_in(value);
    return into.lasts && into.lasts->count() > 0;
}

bool take_times(const Json& value, PlannedFault& into) {
    into.times = number_in(value, 1, most_times);
    return into.times.has_value();
}

bool take_percent(const Json& value, PlannedFault& into) {
    const auto percent = number_in(value, 1, 100);
    into.percent = percent.value_or(0);
    return percent.has_value();
}

bool take_register_key(const Json& value, PlannedFault& into) {
    const auto* text = text_in(value);
    return text != nullptr && take_register(*text, into.fault);
}

bool take_device(const Json& value, PlannedFault& into) {
    const auto* text = text_in(value);
    if (text == nullptr || !text->starts_with("0x")) return false;
    const auto device = whole_number(std::string_view{*text}.substr(2), 0xFF, 16);
    if (!device) return false;
    into.fault.device = DeviceAddress{static_cast<std::uint8_t>(*device)};
    return true;
}

bool take_crc(const Json& value, PlannedFault& into) {
    const auto* text = text_in(value);
    if (text == nullptr || (*text != "old" && *text != "valid")) return false;
    into.fault.checksum = *text == "old" ? Checksum::old : Checksum::valid;
    return true;
}

struct Key {
    std::string_view name;
    Take take;
    std::string_view expected;
    bool FaultKeys::*is_meant;  // nothing: of every fault
};

constexpr auto keys = std::to_array<Key>({
    {"at", take_at, "a time like 10s", nullptr},
    {"for", take_for, "a time like 30s, more than 0", &FaultKeys::lasts},
    {"times", take_times, "a number from 1 to 1000000", &FaultKeys::times},
    {"percent", take_percent, "a number from 1 to 100", &FaultKeys::percent},
    {"register", take_register_key, "a register like HR27 or IR52", &FaultKeys::index},
    {"device", take_device, "a device like 0x33", &FaultKeys::device},
    {"crc", take_crc, R"("old" or "valid")", &FaultKeys::checksum},
});

tl::unexpected<Error> wrong(std::string what) { return fail(Errc::malformed, std::move(what)); }

Result<void> take_key(
    const std::string& name, const Json& value, const FaultKeys& meant, PlannedFault& into
) {
    const auto* const key = std::ranges::find(keys, name, &Key::name);
    if (key == keys.end()) return wrong("there is no key \"" + name + "\"");
    if (key->is_meant != nullptr && !(meant.*key->is_meant)) {
        return wrong("\"" + name + "\" means nothing to " + into.text);
    }
    if (!key->take(value, into)) {
        return wrong("\"" + name + "\": expected " + std::string{key->expected});
    }
    return {};
}

Result<PlannedFault> planned_fault(const Json& entry) {
    if (!entry.is_object()) return wrong(R"(expected an object, like {"fault":"drop"})");
    const auto named = entry.find("fault");
    const auto* text = named == entry.end() ? nullptr : text_in(*named);
    if (text == nullptr) return wrong(R"(an entry needs a "fault", like "drop")");
    auto spelt = parse_fault_and_keys(*text);
    if (!spelt) return tl::unexpected<Error>(spelt.error());

    PlannedFault planned{.fault = std::move(spelt->fault), .text = *text};
    for (const auto& [name, value] : entry.items()) {
        if (name == "fault") continue;
        const auto taken = take_key(name, value, spelt->keys, planned);
        if (!taken) return tl::unexpected<Error>(taken.error());
    }
    return planned;
}

}  // namespace

Result<PlannedFault> parse_planned_fault(std::string_view json) {
    if (auto sound = check_json(json); !sound) return tl::unexpected<Error>(sound.error());
    return planned_fault(Json::parse(json, nullptr, false));
}

Result<std::vector<PlannedFault>> parse_fault_plan(std::string_view json) {
    if (auto sound = check_json(json); !sound) return tl::unexpected<Error>(sound.error());
    const auto file = Json::parse(json, nullptr, false);
    const auto* list = &file;
    if (file.is_object() && file.size() == 1 && file.contains("faults")) {
        list = &file.at("faults");
    }
    if (!list->is_array()) return wrong(R"(expected a list of faults: [{"fault":"drop"}, ...])");
    if (list->size() > most_planned_faults) return wrong("more than 10000 faults");

    std::vector<PlannedFault> plan;
    for (const auto& entry : *list) {
        auto planned = planned_fault(entry);
        if (!planned) {
            return wrong(
                "entry " + std::to_string(plan.size() + 1) + ": " + planned.error().detail
            );
        }
        plan.push_back(*std::move(planned));
    }
    return plan;
}

Result<PlannedFault> parse_fault_argument(std::string_view text) {
    if (text.starts_with('{')) return parse_planned_fault(text);
    auto fault = parse_fault(text);
    if (!fault) return tl::unexpected<Error>(fault.error());
    return PlannedFault{.fault = *std::move(fault), .text = std::string{text}};
}

}  // namespace giv::simulator
