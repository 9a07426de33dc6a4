// Gates that write down what comes, and answer when the test says so. No threads.
#pragma once

#include "mqtt/commands.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace giv::mqtt {

struct FakeGate {
    struct Taken {
        int plant;
        Command command;
        CommandGate::Answer answer;
    };

    std::vector<Taken> taken;
    std::vector<Command> turned_away;
    std::optional<Outcome> refusal;           // of all that comes
    std::optional<Outcome> immediate_answer;  // before submit() returns

    CommandGate::Ticket submit(int plant, Command command, CommandGate::Answer answer) {
        taken.push_back({plant, std::move(command), std::move(answer)});
        const auto id = "t-" + std::to_string(taken.size());
        if (refusal) return {id, refusal};
        if (immediate_answer) taken.back().answer(*immediate_answer);
        return {id, std::nullopt};
    }

    void answer(std::size_t which, const Outcome& outcome) const {
        taken.at(which).answer(outcome);
    }

    CommandOptions options() {
        return {
            .submit = [this](
                          int plant, Command command, CommandGate::Answer answer
                      ) { return submit(plant, std::move(command), std::move(answer)); },
            .turn_away =
                [this](int, const Command& command, const Refusal& why) {
                    turned_away.push_back(command);
                    return CommandGate::Ticket{"away-1", refused(why)};
                },
            .shown_by =
                [](std::string_view control) {
                    std::vector<std::string> paths;
                    if (control == "setChargeTarget") paths.emplace_back("Control/Target_SOC");
                    return paths;
                },
        };
    }
};

}  // namespace giv::mqtt
