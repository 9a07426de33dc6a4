// What every device of a plant would answer: the words that exist, by device and bank.
//
// 0x11 and 0x31 are one register file (spec/models.md §5); only the LV BCU page, IR60-119 at 0x31,
// is a page of its own. Knows nothing of frames, sockets or time.
#pragma once

#include "givtcp/protocol/address.hpp"
#include "givtcp/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::simulator {

class RegisterImage {
 public:
    // A dump as spec'd in vectors/README.md: {"0x11":{"HR":{"0":8193,...},"IR":{...}},...}.
    // The text may come from anywhere: a mistake is `malformed`, and says where it is.
    // Where 0x11 and 0x31 disagree, the one whose clock (HR35-40) is later holds; without clocks,
    // 0x11.
    static Result<RegisterImage> parse(std::string_view text);

    void set(DeviceAddress device, Register where, std::uint16_t word);

    // Words from `base` on. Those that would lie beyond register 65535 are left out.
    void set(DeviceAddress device, Bank, std::uint16_t base, std::span<const std::uint16_t> words);

    std::optional<std::uint16_t> word(DeviceAddress device, Register where) const;

    // Does any register of it exist?
    bool has(DeviceAddress device) const;

    // What the device answers to this read. Registers that do not exist read 0 beside some that
    // do; a block of which none exists is not answered at all, as a gen1 does beyond its range.
    std::optional<std::vector<std::uint16_t>> read(DeviceAddress device, RegisterRange range) const;

    // From now on this device is absent.
    void remove(DeviceAddress device);

    // All that can be read, in order.
    std::vector<DeviceAddress> devices() const;

 private:
    using Words = std::map<std::uint16_t, std::uint16_t>;

    std::map<std::pair<std::uint8_t, Bank>, Words> words_;  // by device address
};

}  // namespace giv::simulator
