#include "support/own_plants.hpp"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace giv::testing {
namespace {

struct Word {
    std::size_t at;
    int value;
};

Page page(std::initializer_list<Word> words) {
    Page all{};
    for (const auto& [at, value] : words)
        all.at(at) = static_cast<std::uint16_t>(value);
    return all;
}

void put(Page& all, std::size_t at, std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto high = static_cast<unsigned char>(text[i]);
        const auto low = static_cast<unsigned char>(text[i + 1]);
        all.at(at + i / 2) = static_cast<std::uint16_t>(high << 8U | low);
    }
}

}  // namespace

Topology gen1_topology() {
    Topology topology{{"SA2114G047", 0x2001, 449}};
    topology.packs = {{device::first_lv_pack, "BG2134G001"}};
    return topology;
}

Page gen1_identity() {
    auto all = page({
        {0, 0x2001}, {1, 3},  {2, 0x0832}, {3, 0x0201}, {19, 449}, {20, 1},    {21, 449},  {22, 2},
        {26, 6000},  {27, 1}, {34, 140},   {35, 26},    {36, 6},   {37, 5},    {38, 12},   {39, 19},
        {40, 53},    {47, 1}, {50, 100},   {54, 1},     {55, 346}, {56, 1600}, {57, 1900},
    });
    put(all, 13, "SA2114G047");
    return all;
}

Page gen1_schedule() {
    return page({
        {34, 30},
        {35, 430},
        {36, 1},
        {50, 4},
        {51, 50},
        {52, 20},
        {54, 4},
        {56, 80},
    });
}

Page gen1_more_settings() { return page({{46, 0}}); }

// PV 1740 + 1849 W; house 1051 W; export 448 W; battery charging at 2160 W; 82 %.
Page gen1_live() {
    return page({
        {0, 1},     {1, 3598},   {2, 3452},   {5, 2421},  {6, 4},     {7, 0x855C},  {8, 40},
        {9, 45},    {11, 3},     {12, 14852}, {13, 5009}, {17, 104},  {18, 1740},   {19, 87},
        {20, 1849}, {22, 52491}, {24, 1560},  {25, 56},   {26, 10},   {28, 25353},  {30, 448},
        {32, 4},    {33, 24429}, {35, 0},     {36, 88},   {37, 65},   {41, 481},    {42, 1051},
        {43, 1600}, {44, 158},   {45, 4},     {46, 9957}, {50, 5440}, {51, 0xEF65}, {52, 0xF790},
        {53, 2396}, {54, 5009},  {55, 487},   {56, 230},  {58, 599},  {59, 82},
    });
}

// Battery totals 1571.1 kWh out, 1843.0 kWh in; today 6.5 out, 8.8 in.
Page gen1_counters() { return page({{0, 15711}, {1, 18430}, {2, 65}, {3, 88}}); }

Page pack_page() {
    auto all = page({
        {16, 233},
        {17, 218},
        {18, 225},
        {19, 208},
        {20, 54080},
        {21, 270},
        {23, 54060},
        {25, 18961},
        {27, 16000},
        {29, 15449},
        {36, 1114},
        {37, 16},
        {38, 3007},
        {40, 81},
        {42, 16000},
        {43, 233},
        {44, 208},
        {55, 8},
    });
    for (std::size_t cell = 0; cell < 16; ++cell)
        all.at(cell) = 3380;
    put(all, 50, "BG2134G001");
    return all;
}

void admit_twice(PlantImage& image, const BankReading& reading) {
    image.admit(reading);
    image.admit(reading);
}

void admit_gen1(PlantImage& image, Instant at) {
    const auto admit = [&](DeviceAddress device, Bank bank, std::uint16_t base, const Page& words) {
        admit_twice(image, {device, {bank, base, 60}, words, at});
    };
    admit(device::inverter, Bank::holding, 0, gen1_identity());
    admit(device::inverter, Bank::holding, 60, gen1_schedule());
    admit(device::inverter, Bank::holding, 120, gen1_more_settings());
    admit(device::inverter, Bank::input, 0, gen1_live());
    admit(device::inverter, Bank::input, 180, gen1_counters());
    admit(device::first_lv_pack, Bank::input, 60, pack_page());
}

std::optional<std::chrono::minutes> one_hour_ahead(const LocalTime&) {
    return std::chrono::hours{1};
}

std::string own_data(const std::string& name) {
    std::ifstream file{GIVTCP_SOURCE_DIR "/tests/data/" + name, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace giv::testing
