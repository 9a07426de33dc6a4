#include "givtcp/protocol/short_serial.hpp"

#include "givtcp/protocol/pdu.hpp"

#include <algorithm>
#include <cstddef>

namespace giv {

std::string short_serial(std::string_view serial) {
    constexpr std::size_t shown = 4;
    const auto left_out = serial.size() - std::min(serial.size(), shown);
    return "..." + std::string{serial.substr(left_out)};
}

std::string with_short_serials(std::string_view text) {
    std::string shortened;
    while (!text.empty()) {
        const auto serial = serial_of(text);
        const bool is_one = is_plausible(serial);
        shortened += is_one ? short_serial(serial.text()) : std::string(1, text.front());
        text.remove_prefix(is_one ? serial.bytes.size() : 1);
    }
    return shortened;
}

}  // namespace giv
