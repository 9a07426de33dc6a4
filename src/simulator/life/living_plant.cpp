#include "simulator/life/living_plant.hpp"

#include "simulator/builtin_plants.hpp"
#include "simulator/life/house.hpp"
#include "simulator/plant_table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace giv::simulator {

namespace {

struct Build {
    Family family;
    RegisterImage (*base)();
    std::uint16_t type;      // HR0
    std::uint16_t firmware;  // of the ARM and, near enough, of the DSP: decides the generation
    std::string_view inverter_prefix;  // of serial numbers
    std::string_view pack_prefix;
    int pack_ampere_hours;
};

// One that has no plant of its own is built as its nearest kin (spec/models.md §2, §7).
constexpr auto builds = std::to_array<Build>({
    {Family::gen1, gen1_plant, 0x2001, 449, "SA", "BG", 160},
    {Family::gen2, gen1_plant, 0x2001, 913, "EA", "DF", 186},
    {Family::gen3, gen3_plant, 0x2001, 317, "FD", "DZ", 186},
    {Family::gen3_plus, gen3_plant, 0x2201, 317, "FE", "DZ", 186},
    {Family::gen4, gen3_plant, 0x8303, 120, "FF", "DZ", 186},
    {Family::polar, gen1_plant, 0x2101, 120, "PA", "DF", 186},
    {Family::ac, ac_plant, 0x3001, 282, "CE", "BE", 102},
});

constexpr bool builds_are_in_order() {
    for (std::size_t i = 0; i < builds.size(); ++i)
        if (static_cast<std::size_t>(builds.at(i).family) != i) return false;
    return true;
}
static_assert(builds_are_in_order());

const Build& build_of(Family family) { return builds.at(static_cast<std::size_t>(family)); }

constexpr RegisterRange pack_page{Bank::input, 60, 60};
constexpr std::array<std::uint16_t, 3> capacity_registers{
    84, 86, 101};  // calibrated, design, design

DeviceAddress pack_address(int pack) {
    return {static_cast<std::uint8_t>(device::first_lv_pack.value + pack)};
}

std::string digits(std::uint32_t number, std::size_t count) {
    auto text = std::to_string(number);
    return std::string(count - std::min(count, text.size()), '0') + text;
}

// Two letters, year and week, a letter, a number: as GivEnergy's own.
std::string serial(std::string_view prefix, std::uint32_t seed, char letter) {
    constexpr std::uint32_t numbers = 1000;
    constexpr std::uint32_t weeks = 52;
    const auto week = seed / numbers % weeks + 1;
    return std::string{prefix} + "23" + digits(week, 2) + letter + digits(seed % numbers, 3);
}

void put_text(RegisterImage& image, DeviceAddress device, Register first, std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto high = static_cast<std::uint8_t>(text[i]);
        const auto low = static_cast<std::uint8_t>(text[i + 1]);
        image.set(device, first, static_cast<std::uint16_t>(high * 256 + low));
        first.index++;
    }
}

void put_pair(RegisterImage& image, DeviceAddress device, std::uint16_t first, int value) {
    const std::array<std::uint16_t, 2> words{0, static_cast<std::uint16_t>(value)};
    image.set(device, Bank::input, first, words);
}

// All packs are as the first one, but for what is their own.
void fit_packs(RegisterImage& image, const PlantParameters& parameters) {
    const auto& build = build_of(parameters.family);
    const auto hundredths = build.pack_ampere_hours * 100;
    const auto first = image.read(device::first_lv_pack, pack_page).value();
    const std::vector<std::uint16_t> nothing(pack_page.count, 0);
    for (int pack = 0; pack < device::lv_pack_places; ++pack) {
        const auto address = pack_address(pack);
        const bool is_there = pack < parameters.packs;
        image.set(address, pack_page.bank, pack_page.base, is_there ? first : nothing);
        if (!is_there) continue;
        const auto letter = static_cast<char>('A' + pack);
        put_text(image, address, IR(110), serial(build.pack_prefix, parameters.seed, letter));
        for (const auto capacity : capacity_registers)
            put_pair(image, address, capacity, hundredths);
        if (pack > 0) put_pair(image, address, 105, 0);
    }
    const auto all = static_cast<std::uint16_t>(build.pack_ampere_hours * parameters.packs);
    image.set(device::inverter, HR(55), all);
    put_text(image, device::inverter, HR(8), serial(build.pack_prefix, parameters.seed, 'A'));
}

// What it did before its first day here, kWh; in proportion, so that it adds up.
PlantEnergies earlier_life(const PlantParameters& parameters) {
    PlantEnergies energies;
    energies.charged = 1600.0 * parameters.packs;
    energies.discharged = 1490.0 * parameters.packs;
    energies.charged_from_grid = 900.0 * parameters.packs;
    energies.imported = 5400.5 + energies.charged_from_grid;
    energies.exported = 620.4 * parameters.kwp;
    const auto of_roof = 1700.0 * parameters.kwp;
    if (parameters.strings == 0) energies.roof = of_roof;
    if (parameters.strings == 1) energies.first_string = of_roof;
    if (parameters.strings == 2) {
        energies.first_string = of_roof * 0.57;
        energies.second_string = of_roof * 0.43;
    }
    const auto dc = energies.first_string + energies.second_string + energies.discharged +
                    energies.charged_from_grid * inverter_efficiency - energies.charged;
    energies.inverter = dc * inverter_efficiency;
    energies.losses =
        dc - energies.inverter + energies.charged_from_grid * (1 - inverter_efficiency);
    energies.load = energies.inverter - energies.charged_from_grid + energies.imported +
                    energies.roof - energies.exported;
    return energies;
}

}  // namespace

RegisterImage registers_of(const PlantParameters& parameters) {
    const auto& build = build_of(parameters.family);
    auto image = build.base();
    image.set(device::inverter, HR(0), build.type);
    image.set(device::inverter, HR(19), build.firmware);
    image.set(device::inverter, HR(21), build.firmware);
    put_text(image, device::inverter, HR(13), serial(build.inverter_prefix, parameters.seed, 'G'));
    // As recorded: a block that were nothing but zeros by night would be nobody's.
    image.set(device::inverter, IR(240), 2410);
    image.set(device::inverter, IR(246), 80);
    fit_packs(image, parameters);
    return image;
}

Dongle living_dongle(
    const PlantParameters& parameters,
    DongleSettings settings,
    Instant now,
    std::chrono::local_seconds otherwise
) {
    const auto start = parameters.start.value_or(otherwise);
    if (settings.adapter == DongleSettings{}.adapter) {
        settings.adapter = serial_of(serial("WF", parameters.seed, 'G'));
    }
    Dongle dongle{registers_of(parameters), settings};
    auto house = std::make_unique<House>(
        parameters, earlier_life(parameters), start, now, dongle.registers()
    );
    dongle.run_clock(PlantClock{start, now, parameters.drift});
    dongle.bring_to_life(std::move(house));
    dongle.show_what_runs(now);
    return dongle;
}

}  // namespace giv::simulator
