#include "support/own_plants.hpp"

#include "givtcp/plant/guard/guard.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace giv::guard {
namespace {

using namespace std::chrono_literals;

constexpr RegisterRange range{Bank::input, 0, 60};
constexpr std::uint16_t export_today = 25;  // 5.6 kWh

TEST(FirstReading, DoesNotAgreeWithASecondThatFellByMoreThanRounding) {
    Guard guard;
    const RegisterBank nothing;
    const PlantFacts facts{
        testing::gen1_topology().identity, 5000, LocalTime{2026, 6, 5, 12, 0, 0}};
    auto page = testing::gen1_live();
    guard.judge({device::inverter, range, page, Instant{1s}}, nothing, facts);
    page[export_today] -= 5;

    const auto second = guard.judge({device::inverter, range, page, Instant{2s}}, nothing, facts);

    EXPECT_EQ(second.rule, Rule::first_reading);
}

}  // namespace
}  // namespace giv::guard
