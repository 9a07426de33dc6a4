#include "simulator/numbering.hpp"

#include "simulator/numbers.hpp"

#include <limits>
#include <optional>
#include <string_view>

namespace giv::simulator {

namespace {

constexpr std::uint16_t words_of_serial = 5;
constexpr RegisterRange inverter_serial{Bank::holding, 13, words_of_serial};
constexpr RegisterRange pack_serial{Bank::input, 110, words_of_serial};
constexpr int parts_of_address = 4;

void number_one(RegisterImage& registers, DeviceAddress device, RegisterRange where, int number) {
    auto words = registers.read(device, where);
    if (!words) return;
    Serial serial;
    for (std::size_t i = 0; i < words->size(); ++i) {
        serial.bytes[2 * i] = static_cast<char>((*words)[i] >> 8U);
        serial.bytes[2 * i + 1] = static_cast<char>((*words)[i] & 0xFFU);
    }
    serial = numbered(serial, number);
    for (std::size_t i = 0; i < words->size(); ++i) {
        const auto high = static_cast<std::uint8_t>(serial.bytes[2 * i]);
        const auto low = static_cast<std::uint8_t>(serial.bytes[2 * i + 1]);
        (*words)[i] = static_cast<std::uint16_t>(high << 8U | low);
    }
    registers.set(device, where.bank, where.base, *words);
}

std::optional<std::uint32_t> address_of(std::string_view host) {
    std::uint32_t address = 0;
    for (int part = 1; part <= parts_of_address; ++part) {
        const auto end = part == parts_of_address ? host.size() : host.find('.');
        if (end == std::string_view::npos) return std::nullopt;
        const auto value = whole_number(host.substr(0, end), 255);
        if (!value) return std::nullopt;
        address = address << 8U | static_cast<std::uint32_t>(*value);
        host.remove_prefix(part == parts_of_address ? end : end + 1);
    }
    return address;
}

std::string text_of(std::uint32_t address) {
    std::string text;
    for (const auto shift : {24U, 16U, 8U, 0U})
        text += (text.empty() ? "" : ".") + std::to_string(address >> shift & 0xFFU);
    return text;
}

}  // namespace

Serial numbered(Serial serial, int number) {
    auto carry = number;
    for (auto at = serial.bytes.size(); at-- > 0;) {
        auto& digit = serial.bytes.at(at);
        if (digit < '0' || digit > '9') continue;
        carry += digit - '0';
        digit = static_cast<char>('0' + carry % 10);
        carry /= 10;
    }
    return serial;
}

void number_serials(RegisterImage& registers, int number) {
    number_one(registers, device::inverter, inverter_serial, number);
    for (int place = 0; place < device::lv_pack_places; ++place) {
        const auto address = device::first_lv_pack.value + place;
        const DeviceAddress pack{static_cast<std::uint8_t>(address)};
        number_one(registers, pack, pack_serial, number);
    }
}

Result<Place> on_next_port(const Place& first, int number) {
    if (first.port == 0) return first;
    const auto port = first.port + number;
    if (port > std::numeric_limits<std::uint16_t>::max()) {
        return fail(Errc::out_of_range, "there is no port " + std::to_string(port));
    }
    return Place{first.host, static_cast<std::uint16_t>(port)};
}

Result<Place> on_next_address(const Place& first, int number) {
    const auto address = address_of(first.host);
    if (!address) {
        return fail(Errc::malformed, "expected an address like 127.0.0.1, not " + first.host);
    }
    const auto step = static_cast<std::uint32_t>(number);
    if (*address > std::numeric_limits<std::uint32_t>::max() - step) {
        return fail(Errc::out_of_range, "there are too few addresses from " + first.host + " on");
    }
    return Place{text_of(*address + step), first.port};
}

}  // namespace giv::simulator
