#include "givtcp/protocol/pdu.hpp"

#include <algorithm>

namespace giv {
namespace {

// One character class a position: A a capital letter, 0 a digit.
bool fits(std::string_view text, std::string_view shape) {
    return std::ranges::equal(text, shape, [](char c, char kind) {
        return kind == 'A' ? c >= 'A' && c <= 'Z' : c >= '0' && c <= '9';
    });
}

}  // namespace

Serial serial_of(std::string_view text) {
    Serial serial;
    text.copy(serial.bytes.data(), serial.bytes.size());
    return serial;
}

bool is_plausible(const Serial& serial) {
    return fits(serial.text(), "AA0000A000") || fits(serial.text(), "AAA0000000");
}

}  // namespace giv
