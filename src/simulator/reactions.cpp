#include "simulator/reactions.hpp"

#include <array>

namespace giv::simulator {

namespace {

struct Row {
    std::uint16_t index;
    std::optional<std::uint16_t> value;  // nothing: any that no row above names
    Reaction reaction;
};

constexpr auto rows = std::to_array<Row>({
    {Calibration::index, std::nullopt, Reaction::calibrates},
    {163, 100, Reaction::restarts},
    {163, std::nullopt, Reaction::refuses},  // 1, 2, 3, 101, 200 would reset to the factory's
    {313, 0, Reaction::refuses_and_sulks},
    {314, 0, Reaction::refuses_and_sulks},
});

}  // namespace

Reaction reaction_to(std::uint16_t index, std::uint16_t value) {
    for (const auto& row : rows) {
        if (row.index == index && (!row.value || *row.value == value)) return row.reaction;
    }
    return Reaction::stores;
}

void Calibration::take(std::uint16_t value, Instant now) {
    const bool says_where = value == 0 || value == charging;
    be_at(says_where ? value : 1, now);
}

void Calibration::be_at(std::uint16_t stage, Instant now) {
    was_written_ = stage <= stages;
    since_ = stage == 0 ? std::nullopt : std::optional{now - (stage - 1) * time_of_stage};
}

void Calibration::show(RegisterImage& image, Instant now) const {
    if (!was_written_) return;
    const auto passed = since_ ? (now - *since_) / time_of_stage : stages;
    const auto stage = passed < stages ? passed + 1 : 0;
    image.set(device::inverter, HR(index), static_cast<std::uint16_t>(stage));
}

}  // namespace giv::simulator
