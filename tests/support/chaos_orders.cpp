#include "support/chaos_orders.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace giv::testing {
namespace {

using namespace std::chrono_literals;
using How = Outcome::How;

constexpr std::uint16_t holding_end = 360;
constexpr RegisterRange clock_registers{Bank::holding, 35, 6};
constexpr std::uint16_t charge_target = 116;
constexpr std::uint16_t cutoff = 114;      // the one that is changed while an action runs
constexpr std::uint16_t active_rate = 50;  // and the one that is somebody else's

// spec/commands.md 0.5, and a turn of the rig: 7.5 s; of what has begun by then, 60 s more.
constexpr auto answered_within = 8s;
constexpr auto ended_within = answered_within + 60s;
constexpr std::ptrdiff_t most_writes = 3;  // of one value for one command (spec/commands.md 0.5)
constexpr auto action_every = 1h;
constexpr auto time_to_restore = 3min;
constexpr auto latest_effect = 10s;  // of a write (chaos_plan.cpp)

// Why a command may be refused while something is wrong.
constexpr auto of_the_line =
    std::to_array<Reason>({Reason::busy, Reason::no_connection, Reason::inverter});

constexpr auto actions = std::to_array<std::string_view>(
    {"forceCharge", "tempPauseDischarge", "forceExport", "tempPauseCharge"}
);

// A command of every kind of register and proof, with a number that is drawn.
struct Plain {
    std::string_view control;
    std::string (*payload)(std::uint32_t drawn);
};

std::string percent(std::uint32_t drawn) { return std::to_string(4 + drawn % 97); }
std::string watts(std::uint32_t drawn) { return std::to_string(200 + drawn % 24 * 100); }
std::string on_or_off(std::uint32_t drawn) { return drawn % 2 == 0 ? "enable" : "disable"; }
std::string mode(std::uint32_t drawn) { return drawn % 2 == 0 ? "Eco" : "Timed Demand"; }
std::string slot(std::uint32_t drawn) {
    const auto hour = [](std::uint32_t one) {
        return (one < 10 ? "0" : "") + std::to_string(one) + ":30";
    };
    return R"({"start":")" + hour(drawn % 6) + R"(","finish":")" + hour(6 + drawn % 5) + R"("})";
}

constexpr auto plain = std::to_array<Plain>({
    {"setChargeTarget", percent},
    {"setBatteryReserve", percent},
    {"setChargeSlot1", slot},
    {"setChargeRate", watts},
    {"enableChargeSchedule", on_or_off},
    {"setDischargeRate", watts},
    {"setBatteryMode", mode},
    {"setDischargeSlot1", slot},
});
constexpr int percent_of_repetitions = 20;

std::string text_of(const std::string& control, const std::string& payload) {
    return control + " " + payload;
}

}  // namespace

ChaosOrders::ChaosOrders(Rig& rig, RigPlant& plant, std::uint32_t seed, FaultsAbout faults)
    : rig_(rig), plant_(plant), chance_{seed, 2}, faults_(std::move(faults)) {}

ChaosOrders::Holding ChaosOrders::holding() const {
    Holding all;
    for (std::uint16_t index = 0; index < holding_end; ++index) {
        if (clock_registers.contains(HR(index))) continue;
        const auto word = plant_.dongle.registers().word(device::inverter, HR(index));
        if (word) all[index] = *word;
    }
    return all;
}

// With what was written already, whose effect comes late.
ChaosOrders::Holding ChaosOrders::holding_soon() const {
    auto all = holding();
    const auto now = rig_.clock().now();
    for (const auto& write : plant_.dongle.write_log())
        if (write.done && now - write.at <= latest_effect) all[write.index] = write.value;
    return all;
}

// ---- giving -------------------------------------------------------------------------------

ChaosOrders::Order ChaosOrders::plain_order() {
    const auto& row = plain.at(chance_.below(plain.size()));
    return {std::string{row.control}, row.payload(chance_.next() >> 8U)};
}

