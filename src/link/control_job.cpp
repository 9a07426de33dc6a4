#include "link/control_job.hpp"

#include <type_traits>

namespace giv {
namespace {

// What the sequence answers; `none` where there is no sequence.
template <class Answer, class Question>
Answer ask(const ControlJob::Work& work, Answer none, Question question) {
    return std::visit(
        [&](const auto& sequence) -> Answer {
            if constexpr (std::is_same_v<std::decay_t<decltype(sequence)>, std::monostate>) {
                return none;
            } else {
                return question(sequence);
            }
        },
        work
    );
}

}  // namespace

Refusal no_answer(const std::string& why_not_believed) {
    const auto what = why_not_believed.empty()
                          ? std::string{"the inverter does not answer"}
                          : "the inverter's answer is not believed (" + why_not_believed + ")";
    return {Reason::no_connection, what + "; nothing was written"};
}

bool ControlJob::has_begun() const {
    return ask(work, false, [](const auto& sequence) { return sequence.has_begun(); });
}

bool ControlJob::is_remembered() const {
    const bool is_accepted = phase == Phase::saving || phase == Phase::working;
    return purpose == Purpose::carry_out && action && is_accepted;
}

bool ControlJob::is_at_work_end() const {
    return ask(work, true, [](const auto& sequence) { return sequence.is_done(); });
}

bool ControlJob::is_restarting() const {
    const auto* restart = std::get_if<RestartSequence>(&work);
    return restart != nullptr && restart->has_begun() && !restart->is_done();
}

Outcome ControlJob::outcome_of_work() const {
    return ask(work, outcome, [](const auto& sequence) { return sequence.outcome(); });
}

bool ControlJob::leaves_doubt() const {
    const auto* sequence = std::get_if<WriteSequence>(&work);
    return sequence != nullptr && sequence->leaves_doubt();
}

bool ControlJob::was_turned_down() const {
    const auto* sequence = std::get_if<WriteSequence>(&work);
    return sequence != nullptr && sequence->was_turned_down();
}

void ControlJob::give_up(const std::string& why) {
    std::visit(
        [&](auto& sequence) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(sequence)>, std::monostate>) {
                sequence.give_up(why);
            }
        },
        work
    );
}

}  // namespace giv
