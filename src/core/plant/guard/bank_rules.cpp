#include "core/plant/guard/bank_rules.hpp"

#include "givtcp/registers/field.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace giv::guard {
namespace {

// ---- any bank -----------------------------------------------------------------------------

constexpr std::size_t smallest_block = 30;  // a meter's page

bool is_zero(std::uint16_t word) { return word == 0; }

// A counter of energy rises by less in a few readings, and one of a day begins anew below.
bool has_jumped(std::uint16_t now, std::uint16_t before) {
    constexpr int most = 100;
    return now > before + most;
}

// How many registers may have become 0 without anybody wondering.
int zeros_explained(Bank bank, std::ptrdiff_t left, bool has_left_jumped) {
    constexpr int by_command = 5;
    constexpr int by_one_that_is_left = 8;
    if (left > 0 && !has_left_jumped) return by_one_that_is_left;
    if (bank == Bank::holding) return by_command;
    return left > 0 ? 1 : 0;
}

// Does the inverter's model say anything with it? What it does not is believed as it comes, a
// splice too.
bool is_meant(const Sight& sight, std::uint16_t index) {
    if (sight.device() != device::inverter) return true;
    const bool are_settings = sight.range().bank == Bank::holding;
    const auto& identity = sight.identity();
    const auto known = fields(are_settings ? Map::inverter_holding : Map::inverter_input);
    return std::ranges::any_of(known, [&](const Field& one) {
        return one.first <= index && index < one.first + one.count &&
               exists(one, identity.model(), identity.arm_firmware);
    });
}

// A short read of zeros may be true, and a first bank of zeros is an absent device's (Q8). So may
// be one of settings, where no more became 0 than commands clear; one of which a register is left
// much as it was, where little was before; and one in which nothing was that anybody looks at.
bool is_zero_over_data(const Sight& sight) {
    const auto words = sight.words();
    const auto left = std::ranges::distance(words) - std::ranges::count(words, 0);
    if (words.size() < smallest_block || left > 1) return false;
    int gone = 0;
    bool is_one_meant = false;
    bool has_left_jumped = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto index = static_cast<std::uint16_t>(sight.range().base + i);
        const auto before = sight.before(index).value_or(0);
        if (has_jumped(words[i], before)) has_left_jumped = true;
        if (!is_zero(words[i]) || before == 0) continue;
        ++gone;
        is_one_meant = is_one_meant || is_meant(sight, index);
    }
    return is_one_meant && gone > zeros_explained(sight.range().bank, left, has_left_jumped);
}

// What is always the same in the leaks that were seen (Q9), by the place in the block.
struct Print {
    std::size_t at;
    std::uint16_t word;
};
constexpr auto prints = std::to_array<Print>({
    {28, 0x4C32}, {30, 0xA119}, {31, 0x34EA}, {32, 0xE77F}, {33, 0xD475},
    {35, 0x4500}, {40, 0xE4F9}, {40, 0xB619}, {41, 0xC0A8}, {43, 0xC0A8},
    {46, 0xC5E9}, {50, 0x60EF}, {50, 0x503C}, {51, 0x8018}, {52, 0x43E0},
    {53, 0xF6CE}, {56, 0x080A}, {58, 0xFCC1}, {59, 0x661E},
});
constexpr int chance_matches = 5;

bool has_known_prints(std::span<const std::uint16_t> words) {
    const auto matches = std::ranges::count_if(prints, [&](const Print& print) {
        return print.at < words.size() && words[print.at] == print.word;
    });
    return matches > chance_matches;
}

// An IPv4 header between two addresses of a home network.
bool has_packet_header(std::span<const std::uint16_t> words) {
    constexpr std::uint16_t version_and_length = 0x4500;
    constexpr std::uint16_t home_network = 0xC0A8;
    constexpr std::ptrdiff_t reach = 8;
    for (auto at = words.begin(); at != words.end(); ++at) {
        if (*at != version_and_length) continue;
        const auto after = std::next(at);
        const auto end = std::next(after, std::min(reach, std::distance(after, words.end())));
        if (std::count(after, end, home_network) >= 2) return true;
    }
    return false;
}

bool is_dongle_memory(const Sight& sight) {
    return has_known_prints(sight.words()) || has_packet_header(sight.words());
}

// ---- the inverter -------------------------------------------------------------------------

constexpr std::uint16_t block = 60;

// HR13-17, two letters a register.
bool has_other_serial(const Sight& sight) {
    constexpr std::uint16_t first = 13;
    const auto& serial = sight.identity().serial;
    for (std::size_t i = 0; i + 1 < serial.size(); i += 2) {
        const auto high = static_cast<unsigned char>(serial[i]);
        const auto low = static_cast<unsigned char>(serial[i + 1]);
        const auto word = sight.now(static_cast<std::uint16_t>(first + i / 2));
        if (word && *word != (high << 8U | low)) return true;
    }
    return false;
}

bool has_other_type(const Sight& sight) {
    const auto type = sight.now(0);
    return type && *type != sight.identity().device_type_code;
}

