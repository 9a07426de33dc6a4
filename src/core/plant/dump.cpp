#include "givtcp/plant/dump.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

namespace giv {
namespace {

using nlohmann::json;

using Words = std::map<std::uint16_t, std::uint16_t>;
using Dump = std::map<std::pair<DeviceAddress, Bank>, Words>;

std::optional<unsigned> parsed(std::string_view digits, int base, unsigned most) {
    unsigned value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    const bool whole = !digits.empty() && end == digits.data() + digits.size();
    if (!whole || error != std::errc{} || value > most) return std::nullopt;
    return value;
}

std::optional<Bank> bank_named(std::string_view name) {
    if (name == "HR") return Bank::holding;
    if (name == "IR") return Bank::input;
    if (name == "MR") return Bank::meter_product;
    return std::nullopt;
}

Result<Words> words_of(const json& registers, const std::string& where) {
    if (!registers.is_object()) {
        return fail(Errc::malformed, where + " is not an object of register numbers");
    }
    Words words;
    for (const auto& [name, value] : registers.items()) {
        const auto index = parsed(name, 10, 0xFFFF);
        if (!index || !value.is_number_unsigned() || value.get<std::uint64_t>() > 0xFFFF) {
            return fail(
                Errc::malformed,
                where + " register \"" + name + "\" needs a number and a value from 0 to 65535"
            );
        }
        words[static_cast<std::uint16_t>(*index)] = value.get<std::uint16_t>();
    }
    return words;
}

Result<void> read_device(Dump& dump, const std::string& name, const json& banks) {
    const auto digits = std::string_view{name}.substr(std::min<std::size_t>(2, name.size()));
    const auto address = name.starts_with("0x") ? parsed(digits, 16, 0xFF) : std::nullopt;
    if (!address) {
        return fail(Errc::malformed, "\"" + name + "\" is not a device address like 0x11");
    }
    if (!banks.is_object()) {
        return fail(Errc::malformed, name + " is not an object of banks, HR and IR");
    }
    const DeviceAddress device{static_cast<std::uint8_t>(*address)};
    for (const auto& [bank_name, registers] : banks.items()) {
        const auto bank = bank_named(bank_name);
        if (!bank) {
            return fail(
                Errc::malformed, "\"" + bank_name + "\" at " + name + " is neither HR nor IR"
            );
        }
        auto words = words_of(registers, name + " " + bank_name);
        if (!words) return tl::unexpected(words.error());
        dump[{device, *bank}] = *std::move(words);
    }
    return {};
}

Result<Dump> read(std::string_view text) {
    const auto root = json::parse(text, nullptr, false);
    if (!root.is_object()) {
        return fail(Errc::malformed, "the dump is not a JSON object of device addresses");
    }
    Dump dump;
    for (const auto& [name, banks] : root.items()) {
        const auto done = read_device(dump, name, banks);
        if (!done) return tl::unexpected(done.error());
    }
    return dump;
}

// HR35-40: when a device's registers were read, as numbers that can be compared.
std::vector<int> clock_in(const Dump& dump, DeviceAddress device) {
    constexpr std::uint16_t first = 35;
    constexpr std::uint16_t last = 40;
    std::vector<int> clock;
    const auto bank = dump.find({device, Bank::holding});
    for (auto index = first; index <= last; ++index) {
        const bool is_there = bank != dump.end() && bank->second.contains(index);
        clock.push_back(is_there ? bank->second.at(index) : -1);
    }
    return clock;
}

std::optional<std::uint16_t> word_of(const Dump& dump, DeviceAddress device, Register where) {
    const auto bank = dump.find({device, where.bank});
    if (bank == dump.end()) return std::nullopt;
    const auto word = bank->second.find(where.index);
    if (word == bank->second.end()) return std::nullopt;
    return word->second;
}

// Where to look for a register of this device. The inverter and its facade are one register file;
// of a dump taken at both, at different times, the later holds.
std::vector<DeviceAddress> places_of(const Dump& dump, DeviceAddress device) {
    if (device != device::inverter) return {device};
    const auto facade = device::inverter_facade;
    const bool facade_is_later = clock_in(dump, facade) > clock_in(dump, device::inverter);
    if (facade_is_later) return {facade, device::inverter};
    return {device::inverter, facade};
}

// The words of a read, as a dongle would answer it: nothing unless all of it is known.
std::vector<std::uint16_t> answer(const Dump& dump, const ReadTarget& target) {
    const auto places = places_of(dump, target.device);
    std::vector<std::uint16_t> words;
    for (int i = 0; i < target.range.count; ++i) {
        const Register where{target.range.bank, static_cast<std::uint16_t>(target.range.base + i)};
        std::optional<std::uint16_t> word;
        for (const auto place : places) {
            if (!word) word = word_of(dump, place, where);
        }
        if (!word) return {};
        words.push_back(*word);
    }
    return words;
}

void admit(PlantImage& image, const Dump& dump, std::span<const ReadTarget> reads, Instant at) {
    for (const auto& read : reads) {
        const auto words = answer(dump, read);
        if (!words.empty()) image.admit({read.device, read.range, words, at});
    }
}

}  // namespace

Result<SnapshotPtr> snapshot_of_dump(
    std::string_view json, Moment now, const UtcOffset& utc_offset
) {
    const auto dump = read(json);
    if (!dump) return tl::unexpected(dump.error());
    const ReadTarget first{device::inverter, {Bank::holding, 0, most_registers_per_read}};
    const auto identity = judge_identity(answer(*dump, first));
    if (!identity) {
        return fail(Errc::malformed, "holding registers 0-59 at 0x11 name no inverter");
    }
    if (!models::supported.contains(identity->model())) {
        return fail(
            Errc::unsupported,
            "model " + std::string{facts(identity->model()).key} + " is not read yet"
        );
    }
    Topology topology{*identity};
    for (const auto& probe : probes(*identity, device::inverter)) {
        apply(topology, probe, answer(*dump, probe.target));
    }
    PlantImage image{utc_offset};
    image.set_topology(topology);
    admit(image, *dump, configuration_reads(topology), now.steady);
    const auto measurements = measurement_reads(topology);
    admit(image, *dump, measurements, now.steady);
    admit(image, *dump, measurements, now.steady);  // what counts is believed when it comes twice
    image.cycle_completed(now);
    return image.snapshot(now, PlantState::live, "decoded from a dump");
}

}  // namespace giv
