// Any bytes as the payload of a control of each kind, as JSON and as a form: an order or a
// sentence, never a crash; and an order makes writes or a sentence. What is said of them can go out
// as JSON.
#include "core/control/printable.hpp"

#include "givtcp/control/plan.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

// Every type of argument, and the plans that reckon with them.
constexpr auto names = std::to_array<const char*>({
    "enableChargeTarget",
    "setChargeTarget",
    "setBatteryReserve",
    "setChargeRate",
    "setChargeRateAC",
    "setChargeSlot",
    "setDischargeTarget",
    "setPauseEnd",
    "setBatteryMode",
    "setDateTime",
    "forceExport",
    "rebootInverter",
});

void require(bool holds) {
    if (!holds) std::abort();
}

giv::ControlView a_plant(giv::Model model, std::uint16_t arm_firmware) {
    giv::ControlView view;
    view.plant = {model, arm_firmware, true, true};
    view.registers = [](std::uint16_t index) { return std::optional<std::uint16_t>{index}; };
    view.battery_maximum_w = 2600;
    view.battery_capacity_wh = 8192;
    view.inverter_now = giv::LocalTime{2026, 6, 5, 12, 19, 53};
    view.host_now = view.inverter_now;
    return view;
}

void try_on(const giv::Order& order, const giv::ControlView& view) {
    const auto plan = giv::plan(order, view);
    if (!plan) {
        require(!plan.error().why.empty() && giv::is_utf8(plan.error().why));
        return;
    }
    for (const auto& write : plan->writes)
        require(giv::JudgedWrite::judge(write.index(), write.value(), view.plant) == write);
    for (const auto& note : plan->notes)
        require(giv::is_utf8(note));
}

void try_all(giv::Command command) {
    for (const auto* name : names) {
        command.control = name;
        const auto order = giv::parse(command);
        if (!order) {
            require(giv::is_utf8(order.error().why) && order.error().why.size() < 1000);
            continue;
        }
        try_on(*order, a_plant(giv::Model::hybrid_gen3, 320));
        try_on(*order, a_plant(giv::Model::ac, 282));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    giv::Command command;
    command.payload = std::string{data, data + size};

    try_all(command);
    command.form = giv::Command::Form::url_encoded;
    try_all(command);
    command.control = command.payload;
    const auto refused = giv::parse(command);
    require(refused || giv::is_utf8(refused.error().why));
    return 0;
}
