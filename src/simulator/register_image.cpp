#include "simulator/register_image.hpp"

#include "simulator/numbers.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <string>
#include <utility>

namespace giv::simulator {

namespace {

using nlohmann::json;

constexpr RegisterRange lv_bcu_page{Bank::input, 60, 60};
constexpr int last_register = std::numeric_limits<std::uint16_t>::max();

// The device whose register file holds this register.
DeviceAddress keeper_of(DeviceAddress device, Register where) {
    const auto facade = device == device::inverter_facade && !lv_bcu_page.contains(where);
    return facade ? device::inverter : device;
}

std::optional<DeviceAddress> device_named(std::string_view name) {
    if (!name.starts_with("0x")) return std::nullopt;
    const auto value = whole_number(name.substr(2), 0xFF, 16);
    if (!value) return std::nullopt;
    return DeviceAddress{static_cast<std::uint8_t>(*value)};
}

std::optional<Bank> bank_named(std::string_view name) {
    if (name == "HR") return Bank::holding;
    if (name == "IR") return Bank::input;
    return std::nullopt;
}

// "0x11 HR 0: what is wrong with it"
tl::unexpected<Error> wrong(std::initializer_list<std::string_view> place, std::string_view what) {
    std::string detail;
    for (const auto part : place) {
        if (!detail.empty()) detail += ' ';
        detail += part;
    }
    detail += ": ";
    detail += what;
    return fail(Errc::malformed, std::move(detail));
}

Result<void> load_bank(
    RegisterImage& image,
    DeviceAddress device,
    std::string_view device_name,
    std::string_view bank_name,
    const json& words
) {
    const auto bank = bank_named(bank_name);
    if (!bank) return wrong({device_name, bank_name}, "a bank is HR or IR");
    if (!words.is_object()) return wrong({device_name, bank_name}, "not an object of registers");

    for (const auto& [name, word] : words.items()) {
        const auto index = whole_number(name, last_register);
        if (!index) return wrong({device_name, bank_name, name}, "a register is 0 to 65535");
        if (!word.is_number_integer() || word < 0 || word > last_register) {
            return wrong({device_name, bank_name, name}, "a value is 0 to 65535");
        }
        const Register where{*bank, static_cast<std::uint16_t>(*index)};
        // The address that is loaded first holds (see in_order()).
        if (keeper_of(device, where) == device::inverter && image.word(device, where)) continue;
        image.set(device, where, word.get<std::uint16_t>());
    }
    return {};
}

Result<void> load_device(RegisterImage& image, std::string_view name, const json& banks) {
    const auto device = device_named(name);
    if (!device) return wrong({name}, "a device address is 0x00 to 0xff");
    if (!banks.is_object()) return wrong({name}, "not an object of banks");
    for (const auto& [bank, words] : banks.items()) {
        if (auto loaded = load_bank(image, *device, name, bank, words); !loaded) return loaded;
    }
    return {};
}

// A dump may have been taken at both addresses of the inverter at different times: the one whose
// clock (HR35-40) is later holds; without clocks, 0x11.
std::vector<std::string> in_order(const json& dump) {
    constexpr std::array<const char*, 6> clock{"35", "36", "37", "38", "39", "40"};
    const auto member = [](const json& object, const char* key) {
        const auto found = object.is_object() ? object.find(key) : object.end();
        return object.is_object() && found != object.end() ? *found : json{};
    };
    const auto time_at = [&](const char* device) {
        const auto registers = member(member(dump, device), "HR");
        std::vector<std::int64_t> time;
        for (const auto* index : clock) {
            const auto word = member(registers, index);
            time.push_back(word.is_number_integer() ? word.get<std::int64_t>() : -1);
        }
        return time;
    };
    std::vector<std::string> names;
    for (const auto& [name, banks] : dump.items())
        names.push_back(name);
    if (time_at("0x31") > time_at("0x11")) {
        std::stable_partition(names.begin(), names.end(), [](const auto& name) {
            return name == "0x31";
        });
    }
    return names;
}

}  // namespace

Result<RegisterImage> RegisterImage::parse(std::string_view text) {
    const auto dump = json::parse(text, nullptr, false);
    if (dump.is_discarded()) return fail(Errc::malformed, "not JSON");
    if (!dump.is_object() || dump.empty()) {
        return fail(Errc::malformed, R"(not an object of devices, like {"0x11":{"HR":{"0":1}}})");
    }

    RegisterImage image;
    for (const auto& name : in_order(dump)) {
        if (auto loaded = load_device(image, name, dump.at(name)); !loaded) {
            return tl::unexpected<Error>(loaded.error());
        }
    }
    return image;
}

void RegisterImage::set(DeviceAddress device, Register where, std::uint16_t word) {
    words_[{keeper_of(device, where).value, where.bank}][where.index] = word;
}

void RegisterImage::set(
    DeviceAddress device, Bank bank, std::uint16_t base, std::span<const std::uint16_t> words
) {
    int index = base;
    for (const auto word : words) {
        if (index > last_register) return;
        set(device, {bank, static_cast<std::uint16_t>(index++)}, word);
    }
}

std::optional<std::uint16_t> RegisterImage::word(DeviceAddress device, Register where) const {
    const auto bank = words_.find({keeper_of(device, where).value, where.bank});
    if (bank == words_.end()) return std::nullopt;
    const auto found = bank->second.find(where.index);
    if (found == bank->second.end()) return std::nullopt;
    return found->second;
}

bool RegisterImage::has(DeviceAddress device) const {
    const auto belongs = [device](const auto& bank) {
        const DeviceAddress keeper{bank.first.first};
        const auto by_facade = device == device::inverter_facade && keeper == device::inverter;
        return (keeper == device || by_facade) && !bank.second.empty();
    };
    return std::any_of(words_.begin(), words_.end(), belongs);
}

std::optional<std::vector<std::uint16_t>> RegisterImage::read(
    DeviceAddress device, RegisterRange range
) const {
    bool any = false;
    std::vector<std::uint16_t> words;
    words.reserve(range.count);
    for (int i = 0; i < range.count; ++i) {
        const auto index = range.base + i;
        if (index > last_register) return std::nullopt;
        const auto known = word(device, {range.bank, static_cast<std::uint16_t>(index)});
        any = any || known.has_value();
        words.push_back(known.value_or(0));
    }
    if (!any) return std::nullopt;
    return words;
}

void RegisterImage::remove(DeviceAddress device) {
    std::erase_if(words_, [device](const auto& bank) { return bank.first.first == device.value; });
}

std::vector<DeviceAddress> RegisterImage::devices() const {
    std::vector<DeviceAddress> all;
    for (const auto& [key, words] : words_) {
        const DeviceAddress device{key.first};
        if (all.empty() || all.back() != device) all.push_back(device);
    }
    return all;
}

}  // namespace giv::simulator