ChaosOrders::Order ChaosOrders::next_action() {
    const auto name = std::string{actions.at(actions_++ % actions.size())};
    return {name, std::to_string(4 + chance_.below(6))};
}

// One that writes, whatever there was before.
ChaosOrders::Order ChaosOrders::change(bool of_cutoff) {
    const auto index = of_cutoff ? cutoff : charge_target;
    const auto is = plant_.dongle.registers().word(device::inverter, HR(index));
    auto payload = percent(chance_.next() >> 8U);
    if (payload == std::to_string(is.value_or(0))) payload = payload == "50" ? "51" : "50";
    return {of_cutoff ? "setBatteryCutoff" : "setChargeTarget", payload};
}

ChaosOrders::Order ChaosOrders::next_order() {
    if (action_) return {"setBatteryCutoff", percent(chance_.next() >> 8U)};
    const auto now = rig_.clock().now();
    if (!last_action_ || now - *last_action_ >= action_every) {
        last_action_ = now;
        return next_action();
    }
    if (!last_.control.empty() && chance_.strikes(percent_of_repetitions)) return last_;
    return last_ = plain_order();
}

bool ChaosOrders::give(Wish wish) {
    if (under_ || stopped_) return false;
    auto order = wish == Wish::any ? next_order()
                                   : change(action_.has_value() || wish == Wish::change_of_cutoff);
    const bool is_action = std::ranges::find(actions, order.control) != actions.end();
    Under under{
        order, nullptr, rig_.clock().now(), holding(), plant_.dongle.write_log().size(), is_action};
    if (is_action) {
        const auto lasts = std::chrono::minutes{std::stoi(order.payload)};
        action_ =
            Action{under.asked_at + lasts, holding_soon(), text_of(order.control, order.payload)};
    }
    ++given_;
    under.command = &rig_.ask(plant_, order.control, order.payload);
    under_ = std::move(under);
    return true;
}

// ---- judging ------------------------------------------------------------------------------

void ChaosOrders::look(Findings& findings) {
    look_at_action(findings);
    if (!under_) return;
    const auto now = rig_.clock().now();
    const auto& command = *under_->command;
    const auto what = text_of(under_->order.control, under_->order.payload);
    const auto late = command.is_answered() ? ended_within : answered_within;
    const bool goes_on = command.is_answered() && command.outcome().reason == Reason::continuing;
    if (goes_on && !command.end) {
        if (now - under_->asked_at > late && !std::exchange(under_->is_told_late, true))
            findings.add(Check::answered, now, what + " has no end");
        return;
    }
    if (!command.is_answered()) {
        if (now - under_->asked_at > late && !std::exchange(under_->is_told_late, true))
            findings.add(Check::answered, now, what + " is not answered");
        return;
    }
    if (command.answers.size() > 1) findings.add(Check::answered, now, what + " is answered twice");
    const auto outcome = command.end.value_or(command.outcome());
    judge(*under_, outcome, findings);
    under_.reset();
    plant_.commands.clear();
}

void ChaosOrders::judge(const Under& under, const Outcome& outcome, Findings& findings) {
    ++ended_.at(static_cast<std::size_t>(outcome.how));
    judge_registers(under, outcome, findings);
    judge_repeats(under, outcome, findings);
    judge_reason(under, outcome, findings);
    if (under.is_action) follow_action(outcome);
}

// Nothing that is asked here is beyond bounds, or against what runs: it is the line's fault.
void ChaosOrders::judge_reason(const Under& under, const Outcome& outcome, Findings& findings) {
    if (outcome.how == How::verified || outcome.how == How::no_op) return;
    const auto now = rig_.clock().now();
    const auto what = text_of(under.order.control, under.order.payload) + ": " +
                      std::string{words(outcome.reason)} + ": " + outcome.why;
    const bool had_any = faults_.any(under.asked_at, now);
    const bool had_fault = had_any || faults_.is_line_shared;
    if (!had_any) ++not_done_in_calm_;
    if (outcome.how == How::unknown && !had_fault) findings.add(Check::unknown, now, what);
    if (outcome.how != How::refused) return;
    const bool is_of_line = std::ranges::find(of_the_line, outcome.reason) != of_the_line.end();
    if (!had_fault || !is_of_line || outcome.why.empty()) findings.add(Check::reason, now, what);
}

