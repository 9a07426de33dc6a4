// Holding registers as a map, and the writes of the timed actions as spec/commands.md 1a has them:
// what the tests of timed actions start from.
#pragma once

#include "core/control/draft.hpp"

#include "givtcp/control/timed_action.hpp"

#include <map>
#include <vector>

namespace giv::testing {

struct SimulatedRegisters {
    std::map<std::uint16_t, std::uint16_t> words;

    RegisterView view() const {
        return [this](std::uint16_t index) -> std::optional<std::uint16_t> {
            const auto found = words.find(index);
            if (found == words.end()) return std::nullopt;
            return found->second;
        };
    }

    void take(const std::vector<RegisterWrite>& writes) {
        for (const auto& write : writes)
            words[write.index] = write.value;
    }
};

inline std::vector<RegisterWrite> force_charge(std::uint16_t start, std::uint16_t end) {
    return {{318, 0}, {111, 50}, {116, 100}, {94, start}, {95, end}, {96, 1}};
}

inline std::vector<RegisterWrite> force_export(std::uint16_t start, std::uint16_t end) {
    return {
        {318, 0}, {112, 50}, {110, 4}, {44, 0}, {45, 0}, {56, start}, {57, end}, {27, 0}, {59, 1}};
}

inline std::vector<RegisterWrite> pause_charge() { return {{111, 0}}; }

inline std::vector<RegisterWrite> pause_discharge() { return {{112, 0}}; }

}  // namespace giv::testing