// Values of IR0-59 that physics bounds (Q10): raw numbers.
struct Anchor {
    std::uint16_t index;
    int min;
    int max;
    int unit = 1;  // some firmware says it in a finer one: ten times as much
};
constexpr auto anchors = std::to_array<Anchor>({
    {0, 0, 6},             // status
    {5, 1500, 3000},       // grid voltage, tenths
    {13, 4500, 6500, 10},  // grid frequency, hundredths (Q17)
    {50, 0, 60000},        // battery voltage, hundredths
    {59, 0, 100},          // state of charge
});

// A 0 is another rule's.
bool fails(std::optional<std::uint16_t> word, const Anchor& anchor) {
    if (word.value_or(0) == 0) return false;
    const auto lies_within = [&](int value) { return anchor.min <= value && value <= anchor.max; };
    return !lies_within(*word) && !lies_within(*word / anchor.unit);
}

bool has_implausible_anchors(const Sight& sight) {
    return std::ranges::count_if(anchors, [&](const Anchor& anchor) {
               return fails(sight.now(anchor.index), anchor);
           }) >= 2;
}

// ---- a low-voltage pack -------------------------------------------------------------------

bool any(std::span<const std::uint16_t> words) { return !std::ranges::all_of(words, is_zero); }

constexpr std::uint16_t first_cell = 60;
constexpr std::uint16_t cells = 16;

bool has_dead_temperatures(const Sight& sight) {
    constexpr std::uint16_t first_temperature = 76;
    constexpr std::uint16_t temperatures = 4;
    const auto readings = sight.now(first_temperature, temperatures);
    return std::ranges::count_if(readings, is_zero) >= 2 && any(sight.now(first_cell, cells));
}

bool has_dead_cells(const Sight& sight) {
    constexpr std::uint16_t remaining_capacity = 88;
    constexpr std::uint16_t firmware = 98;
    const auto voltages = sight.now(first_cell, cells);
    if (voltages.empty() || any(voltages)) return false;
    return any(sight.now(remaining_capacity, 2)) || any(sight.now(firmware, 1));
}

// HR110-114 of a pack that was believed once.
bool has_other_pack_serial(const Sight& sight) {
    constexpr std::uint16_t first = 110;
    constexpr std::uint16_t count = 5;
    const auto now = sight.now(first, count);
    const auto before = sight.believed().words(first, count);
    return !now.empty() && !before.empty() && any(before) && !std::ranges::equal(now, before);
}

// ---- the table ----------------------------------------------------------------------------

enum class Whose : std::uint8_t { anyone, inverter, pack };

struct BankRule {
    Rule rule;
    Whose whose;
    RegisterRange within;  // the reading touches this
    bool (*is_broken)(const Sight&);
};

constexpr RegisterRange settings{Bank::holding, 0, block};
constexpr RegisterRange measurements{Bank::input, 0, block};

constexpr auto bank_rules = std::to_array<BankRule>({
    {Rule::zero_bank, Whose::anyone, {}, is_zero_over_data},
    {Rule::dongle_memory, Whose::anyone, {}, is_dongle_memory},
    {Rule::serial_changed, Whose::inverter, settings, has_other_serial},
    {Rule::type_changed, Whose::inverter, settings, has_other_type},
    {Rule::implausible_anchors, Whose::inverter, measurements, has_implausible_anchors},
    {Rule::serial_changed, Whose::pack, pack_page, has_other_pack_serial},
    {Rule::dead_temperatures, Whose::pack, pack_page, has_dead_temperatures},
    {Rule::dead_cells, Whose::pack, pack_page, has_dead_cells},
});

bool is_of(DeviceAddress device, Whose whose) {
    switch (whose) {
        case Whose::anyone: return true;
        case Whose::inverter: return device == device::inverter;
        case Whose::pack: return is_pack(device);
    }
    return false;
}

bool touch(const RegisterRange& one, const RegisterRange& other) {
    return one.bank == other.bank && one.base < other.base + other.count &&
           other.base < one.base + one.count;
}

bool applies(const BankRule& row, const Sight& sight) {
    const bool is_anywhere = row.within.count == 0;
    return is_of(sight.device(), row.whose) && (is_anywhere || touch(row.within, sight.range()));
}

}  // namespace

bool is_pack(DeviceAddress device) {
    const auto first = device::first_lv_pack.value;
    return device.value >= first && device.value < first + device::lv_pack_places;
}

int newly_failed_anchors(const Sight& sight) {
    if (!touch(measurements, sight.range())) return 0;
    const auto failed = std::ranges::count_if(anchors, [&](const Anchor& anchor) {
        return fails(sight.now(anchor.index), anchor) && !fails(sight.before(anchor.index), anchor);
    });
    return static_cast<int>(failed);
}

std::optional<Rule> impossible(const Sight& sight, bool are_zeros_usual) {
    const auto* const broken = std::ranges::find_if(bank_rules, [&](const BankRule& row) {
        const bool is_usual = are_zeros_usual && row.rule == Rule::zero_bank;
        return !is_usual && applies(row, sight) && row.is_broken(sight);
    });
    if (broken == bank_rules.end()) return std::nullopt;
    return broken->rule;
}

}  // namespace giv::guard