// What did not begin leaves nothing to put back, and is tried again.
void ChaosOrders::follow_action(const Outcome& outcome) {
    if (!action_) return;
    if (outcome.how == How::unknown) action_->has_run = false;
    if (outcome.how != How::refused && outcome.how != How::no_op) return;
    action_.reset();
    last_action_.reset();
}

std::deque<simulator::LoggedWrite>::const_iterator ChaosOrders::writes_since(const Under& under
) const {
    return plant_.dongle.write_log().begin() + static_cast<std::ptrdiff_t>(under.writes_before);
}

void ChaosOrders::judge_registers(const Under& under, const Outcome& outcome, Findings& findings)
    const {
    const auto now = rig_.clock().now();
    const bool may_be_deceived = faults_.deceiving(under.asked_at, now);
    const auto is = holding();
    for (const auto& one : outcome.registers) {
        const auto found = is.find(one.index);
        const auto before = under.before.find(one.index);
        if (found == is.end() || before == under.before.end() || may_be_deceived) continue;
        const auto what = text_of(under.order.control, under.order.payload) + ": HR" +
                          std::to_string(one.index) + " is " + std::to_string(found->second) +
                          ", was " + std::to_string(before->second) + ", should be " +
                          std::to_string(one.requested) + ": " + outcome.why;
        const bool is_so = found->second == one.requested;
        if (outcome.how == How::verified && !is_so) findings.add(Check::verified, now, what);
        if (outcome.how == How::no_op && (!is_so || found->second != before->second))
            findings.add(Check::no_op, now, what);
        if (outcome.how == How::refused && found->second != before->second)
            findings.add(Check::refused, now, what);
    }
    if (outcome.how != How::no_op) return;
    const auto from = writes_since(under);
    const bool was_written =
        std::any_of(from, plant_.dongle.write_log().end(), [&](const auto& write) {
            return std::ranges::find(outcome.registers, write.index, &RegisterOutcome::index) !=
                   outcome.registers.end();
        });
    if (was_written) findings.add(Check::no_op, now, under.order.control + " wrote all the same");
}

// The dongle's log has nobody's writes but ours, and those of the action that ends meanwhile.
void ChaosOrders::judge_repeats(const Under& under, const Outcome& outcome, Findings& findings)
    const {
    const auto& log = plant_.dongle.write_log();
    for (const auto& one : outcome.registers) {
        const auto times = std::count_if(writes_since(under), log.end(), [&](const auto& write) {
            return write.index == one.index && write.value == one.requested;
        });
        if (times <= most_writes) continue;
        findings.add(
            Check::repeats,
            rig_.clock().now(),
            under.order.control + ": HR" + std::to_string(one.index) + " = " +
                std::to_string(one.requested) + " was written " + std::to_string(times) + " times"
        );
    }
}

// It may end as late as faults let it: then a minute after they have gone, and some.
void ChaosOrders::look_at_action(Findings& findings) {
    if (!action_) return;
    const auto now = rig_.clock().now();
    const auto judged_at = action_->ends + time_to_restore;
    if (now < judged_at || under_ || faults_.any(now - 30s, now)) return;
    auto is = holding();
    auto before = action_->before;
    for (const auto index : {cutoff, active_rate}) {
        is.erase(index);
        before.erase(index);
    }
    if (is == before) {
        if (action_->has_run) ++restored_;
    } else {
        std::string differs;
        for (const auto& [index, word] : before) {
            if (is[index] != word)
                differs += " HR" + std::to_string(index) + "=" + std::to_string(is[index]) +
                           " (was " + std::to_string(word) + ")";
        }
        findings.add(Check::restored, now, action_->name + " left" + differs);
    }
    action_.reset();
}

}  // namespace giv::testing
